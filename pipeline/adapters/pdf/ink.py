"""What is printed at a place of a page, as a picture of one grey pixel a point; made by pdfium, read row by row.

Only the window that is asked about is drawn: opening a page costs a millisecond, drawing all of it several more.

Pixels count from the upper left corner, areas from the lower left one.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.adapters.pdf.geometry import Area, Frame, Matrix
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import pages as say

if TYPE_CHECKING:
    import pypdfium2

_WHITE: Final = 240
"""from here on, a grey pixel counts as blank paper"""
_SAME: Final = 40
"""how much a pixel may differ from the paper under a line of text"""
_MOST_PIXELS: Final = 20_000_000
_FAINT: Final = 12
"""what nobody sees of a grey pixel's change"""
_SAME_PLACE_PT: Final = 0.7
_DEEPEST_FORM: Final = 16


class Places:
    """Where texts begin, in the order of the page; two readers of it may differ by a little."""

    def __init__(self) -> None:
        """Know none."""
        self._cells: dict[tuple[int, int], list[tuple[int, float, float]]] = defaultdict(list)
        self._count = 0

    def add(self, x: float, y: float) -> None:
        """One more."""
        self._cells[int(x), int(y)].append((self._count, x, y))
        self._count += 1

    def near(self, x: float, y: float) -> list[int]:
        """Which of them, counted from 0, begin there."""
        cells = [self._cells.get((column, row), ()) for column in range(int(x) - 1, int(x) + 2) for row in range(int(y) - 1, int(y) + 2)]
        return sorted(number for cell in cells for number, left, low in cell if abs(left - x) <= _SAME_PLACE_PT and abs(low - y) <= _SAME_PLACE_PT)


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

    def differs(self, other: "Picture", area: Area) -> bool:
        """Whether anybody could tell two pictures of one window apart there."""
        return any(
            abs(one - two) > _FAINT for ours, theirs in zip(self.rows(area), other.rows(area), strict=True) for one, two in zip(ours, theirs, strict=True)
        )

    def rows(self, area: Area) -> Iterator[memoryview]:
        """The grey pixels that an area touches, row by row."""
        rows, left, right = self._touched(area)
        return (self._row(row, left, right) for row in rows)

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

    def with_and_without(self, page: int, texts: list[tuple[float, float, int]], seen: Frame, area: Area) -> tuple[Picture, Picture, list[bool]]:
        """Draw what lies around `area` of a page with all of it, and without some of its texts; and tell which of them pdfium finds at their places.

        Args:
            page: counted from 1.
            texts: where each begins as seen, and how many of the page begin there before it.
            seen: the page as seen.
            area: what is looked at.

        Raises:
            DraftRefusedError: pdfium cannot draw it.
        """
        import pypdfium2

        try:
            drawn = self._page(page)
            before = _drawn(drawn, area)
            theirs, places = [*_texts(drawn, seen.to_seen)], Places()
            for (x, y), _ in theirs:
                places.add(x, y)
            found = [[theirs[one][1] for one in places.near(x, y)[number : number + 1]] for x, y, number in texts]
            for text in (one for ones in found for one in ones):
                pypdfium2.raw.FPDFPageObj_SetIsActive(text, False)  # noqa: FBT003 - it has no names
            after = _drawn(drawn, area)
            for text in (one for ones in found for one in ones):
                pypdfium2.raw.FPDFPageObj_SetIsActive(text, True)  # noqa: FBT003 - as above
        except pypdfium2.PdfiumError as exc:
            raise DraftRefusedError(say.UNREADABLE()) from exc
        return before, after, [bool(ones) for ones in found]

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


def _texts(
    page: "pypdfium2.PdfPage", to_seen: Matrix, form: "pypdfium2.PdfObject | None" = None, depth: int = 0
) -> Iterator[tuple[tuple[float, float], object]]:
    """Every text of a page in its order, and where it begins as seen; forms, which have places of their own, within."""
    import pypdfium2.raw as pdfium

    for one in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_FORM], max_depth=1, form=form.raw if form is not None else None):
        placed = Matrix(*one.get_matrix().get()).then(to_seen)
        if one.type == pdfium.FPDF_PAGEOBJ_TEXT:
            yield (placed.e, placed.f), one.raw
        elif depth < _DEEPEST_FORM:
            yield from _texts(page, placed, one, depth + 1)


def _drawn(page: "pypdfium2.PdfPage", area: Area) -> Picture:
    width, height = (math.ceil(length) for length in page.get_size())
    if width * height > _MOST_PIXELS:
        raise DraftRefusedError(say.TOO_HEAVY())
    left, right = min(width - 1, max(0, math.floor(area.left) - 1)), max(1, min(width, math.ceil(area.right) + 1))
    top, bottom = min(height - 1, max(0, height - math.ceil(area.top) - 1)), max(1, min(height, height - math.floor(area.bottom) + 1))
    left, top = min(left, right - 1), min(top, bottom - 1)
    bitmap = page.render(scale=1, grayscale=True, crop=(left, height - bottom, width - right, top))
    return Picture(page=(width, height), corner=(left, top), size=(bitmap.width, bitmap.height), pixels=bytearray(bitmap.buffer), stride=bitmap.stride)
