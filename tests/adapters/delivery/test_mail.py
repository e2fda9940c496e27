"""The message itself: who it is to, and that nothing a person wrote becomes a header, an address or a command."""

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast

import pytest

from pipeline.adapters.delivery.mail import MailFolder
from pipeline.adapters.delivery.template import in_each_language, mail_template
from pipeline.domain.channel import Channel, Outcome
from pipeline.domain.notes import Language
from pipeline.domain.notes import delivery as say
from pipeline.domain.office import Recipient, Security
from tests.adapters.delivery.post import LETTER, a_carrier, a_delivery
from tests.letters import a_submission

HOSTILE = "Kepala\r\nBcc: x@y.test\n\u2028X-Lain: ya\x00\x0b <a@b.test>, c@d.test"


@pytest.fixture
def document(tmp_path: Path) -> Path:
    file = tmp_path / "surat.pdf"
    file.write_bytes(b"%PDF-1.7\n" + bytes(range(256)))
    return file


def parsed(folder: Path) -> EmailMessage:
    (file,) = folder.glob("*.eml")
    return cast("EmailMessage", message_from_bytes(file.read_bytes(), policy=default))


def test_a_copy_says_whom_the_letter_is_to_and_gives_nobody_anothers_address(document: Path, tmp_path: Path) -> None:
    to = (Recipient(name="Dinas Kesehatan", channel=Channel.EMAIL, email="dinkes@example.test"), Recipient(name='Kec. "Sewon"', channel=Channel.PRINT))
    letter = replace(LETTER, submission=a_submission(recipients=to))
    copy = a_delivery(5, is_copy=True, name="Camat", email="camat@example.test")
    assert a_carrier(MailFolder(folder=tmp_path)).carry(letter, copy, document).outcome is Outcome.SENT
    message = parsed(tmp_path)
    assert message["To"].groups[0].display_name == 'Dinas Kesehatan, Kec. "Sewon"'
    assert message["To"].addresses == ()
    assert [one.addr_spec for one in message["Cc"].addresses] == ["camat@example.test"]


def test_nothing_in_names_and_subjects_becomes_a_header_or_an_address(document: Path, tmp_path: Path) -> None:
    to = (Recipient(name=HOSTILE, channel=Channel.EMAIL, email="dinkes@example.test"),)
    carrier = replace(a_carrier(MailFolder(folder=tmp_path)), office=HOSTILE, render=lambda _letter, _delivery: (HOSTILE, "isi"))
    letter = replace(LETTER, submission=a_submission(recipients=to))
    assert carrier.carry(letter, a_delivery(5, is_copy=True, name=HOSTILE), document).outcome is Outcome.SENT
    message = parsed(tmp_path)
    assert sorted(message.keys()) == sorted(["From", "To", "Cc", "Subject", "Date", "X-Surat-Document", "MIME-Version", "Content-Type", "Message-ID"])
    found = [one.addr_spec for header in ("From", "To", "Cc") for one in message[header].addresses]
    assert found == ["surat@dukcapil.example.test", "dinkes@example.test"]
    assert "Bcc: x@y.test" in message["Subject"]


@pytest.mark.parametrize("email", ["a@b.test\nBcc: x@y.test", "a@b.test> SIZE=1\r\nDATA", "büro@kantor.test", "a@straße.test", "a@b.test, c@d.test", ""])
def test_an_address_that_is_none_is_printed_with_a_note(document: Path, tmp_path: Path, email: str) -> None:
    report = a_carrier(MailFolder(folder=tmp_path)).carry(LETTER, a_delivery(email=email), document)
    assert (report.outcome, report.note and report.note.text) == (Outcome.REFUSED, say.ADDRESS_UNUSABLE)
    assert not list(tmp_path.glob("*.eml"))


def test_a_domain_in_other_letters_gets_its_ascii_form_in_the_message_too(document: Path, tmp_path: Path) -> None:
    assert a_carrier(MailFolder(folder=tmp_path)).carry(LETTER, a_delivery(email="info@bücher.test"), document).outcome is Outcome.SENT
    assert parsed(tmp_path)["To"].addresses[0].addr_spec == "info@xn--bcher-kva.test"


def test_a_document_that_cannot_be_read_is_tried_again_since_nothing_went_out(tmp_path: Path) -> None:
    report = a_carrier(MailFolder(folder=tmp_path)).carry(LETTER, a_delivery(), tmp_path)
    assert (report.outcome, report.note and report.note.text) == (Outcome.DEFERRED, say.DOCUMENT_UNREADABLE)


@pytest.mark.parametrize("security", [Security.SECRET, Security.TOP_SECRET])
def test_a_confidential_letter_is_kept_off_plain_mail_even_where_its_delivery_says_mail(document: Path, tmp_path: Path, security: Security) -> None:
    letter = replace(LETTER, submission=a_submission(security=security))
    report = a_carrier(MailFolder(folder=tmp_path)).carry(letter, a_delivery(), document)
    assert (report.outcome, report.note and report.note.text) == (Outcome.REFUSED, say.CONFIDENTIAL)
    assert not list(tmp_path.glob("*.eml"))


TEMPLATES = Path(__file__).parents[3] / "config" / "templat"


@pytest.mark.parametrize(
    ("email", "is_copy", "subject", "words"),
    [
        ("dinkes@example.test", False, "Surat nomor 400.12.2.1/7: ", ["kami kirimkan surat nomor 400.12.2.1/7 tanggal 23 November 2026\nhal "]),
        ("dinkes@example.test", True, "Surat nomor 400.12.2.1/7: ", ["kami kirimkan tembusan surat nomor", "\nkepada Kecamatan Sewon, hal "]),
        ("embassy@example.test", False, "Letter no. 400.12.2.1/7: ", ["our letter no. 400.12.2.1/7\nof 23 November 2026, concerning: "]),
        ("embassy@example.test", True, "Letter no. 400.12.2.1/7: ", ["a copy of our letter to Kecamatan Sewon no. "]),
    ],
    ids=["addressee", "copy", "addressee in English", "copy in English"],
)
def test_each_recipient_is_written_to_in_his_language_and_as_what_he_gets(email: str, is_copy: bool, subject: str, words: list[str]) -> None:  # noqa: FBT001 -- a table of the test
    files = {Language.INDONESIAN: TEMPLATES / "surel.txt.j2", Language.ENGLISH: TEMPLATES / "surel.en.txt.j2"}
    renders = {language: mail_template(file, "Dinas Dukcapil", lambda _letter: "") for language, file in files.items()}
    to = (Recipient(name="Kecamatan Sewon", channel=Channel.PRINT),)
    letter = replace(LETTER, submission=a_submission(recipients=to))
    found, body = in_each_language(renders, {"embassy@example.test"})(letter, a_delivery(email=email, is_copy=is_copy))
    assert found.startswith(subject)
    assert [one for one in words if one not in body] == []
    assert body.endswith("\n\nDinas Dukcapil")
