"""Writes the office's books down: as a workbook, or as plain rows for every other program. As paper they are laid out by `pdf/book.py`."""

from pipeline.adapters.books.plain import plain_rows
from pipeline.adapters.books.workbook import workbook

__all__ = ["plain_rows", "workbook"]
