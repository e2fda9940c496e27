"""What is printed at a place of a page, as a picture of one grey pixel a point; made by pdfium, read row by row.

Only the window that is asked about is drawn: opening a page costs a millisecond, drawing all of it several more.

Pixels count from the upper left corner, areas from the lower left one.
"""

import math
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.adapters.pdf.geometry import Area
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import pages as say

if TYPE_CHECKING:
    import pypdfium2

_WHITE: Final = 240
"""from here on, a grey pixel counts as blank paper"""
_SAME: Final = 40
"""how much a pixel may differ from the paper under a line of text"""
_MOST_PIXELS: Final = 20_000_000


class Picture:
    """A window of a page as seen, one pixel a point; it is asked about places within it only."""

    def __init__(self, *, page: tuple[int, int], corner: tuple[int, int], size: tuple[int, int], pixels: bytearray, stride: int) -> None:
        """Keep the grey pixels, row by row from the top, `page` and `size` are widths and heights, `corner` the upper left one."""
        self._width, self._height = page
        self._left, self._top = corner
        self._size = size
        self._pixels = pixels
        self._stride = stride

    def without(self, areas: Iterable[Area]) -> "Picture":
        """The same with `areas` painted over: what will be gone."""
        return self._painted(areas, b"\xff")

    def with_ink(self, areas: Iterable[Area]) -> "Picture":
        """The same with `areas` filled: what will be there."""
        return self._painted(areas, b"\x00")

    def _painted(self, areas: Iterable[Area], shade: bytes) -> "Picture":
        painted = Picture(page=(self._width, self._height), corner=(self._left, self._top), size=self._size, pixels=self._pixels[:], stride=self._stride)
        for area in areas:
            rows, left, right = self._touched(area)
            for row in rows:
                painted._row(row, left, right)[:] = shade * (right - left)
        return painted

    def is_free(self, area: Area) -> bool:
        """Whether nothing is printed there; a place off the page has nothing printed."""
        rows, left, right = self._touched(area)
        return left >= right or all(self._is_blank(row, left, right) for row in rows)

    @property
    def pixels(self) -> bytes:
        """All of the window, row by row from the top, so that two windows of one place can be compared."""
        return bytes(self._pixels)

    def free_band(self, left: float, right: float, middle: float) -> tuple[float, float] | None:
        """The bottom and the top of the blank band around a height, between two uprights; None if there is ink at that very height."""
        first, last = self._columns(left, right)
        highest, lowest = self._top, self._top + self._size[1] - 1
        at = min(lowest, max(highest, round(self._height - middle)))
        if first >= last or not self._is_blank(at, first, last):
            return None
        top = bottom = at
        while top > highest and self._is_blank(top - 1, first, last):
            top -= 1
        while bottom < lowest and self._is_blank(bottom + 1, first, last):
            bottom += 1
        return float(self._height - bottom - 1), float(self._height - top)

    def next_ink(self, area: Area) -> float:
        """How far to the right `area` is as blank as its left edge; its right end if all of it is."""
        rows, left, right = self._touched(area)
        end = right
        for row in rows:
            line = self._row(row, left, right)
            if line and max(line) - min(line) > _SAME:
                end = min(end, left + next((at for at, pixel in enumerate(line) if abs(pixel - line[0]) > _SAME), right - left))
        return float(end)

    def ink_along(self, start: tuple[float, float], way: tuple[float, float], length: float, heights: tuple[float, float]) -> float:
        """How far from `start` the paper stays as blank as there, along a `way` of length 1 and between two heights above it; `length` at most."""
        (x, y), (ux, uy) = start, way
        levels = [heights[0] + step for step in range(math.ceil(heights[1] - heights[0]) + 1)]
        paper = [self._pixel(x - uy * level, y + ux * level) for level in levels]
        for step in range(math.ceil(length) + 1):
            at = (x + ux * step, y + uy * step)
            if any(abs(self._pixel(at[0] - uy * level, at[1] + ux * level) - blank) > _SAME for level, blank in zip(levels, paper, strict=True)):
                return float(step)
        return length

    def _pixel(self, x: float, y: float) -> int:
        """The paper is white off the window."""
        row, column = math.floor(self._height - y), math.floor(x)
        if not (self._top <= row < self._top + self._size[1] and self._left <= column < self._left + self._size[0]):
            return 255
        return self._pixels[(row - self._top) * self._stride + column - self._left]

    def _row(self, row: int, left: int, right: int) -> memoryview:
        start = (row - self._top) * self._stride - self._left
        return memoryview(self._pixels)[start + left : start + right]

    def _is_blank(self, row: int, left: int, right: int) -> bool:
        return min(self._row(row, left, right)) >= _WHITE

    def _columns(self, left: float, right: float) -> tuple[int, int]:
        first, last = self._left, self._left + self._size[0]
        return min(last, max(first, math.floor(left))), max(first, min(last, math.ceil(right)))

    def _touched(self, area: Area) -> tuple[range, int, int]:
        """The rows, and from which column to which, that the area touches."""
        first, last = self._top, self._top + self._size[1]
        top, bottom = max(first, math.floor(self._height - area.top)), min(last, math.ceil(self._height - area.bottom))
        left, right = self._columns(area.left, area.right)
        return range(top, max(top, bottom)), left, max(left, right)


class Drawings:
    """The pages of a draft as pdfium draws them: opened when the first is asked for, and no more drawn of a page than is looked at."""

    def __init__(self, source: str | Path | bytes) -> None:
        """Open nothing yet; a file that is in memory already is read from there."""
        self._source = source
        self._open = ExitStack()
        self._document: pypdfium2.PdfDocument | None = None
        self._pages: dict[int, pypdfium2.PdfPage] = {}

    def close(self) -> None:
        """Let go of the file."""
        self._pages.clear()
        self._document = None
        self._open.close()

    def window(self, page: int, area: Area) -> Picture:
        """Draw what lies around `area` of a page, counted from 1.

        Raises:
            DraftRefusedError: pdfium cannot draw it.
        """
        import pypdfium2

        try:
            return _drawn(self._page(page), area)
        except pypdfium2.PdfiumError as exc:
            raise DraftRefusedError(say.UNREADABLE()) from exc

    def count(self) -> int:
        """How many pages pdfium finds.

        Raises:
            DraftRefusedError: it cannot read the file.
        """
        import pypdfium2

        try:
            return len(self._opened())
        except pypdfium2.PdfiumError as exc:
            raise DraftRefusedError(say.UNREADABLE()) from exc

    def texts(self) -> Iterator[str]:
        """The text of every page as pdfium reads it, without white space; a page is read only when it is asked for."""
        import pypdfium2

        try:
            for number in range(1, len(self._opened()) + 1):
                yield "".join(self._page(number).get_textpage().get_text_range().split())
        except pypdfium2.PdfiumError as exc:
            raise DraftRefusedError(say.UNREADABLE()) from exc

    def _opened(self) -> "pypdfium2.PdfDocument":
        import pypdfium2

        if self._document is None:
            self._document = self._open.enter_context(pypdfium2.PdfDocument(self._source))
        return self._document

    def _page(self, number: int) -> "pypdfium2.PdfPage":
        if number not in self._pages:
            self._pages = {number: self._opened()[number - 1]}
        return self._pages[number]


def _drawn(page: "pypdfium2.PdfPage", area: Area) -> Picture:
    width, height = (math.ceil(length) for length in page.get_size())
    if width * height > _MOST_PIXELS:
        raise DraftRefusedError(say.TOO_HEAVY())
    left, right = min(width - 1, max(0, math.floor(area.left) - 1)), max(1, min(width, math.ceil(area.right) + 1))
    top, bottom = min(height - 1, max(0, height - math.ceil(area.top) - 1)), max(1, min(height, height - math.floor(area.bottom) + 1))
    left, top = min(left, right - 1), min(top, bottom - 1)
    bitmap = page.render(scale=1, grayscale=True, crop=(left, height - bottom, width - right, top))
    return Picture(page=(width, height), corner=(left, top), size=(bitmap.width, bitmap.height), pixels=bytearray(bitmap.buffer), stride=bitmap.stride)
