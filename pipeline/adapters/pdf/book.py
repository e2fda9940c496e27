"""Lays out one of the office's books on paper: A4 across, its headings and the page's number on every page, room to initial in every row.

The rows are laid out here and not by the PDF library's tables, which take 9 ms a row: a year's book of 10,000 numbers would take a minute and a half.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from pipeline.adapters.pdf.faces import Face, font_file
from pipeline.domain.books import Book, Cell

_FAMILY: Final = "liberation"
_MARGIN_MM: Final = 14.0
_BOTTOM_MM: Final = 17.0
_LINE_MM: Final = 3.8
_PAD_MM: Final = 1.2
_ROW_MM: Final = 9.0
"""room for initials"""
_TEXT_PT: Final = 8
_MOST_LINES: Final = 32
"""of one row, so that it fits on a page"""
_BASE: Final = 0.75
"""where the letters stand in a line, as a part of its height"""
_NO_DATE: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""so that the same book always gives the same bytes"""


def paper_book(book: Book) -> bytes:
    """The book as a PDF."""
    paper = _Paper(book)
    paper.add_page()
    for cells in book.rows:
        paper.put([_words(cell) for cell in cells])
    return bytes(paper.output())


class _Paper(FPDF):
    """The pages of a book: every page begins with the headings and ends with its number."""

    def __init__(self, book: Book) -> None:
        super().__init__(format="A4", orientation="landscape")
        self.creation_date = _NO_DATE
        self.set_margin(_MARGIN_MM)
        self.set_auto_page_break(False)
        self.add_font(_FAMILY, "", font_file(Face.SANS))
        self.add_font(_FAMILY, "B", font_file(Face.SANS_BOLD))
        self._book = book
        unit = self.epw / sum(column.share for column in book.columns)
        self._widths = [column.share * unit for column in book.columns]
        self._measures: dict[str, Callable[[str], float]] = {"": lru_cache(maxsize=4096)(self.get_string_width), "B": self.get_string_width}

    def header(self) -> None:
        """Begin a page."""
        if self.page_no() == 1:
            self.set_font(_FAMILY, "B", 13)
            self.multi_cell(0, 7, f"{self._book.title} {self._book.period}", align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            self.set_font(_FAMILY, "", 10)
            self.multi_cell(0, 5, self._book.office, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            self.ln(4)
        self.put([column.heading for column in self._book.columns], style="B")

    def footer(self) -> None:
        """End a page."""
        self.set_y(-_MARGIN_MM + 2)
        self.set_font(_FAMILY, "", _TEXT_PT)
        self.cell(0, _LINE_MM, self._book.page.format(page=self.page_no(), pages="{nb}"), align="C")

    def put(self, cells: Sequence[str], *, style: str = "") -> None:
        """Write one row, on the next page where this one is full."""
        self.set_font(_FAMILY, style, _TEXT_PT)
        measure = self._measures[style]
        wrapped = [_cut(list(_wrapped(text, width - 2 * _PAD_MM, measure))) for text, width in zip(cells, self._widths, strict=True)]
        height = max(_ROW_MM, max(map(len, wrapped)) * _LINE_MM + 2 * _PAD_MM)
        if self.y + height > self.h - _BOTTOM_MM:
            self.add_page()
            self.set_font(_FAMILY, style, _TEXT_PT)
        left, top = self.l_margin, self.y
        for lines, width in zip(wrapped, self._widths, strict=True):
            self.rect(left, top, width, height)
            for place, line in enumerate(lines):
                self.text(left + _PAD_MM, top + _PAD_MM + (place + _BASE) * _LINE_MM, line)
            left += width
        self.set_y(top + height)


def _wrapped(text: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    """A text in lines no wider than `width` mm; a word that is wider is broken."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if measure(longer) <= width:
            line = longer
            continue
        if line:
            yield line
        line = word
        while measure(line) > width and len(line) > 1:
            fits = next(end for end in range(len(line) - 1, 0, -1) if end == 1 or measure(line[:end]) <= width)
            yield line[:fits]
            line = line[fits:]
    if line:
        yield line


def _cut(lines: list[str]) -> list[str]:
    """What fits on one page; that more was said is seen."""
    return lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], "…"]


def _words(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell.strftime("%d-%m-%Y") if isinstance(cell, date) else str(cell)
