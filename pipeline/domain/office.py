"""The office: its units, officials, address book and register rules, as values.

Built once from the configuration; nothing here knows that it came from files.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from pipeline.domain.channel import Channel
from pipeline.domain.page import SignatureSize, Spot, Token


class Role(StrEnum):
    """Who acts in the procedure."""

    ORIGINATOR = "pemohon"
    """the applicant: the clerk of a unit (*pemohon*, *admin bidang*)"""
    REGISTRAR = "petugas_arsip"
    """the registry officer: classification, numbering, sending"""
    VERIFIER = "verifikator"
    """a direct or indirect superior (*atasan langsung / tidak langsung*)"""
    SIGNATORY = "penandatangan"
    """the head who applies the TTE (*pimpinan*)"""


class Capacity(StrEnum):
    """In what name an acting official signs."""

    OWN = ""
    """in the official's own right"""
    DAILY = "Plh."
    """*pelaksana harian*: while the other is briefly away"""
    ACTING = "Plt."
    """*pelaksana tugas*: while the post is vacant"""
    ON_BEHALF = "a.n."
    """*atas nama*: on the other's behalf"""


class Security(StrEnum):
    """Security class (*sifat keamanan*)."""

    ORDINARY = "Biasa"
    """anybody of the office may read it"""
    LIMITED = "Terbatas"
    """those concerned"""
    SECRET = "Rahasia"  # noqa: S105 -- a security class, not a passphrase
    """never by plain e-mail, never on the board or in the final folder"""
    TOP_SECRET = "Sangat Rahasia"  # noqa: S105 -- the same
    """refused unless the office has switched it on"""

    @property
    def initials(self) -> str:
        """The class as register numbers write it: B, T, R, SR."""
        return "".join(word[0] for word in self.value.split())

    @property
    def is_confidential(self) -> bool:
        """Whether subject and copies stay out of everything public in the office."""
        return self in {Security.SECRET, Security.TOP_SECRET}


class Urgency(StrEnum):
    """How fast the letter is to move (*urgensi*)."""

    ORDINARY = "Biasa"
    """the standard times"""
    IMPORTANT = "Penting"
    """read before ordinary letters"""
    URGENT = "Segera"
    """today"""
    MOST_URGENT = "Sangat Segera"
    """at once"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """A time in which somebody else acts for an official (*pelaksana*); both days count."""

    by: str
    capacity: Capacity
    since: date
    until: date

    def holds_on(self, day: date) -> bool:
        """Whether it is in force that day."""
        return self.since <= day <= self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyToken:
    """A signatory's key in a token (PKCS#11); the decision's passphrase is its PIN."""

    module: str
    """the library that knows the token"""
    label: str
    """the token's own"""
    key: str
    """the label of the private key in it"""
    certificate: str
    """the label of the certificate in it"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """A person with a role and a folder (*pejabat*)."""

    id: str
    name: str
    position: str
    roles: frozenset[Role]
    rank: str = ""
    nip: str = ""
    accounts: tuple[str, ...] = ()
    """the operating-system accounts this person works with"""
    key_file: str = ""
    """where the signatory's PKCS#12 lies; empty for those who do not sign with one"""
    token: KeyToken | None = None
    """the token that holds the signatory's key, instead"""
    nik: str = field(default="", repr=False)
    """by which the signing gateway knows the person (*nomor induk kependudukan*); empty for those who do not sign there"""
    gateway_email: str = field(default="", repr=False)
    """the same by e-mail address, where there is no `nik`"""
    delegations: tuple[Delegation, ...] = ()
    mailbox: str = field(default="", repr=False)
    """the e-mail address for notices; empty = none are sent"""

    @property
    def signs_at_gateway(self) -> bool:
        """Whether the signing gateway holds this person's key."""
        return bool(self.nik or self.gateway_email)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit of the office (*bidang*) with its chain of superiors, the direct one first."""

    id: str
    name: str
    chain: tuple[str, ...]
    signatories: tuple[str, ...]
    """whom this unit may ask to sign; the first is the default"""
    mailbox: str = ""
    """the e-mail address for notices to its applicants; empty = none are sent"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One who gets the letter, with the way it reaches him."""

    name: str
    channel: Channel
    email: str = ""
    address: str = ""
    folder: str = ""
    """the partner's drop folder, or the address its letters are posted to (`https://…`), for e-surat"""

    @property
    def is_posted(self) -> bool:
        """Whether e-surat goes to an address rather than into a folder."""
        return self.folder.startswith("https://")


class Paper(StrEnum):
    """The sheets that offices print letters on."""

    F4 = "F4"
    """215 x 330 mm, the usual one (*folio*)"""
    A4 = "A4"
    """210 x 297 mm"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """How the letters look that the office composes itself (*kop surat*)."""

    lines: tuple[str, ...] = ()
    """the last one, the office's own name, is the largest"""
    address: str = ""
    emblem: str = ""
    """the name of a picture beside the template; empty = none"""
    paper: Paper = Paper.F4


class NumberScope(StrEnum):
    """Which letters share one series of numbers."""

    ALL = "semua"
    """one series for the whole office"""
    KIND = "jenis"
    """one for letters, one for invitations"""
    CODE = "klasifikasi"
    """one for each classification code"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRule:
    """How a register number is written and counted.

    Attributes:
        pattern: fields `{klasifikasi} {urut} {keamanan} {unit} {jenis} {bulan} {bulan_romawi} {tahun}`; `{urut:03}` pads with zeros.
    """

    pattern: str = "{klasifikasi}/{urut}"
    scope: NumberScope = NumberScope.ALL
    by_registrar: bool = False
    """every letter waits for the registry officer's consent before it gets its number (`penomoran: petugas`)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardTime:
    """The standard time of one step (*waktu baku*) as the procedure prints it."""

    step: int
    allowed: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Everything the office has decided about its outgoing letters."""

    id: str
    name: str
    place: str
    head: str
    """the id of the official who signs by default"""
    units: Mapping[str, Unit]
    officials: Mapping[str, Official]
    address_book: Mapping[str, Recipient]
    codes: Mapping[str, str]
    """classification code → its meaning"""
    numbering: NumberRule = field(default_factory=NumberRule)
    standard_times: tuple[StandardTime, ...] = ()
    release_by_registrar: bool = False
    """a signed letter waits for `lepas` (`gerbang: petugas`)"""
    allows_top_secret: bool = False
    seals_once: bool = False
    """a TTE forbids every later change, so that one official alone can sign (`kunci: ya`)"""
    spots: Mapping[Token, Spot] = field(default_factory=dict)
    """where number, date and TTE go in a draft without placeholder and `posisi`"""
    signature_size: SignatureSize = field(default_factory=SignatureSize)
    verification_address: str = ""
    """what the QR opens; the code of the letter's page is put behind it. Empty = letters have no page"""
    letterhead: Letterhead = field(default_factory=Letterhead)

    @property
    def registrars(self) -> tuple[str, ...]:
        """The ids of the registry officers, in the order of the configuration."""
        return tuple(one.id for one in self.officials.values() if Role.REGISTRAR in one.roles)
