"""What paths paint that matters to a text: thin bars, such as the line under it, and what may lie over it."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from pipeline.adapters.pdf.geometry import Area, Matrix
from pipeline.adapters.pdf.shows import Show

_PATH: Final = re.compile(rb"([-+.\d\s]*)(re|[mlhw]|[SsFf]\*?|[BbWncvyJjMi]\*?)(?![A-Za-z*])")
_THICKEST_PT: Final = 3.0
_LONGEST_RUN_BYTES: Final = 2000
"""a line under a text is drawn in a few words; longer runs are drawings"""
_STRAIGHT: Final = frozenset({b"m", b"l", b"re"})
_REACH: Final = frozenset({b"m", b"l", b"c", b"v", b"y"})
_PAINTS: Final = frozenset({b"S", b"s", b"F", b"f", b"f*"})
_FILLS: Final = frozenset({b"F", b"f", b"f*", b"B", b"B*", b"b", b"b*"})
_ENDS: Final = _FILLS | {b"S", b"s", b"n"}
_FILL: Final = re.compile(rb"[FfBb]")
_LONGEST_FILL_BYTES: Final = 1 << 16
"""of a longer run nobody looks where it is"""
EVERYWHERE: Final = Area(-math.inf, -math.inf, math.inf, math.inf)
_SIDE_PT: Final = 1.5
"""a line under a text begins and ends with it, to so much"""
_COVER: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A bar, and where the operator that paints it stands in the content stream."""

    area: Area
    start: int
    end: int

    def is_under(self, shown: Show, text: Area) -> bool:
        """Whether it underlines this upright text and nothing beside it."""
        inside = self.area.left >= text.left - _SIDE_PT and self.area.right <= text.right + _SIDE_PT
        low, high = shown.across - 0.3 * shown.size_pt, shown.across + 0.05 * shown.size_pt
        wide = self.area.right - self.area.left >= _COVER * (text.right - text.left)
        return shown.direction == (1.0, 0.0) and inside and wide and low <= self.area.bottom and self.area.top <= high


class Cover(NamedTuple):
    """What may lie over the texts that were shown before it."""

    after: int
    """how many"""
    area: Area
    is_picture: bool = False


def rules(content: bytes, start: int, end: int, to_seen: Matrix) -> Iterator[Rule]:
    """The thin level bars that a run of path operators paints."""
    if end - start > _LONGEST_RUN_BYTES:
        return
    points: list[tuple[float, float]] = []
    plain = True
    for found in _PATH.finditer(content, start, end):
        word = found[2]
        if word in _STRAIGHT:
            points += _corners(found[1], word)
        elif word in _PAINTS:
            area = _around(points, to_seen)
            if plain and area is not None and area.top - area.bottom <= _THICKEST_PT < area.right - area.left:
                yield Rule(area=area, start=found.start(2), end=found.end(2))
            points, plain = [], True
        elif word == b"n":
            points, plain = [], True
        elif word not in {b"w", b"h", b"J", b"j", b"M", b"i"}:
            plain = False


def fills(content: bytes, start: int, end: int, to_seen: Matrix) -> Iterator[Area]:
    """What a run of path operators may fill, each by the rectangle around it; thin bars hide no text."""
    if not _FILL.search(content, start, end):
        return
    if end - start > _LONGEST_FILL_BYTES:
        yield EVERYWHERE
        return
    points: list[tuple[float, float]] = []
    for found in _PATH.finditer(content, start, end):
        points += _corners(found[1], found[2])
        if found[2] in _FILLS:
            area = _around(points, to_seen)
            if area is not None and min(area.top - area.bottom, area.right - area.left) > _THICKEST_PT:
                yield area
        if found[2] in _ENDS:
            points = []


def _corners(figures: bytes, word: bytes) -> list[tuple[float, float]]:
    """The points that an operator reaches, or bends towards."""
    try:
        numbers = [*map(float, figures.split())]
    except ValueError:
        return []
    if word == b"re" and len(numbers) == 4:  # noqa: PLR2004 - corner, width, height
        x, y, width, height = numbers
        return [(x, y), (x + width, y), (x, y + height), (x + width, y + height)]
    return [*zip(numbers[::2], numbers[1::2], strict=False)] if word in _REACH else []


def _around(points: list[tuple[float, float]], to_seen: Matrix) -> Area | None:
    if not points:
        return None
    xs, ys = zip(*(to_seen.at(x, y) for x, y in points), strict=True)
    return Area(min(xs), min(ys), max(xs), max(ys))
