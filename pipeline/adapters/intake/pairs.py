"""Which of the files in an applicant's folder make up one draft, and which make up none.

Pure: a scan of the folder goes in, groups of one stem and strays come out. A group's files are those we could take; a stray is a file or folder we never take,
with what its writer is told about it.
"""

import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from os import stat_result
from typing import NamedTuple

from pipeline.adapters.intake.files import Version, is_plain, version_of
from pipeline.adapters.intake.names import REPAIR, Kind, beside, is_readable, is_repair_note, read_name, shown
from pipeline.domain.notes import Message
from pipeline.domain.notes import intake as say


class File(NamedTuple):
    """One file of a scan; a plain tuple, because there are many."""

    name: str
    version: Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The files of one stem."""

    key: str
    stem: str
    pdfs: tuple[File, ...]
    sidecars: tuple[File, ...]
    is_hindered: bool
    """a file of this stem is empty, a link or the like: it may be on its way"""

    @property
    def files(self) -> tuple[File, ...]:
        """All of them, the PDFs first."""
        return self.pdfs + self.sidecars

    @property
    def is_lonely_pdf(self) -> bool:
        """Whether there is one PDF and no sidecar, not even one on its way."""
        return len(self.pdfs) == 1 and not self.sidecars and not self.is_hindered

    def version_of(self, name: str) -> Version:
        """The version of one of its files.

        Raises:
            KeyError: it is none of them.
        """
        return dict(self.files)[name]

    def without(self, file: File) -> "Group":
        """The group when one of its sidecars is gone."""
        return replace(self, sidecars=tuple(one for one in self.sidecars if one != file))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """Files that are never taken and share one note."""

    note: str
    """the name of the note about them"""
    files: tuple[File, ...]
    told: tuple[Message, ...]

    @property
    def memory(self) -> str:
        """What they are remembered by; no stem can be the same."""
        return f"/{self.note}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """One folder, sorted out."""

    groups: dict[str, Group]
    strays: tuple[Stray, ...]


@dataclass(slots=True)
class _Heap:
    """The files of one stem while they are gathered."""

    stem: str = ""
    pdfs: list[File] = field(default_factory=list)
    sidecars: list[File] = field(default_factory=list)
    answers: list[File] = field(default_factory=list)
    """files called like an answer of ours, which are sidecars if a PDF of that very stem lies beside them"""
    is_hindered: bool = False


def sort_out(found: Mapping[str, stat_result]) -> Candidates:
    """Sort a folder's entries by stem."""
    heaps: dict[str, _Heap] = {}
    odd: list[tuple[File, Message]] = []
    for text, status in found.items():
        name = read_name(text)
        if name.kind is Kind.IGNORED or is_repair_note(text):
            continue
        file = File(text, version_of(status))
        wrong = _wrong(text, name.kind, status)
        if wrong is not None and name.kind is not Kind.NOTE:
            odd.append((file, wrong))
        if name.kind is Kind.OTHER or stat.S_ISDIR(status.st_mode):
            continue
        heap = heaps.setdefault(name.key, _Heap())
        if wrong is not None:
            heap.is_hindered = heap.is_hindered or name.kind is not Kind.NOTE
        elif name.kind is Kind.PDF:
            heap.pdfs.append(file)
            heap.stem = min(heap.stem, name.stem) if len(heap.pdfs) > 1 else name.stem
        else:
            (heap.sidecars if name.kind is Kind.SIDECAR else heap.answers).append(file)
            heap.stem = heap.stem or name.stem
    groups = {key: group for key, heap in heaps.items() if (group := _group(key, heap)).files}
    return Candidates(groups=groups, strays=_strays(odd, groups))


def _group(key: str, heap: _Heap) -> Group:
    if heap.pdfs and not heap.sidecars:
        heap.sidecars = heap.answers
    return Group(key=key, stem=heap.stem, pdfs=tuple(sorted(heap.pdfs)), sidecars=tuple(sorted(heap.sidecars)), is_hindered=heap.is_hindered)


def _wrong(name: str, kind: Kind, status: stat_result) -> Message | None:
    """Why this can never be taken as it is."""
    if stat.S_ISDIR(status.st_mode):
        return say.FOLDER_NOT_TAKEN(name=shown(name))
    if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1:
        return say.NOT_A_PLAIN_FILE(name=shown(name))
    if kind is Kind.OTHER:
        return say.NOT_TAKEN(name=shown(name))
    if not is_readable(name):
        return say.NAME_NOT_READABLE(name=shown(name))
    return None if is_plain(status) else say.EMPTY_FILE(name=shown(name))


def _strays(odd: list[tuple[File, Message]], groups: Mapping[str, Group]) -> tuple[Stray, ...]:
    """The odd files by their note: that of their stem, or of their whole name where a draft of that stem has its own note."""
    by_note: dict[str, list[tuple[File, Message]]] = {}
    for file, message in sorted(odd):
        name = read_name(file.name)
        note = beside(file.name if name.key in groups else name.stem, REPAIR)
        by_note.setdefault(note, []).append((file, message))
    return tuple(Stray(note=note, files=tuple(file for file, _ in found), told=tuple(message for _, message in found)) for note, found in by_note.items())
