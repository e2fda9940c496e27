"""What is printed on a page, as a picture of one grey pixel a point; made by pdfium, read row by row.

Pixels count from the upper left corner, areas from the lower left one.
"""

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from pipeline.adapters.pdf.geometry import Area
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import pages as say

_WHITE: Final = 240
"""from here on, a grey pixel counts as blank paper"""
_SAME: Final = 40
"""how much a pixel may differ from the paper under a line of text"""
_MOST_PIXELS: Final = 20_000_000


class Picture:
    """A page as seen, one pixel a point."""

    def __init__(self, width: int, height: int, pixels: bytearray, stride: int) -> None:
        """Keep the grey pixels, row by row from the top, each row `stride` bytes long."""
        self.width = width
        self.height = height
        self._pixels = pixels
        self._stride = stride

    def without(self, areas: Iterable[Area]) -> "Picture":
        """The same with `areas` painted over: what will be gone."""
        cleared = Picture(self.width, self.height, self._pixels[:], self._stride)
        for area in areas:
            rows, left, right = self._touched(area)
            for row in rows:
                cleared._pixels[row * self._stride + left : row * self._stride + right] = b"\xff" * (right - left)
        return cleared

    def is_free(self, area: Area) -> bool:
        """Whether nothing is printed there; a place off the page has nothing printed."""
        rows, left, right = self._touched(area)
        return left >= right or all(self._is_blank(row, left, right) for row in rows)

    def free_band(self, left: float, right: float, middle: float) -> tuple[float, float] | None:
        """The bottom and the top of the blank band around a height, between two uprights; None if there is ink at that very height."""
        first, last = max(0, math.floor(left)), min(self.width, math.ceil(right))
        at = min(self.height - 1, max(0, round(self.height - middle)))
        if first >= last or not self._is_blank(at, first, last):
            return None
        top = bottom = at
        while top > 0 and self._is_blank(top - 1, first, last):
            top -= 1
        while bottom + 1 < self.height and self._is_blank(bottom + 1, first, last):
            bottom += 1
        return float(self.height - bottom - 1), float(self.height - top)

    def next_ink(self, area: Area) -> float:
        """How far to the right `area` is as blank as its left edge; its right end if all of it is."""
        rows, left, right = self._touched(area)
        end = right
        for row in rows:
            line = self._row(row, left, right)
            if line and max(line) - min(line) > _SAME:
                end = min(end, left + next((at for at, pixel in enumerate(line) if abs(pixel - line[0]) > _SAME), right - left))
        return float(end)

    def _row(self, row: int, left: int, right: int) -> bytearray:
        return self._pixels[row * self._stride + left : row * self._stride + right]

    def _is_blank(self, row: int, left: int, right: int) -> bool:
        return min(self._row(row, left, right)) >= _WHITE

    def _touched(self, area: Area) -> tuple[range, int, int]:
        """The rows, and from which column to which, that the area touches."""
        top, bottom = max(0, math.floor(self.height - area.top)), min(self.height, math.ceil(self.height - area.bottom))
        left, right = max(0, math.floor(area.left)), min(self.width, math.ceil(area.right))
        return range(top, max(top, bottom)), left, max(left, right)


def picture(source: str | Path, page: int) -> Picture:
    """Draw a page, counted from 1.

    Raises:
        DraftRefusedError: pdfium cannot draw it.
    """
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(source) as document:
            drawn = document[page - 1]
            width, height = drawn.get_size()
            if width * height > _MOST_PIXELS:
                raise DraftRefusedError(say.TOO_HEAVY())
            bitmap = drawn.render(scale=1, grayscale=True)
            return Picture(bitmap.width, bitmap.height, bytearray(bitmap.buffer), bitmap.stride)
    except pypdfium2.PdfiumError as exc:
        raise DraftRefusedError(say.UNREADABLE()) from exc
