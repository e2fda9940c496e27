"""What a file's name says: which files are drafts, which are our own notes, and which pairs belong together.

A name is a hint about the kind of a file and nothing more. Two names are of one stem if they differ only in case or in how their accents are composed (NFC).
Bytes that are no UTF-8 come as surrogates and are kept as they are.
"""

import hashlib
import os
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Final

SIDECAR_ENDINGS: Final = (".yaml.txt", ".yaml", ".yml")
"""How sidecars and decisions end; the first is what Notepad makes of the second."""
PDF_ENDING: Final = ".pdf"
REPAIR: Final = ".PERBAIKI.txt"
"""How the note ends that says what is wrong with a file."""
REASON: Final = ".ALASAN.txt"
"""How the note ends that says why a file was put aside."""
RECEIPT: Final = ".diterima.txt"
"""a letter's receipt beside the place of its draft"""
_NOTE_ENDINGS: Final = (REPAIR.casefold(), REASON.casefold(), RECEIPT, ".petunjuk.txt", ".nomor.yaml")
_IGNORED_STARTS: Final = (".", "~$")
_IGNORED_ENDINGS: Final = (".tmp", ".part")
_IGNORED_NAMES: Final = frozenset({"thumbs.db", "desktop.ini", "baca-saya.txt"})
_MAX_NAME_BYTES: Final = 255
_MAX_ENDING_BYTES: Final = 64


class Kind(Enum):
    """What a file in an applicant's folder can be by its name."""

    PDF = auto()
    """a letter"""
    SIDECAR = auto()
    """what is said about a letter"""
    NOTE = auto()
    """written by us; never taken in"""
    IGNORED = auto()
    """an editor's or a system's own"""
    OTHER = auto()
    """nothing we take; its writer is told"""


@dataclass(frozen=True, slots=True)
class Name:
    """A file's name, read.

    Attributes:
        kind: what it can be.
        stem: the name without its ending, composed (NFC).
        key: the stem in one case; files of one letter share it.
    """

    kind: Kind
    stem: str
    key: str


@lru_cache(maxsize=256)
def read_name(name: str) -> Name:
    """Read a file's name.

    >>> read_name("Undangan.PDF")
    Name(kind=<Kind.PDF: 1>, stem='Undangan', key='undangan')
    >>> read_name("undangan.yaml.txt").stem
    'undangan'
    >>> [read_name(one).kind.name for one in ("a.PERBAIKI.txt", "~$a.pdf", "a.docx")]
    ['NOTE', 'IGNORED', 'OTHER']
    """
    composed = unicodedata.normalize("NFC", name)
    folded = composed.casefold()
    if composed.startswith(_IGNORED_STARTS) or folded.endswith(_IGNORED_ENDINGS) or folded in _IGNORED_NAMES:
        return Name(Kind.IGNORED, composed, folded)
    if folded.endswith(_NOTE_ENDINGS):
        stem = composed[: -len(".yaml")] if folded.endswith(".yaml") else composed
        return Name(Kind.NOTE, stem, stem.casefold())
    for kind, endings in ((Kind.PDF, (PDF_ENDING,)), (Kind.SIDECAR, SIDECAR_ENDINGS)):
        for ending in endings:
            if folded.endswith(ending) and len(folded) > len(ending):
                stem = composed[: -len(ending)]
                return Name(kind, stem, stem.casefold())
    stem = composed.rpartition(".")[0] or composed
    return Name(Kind.OTHER, stem, stem.casefold())


def is_decision(name: str) -> bool:
    """Whether a file in an official's folder can be a decision.

    >>> is_decision("2027-000001_rapat.keputusan.yaml"), is_decision("~$a.yaml"), is_decision("a.yaml.PERBAIKI.txt")
    (True, False, False)
    """
    folded = name.casefold()
    return folded.endswith(SIDECAR_ENDINGS) and not folded.startswith(_IGNORED_STARTS)


def is_repair_note(name: str) -> bool:
    """Whether this is one of our PERBAIKI notes."""
    return name.endswith(REPAIR) and not name.startswith(_IGNORED_STARTS)


def beside(stem: str, ending: str) -> str:
    """The name of a note beside a file; a stem too long for it is shortened, with a mark of the whole.

    >>> beside("undangan", REPAIR)
    'undangan.PERBAIKI.txt'
    """
    whole = os.fsencode(stem + ending)
    if len(whole) <= _MAX_NAME_BYTES:
        return stem + ending
    mark = "~" + hashlib.sha256(os.fsencode(stem)).hexdigest()[:8]
    kept = os.fsencode(stem)[: _MAX_NAME_BYTES - len(os.fsencode(mark + ending))]
    return kept.decode("utf-8", "ignore") + mark + ending


def fitting(name: str) -> str:
    """A file's name, shortened before its ending if no folder could hold it.

    >>> fitting("rapat.diterima.txt")
    'rapat.diterima.txt'
    """
    ending = "".join(PurePosixPath(name).suffixes[-2:])
    return beside(name.removesuffix(ending), ending) if len(os.fsencode(ending)) < _MAX_ENDING_BYTES else beside(name, "")


def is_readable(name: str) -> bool:
    r"""Whether a name is text at all; bytes that are no UTF-8 come as lone surrogates.

    >>> is_readable("a.pdf"), is_readable("a\udcff.pdf")
    (True, False)
    """
    return not any("\ud800" <= one <= "\udfff" for one in name)


def shown(name: str) -> str:
    r"""A file's name as a note can print it: one line, readable, nothing that moves the text.

    >>> shown("a\nb.pdf")
    'a?b.pdf'
    """
    return "".join(one if one.isprintable() else "?" for one in name)
