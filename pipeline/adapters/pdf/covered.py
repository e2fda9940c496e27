"""Text that something lies over: it is copied, searched and read aloud, and nobody sees it.

Where a bar or a picture was drawn over a text, the page is drawn once more without that text. A letter whose place does not change by that is not seen. What
covers it makes no difference: white or black, a box, a picture, a curve; and what merely may cover it, being clear or cut off, covers nothing.

A picture of the whole page is a scan, and the text behind it what a machine read from it.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from pipeline.adapters.pdf.draft import Draft, Leaf, union
from pipeline.adapters.pdf.geometry import Area
from pipeline.adapters.pdf.ink import Places
from pipeline.adapters.pdf.rules import Cover
from pipeline.adapters.pdf.shows import Show
from pipeline.domain.notes import Message
from pipeline.domain.notes import pages as say
from pipeline.domain.page import MM

_FEWEST: Final = 2
"""letters; the dot of one may be behind a picture's edge"""
_LOW: Final = 0.15
"""how far a letter reaches below its baseline, in ems"""
_HIGH: Final = 0.7
"""how far above"""
_ROW_PT: Final = 12.0
_MOST: Final = 20_000
"""letters of a page that are looked at"""
_SCAN: Final = 0.8
"""of the page; a larger picture is a scan of it"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Letter:
    """A glyph that something was drawn over later."""

    show: Show
    area: Area


def covered_faults(draft: Draft) -> Iterator[Message]:
    """One sentence for each page with covered text, with the place of the first letter of it."""
    for leaf in draft.leaves:
        letters = list(islice(_letters(leaf), _MOST)) if leaf.text.covers else []
        if len(letters) < _FEWEST:
            continue
        shows, texts = _places(leaf, {letter.show for letter in letters})
        seen, without, found = draft.drawings.with_and_without(leaf.number, texts, leaf.frame, union([letter.area for letter in letters]))
        judged = {show for show, is_found in zip(shows, found, strict=True) if is_found}
        hidden = [letter.area for letter in letters if letter.show in judged and not seen.differs(without, letter.area)]
        if len(hidden) >= _FEWEST:
            yield say.TEXT_COVERED(page=leaf.number, x_mm=round(hidden[0].left / MM), y_mm=round((leaf.frame.height_pt - hidden[0].top) / MM))


def _letters(leaf: Leaf) -> Iterator[_Letter]:
    """The letters of the page in whose midst something was drawn later."""
    tokens = {glyph.show for found in leaf.found for glyph in found.glyphs}
    rows = _rows(leaf)
    for number, show in enumerate(leaf.text.shows):
        if show.hidden or show in tokens or not show.text.strip():
            continue
        whole = _box(show, show.left, show.right)
        over = [one for row in _row_numbers(whole, leaf) for one in rows.get(row, ()) if one.after > number and _meet(one.area, whole)]
        for glyph in show.glyphs() if over else ():
            area = _box(show, glyph.left, glyph.right)
            x, y = (area.left + area.right) / 2, (area.bottom + area.top) / 2
            if glyph.text.strip() and any(_meet(one.area, Area(x, y, x, y)) for one in over):
                yield _Letter(show=show, area=area)


def _rows(leaf: Leaf) -> dict[int, list[Cover]]:
    """What may lie over other things, by height on the page."""
    rows: dict[int, list[Cover]] = defaultdict(list)
    page = leaf.frame.area
    for one in leaf.text.covers:
        seen = Area(max(one.area.left, page.left), max(one.area.bottom, page.bottom), min(one.area.right, page.right), min(one.area.top, page.top))
        scan = one.is_picture and (seen.right - seen.left) * (seen.top - seen.bottom) > _SCAN * page.right * page.top
        for row in () if scan else _row_numbers(seen, leaf):
            rows[row].append(Cover(one.after, seen))
    return rows


def _row_numbers(area: Area, leaf: Leaf) -> range:
    return range(int(max(area.bottom, 0.0) // _ROW_PT), int(min(area.top, leaf.frame.height_pt) // _ROW_PT) + 1)


def _meet(one: Area, other: Area) -> bool:
    return one.left <= other.right and other.left <= one.right and one.bottom <= other.top and other.bottom <= one.top


def _box(show: Show, left: float, right: float) -> Area:
    """The rectangle around a part of a text, as seen."""
    corners = [_at(show, along, show.across + level * show.size_pt) for along in (left, right) for level in (-_LOW, _HIGH)]
    xs, ys = zip(*corners, strict=True)
    return Area(min(xs), min(ys), max(xs), max(ys))


def _at(show: Show, along: float, across: float) -> tuple[float, float]:
    ux, uy = show.direction
    return along * ux - across * uy, along * uy + across * ux


def _places(leaf: Leaf, wanted: set[Show]) -> tuple[list[Show], list[tuple[float, float, int]]]:
    """These texts, and where each begins with how many of the page begin there before it."""
    shows: list[Show] = []
    places: list[tuple[float, float, int]] = []
    before = Places()
    for show in leaf.text.shows:
        first = next(show.glyphs(), None)
        if first is None:
            continue
        x, y = _at(show, first.left, show.across)
        if show in wanted:
            shows.append(show)
            places.append((x, y, len(before.near(x, y))))
        before.add(x, y)
    return shows, places
