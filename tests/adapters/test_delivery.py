"""Each way to a recipient, against a real mail server on loopback and real folders."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from pipeline.adapters.delivery.esurat import EsuratFolder
from pipeline.adapters.delivery.mail import MailCarrier, MailFolder
from pipeline.adapters.delivery.parcel import Relay
from pipeline.adapters.delivery.printing import PrintFolder
from pipeline.adapters.delivery.smtp import Server, SmtpRelay
from pipeline.adapters.delivery.template import mail_template
from pipeline.adapters.durable import digest_of_bytes, digest_of_file
from pipeline.adapters.memory import FixedClock
from pipeline.domain.channel import Channel, Outcome
from pipeline.domain.esurat import read_cover
from pipeline.domain.letter import Delivery, Letter
from pipeline.domain.mailing import message_name
from pipeline.domain.numbering import RegisterNumber
from pipeline.domain.office import Recipient
from pipeline.domain.states import DeliveryState, State
from tests.adapters.delivery.post import Mailbox, serving
from tests.letters import NOON, TODAY, a_letter, a_submission, an_office

NUMBER = RegisterNumber(text="400.12.2.1/7", year=2026, scope="", sequence=7)
LETTER = a_letter(State.DISPATCHING, number=NUMBER, date=TODAY)


@pytest.fixture
def document(tmp_path: Path) -> Path:
    file = tmp_path / "surat.pdf"
    file.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 200)
    return file


def a_delivery(**recipient: str) -> Delivery:
    facts = {"name": "Dinas Kesehatan", "email": "dinkes@example.test", "folder": "drop"} | recipient
    one = Recipient(channel=Channel.EMAIL, **facts)
    return Delivery(id=4, letter=LETTER.id, recipient=one, channel=one.channel, state=DeliveryState.SENDING)


def a_carrier(relay: Relay) -> MailCarrier:
    def render(letter: Letter, delivery: Delivery) -> tuple[str, str]:
        return f"Surat {letter.number.text if letter.number else ''}", f"Yth. {delivery.recipient.name}"

    return MailCarrier(sender="surat@dukcapil.example.test", office="Dinas Kependudukan", render=render, relay=relay, clock=FixedClock(NOON))


@contextmanager
def a_relay(mailbox: Mailbox) -> Iterator[SmtpRelay]:
    with serving(mailbox) as port, SmtpRelay(Server(host="127.0.0.1", port=port, security="tanpa", patience=timedelta(seconds=5))) as relay:
        yield relay


def test_the_attachment_at_the_mailbox_is_the_signed_document(document: Path) -> None:
    mailbox = Mailbox()
    with a_relay(mailbox) as relay:
        report = a_carrier(relay).carry(LETTER, a_delivery(), document)
    assert report.outcome is Outcome.SENT
    assert "250" in report.proof
    message = message_from_bytes(mailbox.messages[0], policy=default)
    attachment = next(message.iter_attachments())
    assert digest_of_bytes(attachment.get_content()) == digest_of_file(document)
    assert message["Subject"] == "Surat 400.12.2.1/7"
    assert message["To"] == "Dinas Kesehatan <dinkes@example.test>"


def test_a_letters_message_has_the_same_id_for_the_same_recipient_whenever_it_is_sent(document: Path) -> None:
    mailbox = Mailbox()
    with a_relay(mailbox) as relay:
        for _ in range(2):
            a_carrier(relay).carry(LETTER, a_delivery(), document)
    ids = {message_from_bytes(one, policy=default)["Message-ID"] for one in mailbox.messages}
    assert ids == {f"<{message_name(LETTER, a_delivery())}@dukcapil.example.test>"}


@pytest.mark.parametrize(
    ("mailbox", "outcome"),
    [
        (Mailbox(rcpt="550 no such user"), Outcome.REFUSED),
        (Mailbox(rcpt="451 later"), Outcome.DEFERRED),
        (Mailbox(data="554 no"), Outcome.REFUSED),
        (Mailbox(data="452 full"), Outcome.DEFERRED),
        (Mailbox(cuts_after="DATA"), Outcome.UNCERTAIN),
    ],
    ids=["unknown address", "recipient later", "message refused", "mailbox full", "cut after the message went out"],
)
def test_an_attempts_outcome_is_what_the_relay_said(document: Path, mailbox: Mailbox, outcome: Outcome) -> None:
    with a_relay(mailbox) as relay:
        report = a_carrier(relay).carry(LETTER, a_delivery(), document)
    assert report.outcome is outcome
    assert report.note is not None
    assert not relay.is_repeatable


def test_a_relay_that_is_away_is_tried_again(document: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with SmtpRelay(Server(host="127.0.0.1", port=port, security="tanpa", patience=timedelta(seconds=2))) as relay:
        assert a_carrier(relay).carry(LETTER, a_delivery(), document).outcome is Outcome.DEFERRED


def test_an_address_that_cannot_be_written_is_printed_instead(document: Path, tmp_path: Path) -> None:
    report = a_carrier(MailFolder(folder=tmp_path)).carry(LETTER, a_delivery(email="dinkes@example.test\nBcc: x@y.test"), document)
    assert report.outcome is Outcome.REFUSED


def test_the_demonstrations_mail_lies_in_a_folder_once(document: Path, tmp_path: Path) -> None:
    carrier = a_carrier(MailFolder(folder=tmp_path))
    assert carrier.is_repeatable
    for _ in range(2):
        assert carrier.carry(LETTER, a_delivery(), document).outcome is Outcome.SENT
    assert len(list(tmp_path.glob("*.eml"))) == 1
    away = a_carrier(MailFolder(folder=tmp_path / "tiada"))
    assert away.carry(LETTER, a_delivery(), document).outcome is Outcome.DEFERRED


def test_a_partner_finds_the_letter_and_what_is_known_of_it_in_his_folder(document: Path, tmp_path: Path) -> None:
    (tmp_path / "drop").mkdir()
    carrier = EsuratFolder(office=an_office(), base=tmp_path)
    report = carrier.carry(LETTER, a_delivery(), document)
    assert report.outcome is Outcome.SENT
    assert digest_of_file(tmp_path / "drop" / f"{LETTER.name}.pdf") == digest_of_file(document)
    assert "400.12.2.1/7" in (tmp_path / "drop" / f"{LETTER.name}.json").read_text("utf-8")


def test_a_second_try_finds_the_first_and_adopts_it(document: Path, tmp_path: Path) -> None:
    (tmp_path / "drop").mkdir()
    carrier = EsuratFolder(office=an_office(), base=tmp_path)
    assert carrier.is_repeatable
    assert [carrier.carry(LETTER, a_delivery(), document).outcome for _ in range(2)] == [Outcome.SENT, Outcome.SENT]


def test_nothing_in_a_partners_folder_is_overwritten(document: Path, tmp_path: Path) -> None:
    (tmp_path / "drop").mkdir()
    others = [tmp_path / "drop" / f"{LETTER.name}.pdf", tmp_path / "drop" / f"{LETTER.name}.disdukcapil.pdf"]
    for other in others:
        other.write_bytes(b"another letter")
    report = EsuratFolder(office=an_office(), base=tmp_path).carry(LETTER, a_delivery(), document)
    assert report.outcome is Outcome.REFUSED
    assert {other.read_bytes() for other in others} == {b"another letter"}
    assert sorted((tmp_path / "drop").iterdir()) == sorted(others)


def test_a_letter_of_another_office_by_the_same_name_stands_in_nobodys_way(document: Path, tmp_path: Path) -> None:
    (tmp_path / "drop").mkdir()
    other = tmp_path / "drop" / f"{LETTER.name}.pdf"
    other.write_bytes(b"another office's letter")
    carrier = EsuratFolder(office=an_office(), base=tmp_path)
    assert [carrier.carry(LETTER, a_delivery(), document).outcome for _ in range(2)] == [Outcome.SENT, Outcome.SENT]
    ours = tmp_path / "drop" / f"{LETTER.name}.disdukcapil.pdf"
    assert digest_of_file(ours) == digest_of_file(document)
    assert read_cover(ours.with_suffix(".json").read_bytes()).file == ours.name
    assert len(list((tmp_path / "drop").iterdir())) == 3
    other.unlink()  # the partner takes it away; a try after a crash still knows ours
    assert carrier.carry(LETTER, a_delivery(), document).proof.endswith(ours.name)
    assert len(list((tmp_path / "drop").iterdir())) == 2


def test_two_recipients_with_one_folder_have_a_covering_note_each(document: Path, tmp_path: Path) -> None:
    (tmp_path / "drop").mkdir()
    carrier = EsuratFolder(office=an_office(), base=tmp_path)
    first, second = a_delivery(name="Dinas Kesehatan"), replace(a_delivery(name="Puskesmas"), id=5)
    for delivery in (first, second, first, second):
        assert carrier.carry(LETTER, delivery, document).outcome is Outcome.SENT
    notes = sorted((tmp_path / "drop").glob("*.json"))
    assert sorted(read_cover(one.read_bytes()).recipient for one in notes) == ["Dinas Kesehatan", "Puskesmas"]
    assert len(list((tmp_path / "drop").glob("*.pdf"))) == 1


def test_a_covering_note_that_others_hold_the_place_of_is_no_delivery(document: Path, tmp_path: Path) -> None:
    (tmp_path / "drop").mkdir()
    carrier, others = EsuratFolder(office=an_office(), base=tmp_path), [".json", ".4.json", ".disdukcapil.json", ".disdukcapil.4.json"]
    for place, ending in enumerate(others):
        other = tmp_path / "drop" / f"{LETTER.name}{ending}"
        other.mkdir() if place else os.mkfifo(other)  # nobody ever writes into it: whoever opens it waits for good
    assert carrier.carry(LETTER, a_delivery(), document).outcome is Outcome.REFUSED
    assert sorted(one.name for one in (tmp_path / "drop").iterdir()) == sorted(f"{LETTER.name}{ending}" for ending in others)
    (tmp_path / "drop" / f"{LETTER.name}{others.pop()}").rmdir()
    assert carrier.carry(LETTER, a_delivery(), document).proof == f"drop/{LETTER.name}.disdukcapil.pdf"


@pytest.mark.parametrize("kind", ["a pipe", "a folder", "a link", "a file without an end"])
@pytest.mark.parametrize("ending", ["pdf", "json"])
def test_what_a_partner_puts_in_the_letters_place_keeps_nobody_waiting(document: Path, tmp_path: Path, kind: str, ending: str) -> None:
    (tmp_path / "drop").mkdir()
    there = tmp_path / "drop" / f"{LETTER.name}.{ending}"
    if kind == "a pipe":
        os.mkfifo(there)
    elif kind == "a folder":
        there.mkdir()
    elif kind == "a link":
        there.symlink_to("/dev/zero")
    else:
        there.touch()
        os.truncate(there, 1 << 42)  # takes no room
    reports: list[Outcome] = []
    carrier = EsuratFolder(office=an_office(), base=tmp_path)
    carrying = threading.Thread(target=lambda: reports.append(carrier.carry(LETTER, a_delivery(), document).outcome), daemon=True)
    carrying.start()
    carrying.join(10)
    assert reports == [Outcome.SENT]
    notes = [read_cover(one.read_bytes()) for one in (tmp_path / "drop").iterdir() if one.suffix == ".json" and one != there]
    assert len(notes) == 1
    assert (tmp_path / "drop" / notes[0].file).read_bytes() == document.read_bytes()


def test_a_partners_folder_that_is_away_is_tried_again(document: Path, tmp_path: Path) -> None:
    report = EsuratFolder(office=an_office(), base=tmp_path).carry(LETTER, a_delivery(), document)
    assert report.outcome is Outcome.DEFERRED
    (tmp_path / "drop").mkdir()
    vanished = EsuratFolder(office=an_office(), base=tmp_path).carry(LETTER, a_delivery(), document / "tiada")
    assert vanished.outcome is Outcome.DEFERRED


def test_a_letter_to_print_waits_for_a_person(document: Path) -> None:
    assert PrintFolder().is_repeatable
    assert PrintFolder().carry(LETTER, a_delivery(), document).outcome is Outcome.TO_PRINT


def test_a_subject_of_several_lines_makes_no_second_header(document: Path, tmp_path: Path) -> None:
    letter = a_letter(State.DISPATCHING, number=RegisterNumber(text="1\nBcc: x@y.test", year=2026, scope="", sequence=1), submission=a_submission())
    a_carrier(MailFolder(folder=tmp_path)).carry(letter, a_delivery(), document)
    message = message_from_bytes(next(tmp_path.glob("*.eml")).read_bytes(), policy=default)
    assert message["Bcc"] is None


@pytest.mark.parametrize("address", ["", "https://cek.example.test/"], ids=["no address", "an address"])
def test_a_mail_promises_a_check_by_qr_code_only_where_there_is_one(address: str) -> None:
    template = Path(__file__).parents[2] / "config" / "templat" / "surel.txt.j2"
    subject, body = mail_template(template, "Dinas Kependudukan", lambda letter: f"{address}{letter.id}" if address else "")(LETTER, a_delivery())
    assert NUMBER.text in subject
    assert ("kode QR" in body, f"{address}{LETTER.id}" in body) == (bool(address), bool(address))
    assert "\n\n\n" not in body
