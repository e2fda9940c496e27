"""What an official decides, as the file he saved says it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pipeline.domain.signing import Secret


class Verdict(StrEnum):
    """The words of `keputusan`."""

    APPROVE = "setuju"
    """goes on to the next step"""
    REVISE = "revisi"
    """back to the applicant, with a reason"""
    RELEASE = "lepas"
    """a signed letter may be sent"""
    KEEP = "tahan"
    """a signed letter is held, with a reason"""
    DISPATCHED = "terkirim"
    """a printed letter was handed over"""
    CANCEL = "batal"
    """the letter is withdrawn; its number stays, marked void"""
    ASK_CODE = "minta-kode"
    """the gateway is to send the signatory a one-time code; the letter goes on waiting for him"""


class DecisionFolder(StrEnum):
    """Where a decision lies decides which verdicts count there."""

    NUMBERING = "2-penomoran"
    """the registry officer's: setuju, batal"""
    VERIFICATION = "3-verifikasi"
    """a verifier's own: setuju, revisi"""
    SIGNATURE = "4-tte"
    """a signatory's own: setuju, revisi, minta-kode"""
    RELEASE = "5-kirim/siap"
    """the registry officer's: lepas, tahan"""
    PRINT = "5-kirim/cetak"
    """the registry officer's: terkirim"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """How a printed letter reached its recipient (`terkirim`)."""

    recipient: str = ""
    """which of several recipients; empty = the only one"""
    receipt: str = ""
    """the carrier's receipt number (*resi*)"""
    taken_by: str = ""
    """who took it"""
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One letter's decision."""

    letter: str
    document: str
    """`sha256:<64 hex>` of the version that was read"""
    verdict: Verdict
    note: str = ""
    code: str | None = None
    """the classification code the registry officer gives (`klasifikasi`)"""
    handover: Handover | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision file: one letter, or several under one act (`daftar`)."""

    items: tuple[Item, ...]
    secret: Secret | None = None
    sealed: Secret | None = None
    """the passphrase under the office's seal, as it stands in the file"""


@dataclass(frozen=True, slots=True)
class Undecided:
    """A form whose `keputusan` is still blank. Not a fault."""
