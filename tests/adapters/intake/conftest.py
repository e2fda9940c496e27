"""A small office on real folders, with a clock that moves only when it is told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.adapters.intake import DecisionTray, DraftFolders, Seat, ShareTree
from pipeline.adapters.intake.lookout import Patience
from pipeline.adapters.intake.published import PublishedForms
from pipeline.adapters.sidecar import load, redact
from pipeline.adapters.store.documents import FileDocuments
from pipeline.domain.decision import DecisionFolder
from pipeline.domain.errors import Fault, LaterError
from pipeline.domain.forms import decision_form, repair_note
from pipeline.domain.notes import Language
from pipeline.domain.notes import intake as say
from pipeline.domain.office import Official, Role
from pipeline.domain.read_decision import read_decision

QUIET = timedelta(seconds=0.5)
PDF = b"%PDF-1.7\nan applicant's letter\n%%EOF\n"
SIDECAR = b'hal: "Undangan rapat"\nkepada: dinkes\n'
BLANK = 'hal: ""\r\nkepada: ""\r\n'
DIGEST = "sha256:" + "ab" * 32
PASSPHRASE = "kuda-terbang-malam"
FAULT = Fault(message=say.EMPTY_FILE(name="contoh"))


@dataclass
class FixedClock:
    """A clock that stands until `pass_s` moves it."""

    seconds: float = 1000.0

    def now(self) -> datetime:
        return datetime(2027, 3, 1, 8, 0, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def today(self) -> date:
        return date(2027, 3, 1)

    def monotonic(self) -> float:
        return self.seconds

    def pass_s(self, seconds: float) -> None:
        self.seconds += seconds


@dataclass
class FailingDocuments(FileDocuments):
    """Real documents on a disk that is full at chosen writes."""

    folder: Path
    fails_at: int = 0
    writes: int = 0

    def __post_init__(self) -> None:
        super().__init__(self.folder)

    def _count(self) -> None:
        self.writes += 1
        if self.writes == self.fails_at:
            raise LaterError(say.SHARE_FAILS(reason="No space left on device"))

    def adopt(self, scratch: Path) -> str:
        self._count()
        return super().adopt(scratch)

    def put_bytes(self, content: bytes) -> str:
        self._count()
        return super().put_bytes(content)


def official(name: str, role: Role = Role.VERIFIER) -> Official:
    return Official(id=name, name=name, position=name, roles=frozenset({role}), accounts=(f"akun-{name}",))


SEKRETARIS = official("sekretaris")
KEPALA = official("kepala-dinas", Role.SIGNATORY)
ARSIP = official("petugas-arsip", Role.REGISTRAR)
ARSIP_2 = official("petugas-arsip-2", Role.REGISTRAR)


@dataclass
class Office:
    """The tree, the three ports on it, and the clock."""

    root: Path
    clock: FixedClock = field(default_factory=FixedClock)
    owner: str = "akun-sekretaris"
    """the account that every file belongs to"""

    def __post_init__(self) -> None:
        for name in (
            "1-konsep/dafduk",
            "1-konsep/umum",
            "2-penomoran",
            "3-verifikasi/sekretaris",
            "4-tte/kepala-dinas",
            "5-kirim/cetak",
            "6-terkirim",
            "karantina",
        ):
            self.inbox.joinpath(name).mkdir(parents=True)
        self.documents = FailingDocuments(self.root / "documents")
        self.restart()

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def konsep(self) -> Path:
        return self.inbox / "1-konsep/dafduk"

    @property
    def tte(self) -> Path:
        return self.inbox / "4-tte/kepala-dinas"

    def restart(self, *, by_owner: bool = False, own_uid: int | None = None) -> None:
        """Begin as after a crash: nothing remembered, temporaries dropped."""
        self.published = PublishedForms(self.root / "forms")
        uid = {} if own_uid is None else {"own_uid": own_uid}
        self.drafts = DraftFolders(
            folders={unit: self.inbox / "1-konsep" / unit for unit in ("dafduk", "umum")},
            aside=self.inbox / "karantina",
            documents=self.documents,
            clock=self.clock,
            load=load,
            prefilled=lambda _unit: BLANK,
            repair_note=repair_note,
            language=Language.INDONESIAN,
            patience=Patience(quiet=QUIET),
            account_of=lambda _uid: self.owner,
        )
        self.tray = DecisionTray(
            seats=(
                Seat(path=self.inbox / "2-penomoran", folder=DecisionFolder.NUMBERING, officials=(ARSIP, ARSIP_2)),
                Seat(path=self.inbox / "3-verifikasi/sekretaris", folder=DecisionFolder.VERIFICATION, officials=(SEKRETARIS,)),
                Seat(path=self.tte, folder=DecisionFolder.SIGNATURE, officials=(KEPALA,)),
                Seat(path=self.inbox / "5-kirim/cetak", folder=DecisionFolder.PRINT, officials=(ARSIP, ARSIP_2)),
            ),
            documents=self.documents,
            clock=self.clock,
            load=load,
            read_decision=read_decision,
            redact=redact,
            published=self.published,
            repair_note=repair_note,
            language=Language.INDONESIAN,
            quiet=QUIET,
            by_owner=by_owner,
            account_of=lambda _uid: self.owner,
            **uid,
        )
        self.shares = ShareTree(root=self.inbox, documents=self.documents, redact=redact, published=self.published)

    def settled(self, sweep: Callable[[], object]) -> object:
        """What a sweep finds once everything has been left alone for long enough."""
        sweep()
        self.clock.pass_s(1)
        return sweep()

    def kept(self) -> list[bytes]:
        """Every document's content."""
        return [path.read_bytes() for path in self.documents.folder.glob("*/*") if path.is_file()]


def form(letter: str = "2027-000001", folder: DecisionFolder = DecisionFolder.SIGNATURE) -> str:
    return decision_form(folder, letter=letter, document=DIGEST, facts=(("Hal", "Rapat"),), passphrase=True)


def filled(verdict: str = "setuju", **values: str) -> str:
    text = form().replace('keputusan: ""', f'keputusan: "{verdict}"')
    for key, value in values.items():
        text = text.replace(f'{key}: ""', f'{key}: "{value}"')
    return text


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)
