"""Settings -> Desk: the only place that builds adapters.

Heavy neighbours (PDF, signing) are built when a daemon needs them; a command that only reads the register gets only the register.
"""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from functools import partial
from pathlib import Path
from typing import Final

from pipeline.adapters.board.notices import NoticeMail, notice_template
from pipeline.adapters.board.verification import PublicBoard
from pipeline.adapters.clock import OfficeClock
from pipeline.adapters.delivery.bounces import BounceFolder
from pipeline.adapters.delivery.esurat import EsuratFolder
from pipeline.adapters.delivery.mail import MailCarrier, MailFolder
from pipeline.adapters.delivery.pace import Pace
from pipeline.adapters.delivery.parcel import Parcel, Relay
from pipeline.adapters.delivery.post import LARGEST_ANSWER_BYTES, EsuratPost
from pipeline.adapters.delivery.printer import LARGEST_ANSWER_BYTES as LARGEST_LIST_BYTES
from pipeline.adapters.delivery.printer import IppPrinter, web_address
from pipeline.adapters.delivery.printing import PrintFolder
from pipeline.adapters.delivery.smtp import Server, SmtpRelay
from pipeline.adapters.delivery.template import in_each_language, mail_template
from pipeline.adapters.durable import TEMPORARY
from pipeline.adapters.engine.local import LocalEngine
from pipeline.adapters.health.places import Place, draft_places, role_places
from pipeline.adapters.instance import make_folders, own_or_shipped
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
from pipeline.adapters.pdf.press import Limits, WorkerPress
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
    MAIL_CREDENTIAL,
    PARTNER_CREDENTIAL,
    SEAL_CREDENTIAL,
    SEAL_FOLDER,
    SEAL_PUBLIC,
    AnswerForm,
    Identity,
    MailSettings,
    MailWay,
    PartnerSettings,
    Reach,
    Settings,
    Showing,
    credential,
)
from pipeline.domain.channel import Channel, DeliveryReport
from pipeline.domain.errors import ConfigurationError
from pipeline.domain.forms import prefilled_sidecar, repair_note
from pipeline.domain.notes import settings as say_settings
from pipeline.domain.public import verification_link
from pipeline.domain.read_decision import read_decision
from pipeline.domain.signing import SignatureTexts
from pipeline.ports import Carrier, Clock, Desk, Each, Notices

_LETTERS_A_WORKER: Final = 8
"""How many letters are in hand for each PDF worker: most of them wait for the disk, and those that wait together wait once."""
DOCUMENTS: Final = "documents"
"""The documents' folder there."""


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
    return WorkerPress(settings.workers, _limits(settings))


def open_gateway(settings: Settings) -> BsreSigner | None:
    """The signing gateway alone; None where the office has none."""
    said = settings.gateway
    if said is None:
        return None
    version1 = Version1(by_corner=said.reach is Reach.CORNER, in_base64=said.answer_form is AnswerForm.BASE64)
    password = _first_line(said.password_file)
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


def open_arrivals(settings: Settings, folder: Path, into: Path) -> Arrivals:
    """What partners have put into a folder, to be filed in another."""
    judge = RootedJudge(trust_roots=settings.signing.trust_roots, state_roots=tuple(map(Path, settings.signing.terms.state_roots)))
    return Arrivals(
        folder=folder,
        into=into,
        office=settings.office,
        clock=OfficeClock(settings.zone),
        judge=judge.verify,
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
        relay = stack.enter_context(_relay(settings))
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
            carriers=_carriers(settings, clock, relay),
            bounces=BounceFolder(folder=settings.mail.bounces),
            shares=ShareTree(root=settings.inbox, documents=documents, redact=redact, published=open_published(settings)),
            drafts=drafts,
            tray=tray,
            plain_passphrases=settings.plain_passphrases,
            applicant_may_decide=settings.identity is Identity.FOLDER,
            texts=_texts(settings),
            partners=open_partners(settings),
            notices=_notices(settings, relay),
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


def _carriers(settings: Settings, clock: Clock, relay: Relay) -> dict[Channel, Carrier]:
    office, mail = settings.office.name, settings.mail
    link = partial(verification_link, settings.office)
    render = in_each_language({language: mail_template(file, office, link) for language, file in mail.templates.items()}, mail.english)
    return {
        Channel.ESURAT: EsuratFolder(office=settings.office, base=settings.root),
        Channel.EMAIL: MailCarrier(
            sender=mail.sender,
            office=office,
            render=render,
            relay=relay,
            clock=clock,
            largest_bytes=mail.largest_bytes,
            pace=Pace(mail.per_minute),
        ),
        Channel.PRINT: PrintFolder(),
    }


def open_printer(settings: Settings) -> IppPrinter | None:
    """What prints letters that go by hand; None where people do."""
    said = settings.printer
    if not said.address:
        return None
    line = Line(address=web_address(said.address), ca_file=said.ca_file, largest_bytes=LARGEST_LIST_BYTES)
    return IppPrinter(address=said.address, line=line)


def open_partners(settings: Settings) -> dict[str, Carrier]:
    """The way to each partner whose e-surat is posted, by his address."""
    clock = OfficeClock(settings.zone)
    return {
        one.address: EsuratPost(
            office=settings.office,
            line=Line(address=one.address, ca_file=one.ca_file, largest_bytes=LARGEST_ANSWER_BYTES),
            token=partial(_token, one),
            recognises=one.recognises,
            clock=clock,
        )
        for one in settings.partners
    }


def _token(partner: PartnerSettings) -> str:
    """What a partner knows us by, read each time it is used; empty where nothing was agreed."""
    if partner.token_file is not None:
        return partner.token_file.read_text("ascii").partition("\n")[0].strip()
    handed = credential(f"{PARTNER_CREDENTIAL}{partner.id}")
    return handed.read_text("ascii").partition("\n")[0].strip() if handed is not None and handed.is_file() else ""


def _notices(settings: Settings, relay: Relay) -> Notices | None:
    """None where nobody has an address for them."""
    office = settings.office
    if not any(one.mailbox for one in office.officials.values()) and not any(one.mailbox for one in office.units.values()):
        return None
    template = notice_template(own_or_shipped(settings.folder, settings.notices.template), settings.language)
    messenger = NoticeMail(sender=settings.mail.sender, office=office.name, template=template, hand_over=partial(_post, relay))
    return Notices(messenger=messenger, hours=settings.notices.hours)


def _post(relay: Relay, message: EmailMessage, name: str) -> DeliveryReport:
    """Hand a notice over to the mail server."""
    sender, recipient = (message[header].addresses[0].addr_spec for header in ("From", "To"))
    return relay.hand_over(
        Parcel(
            name=name, sender=sender, recipient=recipient, message_id=message["Message-ID"].strip("<>"), envelope=name, content=message.as_bytes(policy=SMTP)
        )
    )


@contextmanager
def _relay(settings: Settings) -> Iterator[Relay]:
    if settings.mail.way is MailWay.FOLDER:
        yield MailFolder(folder=settings.mail.folder)
        return
    with SmtpRelay(mail_server(settings)) as relay:
        yield relay


def mail_server(settings: Settings) -> Server:
    """The office's mail server."""
    mail = settings.mail
    return Server(
        host=mail.server,
        port=mail.port,
        security=mail.security.value,
        user=mail.user,
        password=partial(mail_password, mail),
        ca_file=mail.ca_file,
        hello=mail.sender.rpartition("@")[2],
        connections=mail.connections,
    )


def mail_password(mail: MailSettings) -> str:
    """The mail password; none where nobody logs in.

    Raises:
        ConfigurationError: it cannot be read.
    """
    if not mail.user:
        return ""
    file = credential(MAIL_CREDENTIAL) if mail.by_credential else mail.password_file
    if file is None or (mail.by_credential and not file.exists()):
        raise ConfigurationError(say_settings.MAIL_CREDENTIAL_MISSING(name=MAIL_CREDENTIAL))
    try:
        password = _first_line(file)
    except (OSError, UnicodeError, IndexError) as problem:
        raise ConfigurationError(say_settings.MAIL_PASSWORD_UNUSABLE(file=file)) from problem
    if not password.strip():
        raise ConfigurationError(say_settings.MAIL_PASSWORD_UNUSABLE(file=file))
    return password


def _first_line(file: Path | None) -> str:
    return file.read_text("utf-8").splitlines()[0] if file else ""
