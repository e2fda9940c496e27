"""Letters that partners drop: each is copied, checked, filed with a receipt, and only then taken out of the drop folder.

A letter is a PDF and its covering note. The copy is what is checked, so nothing that happens to the file meanwhile counts. The receipt is the commit: a letter
with one is never filed again, and one without is done anew after a crash. What is not whole yet is left where it is until it has rested; what is damaged or
false is put aside with its reason. Nothing is taken away before it lies safe elsewhere, and then only if it is still what was copied.
"""

import contextlib
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from pipeline.adapters.durable import TEMPORARY, copy_new, digest_of_file, sync_folder, write_new
from pipeline.adapters.intake.files import MAX_TEXT_BYTES, Version, entries_of, opened, read_same, unlink_same, version_of
from pipeline.domain.arrivals import Arrival, Fortune, receipt, receipt_number
from pipeline.domain.errors import DraftRefusedError, LaterError
from pipeline.domain.esurat import Cover, is_cover, read_cover
from pipeline.domain.notes import Language, Message
from pipeline.domain.notes import esurat as say
from pipeline.domain.office import Office
from pipeline.domain.signing import Verification, common_name
from pipeline.ports import Clock

ASIDE: Final = "disisihkan"
"""The folder of what was put aside, within the folder where letters are filed."""
_RECEIPT: Final = ".terima.json"
_REASON: Final = ".ALASAN.txt"
_MODE: Final = 0o640
_LONGEST_STEM: Final = 200
"""bytes; what is put beside a note has a longer name than it"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A file of the drop folder as it was looked at."""

    path: Path
    version: Version
    age: timedelta
    """since it last changed, by this machine's clock"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """A drop folder, and the folder its letters are filed in.

    Attributes:
        folder: where partners put letters.
        into: where they are filed; it exists.
        office: who receives them.
        judge: what a PDF's signatures are worth.
        rest: how long what is not whole may still be on its way.
        largest_bytes: no PDF is larger.
    """

    folder: Path
    into: Path
    office: Office
    clock: Clock
    judge: Callable[[Path], Verification]
    rest: timedelta
    largest_bytes: int
    language: Language
    _wanted: dict[str, set[str]] = field(default_factory=dict)
    """the notes that name each PDF"""

    def take(self) -> Iterator[Arrival]:
        """Take what is there, one letter after the other.

        Raises:
            LaterError: another does so at this moment.
            OSError: one of the folders is away.
        """
        with self._alone():
            names = sorted(self._names())
            notes = [one for one in names if one.casefold().endswith(".json") and not one.endswith(_RECEIPT)]
            for name in notes:
                with contextlib.suppress(DraftRefusedError, OSError):
                    self._wanted.setdefault(read_cover(read_same(self.folder / name) or b"").file, set()).add(name)
            lonely = [one for one in names if one.casefold().endswith(".pdf") and one not in self._wanted]
            for name in notes:
                try:
                    yield self._take(name)
                except OSError as problem:
                    reason = say.FOLDER_OR_DISK_FAILS(reason=problem.strerror or type(problem).__name__)
                    yield Arrival(file=name, fortune=Fortune.FAILED, reason=reason)
            yield from (Arrival(file=name, fortune=Fortune.WAITING, reason=say.NO_NOTE()) for name in lonely)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.into / f"{TEMPORARY}kunci").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as taken:
                raise LaterError(say.ANOTHER_TAKES(folder=self.into)) from taken
            for left in self.into.glob(f"{TEMPORARY}*.tmp"):
                left.unlink(missing_ok=True)
            yield

    def _names(self) -> list[str]:
        with entries_of(self.folder) as entries:
            return [one.name for one in entries if not one.name.startswith(".") and one.is_file(follow_symlinks=False)]

    def _take(self, name: str) -> Arrival:
        note = self._look(name)
        content = read_same(note.path, note.version) if note else None
        if note is None or content is None:
            return Arrival(file=name, fortune=Fortune.WAITING, reason=say.STILL_WRITTEN())
        try:
            cover = read_cover(content)
        except DraftRefusedError as refused:
            return self._unreadable(note, content, refused.message)
        known = self._receipt_of(cover)
        if known is not None:
            return self._come_again(note, cover, known)
        return self._received(note, cover, content)

    def _unreadable(self, note: _Found, content: bytes, reason: Message) -> Arrival:
        """A note that cannot be believed: half written, another program's, or false."""
        if not is_cover(content) and _is_json(content):
            return Arrival(file=note.path.name, fortune=Fortune.WAITING, reason=say.NOT_A_NOTE())
        if note.age < self.rest:
            return Arrival(file=note.path.name, fortune=Fortune.WAITING, reason=say.STILL_WRITTEN())
        return self._aside(note, None, reason)

    def _received(self, note: _Found, cover: Cover, content: bytes) -> Arrival:
        """File a letter that has no receipt yet. Commit point: the receipt."""
        name = note.path.name
        pdf = self._look(cover.file)
        if pdf is None:
            return Arrival(file=name, fortune=Fortune.WAITING, cover=cover, reason=say.NO_PDF(file=cover.file))
        if pdf.version[2] > self.largest_bytes:
            return self._aside(note, cover, say.PDF_TOO_LARGE(file=cover.file))
        with self._copied(pdf) as copy:
            if copy is None or digest_of_file(copy) != cover.document or copy.stat().st_size != cover.size_bytes:
                if pdf.age < self.rest:
                    return Arrival(file=name, fortune=Fortune.WAITING, cover=cover, reason=say.STILL_WRITTEN())
                return self._aside(note, cover, say.OTHER_DIGEST(file=cover.file))
            verdict = self._judged(copy)
            signers = tuple(common_name(one.signer) for one in verdict.signatures)
            if not verdict.valid:
                return self._doubted(note, cover, verdict)
            at = self.clock.now()
            copy.replace(self.into / f"{cover.message}.pdf")
            write_new(self.into / f"{cover.message}.json", content, replace=True)
            write_new(self._receipt_file(cover), receipt(self.office, cover, at, verdict.signatures))
        self._clear(note, pdf, cover)
        return Arrival(file=name, fortune=Fortune.TAKEN, cover=cover, receipt=receipt_number(self.office, cover, at), signers=signers)

    def _judged(self, copy: Path) -> Verification:
        try:
            return self.judge(copy)
        except DraftRefusedError:  # no PDF
            return Verification(valid=False, signatures=())

    def _doubted(self, note: _Found, cover: Cover, verdict: Verification) -> Arrival:
        """A letter whose signatures do not hold; where only the root is unknown it stays for the administrator."""
        if not verdict.signatures:
            return self._aside(note, cover, say.UNSIGNED(file=cover.file))
        if all(one.intact and one.covers_whole_document for one in verdict.signatures) and not all(one.trusted for one in verdict.signatures):
            signers = tuple(common_name(one.signer) for one in verdict.signatures)
            reason = say.ROOT_UNKNOWN(signers=", ".join(signers))
            return Arrival(file=note.path.name, fortune=Fortune.UNTRUSTED, cover=cover, signers=signers, reason=reason)
        return self._aside(note, cover, say.SIGNATURE_BROKEN(file=cover.file))

    def _come_again(self, note: _Found, cover: Cover, known: dict[str, object]) -> Arrival:
        """A letter that is filed: after a crash, or sent twice."""
        if known.get("dokumen") != cover.document:
            return self._aside(note, cover, say.ID_TAKEN(message=cover.message))
        pdf = self._look(cover.file)
        with self._copied(pdf) as copy:
            if pdf is not None and copy is None:
                return Arrival(file=note.path.name, fortune=Fortune.WAITING, cover=cover, reason=say.STILL_WRITTEN())
            if copy is not None and digest_of_file(copy) != cover.document:
                return self._aside(note, cover, say.OTHER_DIGEST(file=cover.file))
        self._clear(note, pdf, cover)
        day = str(known.get("diterima"))[:10]
        return Arrival(file=note.path.name, fortune=Fortune.KNOWN, cover=cover, receipt=str(known.get("tanda_terima")), reason=say.CAME_BEFORE(day=day))

    def _look(self, name: str) -> _Found | None:
        """A file of the drop folder; None if it is not there or no regular file."""
        path = self.folder / name
        with opened(path, None) as descriptor:
            if descriptor is None:
                return None
            seen = os.fstat(descriptor)
        age = self.clock.now() - datetime.fromtimestamp(seen.st_ctime, UTC)
        return _Found(path=path, version=version_of(seen), age=age)

    @contextlib.contextmanager
    def _copied(self, found: _Found | None) -> Iterator[Path | None]:
        """A copy of a file, safe on this disk; None if the file is not, or does not stay, that version. It goes unless it was moved into its place."""
        scratch = self.into / f"{TEMPORARY}{secrets.token_hex(8)}.tmp"
        try:
            yield scratch if found is not None and _copy(found, scratch) else None
        finally:
            scratch.unlink(missing_ok=True)

    def _receipt_file(self, cover: Cover) -> Path:
        return self.into / f"{cover.message}{_RECEIPT}"

    def _receipt_of(self, cover: Cover) -> dict[str, object] | None:
        try:
            found = json.loads(self._receipt_file(cover).read_bytes())
        except FileNotFoundError:
            return None
        return found if isinstance(found, dict) else {}

    def _clear(self, note: _Found, pdf: _Found | None, cover: Cover) -> None:
        """Put the receipt into the drop folder and take the letter out; the PDF goes with the last note that names it."""
        with contextlib.suppress(FileExistsError):
            copy_new(self._receipt_file(cover), self.folder / f"{_stem(note)}{_RECEIPT}")
        self._drop(note, pdf)

    def _drop(self, note: _Found, pdf: _Found | None) -> None:
        """Take out what lies safe elsewhere; the PDF only if no other note names it."""
        unlink_same(note.path, note.version)
        if pdf is not None:
            others = self._wanted.get(pdf.path.name, set())
            others.discard(note.path.name)
            if not others:
                unlink_same(pdf.path, pdf.version)
        sync_folder(self.folder)

    def _aside(self, note: _Found, cover: Cover | None, reason: Message) -> Arrival:
        """Copy note and PDF into the day's folder with the reason, then take them out of the drop folder."""
        day = self.into / ASIDE / f"{self.clock.today():%Y-%m-%d}"
        day.mkdir(mode=0o750, parents=True, exist_ok=True)
        pdf = self._look(cover.file) if cover else None
        place = _free(day, _stem(note))
        write_new(day / f"{place}{_REASON}", f"{reason.words(self.language)}\n".encode())
        for one in (pdf, note):
            with self._copied(one) as copy:
                if copy is not None and one is not None:
                    copy_new(copy, day / f"{place}{one.path.suffix}")
        self._drop(note, pdf)
        return Arrival(file=note.path.name, fortune=Fortune.ASIDE, cover=cover, reason=reason)


def _copy(found: _Found, target: Path) -> bool:
    with opened(found.path, found.version) as descriptor:
        if descriptor is None:
            return False
        with os.fdopen(os.dup(descriptor), "rb") as reader, target.open("xb") as sink:
            shutil.copyfileobj(reader, sink, MAX_TEXT_BYTES)
            sink.flush()
            os.fchmod(sink.fileno(), _MODE)
            os.fsync(sink.fileno())
        return version_of(os.fstat(descriptor)) == found.version


def _stem(note: _Found) -> str:
    """A note's name without its ending, short enough for another."""
    return os.fsencode(note.path.stem)[:_LONGEST_STEM].decode("utf-8", "ignore")


def _free(folder: Path, stem: str) -> str:
    """The first name of this stem that nothing in a folder begins with."""
    number = 1
    while any((folder / f"{_numbered(stem, number)}{ending}").exists() for ending in (_REASON, ".json", ".pdf")):
        number += 1
    return _numbered(stem, number)


def _numbered(stem: str, number: int) -> str:
    return stem if number == 1 else f"{stem}-{number}"


def _is_json(content: bytes) -> bool:
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return False
    return True
