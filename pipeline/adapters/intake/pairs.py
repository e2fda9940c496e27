"""Which of the files in an applicant's folder make up one draft, and which make up none.

Pure: the files of one stem go in, their group and the strays among them come out. A group's files are those we could take; a stray is a file or folder we
never take, with what its writer is told about it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from pipeline.adapters.intake.files import Version
from pipeline.adapters.intake.names import REPAIR, Kind, beside, is_readable, read_name, shown
from pipeline.adapters.intake.settle import File
from pipeline.domain.notes import Message
from pipeline.domain.notes import intake as say


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

    @property
    def is_pair(self) -> bool:
        """Whether there is one PDF and one sidecar."""
        return len(self.pdfs) == len(self.sidecars) == 1

    def version_of(self, name: str) -> Version:
        """The version of one of its files.

        Raises:
            KeyError: it is none of them.
        """
        return {file.name: file.version for file in self.files}[name]

    def without(self, file: File) -> "Group":
        """The group when one of its sidecars is gone."""
        return replace(self, sidecars=tuple(one for one in self.sidecars if one != file))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """Files that are never taken and share one note."""

    key: str
    note: str
    """the name of the note about them"""
    files: tuple[File, ...]
    told: tuple[Message, ...]

    @property
    def memory(self) -> str:
        """What they are remembered by; no stem can be the same."""
        return f"{self.key}/{self.note}"


@dataclass(slots=True)
class _Heap:
    """The files of one stem while they are gathered."""

    pdfs: list[File] = field(default_factory=list)
    sidecars: list[File] = field(default_factory=list)
    answers: list[File] = field(default_factory=list)
    """files called like an answer of ours, which are sidecars if a PDF of that very stem lies beside them"""
    odd: list[tuple[File, Message]] = field(default_factory=list)
    is_hindered: bool = False


def sort_out(key: str, files: Iterable[File]) -> tuple[Group | None, tuple[Stray, ...]]:
    """Sort the files of one stem: those that make up a draft, and those that are never taken.

    Args:
        key: what `read_name` says of each of them.
        files: in any order; no PERBAIKI of ours among them.
    """
    heap = _Heap()
    for file in sorted(files, key=_by_name):
        _add(heap, file)
    if heap.pdfs and not heap.sidecars:
        heap.sidecars = heap.answers
    group = _group(key, heap)
    return group, _strays(key, heap.odd, has_group=group is not None)


def _by_name(file: File) -> str:
    return file.name


def _add(heap: _Heap, file: File) -> None:
    kind = read_name(file.name).kind
    wrong = _wrong(file, kind)
    if wrong is not None and kind is not Kind.NOTE:
        heap.odd.append((file, wrong))
    if kind is Kind.OTHER or file.is_folder:
        return
    if wrong is not None:
        heap.is_hindered = heap.is_hindered or kind is not Kind.NOTE
    else:
        {Kind.PDF: heap.pdfs, Kind.SIDECAR: heap.sidecars}.get(kind, heap.answers).append(file)


def _group(key: str, heap: _Heap) -> Group | None:
    if not heap.pdfs and not heap.sidecars:
        return None
    stem = read_name((heap.pdfs or heap.sidecars)[0].name).stem
    return Group(key=key, stem=stem, pdfs=tuple(heap.pdfs), sidecars=tuple(heap.sidecars), is_hindered=heap.is_hindered)


def _wrong(file: File, kind: Kind) -> Message | None:
    """Why this can never be taken as it is."""
    if file.is_folder:
        return say.FOLDER_NOT_TAKEN(name=shown(file.name))
    if not file.is_single:
        return say.NOT_A_PLAIN_FILE(name=shown(file.name))
    if kind is Kind.OTHER:
        return say.NOT_TAKEN(name=shown(file.name))
    if not is_readable(file.name):
        return say.NAME_NOT_READABLE(name=shown(file.name))
    return None if file.is_plain else say.EMPTY_FILE(name=shown(file.name))


def _strays(key: str, odd: Sequence[tuple[File, Message]], *, has_group: bool) -> tuple[Stray, ...]:
    """The odd files by their note: that of their stem, or of their whole name where a draft of that stem has its own note."""
    by_note: dict[str, list[tuple[File, Message]]] = {}
    for file, message in odd:
        note = beside(file.name if has_group else read_name(file.name).stem, REPAIR)
        by_note.setdefault(note, []).append((file, message))
    return tuple(
        Stray(key=key, note=note, files=tuple(file for file, _ in found), told=tuple(message for _, message in found)) for note, found in by_note.items()
    )
