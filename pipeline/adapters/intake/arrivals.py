"""Letters that partners drop: each is copied, checked, filed with a receipt, and only then taken out of the drop folder.

A letter is a PDF and its covering note. The copy is what is checked, so nothing that happens to the file meanwhile counts. The receipt is the commit: a letter
with one is never filed again, and one without is done anew after a crash. What is not whole yet is left where it is until it has rested; what is damaged or
false is put aside with its reason. Nothing is taken away before it lies safe elsewhere, and then only if it is still what was copied.
"""

import contextlib
import fcntl
import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

from pipeline.adapters.durable import TEMPORARY, copy_new, digest_of_file, sync_folder, write_new
from pipeline.adapters.intake.dropped import Found, copy_version, free_name, look
from pipeline.adapters.intake.files import MAX_TEXT_BYTES, entries_of, read_same, unlink_same
from pipeline.domain.arrivals import Arrival, Fortune, receipt, receipt_number
from pipeline.domain.errors import DraftRefusedError, LaterError
from pipeline.domain.esurat import RECEIPT, Cover, is_cover, read_cover
from pipeline.domain.notes import Language, Message
from pipeline.domain.notes import esurat as say
from pipeline.domain.office import Office
from pipeline.domain.signing import Verification, common_name
from pipeline.ports import Clock

ASIDE: Final = "disisihkan"
"""The folder of what was put aside, within the folder where letters are filed."""
LOCK: Final = f"{TEMPORARY}kunci"
"""The file there that whoever files letters holds."""
_REASON: Final = ".ALASAN.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """A drop folder, and the folder its letters are filed in.

    Attributes:
        folder: where partners put letters.
        into: where they are filed; it exists.
        office: who receives them.
        judge: what a PDF's signatures are worth.
        rest: how long what is not whole may still be on its way.
        largest_bytes: what is larger is never copied.
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
            notes = [one for one in names if one.casefold().endswith(".json") and not one.endswith(RECEIPT)]
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
        with (self.into / LOCK).open("w") as lock:
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
        if note is not None and note.size_bytes > MAX_TEXT_BYTES:
            return Arrival(file=name, fortune=Fortune.TOO_LARGE, reason=say.NOTE_TOO_LARGE())
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

    def _unreadable(self, note: Found, content: bytes, reason: Message) -> Arrival:
        """A note that cannot be believed: half written, another program's, or false."""
        if not is_cover(content) and _is_json(content):
            return Arrival(file=note.path.name, fortune=Fortune.WAITING, reason=say.NOT_A_NOTE())
        if note.age < self.rest:
            return Arrival(file=note.path.name, fortune=Fortune.WAITING, reason=say.STILL_WRITTEN())
        return self._aside(note, None, reason)

    def _received(self, note: Found, cover: Cover, content: bytes) -> Arrival:
        """File a letter that has no receipt yet. Commit point: the receipt."""
        name = note.path.name
        pdf = self._look(cover.file)
        if pdf is None:
            return Arrival(file=name, fortune=Fortune.WAITING, cover=cover, reason=say.NO_PDF(file=cover.file))
        if pdf.size_bytes > self.largest_bytes:
            return Arrival(file=name, fortune=Fortune.TOO_LARGE, cover=cover, reason=say.PDF_TOO_LARGE(file=cover.file))
        with self._copied(pdf) as copy:
            if copy is None or digest_of_file(copy) != cover.document or copy.stat().st_size != cover.size_bytes:
                if pdf.age < self.rest:
                    return Arrival(file=name, fortune=Fortune.WAITING, cover=cover, reason=say.STILL_WRITTEN())
                return self._aside(note, cover, say.OTHER_DIGEST(file=cover.file))
            verdict = self._judged(copy)
            if verdict is None or not verdict.valid:
                return self._doubted(note, cover, verdict)
            signers = tuple(common_name(one.signer) for one in verdict.signatures)
            at = self.clock.now()
            copy.replace(self.into / f"{cover.message}.pdf")
            write_new(self.into / f"{cover.message}.json", content, replace=True)
            write_new(self._receipt_file(cover), receipt(self.office, cover, at, verdict.signatures))
        self._clear(note, pdf, cover)
        return Arrival(file=name, fortune=Fortune.TAKEN, cover=cover, receipt=receipt_number(self.office, cover, at), signers=signers)

    def _judged(self, copy: Path) -> Verification | None:
        """What its signatures are worth; None where it is no PDF, or took more than it may."""
        try:
            return self.judge(copy)
        except DraftRefusedError:
            return None

    def _doubted(self, note: Found, cover: Cover, verdict: Verification | None) -> Arrival:
        """A letter whose signatures do not hold; where only the root is unknown it stays for the administrator."""
        if verdict is None:
            return self._aside(note, cover, say.CANNOT_BE_JUDGED(file=cover.file))
        if not verdict.signatures:
            return self._aside(note, cover, say.UNSIGNED(file=cover.file))
        if all(one.intact and one.covers_whole_document for one in verdict.signatures) and not all(one.trusted for one in verdict.signatures):
            signers = tuple(common_name(one.signer) for one in verdict.signatures)
            reason = say.ROOT_UNKNOWN(signers=", ".join(signers))
            return Arrival(file=note.path.name, fortune=Fortune.UNTRUSTED, cover=cover, signers=signers, reason=reason)
        return self._aside(note, cover, say.SIGNATURE_BROKEN(file=cover.file))

    def _come_again(self, note: Found, cover: Cover, known: dict[str, object]) -> Arrival:
        """A letter that is filed: after a crash, or sent twice."""
        if known.get("dokumen") != cover.document:
            return self._aside(note, cover, say.ID_TAKEN(message=cover.message))
        pdf = self._look(cover.file)
        if pdf is not None and pdf.size_bytes > self.largest_bytes:
            return Arrival(file=note.path.name, fortune=Fortune.TOO_LARGE, cover=cover, reason=say.PDF_TOO_LARGE(file=cover.file))
        with self._copied(pdf) as copy:
            if pdf is not None and copy is None:
                return Arrival(file=note.path.name, fortune=Fortune.WAITING, cover=cover, reason=say.STILL_WRITTEN())
            if copy is not None and digest_of_file(copy) != cover.document:
                return self._aside(note, cover, say.OTHER_DIGEST(file=cover.file))
        self._clear(note, pdf, cover)
        day = str(known.get("diterima"))[:10]
        return Arrival(file=note.path.name, fortune=Fortune.KNOWN, cover=cover, receipt=str(known.get("tanda_terima")), reason=say.CAME_BEFORE(day=day))

    def _look(self, name: str) -> Found | None:
        return look(self.folder / name, self.clock.now())

    @contextlib.contextmanager
    def _copied(self, found: Found | None) -> Iterator[Path | None]:
        """A copy of a file, safe on this disk; None if the file is not, or does not stay, that version. It goes unless it was moved into its place."""
        scratch = self.into / f"{TEMPORARY}{secrets.token_hex(8)}.tmp"
        try:
            yield scratch if found is not None and found.size_bytes <= self.largest_bytes and copy_version(found, scratch) else None
        finally:
            scratch.unlink(missing_ok=True)

    def _receipt_file(self, cover: Cover) -> Path:
        return self.into / f"{cover.message}{RECEIPT}"

    def _receipt_of(self, cover: Cover) -> dict[str, object] | None:
        try:
            found = json.loads(self._receipt_file(cover).read_bytes())
        except FileNotFoundError:
            return None
        return found if isinstance(found, dict) else {}

    def _clear(self, note: Found, pdf: Found | None, cover: Cover) -> None:
        """Put the receipt into the drop folder and take the letter out; the PDF goes with the last note that names it."""
        with contextlib.suppress(FileExistsError):
            copy_new(self._receipt_file(cover), self.folder / f"{note.stem}{RECEIPT}")
        self._drop(note, pdf)

    def _drop(self, note: Found, pdf: Found | None) -> None:
        """Take out what lies safe elsewhere; the PDF only if no other note names it."""
        unlink_same(note.path, note.version)
        if pdf is not None:
            others = self._wanted.get(pdf.path.name, set())
            others.discard(note.path.name)
            if not others:
                unlink_same(pdf.path, pdf.version)
        sync_folder(self.folder)

    def _is_kept(self, one: Found, target: Path) -> bool:
        """Keep a copy; false where the file is larger than anything that is copied, or changed meanwhile."""
        with self._copied(one) as copy:
            if copy is not None:
                copy_new(copy, target)
        return copy is not None

    def _aside(self, note: Found, cover: Cover | None, reason: Message) -> Arrival:
        """Copy note and PDF into the day's folder with the reason, then take what was copied out of the drop folder."""
        day = self.into / ASIDE / f"{self.clock.today():%Y-%m-%d}"
        day.mkdir(mode=0o750, parents=True, exist_ok=True)
        pdf = self._look(cover.file) if cover else None
        place = free_name(day, note.stem, (_REASON, ".json", ".pdf"))
        write_new(day / f"{place}{_REASON}", f"{reason.words(self.language)}\n".encode())
        kept = [one for one in (pdf, note) if one is not None and self._is_kept(one, day / f"{place}{one.path.suffix}")]
        if note in kept:
            self._drop(note, pdf if pdf in kept else None)
        return Arrival(file=note.path.name, fortune=Fortune.ASIDE, cover=cover, reason=reason)


def _is_json(content: bytes) -> bool:
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return False
    return True
