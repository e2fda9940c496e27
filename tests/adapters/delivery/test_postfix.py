"""Letters through a real Postfix: what it answers, what lies in the mailboxes, what it bounces."""

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from pipeline.adapters.delivery.mail import MailCarrier
from pipeline.adapters.delivery.smtp import Server, SmtpRelay
from pipeline.adapters.durable import digest_of_bytes, digest_of_file
from pipeline.domain.channel import Outcome
from pipeline.domain.mailing import message_name
from tests.adapters.delivery import postfix
from tests.adapters.delivery.post import LETTER, a_carrier, a_delivery, new_authority
from tests.adapters.delivery.postfix import Postfix

pytestmark = pytest.mark.root


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Postfix, MailCarrier]]:
    """A Postfix with a certificate, and the way to it over STARTTLS."""
    authority = new_authority(tmp_path_factory.mktemp("ca"))
    authority.server("127.0.0.1")
    with postfix.running("dinkes", "camat", "surat", certificate=authority.folder / "127.0.0.1.pem") as server:
        way = Server(host="127.0.0.1", port=server.port, security="starttls", ca_file=authority.file, hello="kantor.example.test")
        with SmtpRelay(way) as relay:
            yield server, replace(a_carrier(relay), sender="surat@example.test")


@pytest.fixture
def document(tmp_path: Path) -> Path:
    file = tmp_path / "surat.pdf"
    file.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 400 + b"\n.\r\n")
    return file


def arrived(server: Postfix, box: str, delivery: int) -> list[EmailMessage]:
    server.settle()
    name = message_name(LETTER, a_delivery(delivery))
    return [one for one in server.mails(box) if name in one["Message-ID"]]


def test_the_document_in_the_mailbox_is_the_registers_byte_for_byte(office: tuple[Postfix, MailCarrier], document: Path) -> None:
    server, carrier = office
    report = carrier.carry(LETTER, a_delivery(11), document)
    assert report.outcome is Outcome.SENT
    assert "250 2.0.0 Ok: queued as" in report.proof
    (message,) = arrived(server, "dinkes", 11)
    (attachment,) = message.iter_attachments()
    assert digest_of_bytes(attachment.get_content()) == digest_of_file(document) == message["X-Surat-Document"].strip()
    assert attachment.get_filename() == f"{LETTER.name}.pdf"
    assert message["To"] == "Dinas Kesehatan <dinkes@example.test>"
    assert "ESMTPS" in message["Received"]


def test_of_several_recipients_each_has_his_own_outcome(office: tuple[Postfix, MailCarrier], document: Path) -> None:
    server, carrier = office
    outcomes = [carrier.carry(LETTER, a_delivery(20 + n, email=f"{one}@example.test"), document).outcome for n, one in enumerate(("tiada", "camat", "nanti"))]
    assert outcomes == [Outcome.REFUSED, Outcome.SENT, Outcome.DEFERRED]
    assert len(arrived(server, "camat", 21)) == 1


def test_a_bounce_names_the_delivery_it_is_about(office: tuple[Postfix, MailCarrier], document: Path) -> None:
    server, carrier = office
    assert carrier.carry(LETTER, a_delivery(30, email="pantul@example.test"), document).outcome is Outcome.SENT
    server.settle()
    name = message_name(LETTER, a_delivery(30))
    assert any(f"Original-Envelope-Id: {name}" in one.as_string() for one in server.mails("surat"))
