"""Settings -> Desk: the only place that builds adapters.

Heavy neighbours (PDF, signing) are built when a daemon needs them; a command that only reads the register gets only the register.
"""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from pipeline.adapters.board.verification import PublicBoard
from pipeline.adapters.clock import OfficeClock
from pipeline.adapters.delivery.bounces import BounceFolder
from pipeline.adapters.durable import TEMPORARY
from pipeline.adapters.engine.local import LocalEngine
from pipeline.adapters.health.places import Place, draft_places, role_places
from pipeline.adapters.instance import INVITATION_TEMPLATE, make_folders, own_or_shipped
from pipeline.adapters.intake import Seat, drop_temporaries
from pipeline.adapters.intake.arrivals import Arrivals
from pipeline.adapters.intake.drafts import DraftFolders
from pipeline.adapters.intake.lookout import Patience
from pipeline.adapters.intake.published import PublishedForms
from pipeline.adapters.intake.seats import seats
from pipeline.adapters.intake.shares import ShareTree
from pipeline.adapters.intake.tray import DecisionTray
from pipeline.adapters.intake.watch import Watcher
from pipeline.adapters.line import Line
from pipeline.adapters.pdf.press import WorkerPress
from pipeline.adapters.pdf.workers import Limits, Workers
from pipeline.adapters.seal.keys import SealKeys
from pipeline.adapters.sidecar import load, redact
from pipeline.adapters.store.documents import FileDocuments
from pipeline.adapters.store.register import SqlRegister
from pipeline.adapters.tte.bsre import BsreSigner
from pipeline.adapters.tte.bsre_calls import Version1, Version2
from pipeline.adapters.tte.official import OfficialSigner
from pipeline.adapters.tte.pool import Pkcs12Signer
from pipeline.adapters.tte.rooted import RootedJudge
from pipeline.config import (
    DATABASE,
    SEAL_CREDENTIAL,
    SEAL_FOLDER,
    SEAL_PUBLIC,
    AnswerForm,
    Identity,
    Reach,
    Settings,
    Showing,
    credential,
)
from pipeline.domain.forms import prefilled_sidecar, repair_note
from pipeline.domain.read_decision import read_decision
from pipeline.domain.signing import SignatureTexts
from pipeline.ports import Clock, Desk, Each
from pipeline.wiring.outgoing import first_line, mail_password, mail_server, open_carriers, open_notices, open_partners, open_printer, open_relay

__all__ = [
    "ARRIVALS",
    "DOCUMENTS",
    "Hinting",
    "draft_folders",
    "hints_for",
    "mail_password",
    "mail_server",
    "make_room",
    "open_arrivals",
    "open_desk",
    "open_documents",
    "open_gateway",
    "open_partners",
    "open_press",
    "open_printer",
    "open_published",
    "open_register",
    "open_seals",
    "prepare",
    "role_folders",
    "unit_folders",
]

_LETTERS_A_WORKER: Final = 8
"""How many letters are in hand for each PDF worker: most of them wait for the disk, and those that wait together wait once."""
DOCUMENTS: Final = "documents"
"""The documents' folder within the private one."""
ARRIVALS: Final = "masuk"
"""Where the letters of other offices are filed there, unless they are filed elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hinting:
    """The watcher as the daemon uses it: wait for a hint, mend what has stopped watching."""

    watcher: Watcher
    wake: threading.Event

    def wait(self, seconds: float) -> bool:
        """Wait for a hint, at most so long; whether there was one."""
        hinted = self.wake.wait(seconds)
        self.wake.clear()
        return hinted

    def supervise(self) -> None:
        """Watch anew if anything stopped watching."""
        if not self.watcher.is_healthy():
            self.watcher.restart()


def open_register(settings: Settings) -> SqlRegister:
    """The register alone, for the commands that read or write it."""
    return SqlRegister(settings.state / DATABASE, settings.office.id, settings.zone)


def open_documents(settings: Settings) -> FileDocuments:
    """The documents alone."""
    return FileDocuments(settings.state / DOCUMENTS)


def open_press(settings: Settings) -> WorkerPress:
    """The PDF workers alone."""
    return WorkerPress(settings.workers, _limits(settings), own_or_shipped(settings.folder, Path(INVITATION_TEMPLATE)))


def open_gateway(settings: Settings) -> BsreSigner | None:
    """The signing gateway alone; None where the office has none."""
    said = settings.gateway
    if said is None:
        return None
    version1 = Version1(by_corner=said.reach is Reach.CORNER, in_base64=said.answer_form is AnswerForm.BASE64)
    password = first_line(said.password_file)
    return BsreSigner(
        line=Line(address=said.address, user=said.user, password=password, ca_file=said.ca_file, connect=said.connect, read=said.read),
        trust_roots=settings.signing.trust_roots,
        calls=version1 if said.version == 1 else Version2(),
        is_visible=said.showing is Showing.VISIBLE,
        certified=said.certified,
        wrong_secret=said.wrong_secret,
    )


def open_published(settings: Settings) -> PublishedForms:
    """The forms that lie on the shares."""
    return PublishedForms(settings.state / "forms")


@contextmanager
def open_arrivals(settings: Settings, folder: Path, into: Path) -> Iterator[Arrivals]:
    """What partners have put into a folder, to be filed in another; a process reads their PDFs that is shut in as those are which read drafts."""
    judge = RootedJudge(trust_roots=settings.signing.trust_roots, state_roots=tuple(map(Path, settings.signing.terms.state_roots)))
    with Workers(1, _limits(settings)) as readers:
        yield Arrivals(
            folder=folder,
            into=into,
            office=settings.office,
            clock=OfficeClock(settings.zone),
            judge=lambda document: readers.run(judge.verify, document),
            rest=settings.watch.incomplete,
            largest_bytes=settings.reading.largest_bytes,
            language=settings.language,
        )


def open_seals(settings: Settings) -> SealKeys:
    """The sealing keys."""
    return SealKeys(public=settings.folder / SEAL_PUBLIC, folder=settings.state / SEAL_FOLDER, credential=credential(SEAL_CREDENTIAL))


@contextmanager
def open_desk(settings: Settings) -> Iterator[tuple[Desk, Each]]:
    """Everything a round of work needs, and the engine that does it."""
    with ExitStack() as stack:
        register = stack.enter_context(open_register(settings))
        press = stack.enter_context(open_press(settings))
        relay = stack.enter_context(open_relay(settings))
        engine = stack.enter_context(LocalEngine(settings.workers * _LETTERS_A_WORKER))  # ends first: what is in hand needs the others
        documents = open_documents(settings)
        clock = OfficeClock(settings.zone)
        drafts, tray = _drafts(settings, documents, clock), _tray(settings, documents, clock)
        desk = Desk(
            office=settings.office,
            language=settings.language,
            clock=clock,
            register=register,
            documents=documents,
            press=press,
            signer=OfficialSigner(
                pkcs12=Pkcs12Signer(trust_roots=settings.signing.trust_roots, terms=settings.signing.terms),
                gateway=open_gateway(settings),
            ),
            seals=open_seals(settings),
            judge=RootedJudge(trust_roots=settings.signing.trust_roots, state_roots=tuple(map(Path, settings.signing.terms.state_roots))),
            board=PublicBoard(language=settings.language),
            carriers=open_carriers(settings, clock, relay),
            bounces=BounceFolder(folder=settings.mail.bounces),
            shares=ShareTree(root=settings.inbox, documents=documents, redact=redact, published=open_published(settings)),
            drafts=drafts,
            tray=tray,
            plain_passphrases=settings.plain_passphrases,
            applicant_may_decide=settings.identity is Identity.FOLDER,
            texts=_texts(settings),
            partners=open_partners(settings),
            notices=open_notices(settings, relay),
            printer=open_printer(settings),
        )
        yield desk, engine.each


@contextmanager
def hints_for(settings: Settings) -> Iterator[Hinting]:
    """What wakes the daemon: the folders staff save in."""
    wake = threading.Event()
    folders = [*draft_folders(settings).values(), *(seat.path for seat in _seats(settings))]
    watcher = Watcher(folders, wake)
    watcher.start()
    try:
        yield Hinting(watcher=watcher, wake=wake)
    finally:
        watcher.stop()


def prepare(settings: Settings) -> None:
    """Make an instance ready for work: what a crash left half written goes, folders that new officials need come."""
    make_room(settings)
    open_documents(settings).sweep_scratch()
    for left in settings.state.glob(f"{TEMPORARY}*"):  # a database that was being made
        left.unlink(missing_ok=True)
    for folder in (settings.inbox, settings.mail.folder, *settings.partner_folders):
        drop_temporaries(folder)


def make_room(settings: Settings) -> None:
    """Make the folders that new units and officials need."""
    make_folders(settings.inbox, units=settings.office.units, verifiers=settings.verifier_folders, signatories=settings.signatory_folders)


def role_folders(settings: Settings) -> tuple[Place, ...]:
    """The folders that decisions are made in, with the accounts of those whose they are."""
    return role_places(settings.inbox, settings.office, settings.verifier_folders, settings.signatory_folders)


def unit_folders(settings: Settings) -> tuple[Place, ...]:
    """The folders that clerks save in and get letters back in."""
    return draft_places(settings.inbox, settings.office.units)


def draft_folders(settings: Settings) -> dict[str, Path]:
    """Each unit's folder for drafts."""
    return {unit: settings.inbox / "1-konsep" / unit for unit in settings.office.units}


def _seats(settings: Settings) -> tuple[Seat, ...]:
    return seats(settings.inbox, settings.office, settings.verifier_folders, settings.signatory_folders)


def _limits(settings: Settings) -> Limits:
    reading = settings.reading
    return Limits(cpu=reading.cpu, wall=reading.wall, memory_bytes=reading.memory_bytes, largest_bytes=reading.largest_bytes)


def _drafts(settings: Settings, documents: FileDocuments, clock: Clock) -> DraftFolders:
    return DraftFolders(
        folders=draft_folders(settings),
        aside=settings.inbox / "karantina",
        documents=documents,
        clock=clock,
        load=load,
        prefilled=partial(prefilled_sidecar, settings.office, language=settings.language),
        repair_note=repair_note,
        language=settings.language,
        patience=Patience(quiet=settings.watch.settle, without_lease=settings.watch.settle_without_lease, incomplete=settings.watch.incomplete),
        largest_bytes=settings.reading.largest_bytes,
    )


def _tray(settings: Settings, documents: FileDocuments, clock: Clock) -> DecisionTray:
    return DecisionTray(
        seats=_seats(settings),
        documents=documents,
        clock=clock,
        load=load,
        read_decision=read_decision,
        redact=redact,
        published=open_published(settings),
        repair_note=repair_note,
        language=settings.language,
        quiet=settings.watch.settle,
        without_lease=settings.watch.settle_without_lease,
        by_owner=settings.identity is Identity.OWNER,
    )


def _texts(settings: Settings) -> SignatureTexts:
    said = settings.signing
    return SignatureTexts(words=said.words, reason=said.reason, location=said.location, office_seal=said.office_seal, footer=said.footer)
