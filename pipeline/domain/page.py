"""What is drawn on a letter's pages, and where.

Lengths end in their unit: `_pt` is 1/72 inch, `_mm` a millimetre. Pages count from 1. A `Spot` is what a clerk measures with a ruler: from the left and the
top edge of the page as seen. A `Box` is what the PDF side computes: from the left and the bottom edge of the page as seen (CropBox within MediaBox, upright).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from pipeline.domain.notes import Message

MM: Final = 72 / 25.4
"""PDF points in a millimetre."""


class Token(StrEnum):
    """The placeholders a draft may hold, written `${…}` in its text."""

    NUMBER = "nomor_naskah"
    """the register number"""
    DATE = "tanggal_naskah"
    """the letter's date, in words"""
    SECURITY = "sifat"
    """the security class"""
    SUBJECT = "hal"
    """the subject"""
    SIGNER_NAME = "nama_pengirim"
    """the signatory's name"""
    SIGNER_NIP = "nip_pengirim"
    """the signatory's employee number (*NIP*)"""
    SIGNATURE = "ttd_pengirim"
    """the place of the TTE; replaced by nothing until it is signed"""
    # Where several sign, each by the place in their turn; the first one's may be written without its figure.
    SIGNER_NAME_1 = "nama_pengirim1"
    SIGNER_NAME_2 = "nama_pengirim2"
    SIGNER_NAME_3 = "nama_pengirim3"
    SIGNER_NAME_4 = "nama_pengirim4"
    SIGNER_NIP_1 = "nip_pengirim1"
    SIGNER_NIP_2 = "nip_pengirim2"
    SIGNER_NIP_3 = "nip_pengirim3"
    SIGNER_NIP_4 = "nip_pengirim4"
    SIGNATURE_1 = "ttd_pengirim1"
    SIGNATURE_2 = "ttd_pengirim2"
    SIGNATURE_3 = "ttd_pengirim3"
    SIGNATURE_4 = "ttd_pengirim4"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerTokens:
    """The placeholders of one signatory; the last of each kind is the one to be told of."""

    names: tuple[Token, ...]
    nips: tuple[Token, ...]
    places: tuple[Token, ...]
    """where the TTE stands"""

    def __contains__(self, name: object) -> bool:
        """Whether a placeholder of that name is this signatory's."""
        return name in self.names or name in self.nips or name in self.places


_T = Token
SIGNERS: Final = (
    SignerTokens(names=(_T.SIGNER_NAME, _T.SIGNER_NAME_1), nips=(_T.SIGNER_NIP, _T.SIGNER_NIP_1), places=(_T.SIGNATURE, _T.SIGNATURE_1)),
    SignerTokens(names=(_T.SIGNER_NAME_2,), nips=(_T.SIGNER_NIP_2,), places=(_T.SIGNATURE_2,)),
    SignerTokens(names=(_T.SIGNER_NAME_3,), nips=(_T.SIGNER_NIP_3,), places=(_T.SIGNATURE_3,)),
    SignerTokens(names=(_T.SIGNER_NAME_4,), nips=(_T.SIGNER_NIP_4,), places=(_T.SIGNATURE_4,)),
)
"""The placeholders of each signatory by turn; as many may sign one letter."""
SIGNATURES: Final = frozenset(place for one in SIGNERS for place in one.places)
"""The placeholders of every TTE."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place on a page: the upper left corner of what is drawn there."""

    page: int
    x_mm: float
    y_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle on a page as seen, from its lower left corner."""

    page: int
    x_pt: float
    y_pt: float
    width_pt: float
    height_pt: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureSize:
    """How large the visible TTE is: wished for, and the least that still scans."""

    width_mm: float = 62.0
    height_mm: float = 22.0
    least_width_mm: float = 38.0
    least_height_mm: float = 14.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where number, date and TTE go when the draft has no placeholder for them.

    `wished` comes from the sidecar's `posisi` and goes before a placeholder's absence is a fault; `configured` is the office's own box, the last resort.
    """

    wished: Mapping[Token, Spot] = field(default_factory=dict)
    configured: Mapping[Token, Spot] = field(default_factory=dict)
    size: SignatureSize = field(default_factory=SignatureSize)
    signatories: int = 1
    """how many sign: as many TTEs need a place"""
    number_is_written: str = ""
    """a reserved number that the draft may already show in its text instead of a placeholder"""
    footer: str = ""
    """what will be printed at the foot of the page with the TTE, right before it is signed; empty = nothing"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What a draft's PDF is, before anybody takes it in.

    `faults` is everything that stands in the way, told at once; empty means the draft can be stamped and signed.
    """

    pages: int
    text: str
    """the text of all pages, runs of white space folded to one space"""
    tokens: frozenset[Token]
    faults: tuple[Message, ...]
    left_out: tuple[str, ...] = ()
    """what could act or hide, and is not carried over into the letter: names of the PDF format, for the record"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """What is written into the PDF's XMP, so that its digest names all that is decided (`dokumen` in a decision)."""

    letter: str
    revision: int
    sidecar: str
    """`sha256:<64 hex>` of the canonical sidecar, recipients resolved"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StampOrder:
    """What to draw, and where, on the way to the verifiers (SOP 3)."""

    values: Mapping[Token, str]
    """a value for every token but the places of TTEs, and the names of signatories the letter does not have"""
    layout: Layout
    binding: Binding


@dataclass(frozen=True, slots=True, kw_only=True)
class FooterOrder:
    """What to print at the foot of an approved letter, right before it is signed (SOP 8)."""

    text: str
    """a line break begins a new line"""
    page: int
    """where the TTE will stand"""
    kept_clear: tuple[Box, ...]
    """where TTEs will stand; the foot keeps off them"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureBlock:
    """The words and the QR of the visible TTE; it exists in the signature's appearance only."""

    position: str
    """the signatory's office (*jabatan*), with `a.n.`, `Plt.` or `Plh.` in front where that is so"""
    name: str
    rank: str
    nip: str
    words: str
    """such as "Ditandatangani secara elektronik" """
    qr: str
    """the text of the QR code"""
    office_seal: str = ""
    """the path of a PNG of the office's stamp (*stempel*), drawn between QR and words; empty = none"""
