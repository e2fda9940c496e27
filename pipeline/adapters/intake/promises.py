"""Receipts that promise too much: beside the drafts lies that a letter is safe, of which the register knows nothing, as after a restored backup.

Each is replaced by a note that says so and what to do. It is called as a note about a draft put aside, so it goes when the letter is taken in anew.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from pipeline.adapters.intake.conservation import DRAFTS
from pipeline.adapters.intake.files import drop_note, put_answer, read_same, share_errors
from pipeline.adapters.intake.names import REASON, RECEIPT
from pipeline.domain.letter import LETTER_ID
from pipeline.domain.notes import Language
from pipeline.domain.notes import letters as say_letters
from pipeline.domain.notes import restoring as say
from pipeline.domain.notes import shares as say_shares

_PROMISES: Final = tuple(re.split(r"[\n{]", words, maxsplit=1)[0] for text in (say_shares.RECEIPT, say_letters.ALREADY_TAKEN) for words in (text.id, text.en))
"""how a note begins that says a letter is safe"""
_NUMBER: Final = re.compile(r"^(?:Nomor|Number) *: *(\S+)", re.MULTILINE)


def empty_promises(inbox: Path, knows: Callable[[str], bool]) -> Iterator[tuple[Path, str]]:
    """Every receipt whose letter the register does not know, with that letter's id.

    Args:
        inbox: the shared tree.
        knows: whether there is a letter with this id.

    Raises:
        OSError: a folder or a receipt cannot be read.
    """
    for path in sorted((inbox / DRAFTS).glob(f"*/*{RECEIPT}")):
        letter = _promised(path)
        if letter and not knows(letter):
            yield path, letter


def take_back(path: Path, language: Language) -> None:
    """Put a note in the place of a receipt: the letter is not on record and must be saved again.

    Raises:
        LaterError: the share fails.
    """
    with share_errors():
        letter = _promised(path)
        number = _NUMBER.search(_text(path))
        told = say.SAVE_ONCE_MORE(letter=letter, number=number[1] if number else "-").words(language)
        stem = path.name.removesuffix(RECEIPT).removesuffix(f".{letter}")
        put_answer(path.parent, stem, REASON, "\ufeff" + told.replace("\n", "\r\n") + "\r\n")
        drop_note(path, os.geteuid())


def _promised(path: Path) -> str:
    """The id of the letter that a receipt says is safe; empty if it is no receipt of ours."""
    text = _text(path)
    found = LETTER_ID.search(text) if text.startswith(_PROMISES) else None
    return found[0] if found else ""


def _text(path: Path) -> str:
    return (read_same(path) or b"").decode("utf-8-sig", "replace").replace("\r\n", "\n")
