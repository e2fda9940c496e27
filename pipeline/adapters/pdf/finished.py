"""Reads a finished letter, signed or not: the words on its first pages."""

from pathlib import Path
from typing import Final

from pypdf import PdfReader

from pipeline.adapters.pdf.draft import refusing
from pipeline.domain.notes import pages as say

_PAGES: Final = 2


def read_words(document: Path) -> tuple[str, ...]:
    """The words of the first two pages, in the order of the content.

    Raises:
        DraftRefusedError: it cannot be read.
    """
    with refusing(say.UNREADABLE()):
        reader = PdfReader(document)
        return tuple(word for page in reader.pages[:_PAGES] for word in page.extract_text().split())
