"""Where things go: the one judgement that examining and stamping share, so that a draft once taken in can be stamped.

Every answer is either a place or the `Message` that tells the writer why there is none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from pipeline.adapters.pdf.beside import beside_faults
from pipeline.adapters.pdf.draft import Draft, Leaf, union
from pipeline.adapters.pdf.geometry import Area
from pipeline.adapters.pdf.tokens import Found
from pipeline.domain.notes import Message
from pipeline.domain.notes import pages as say
from pipeline.domain.page import MM, SIGNATURES, SIGNERS, Box, Layout, SignatureSize, SignerTokens, Spot, Token

_CLEAR_PT: Final = 2.0
"""blank paper between the TTE and the ink next to it"""
_EDGE_PT: Final = 12.0
"""a TTE at a placeholder keeps off the page's edge, where printers cannot print"""
_STEPS: Final = 20
"""sizes that are tried between the wished and the least one"""
_LEAST_TEXT_MM: Final = 30.0
"""what must be free at the spot of a number or a date, whose length is not known yet"""
_TEXT_HEIGHT_PT: Final = 12.0
_IN_WORDS: Final = {Token.NUMBER: "nomor", Token.DATE: "tanggal", **dict.fromkeys(SIGNATURES, "TTE")}


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """A spot on a page of the draft, as a reader sees it, in points from the lower left corner."""

    leaf: Leaf
    x: float
    top: float


def found_tokens(draft: Draft, token: Token) -> list[tuple[Leaf, Found]]:
    """Every place where the placeholder stands on a page, in its own content or in a form it draws."""
    return [(leaf, found) for leaf in draft.leaves for found in leaf.found if found.name == token]


def token_faults(draft: Draft, layout: Layout) -> Iterator[Message]:
    """What is wrong with the placeholders themselves."""
    absent = SIGNERS[layout.signatories :]
    for leaf in draft.leaves:
        for found in leaf.found:
            if not found.closed:
                yield say.OPEN_TOKEN(page=leaf.number, start=found.name)
            elif found.name not in set(Token):
                yield say.UNKNOWN_TOKEN(page=leaf.number, token=found.name, nearest=_nearest(found.name))
            elif any(found.name in signer for signer in absent):
                yield say.TOKEN_OF_NOBODY(page=leaf.number, token=found.name, count=layout.signatories)
            elif any(leaf.text.is_hidden(glyph.show) for glyph in found.glyphs):
                yield say.TOKEN_HIDDEN(page=leaf.number, token=found.name)
    yield from beside_faults(draft.reader, [leaf.page for leaf in draft.leaves])
    signatures = len(found_tokens(draft, Token.SIGNATURE))
    if signatures > 1:
        yield say.TWO_SIGNATURES(count=signatures)


def blank_faults(draft: Draft) -> Iterator[Message]:
    """Placeholders where nothing is printed: white on white, behind a white bar, outside a clip. Their values would be out of sight too.

    That of a TTE may be: offices write it in white, and nothing is drawn in its place.
    """
    for leaf in draft.leaves:
        for found in leaf.found:
            seen = any(not draft.drawings.window(leaf.number, area).is_free(area) for area in found.areas)
            if not seen and found.closed and found.name not in SIGNATURES:
                yield say.TOKEN_HIDDEN(page=leaf.number, token=found.name)


def unseen_faults(draft: Draft) -> Iterator[Message]:
    """What pdfium reads otherwise than we do: other pages, or a `${` that the last gate of stamping would refuse."""
    theirs = draft.drawings.count()
    if theirs != len(draft.leaves):
        yield say.READ_DIFFERENTLY(ours=len(draft.leaves), theirs=theirs)
    for leaf, text in zip(draft.leaves, draft.drawings.texts(), strict=False):
        ours = sum(glyph.text.count("$") for found in leaf.found for glyph in found.glyphs)
        if text.count("${") > ours:
            yield say.TOKEN_NOT_READ(page=leaf.number)


def _nearest(name: str) -> str:
    names = [str(token) for token in Token]
    return (get_close_matches(name.lower(), names, 1, 0.0) or names)[0]


def spot_of(draft: Draft, token: Token, layout: Layout) -> Spot | None:
    """Where a value without a placeholder goes: what the sidecar wishes before what the office configured."""
    if found_tokens(draft, token):
        return None
    if token is Token.NUMBER and number_is_written(draft, layout):
        return None
    return layout.wished.get(token) or layout.configured.get(token)


def number_is_written(draft: Draft, layout: Layout) -> bool:
    """Whether the draft shows its number already: that number, not one that begins or ends like it; spaces do not count."""
    wanted = "".join(layout.number_is_written.split())
    shown = re.escape(wanted)
    return bool(wanted) and re.search(rf"(?<![0-9/])(?<!\d\.){shown}(?![0-9/]|\.\w)", "".join(draft.text.split())) is not None


def text_fault(draft: Draft, token: Token, layout: Layout) -> Message | None:
    """Why the number or the date cannot be written, whatever it will be."""
    spot = spot_of(draft, token, layout)
    if spot is not None:
        at = located(draft, token, spot)
        if isinstance(at, Message):
            return at
        return _spot_fault(draft, token, spot, _area(at, _LEAST_TEXT_MM * MM, _TEXT_HEIGHT_PT))
    has_place = found_tokens(draft, token) or number_is_written(draft, layout)
    if token is Token.NUMBER and not has_place:
        return say.NUMBER_HAS_NO_PLACE()
    return None


def located(draft: Draft, token: Token, spot: Spot) -> At | Message:
    """A clerk's spot, on its page."""
    if not 1 <= spot.page <= len(draft.leaves):
        return say.NO_SUCH_PAGE(token=_IN_WORDS.get(token, token), page=spot.page, pages=len(draft.leaves))
    leaf = draft.leaves[spot.page - 1]
    return At(leaf=leaf, x=spot.x_mm * MM, top=leaf.frame.height_pt - spot.y_mm * MM)


def signature_boxes(draft: Draft, layout: Layout) -> tuple[tuple[Box, ...], tuple[Message, ...]]:
    """Where the visible TTEs go, by turn, each clear of those before it; and why some have no place."""
    boxes: list[Box] = []
    faults: list[Message] = []
    for tokens in SIGNERS[: layout.signatories]:
        found = _signature_box(draft, layout, tokens, boxes)
        if isinstance(found, Message):
            faults.append(found)
        else:
            boxes.append(found)
    return tuple(boxes), tuple(faults)


def _signature_box(draft: Draft, layout: Layout, tokens: SignerTokens, taken: Sequence[Box]) -> Box | Message:
    placeholders = [one for token in tokens.places for one in found_tokens(draft, token)]
    if placeholders:
        return _box_around(draft, *placeholders[0], layout.size, taken)
    token = tokens.places[0]
    spot = layout.wished.get(token) or layout.configured.get(token)
    if spot is None:
        return say.SIGNATURE_HAS_NO_PLACE() if layout.signatories == 1 else _one_without_place(tokens)
    at = located(draft, token, spot)
    if isinstance(at, Message):
        return at
    for width, height in _sizes(layout.size):
        area = _area(at, width, height)
        if _spot_fault(draft, token, spot, area, taken) is None:
            return _box(at.leaf, area)
    least = _area(at, layout.size.least_width_mm * MM, layout.size.least_height_mm * MM)
    return _spot_fault(draft, token, spot, least, taken) or _box(at.leaf, least)


def _one_without_place(tokens: SignerTokens) -> Message:
    turn = SIGNERS.index(tokens) + 1
    return say.ONE_SIGNATURE_HAS_NO_PLACE(turn=turn, token=tokens.places[-1], key="tte" if turn == 1 else f"tte{turn}")


def _taken(leaf: Leaf, boxes: Sequence[Box]) -> Iterator[Area]:
    """What other TTEs cover of a page."""
    return (Area(box.x_pt, box.y_pt, box.x_pt + box.width_pt, box.y_pt + box.height_pt) for box in boxes if box.page == leaf.number)


def _box_around(draft: Draft, leaf: Leaf, found: Found, size: SignatureSize, taken: Sequence[Box]) -> Box | Message:
    """The largest box around a placeholder: centred on it where the margins allow, in the blank band between the lines above and below."""
    token = union(found.areas)
    middle = (token.bottom + token.top) / 2
    sizes = [*_sizes(size)]
    picture = draft.picture(leaf.number, _reach(leaf, token, sizes), found).with_ink(_taken(leaf, taken))
    for width, height in sizes:
        for left in _lefts(leaf, token, width):
            band = picture.free_band(left - _CLEAR_PT, left + width + _CLEAR_PT, middle)
            if band is None:
                continue
            low, high = max(band[0] + _CLEAR_PT, 0.0), min(band[1] - _CLEAR_PT, leaf.frame.height_pt)
            if high - low >= height:
                bottom = min(max(middle - height / 2, low), high - height)
                return _box(leaf, Area(left, bottom, left + width, bottom + height))
    return say.NO_ROOM_FOR_SIGNATURE(page=leaf.number, width_mm=f"{size.least_width_mm:g}", height_mm=f"{size.least_height_mm:g}")


def _reach(leaf: Leaf, token: Area, sizes: list[tuple[float, float]]) -> Area:
    """All that matters for the place of any of the boxes: blank paper farther off makes no difference to it."""
    middle = (token.bottom + token.top) / 2
    spans = [(left, left + width) for width, _ in sizes for left in _lefts(leaf, token, width)]
    high = max(height for _, height in sizes) + 2 * _CLEAR_PT + 1
    left, right = min((left for left, _ in spans), default=token.left), max((right for _, right in spans), default=token.right)
    return Area(left - _CLEAR_PT, middle - high, right + _CLEAR_PT, middle + high)


def _lefts(leaf: Leaf, token: Area, width: float) -> list[float]:
    """Where a box may begin: centred within the text's margins, then with the placeholder's right edge, then with its left one."""
    margin_left, margin_right = leaf.margins
    if margin_right - margin_left < width:
        margin_left, margin_right = _EDGE_PT, leaf.frame.width_pt - _EDGE_PT
    centred = min(max((token.left + token.right - width) / 2, margin_left), margin_right - width)
    lefts = (centred, token.right - width, token.left)
    return [left for left in dict.fromkeys(round(one, 1) for one in lefts) if left >= 0.0 and left + width <= leaf.frame.width_pt]


def _sizes(size: SignatureSize) -> Iterator[tuple[float, float]]:
    """Widths and heights in points, from the wished to the least."""
    for step in range(_STEPS + 1):
        part = step / _STEPS
        width = size.width_mm + (size.least_width_mm - size.width_mm) * part
        height = size.height_mm + (size.least_height_mm - size.height_mm) * part
        yield round(width * MM, 2), round(height * MM, 2)


def _spot_fault(draft: Draft, token: Token, spot: Spot, area: Area, taken: Sequence[Box] = ()) -> Message | None:
    leaf = draft.leaves[spot.page - 1]
    facts = {"page": spot.page, "token": _IN_WORDS.get(token, token), "x_mm": f"{spot.x_mm:g}", "y_mm": f"{spot.y_mm:g}"}
    if not area.inside(leaf.frame.area):
        return say.OUTSIDE_PAGE(**facts)
    if not draft.picture(leaf.number, area).with_ink(_taken(leaf, taken)).is_free(area):
        return say.NOT_FREE(**facts)
    return None


def _area(at: At, width: float, height: float) -> Area:
    return Area(at.x, at.top - height, at.x + width, at.top)


def _box(leaf: Leaf, area: Area) -> Box:
    left, bottom = round(area.left, 2), round(area.bottom, 2)
    return Box(page=leaf.number, x_pt=left, y_pt=bottom, width_pt=round(area.right - area.left, 2), height_pt=round(area.top - area.bottom, 2))
