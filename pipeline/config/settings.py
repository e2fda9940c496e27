"""The settings as values: read once from the configuration folder, then trusted.

Paths are absolute, durations are `timedelta`, sizes say their unit. No secret stands here, only the names of files that hold one.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline.domain.footer import Footer
from pipeline.domain.notes import Language
from pipeline.domain.notices import Hours
from pipeline.domain.office import Office, Role
from pipeline.domain.signing import SigningTerms


class Identity(StrEnum):
    """How it is known who decided."""

    OWNER = "pemilik"
    """by the owner of the decision's file"""
    FOLDER = "folder"
    """by the folder it lies in; for demonstrations only"""


class Leave(StrEnum):
    """Who lets a letter go on."""

    AUTOMATIC = "otomatis"
    """nobody needs to"""
    REGISTRAR = "petugas"
    """the registry officer"""


class MailWay(StrEnum):
    """Where e-mail goes."""

    SMTP = "smtp"
    """to a mail server"""
    FOLDER = "folder"
    """into a folder, as `.eml` files; for demonstrations and trials"""


class MailSecurity(StrEnum):
    """How the line to the mail server is kept private."""

    STARTTLS = "starttls"
    """plain at first, then TLS or nothing"""
    TLS = "tls"
    """TLS from the first byte"""
    NONE = "tanpa"
    """not at all; for a server on this very machine"""


class WhenSilent(StrEnum):
    """What becomes of a letter while the time stamping authority or a certification centre does not answer."""

    WAIT = "tahan"
    """it waits, and is tried again"""
    LOWER = "turunkan"
    """it is signed at the level that can be reached, and that is recorded"""


class Engine(StrEnum):
    """What hands due letters to workers."""

    LOCAL = "local"
    """a pool of processes on this machine"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """How e-mail leaves the office."""

    way: MailWay
    sender: str
    template: Path
    """a Jinja text: the first line is the subject, the second is blank, the rest is the body"""
    folder: Path
    """where `.eml` files go when `way` is FOLDER"""
    server: str = ""
    port: int = 587
    security: MailSecurity = MailSecurity.STARTTLS
    user: str = ""
    """empty = no login"""
    password_file: Path | None = None
    """its first line is the password"""
    by_credential: bool = False
    """whether systemd hands the password over instead"""
    ca_file: Path | None = None
    """PEM file that the server's certificate must chain to; None = the system's"""
    connections: int = 4
    """how many connections to the server may be open at once"""
    largest_bytes: int = 18 * 1024 * 1024
    """the largest PDF that goes by e-mail"""
    per_minute: int = 0
    """how many messages a minute; 0 = as many as there are"""
    bounces: Path | None = None
    """the Maildir that bounces come to; None = the office reads none"""
    english: frozenset[str] = frozenset()
    """the addresses whose mail is in English"""

    @property
    def templates(self) -> dict[Language, Path]:
        """The template of each language that somebody is written to in."""
        also = {Language.ENGLISH: self.template.with_name("surel.en.txt.j2")} if self.english else {}
        return {Language.INDONESIAN: self.template, **also}


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSettings:
    """How the office tells its people what waits."""

    hours: Hours
    administrator: tuple[str, ...]
    """the administrator's addresses; empty = he is told nothing"""
    template: Path
    """relative to the configuration's folder; where it is missing there, the product's own is taken"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningSettings:
    """What every TTE of the office has in common."""

    trust_roots: tuple[Path, ...]
    """PEM files; a TTE must lead back to one of them"""
    words: str
    reason: str
    location: str
    office_seal: str
    """the path of a PNG of the office's stamp, for the visible block; empty = none"""
    footer: Footer
    """what is printed at the foot of signed letters"""
    terms: SigningTerms
    """level, time stamping authority, and what becomes of letters while that is down"""


class Showing(StrEnum):
    """Whether the gateway draws the TTE on the page."""

    VISIBLE = "terlihat"
    """as a picture of ours, in the letter's box"""
    INVISIBLE = "tidak_terlihat"
    """in the file alone"""


class Reach(StrEnum):
    """What a gateway of version 1 takes `width` and `height` for."""

    SIZE = "ukuran"
    """the size of the box"""
    CORNER = "sudut"
    """its upper right corner"""


class AnswerForm(StrEnum):
    """How a gateway of version 1 gives the signed letter back."""

    PDF = "pdf"
    """as it is"""
    BASE64 = "base64"
    """within JSON"""


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewaySettings:
    """The signing gateway (BSrE eSign Client Service)."""

    address: str
    version: int
    """1 or 2"""
    user: str
    """the application's account; empty = none"""
    password_file: Path | None
    """its first line is the password"""
    ca_file: Path | None
    """PEM file that the gateway's certificate must chain to; None = the system's"""
    connect: timedelta
    read: timedelta
    showing: Showing
    certified: bool
    """whether its certificates are a state certification centre's"""
    wrong_secret: frozenset[int]
    """the codes that mean a wrong passphrase or one-time code"""
    reach: Reach
    answer_form: AnswerForm


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterSettings:
    """The printer for letters that go by hand."""

    address: str
    """`ipp:` or `ipps:`; empty = people print"""
    ca_file: Path | None
    """PEM file that its certificate must chain to; None = the system's"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerSettings:
    """A partner whose e-surat is posted (HTTPS)."""

    id: str
    """his key in the address book"""
    address: str
    token_file: Path | None
    """its first line goes with each letter (`Authorization: Bearer`); None = the service's credential for this partner, if there is one"""
    ca_file: Path | None
    """PEM file that his certificate must chain to; None = the system's"""
    recognises: bool
    """whether he knows a letter that is posted a second time by its key, and takes it once"""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchSettings:
    """How the folders are watched."""

    sweep: timedelta
    """the pause between two sweeps when nothing stirs"""
    settle: timedelta
    """how long a file must stay unchanged before it is taken"""
    settle_without_lease: timedelta
    """how long it must where the kernel cannot say that nobody is writing in it"""
    incomplete: timedelta
    """after how long without a change a PDF without an end is put aside"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingLimits:
    """What a child process that reads somebody's PDF may use."""

    cpu: timedelta
    wall: timedelta
    memory_bytes: int
    largest_bytes: int
    """the largest PDF that is taken"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything the configuration says."""

    folder: Path
    """the configuration folder itself"""
    root: Path
    """the instance: what relative paths start from"""
    office: Office
    inbox: Path
    state: Path
    language: Language
    zone: ZoneInfo
    identity: Identity
    plain_passphrases: bool
    """whether a decision may hold a passphrase as it is"""
    standard_total: timedelta
    """the whole procedure's standard time, as the procedure prints it"""
    mail: MailSettings
    notices: NoticeSettings
    signing: SigningSettings
    gateway: GatewaySettings | None
    """None where nobody signs at one"""
    partners: tuple[PartnerSettings, ...]
    printer: PrinterSettings
    watch: WatchSettings
    reading: ReadingLimits
    engine: Engine
    workers: int
    demo: bool
    """whether the demonstration's throw-away keys are there"""

    @property
    def partner_folders(self) -> tuple[Path, ...]:
        """The partners' e-surat folders, as the address book names them."""
        return tuple(self.root / one.folder for one in self.office.address_book.values() if one.folder and not one.is_posted)

    @property
    def verifier_folders(self) -> tuple[str, ...]:
        """The officials who need a folder in 3-verifikasi: verifiers, and those who act for one."""
        return self._seats(Role.VERIFIER)

    @property
    def signatory_folders(self) -> tuple[str, ...]:
        """The officials who need a folder in 4-tte: signatories, and those who act for one."""
        return self._seats(Role.SIGNATORY)

    def _seats(self, role: Role) -> tuple[str, ...]:
        holders = [one for one in self.office.officials.values() if role in one.roles]
        acting = (delegation.by for one in holders for delegation in one.delegations)
        return tuple(dict.fromkeys([*(one.id for one in holders), *acting]))
