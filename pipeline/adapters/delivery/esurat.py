"""E-surat by folder: the signed PDF and its covering note are put into the partner office's drop folder.

The folder is the partner's: nothing there is ever overwritten, waited for or believed. A file of the same name and the same bytes is this very letter, put
there before a crash: it is adopted. Where another office has taken the name, this office's id is put behind it. The covering note comes last, so that a
partner who waits for it finds the PDF whole; where it has no place, nothing is put there at all.
"""

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.adapters.durable import copy_new, digest_of_bytes, digest_of_file, sync_folder, write_new
from pipeline.domain.channel import DeliveryReport, Outcome
from pipeline.domain.esurat import cover_of, written
from pipeline.domain.letter import Delivery, Letter
from pipeline.domain.notes import delivery as say
from pipeline.domain.notes import esurat as say_esurat
from pipeline.domain.office import Office

_NO_FILE: Final = frozenset({errno.ENOENT, errno.ELOOP, errno.ENXIO})
"""nothing, a link, a socket"""


@dataclass(frozen=True, slots=True, kw_only=True)
class EsuratFolder:
    """The partner's drop folder.

    Attributes:
        office: the sender.
        base: what a relative folder of the address book is relative to.
    """

    office: Office
    base: Path

    @property
    def is_repeatable(self) -> bool:
        """A second try finds the first one's files and adopts them."""
        return True

    def carry(self, letter: Letter, delivery: Delivery, document: Path) -> DeliveryReport:
        """Put the letter into the partner's folder; the file's name is the proof."""
        recipient = delivery.recipient
        if recipient.is_posted:  # whose address the book no longer has
            return DeliveryReport(outcome=Outcome.DEFERRED, note=say_esurat.PARTNER_GONE(recipient=recipient.name))
        folder = self.base / recipient.folder
        try:
            if not folder.is_dir():
                return DeliveryReport(outcome=Outcome.DEFERRED, note=say.FOLDER_AWAY(recipient=recipient.name))
            names, size = (f"{letter.name}.pdf", f"{letter.name}.{self.office.id}.pdf"), document.stat().st_size
            notes = {folder / name: written(cover_of(self.office, letter, delivery, name, size)) for name in names}
            target = _put(document, [one for one, note in notes.items() if _has_place(note, one, delivery)])
            if target is None:
                return DeliveryReport(outcome=Outcome.REFUSED, note=say.NAME_TAKEN(recipient=recipient.name, name=f"{letter.name}.pdf"))
            if not _put_note(notes[target], target, delivery):  # somebody has taken its place this very moment
                return DeliveryReport(outcome=Outcome.REFUSED, note=say.NAME_TAKEN(recipient=recipient.name, name=f"{target.stem}.json"))
        except OSError as error:
            return DeliveryReport(outcome=Outcome.DEFERRED, note=say.FOLDER_FAILS(recipient=recipient.name, reason=error.strerror or str(error)))
        return DeliveryReport(outcome=Outcome.SENT, proof=f"{recipient.folder}/{target.name}")


def _put(document: Path, targets: Sequence[Path]) -> Path | None:
    """The document at the first of the places that is free, or that it has already; None where others have taken them all."""
    size, digest = document.stat().st_size, digest_of_file(document)
    there = next((one for one in targets if _holds(one, size, digest)), None)
    return there or next((one for one in targets if _is_put(document, one)), None)


def _holds(target: Path, size: int, digest: str) -> bool:
    """Whether a file with just these bytes lies there. A pipe, a link or a file without an end is none, and is not read."""
    try:
        descriptor = os.open(target, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno in _NO_FILE:
            return False
        raise
    try:
        seen = os.fstat(descriptor)
        return stat.S_ISREG(seen.st_mode) and seen.st_size == size and digest_of_file(descriptor) == digest
    finally:
        os.close(descriptor)


def _is_put(document: Path, target: Path) -> bool:
    try:
        copy_new(document, target, sync_name=False)
    except FileExistsError:
        return False
    return True


def _has_place(note: bytes, target: Path, delivery: Delivery) -> bool:
    return any(_holds(name, len(note), digest_of_bytes(note)) or not os.path.lexists(name) for name in _note_names(target, delivery))


def _put_note(content: bytes, target: Path, delivery: Delivery) -> bool:
    """Whether the covering note lies beside the PDF; where two recipients share the folder, the second's has the delivery's number in its name."""
    for name in _note_names(target, delivery):
        try:
            write_new(name, content, sync_name=False)
        except FileExistsError:
            if not _holds(name, len(content), digest_of_bytes(content)):
                continue
        sync_folder(target.parent)
        return True
    return False


def _note_names(target: Path, delivery: Delivery) -> Iterator[Path]:
    yield target.with_suffix(".json")
    yield target.with_suffix(f".{delivery.id}.json")
