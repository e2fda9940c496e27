"""E-surat: the signed PDF and its metadata are put into the partner office's drop folder.

Nothing there is ever overwritten. A file of the same name and the same bytes is this very letter, put there before a crash: it is adopted. The metadata comes
last, so that a partner who waits for it finds the PDF whole.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from pipeline.adapters.durable import copy_new, digest_of_file, sync_folder, write_new
from pipeline.domain.channel import DeliveryReport, Outcome
from pipeline.domain.letter import Delivery, Letter
from pipeline.domain.notes import delivery as say


@dataclass(frozen=True, slots=True, kw_only=True)
class EsuratFolder:
    """The partner's drop folder.

    Attributes:
        office: the sender's name, for the metadata.
        base: what a relative folder of the address book is relative to.
    """

    office: str
    base: Path

    @property
    def is_repeatable(self) -> bool:
        """A second try finds the first one's file and adopts it."""
        return True

    def carry(self, letter: Letter, delivery: Delivery, document: Path) -> DeliveryReport:
        """Put the letter into the partner's folder; the file's name is the proof."""
        folder = self.base / delivery.recipient.folder
        target = folder / f"{letter.name}.pdf"
        try:
            if not folder.is_dir():
                return DeliveryReport(outcome=Outcome.DEFERRED, note=say.FOLDER_AWAY(recipient=delivery.recipient.name))
            if not _put(document, target):
                return DeliveryReport(outcome=Outcome.REFUSED, note=say.NAME_TAKEN(recipient=delivery.recipient.name, name=target.name))
            _put_metadata(target.with_suffix(".json"), self._metadata(letter, delivery, target))
        except OSError as error:
            return DeliveryReport(outcome=Outcome.DEFERRED, note=say.FOLDER_FAILS(recipient=delivery.recipient.name, reason=error.strerror or str(error)))
        return DeliveryReport(outcome=Outcome.SENT, proof=f"{delivery.recipient.folder}/{target.name}")

    def _metadata(self, letter: Letter, delivery: Delivery, target: Path) -> dict[str, str]:
        return {
            "surat": letter.id,
            "nomor": letter.number.text if letter.number else "",
            "tanggal": letter.date.isoformat() if letter.date else "",
            "hal": letter.submission.subject,
            "keamanan": letter.submission.security.value,
            "urgensi": letter.submission.urgency.value,
            "dari": self.office,
            "kepada": delivery.recipient.name,
            "tembusan": "ya" if delivery.is_copy else "tidak",
            "berkas": target.name,
            "dokumen": letter.document or "",
        }


def _put(document: Path, target: Path) -> bool:
    """Whether `target` now is this document."""
    try:
        copy_new(document, target, sync_name=False)
    except FileExistsError:
        return digest_of_file(target) == digest_of_file(document)
    return True


def _put_metadata(target: Path, metadata: dict[str, str]) -> None:
    content = json.dumps(metadata, ensure_ascii=False, indent=2).encode() + b"\n"
    if not target.exists():
        write_new(target, content, sync_name=False)
    sync_folder(target.parent)
