"""Letters that partners have put into this office's folder (*surat masuk*): what became of each, and the receipt."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from pipeline.domain.esurat import Cover
from pipeline.domain.notes import Message
from pipeline.domain.office import Office
from pipeline.domain.signing import SignatureFacts, common_name

RECEIPT_FORMAT: Final = "surat-esurat-terima"
"""What every receipt says it is."""
_MARK_LENGTH: Final = 10


class Fortune(StrEnum):
    """What became of one letter; the values are what `surat masuk --json` says."""

    TAKEN = "diterima"
    """filed, with a receipt"""
    KNOWN = "sudah_ada"
    """filed before; it came again"""
    WAITING = "menunggu"
    """not whole yet; left where it is"""
    UNTRUSTED = "belum_dipercaya"
    """signed under a root that is not trusted here; left where it is"""
    TOO_LARGE = "terlalu_besar"
    """larger than the office takes; left where it is"""
    ASIDE = "disisihkan"
    """damaged or false; put aside with the reason"""
    FAILED = "gagal"
    """a folder or disk failed; left where it is"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One letter in the folder."""

    file: str
    """the name of its covering note, or of a PDF without one"""
    fortune: Fortune
    cover: Cover | None = None
    receipt: str = ""
    """the receipt's number"""
    signers: tuple[str, ...] = ()
    reason: Message | None = None


def receipt_number(office: Office, cover: Cover, at: datetime) -> str:
    """A receipt's number: who received it, on which day, and a mark of the message."""
    return f"{office.id}.{at:%Y%m%d}.{hashlib.sha256(cover.message.encode()).hexdigest()[:_MARK_LENGTH]}"


def receipt(office: Office, cover: Cover, at: datetime, signatures: tuple[SignatureFacts, ...]) -> bytes:
    """The receipt as a file: JSON, UTF-8.

    Args:
        office: who received the letter.
        cover: what was received.
        at: when.
        signatures: what its signatures say.
    """
    facts = {
        "format": RECEIPT_FORMAT,
        "versi": 1,
        "tanda_terima": receipt_number(office, cover, at),
        "diterima": at.isoformat(timespec="seconds"),
        "oleh": office.name,
        "id_pesan": cover.message,
        "nomor": cover.number,
        "dokumen": cover.document,
        "penandatangan": [common_name(one.signer) for one in signatures],
    }
    return json.dumps(facts, ensure_ascii=False, indent=2).encode() + b"\n"
