"""The ways out of the office: e-mail, e-surat, the printer, and the notices to those who wait."""

from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from functools import partial
from pathlib import Path

from pipeline.adapters.board.notices import NoticeMail, notice_template
from pipeline.adapters.clock import OfficeClock
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
from pipeline.adapters.instance import own_or_shipped
from pipeline.adapters.line import Line
from pipeline.config import (
    MAIL_CREDENTIAL,
    PARTNER_CREDENTIAL,
    MailSettings,
    MailWay,
    PartnerSettings,
    Settings,
    credential,
)
from pipeline.domain.channel import Channel, DeliveryReport
from pipeline.domain.errors import ConfigurationError
from pipeline.domain.notes import settings as say_settings
from pipeline.domain.public import verification_link
from pipeline.ports import Carrier, Clock, Notices


def open_carriers(settings: Settings, clock: Clock, relay: Relay) -> dict[Channel, Carrier]:
    """What carries deliveries, by their channel."""
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


def open_partners(settings: Settings) -> dict[str, EsuratPost]:
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


def open_notices(settings: Settings, relay: Relay) -> Notices | None:
    """None where nobody has an address for them."""
    office = settings.office
    administrator = settings.notices.administrator
    mailboxes = (*administrator, *(one.mailbox for one in office.officials.values()), *(one.mailbox for one in office.units.values()))
    if not any(mailboxes):
        return None
    template = notice_template(own_or_shipped(settings.folder, settings.notices.template), settings.language)
    messenger = NoticeMail(sender=settings.mail.sender, office=office.name, template=template, hand_over=partial(post_notice, relay))
    return Notices(messenger=messenger, hours=settings.notices.hours, administrator=administrator)


def post_notice(relay: Relay, message: EmailMessage, name: str) -> DeliveryReport:
    """Hand a notice over to the mail server."""
    sender, recipient = (message[header].addresses[0].addr_spec for header in ("From", "To"))
    return relay.hand_over(
        Parcel(
            name=name, sender=sender, recipient=recipient, message_id=message["Message-ID"].strip("<>"), envelope=name, content=message.as_bytes(policy=SMTP)
        )
    )


@contextmanager
def open_relay(settings: Settings) -> Iterator[Relay]:
    """Where finished e-mails go."""
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
        password = first_line(file)
    except (OSError, UnicodeError, IndexError) as problem:
        raise ConfigurationError(say_settings.MAIL_PASSWORD_UNUSABLE(file=file)) from problem
    if not password.strip():
        raise ConfigurationError(say_settings.MAIL_PASSWORD_UNUSABLE(file=file))
    return password


def first_line(file: Path | None) -> str:
    """A password as its file holds it; empty without a file."""
    return file.read_text("utf-8").splitlines()[0] if file else ""
