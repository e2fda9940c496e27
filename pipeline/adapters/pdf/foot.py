"""The sentence at the foot of an approved letter, drawn into a copy of it right before it is signed (SOP 8).

It goes on the page where the TTE stands, as low as there is a blank strip across the text's width, within what is seen of the page and upright however the
page is turned. Where there is none at the smallest size, nothing is drawn: a draft like that is told when it comes in. The same letter and sentence give the
same bytes. Whatever else the copy shows is compared with the original by a reader that is not ours, before anybody gets it.
"""

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.adapters.pdf.draft import SMALL_BYTES, Draft, Leaf, open_draft, refusing
from pipeline.adapters.pdf.faces import Face, outlines_of, width_em
from pipeline.adapters.pdf.geometry import Area, Matrix
from pipeline.adapters.pdf.ink import Drawings, Picture
from pipeline.adapters.pdf.redrawn import Redrawn
from pipeline.adapters.pdf.values import Written
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import Message
from pipeline.domain.notes import pages as say
from pipeline.domain.page import MM, Box, FooterOrder

SIZES_PT: Final = (8.0, 7.5, 7.0, 6.5, 6.0)
"""the sizes that are tried, from the wished to the least that reads from paper"""
LEADING: Final = 1.2
"""the distance of two lines, in sizes"""
EDGE_PT: Final = 5 * MM
"""printers do not print closer to the edge"""
ZONE_PT: Final = 30 * MM
"""what counts as the foot of a page, from its lower edge"""
_CLEAR_PT: Final = 3.0
"""blank paper around the sentence"""
_SIDE_PT: Final = 15 * MM
"""the least margin at either side"""
_LEAST_WIDTH_PT: Final = 80 * MM
"""a page whose text is narrower gives its whole width"""
_FACE: Final = Face.SANS


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """Where the sentence goes on a page as seen, broken into lines."""

    lines: tuple[str, ...]
    size_pt: float
    area: Area


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """What is seen beside the sentence."""

    pixels: bytes
    """of its page, but for the strip"""
    texts: tuple[str, ...]
    """of all other pages"""


def add_footer(source: str | Path, target: str | Path, order: FooterOrder) -> None:
    """Write a copy of an approved letter with the sentence at its foot.

    Args:
        source: the letter as it was approved; it has no signature yet.
        target: the file to write; one that is there is replaced.
        order: the sentence, and where it goes.

    Raises:
        DraftRefusedError: the letter is signed already, its foot has no room, or the copy would show something else too.
    """
    with open_draft(source) as draft, refusing(say.UNREADABLE()):
        strip = strip_for(draft, order)
        if isinstance(strip, Message):
            raise DraftRefusedError(strip)
        whole = draft.leaves[order.page - 1].frame.area
        seen = _shown(draft.drawings, order.page, strip, whole)
        draft.drawings.close()  # two large files open at once would take too much memory
        Redrawn(draft=draft, values=list(_lines(strip, order.page)), retold=_as_it_is).write(Path(target), mark=_mark(Path(source), order))
        if not _shows(Path(target), seen, order, strip, whole):
            Path(target).unlink()
            raise DraftRefusedError(say.FOOTER_SHOWS_MORE(page=order.page))


def strip_for(draft: Draft, order: FooterOrder) -> Strip | Message:
    """The lowest blank strip of the largest size that has one, or why there is none."""
    leaf = draft.leaves[order.page - 1]
    left, right = _margins(leaf)
    zone = min(ZONE_PT, leaf.frame.height_pt / 4)
    picture = draft.picture(leaf.number, Area(left - _CLEAR_PT, 0.0, right + _CLEAR_PT, zone + _CLEAR_PT))
    taken = [_area(box) for box in order.kept_clear if box.page == order.page]
    height = 0.0
    for size in SIZES_PT:
        lines = tuple(_broken(order.text, (right - left) / size))
        height = len(lines) * size * LEADING
        bottom = _lowest(picture, Area(left, EDGE_PT, right, EDGE_PT + height), zone, taken)
        if bottom is not None:
            return Strip(lines=lines, size_pt=size, area=Area(left, bottom, right, bottom + height))
    return say.NO_ROOM_FOR_FOOTER(page=order.page, text=order.text, height_mm=math.ceil((EDGE_PT + height + 2 * _CLEAR_PT) / MM))


def _lowest(picture: Picture, lowest: Area, zone: float, taken: list[Area]) -> float | None:
    """The bottom of the lowest place for an area, moved up point by point; None where there is none."""
    left, bottom, right, top = lowest
    while top <= zone:
        around = Area(left, bottom, right, top).grown(_CLEAR_PT)
        if not any(_meet(around, one) for one in taken) and picture.is_free(around):
            return bottom
        bottom, top = bottom + 1.0, top + 1.0
    return None


def _margins(leaf: Leaf) -> tuple[float, float]:
    """Between which uprights the sentence goes: those of the page's text, kept off the edges."""
    width = leaf.frame.width_pt
    left, right = max(leaf.margins[0], _SIDE_PT), min(leaf.margins[1], width - _SIDE_PT)
    return (left, right) if right - left >= _LEAST_WIDTH_PT else (_SIDE_PT, width - _SIDE_PT)


def _broken(text: str, width_ems: float) -> Iterator[str]:
    """The sentence's lines of at most that width; a single word that is wider stands alone."""
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if line and width_em(_FACE, longer) > width_ems:
                yield line
                longer = word
            line = longer
        if line:
            yield line


def _lines(strip: Strip, page: int) -> Iterator[Written]:
    """Each line, centred."""
    outlines = outlines_of(_FACE)
    rise = (LEADING - (outlines.ascent - outlines.descent) / outlines.em) / 2 * strip.size_pt + outlines.ascent / outlines.em * strip.size_pt
    for place, line in enumerate(strip.lines):
        x = (strip.area.left + strip.area.right - width_em(_FACE, line) * strip.size_pt) / 2
        y = strip.area.top - place * LEADING * strip.size_pt - rise
        yield Written(page=page, text=line, face=_FACE, size_pt=strip.size_pt, fill="0 g ", matrix=Matrix(e=x, f=y))


def _shows(target: Path, seen: _Shown, order: FooterOrder, strip: Strip, whole: Area) -> bool:
    """Whether the copy shows the sentence, and beside it what the original did."""
    copy = Drawings(target.read_bytes() if target.stat().st_size <= SMALL_BYTES else target)
    try:
        return not copy.window(order.page, whole).is_free(strip.area) and _shown(copy, order.page, strip, whole) == seen
    finally:
        copy.close()


def _shown(drawings: Drawings, page: int, strip: Strip, whole: Area) -> _Shown:
    return _Shown(
        pixels=drawings.window(page, whole).without([strip.area]).pixels,
        texts=tuple("" if number == page else text for number, text in enumerate(drawings.texts(), 1)),
    )


def _mark(source: Path, order: FooterOrder) -> bytes:
    """The copy's /ID, from what goes in: the approved bytes and the order."""
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    digest.update(repr(order).encode())
    return digest.digest()[:16]


def _as_it_is(_key: str, text: str) -> str:
    return text


def _area(box: Box) -> Area:
    return Area(box.x_pt, box.y_pt, box.x_pt + box.width_pt, box.y_pt + box.height_pt)


def _meet(one: Area, other: Area) -> bool:
    return one.left < other.right and other.left < one.right and one.bottom < other.top and other.bottom < one.top
