"""E-surat by post, against a partner on loopback HTTPS whose certificate is its own, and who can lie, stall, cut, refuse and babble."""

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.adapters.delivery.post import LARGEST_ANSWER_BYTES, EsuratPost
from pipeline.adapters.durable import digest_of_file
from pipeline.adapters.line import Line
from pipeline.adapters.memory import FixedClock
from pipeline.domain.channel import Channel, DeliveryReport, Outcome
from pipeline.domain.esurat import message_id
from pipeline.domain.letter import Delivery, Letter
from pipeline.domain.numbering import RegisterNumber
from pipeline.domain.office import Recipient
from pipeline.domain.states import DeliveryState, State
from tests.adapters.partner import TOKEN, Partner, partner_at_work
from tests.letters import NOON, TODAY, a_letter, an_office

NUMBER = RegisterNumber(text="400.12.2.1/7", year=2026, scope="", sequence=7)
Receipt = dict[str, str]


@pytest.fixture
def document(tmp_path: Path) -> Path:
    file = tmp_path / "surat.pdf"
    file.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 4_000)
    return file


@pytest.fixture
def partner(tmp_path: Path) -> Iterator[Partner]:
    with partner_at_work(tmp_path / "mitra") as one:
        yield one


def a_post(partner: Partner, *, recognises: bool = True, token: str = TOKEN, read: float = 5, ca_file: Path | None = None) -> EsuratPost:
    line = Line(
        address=partner.address,
        ca_file=ca_file or partner.ca_file,
        connect=timedelta(seconds=5),
        read=timedelta(seconds=read),
        largest_bytes=LARGEST_ANSWER_BYTES,
    )
    return EsuratPost(office=an_office(), line=line, token=lambda: token, recognises=recognises, clock=FixedClock(NOON))


def carry(post: EsuratPost, document: Path, *, attempts: int = 1) -> DeliveryReport:
    return post.carry(the_letter(document), the_delivery(post, attempts=attempts), document)


def the_letter(document: Path) -> Letter:
    return a_letter(State.DISPATCHING, number=NUMBER, date=TODAY, document=digest_of_file(document))


def the_delivery(post: EsuratPost, *, attempts: int = 1) -> Delivery:
    recipient = Recipient(name="Diskominfo", channel=Channel.ESURAT, folder=post.line.address)
    return Delivery(id=4, letter="2026-000001", recipient=recipient, channel=Channel.ESURAT, state=DeliveryState.SENDING, attempts=attempts)


def test_a_partner_gets_the_letter_with_its_covering_note_and_his_receipt_is_the_proof(partner: Partner, document: Path) -> None:
    report = carry(a_post(partner), document)
    assert (report.outcome, report.note) == (Outcome.SENT, None)
    (posted,) = partner.posted
    assert posted.document == document.read_bytes()
    assert posted.key == f'"{posted.cover["id_pesan"]}"'
    assert (posted.cover["nomor"], posted.cover["berkas"]) == ("400.12.2.1/7", "2026-000001_undangan-rapat.pdf")
    assert posted.cover["dokumen"] == digest_of_file(document)
    for proof in ("HTTP 201", "tanda_terima: R-1", f"dokumen: {digest_of_file(document)}", f"id_pesan: {posted.cover['id_pesan']}"):
        assert proof in report.proof


def test_a_line_cut_after_the_letter_was_taken_is_tried_again_with_the_same_key_and_counts_once(partner: Partner, document: Path) -> None:
    partner.cuts = 2
    post = a_post(partner)
    assert post.is_repeatable
    assert [carry(post, document).outcome for _ in range(3)] == [Outcome.DEFERRED, Outcome.DEFERRED, Outcome.SENT]
    assert len(partner.posted) == 3
    assert {one.key for one in partner.posted} == {f'"{message_id("disdukcapil", the_letter(document), the_delivery(post))}"'}
    assert len(partner.taken) == 1


def test_a_line_cut_after_the_letter_was_taken_is_uncertain_where_the_partner_does_not_know_the_key(partner: Partner, document: Path) -> None:
    partner.cuts, partner.recognises = 1, False
    post = a_post(partner, recognises=False)
    assert not post.is_repeatable
    report = carry(post, document)
    assert report.outcome is Outcome.UNCERTAIN
    assert report.note is not None
    assert "surat resolve" in report.note.words()
    assert len(partner.taken) == 1


@pytest.mark.parametrize(("recognises", "outcome"), [(True, Outcome.DEFERRED), (False, Outcome.UNCERTAIN)], ids=["knows the key", "does not"])
def test_a_line_cut_within_the_letter_or_a_partner_who_is_silent_leaves_it_open(
    partner: Partner, document: Path, outcome: Outcome, *, recognises: bool
) -> None:
    partner.cuts_early = 1
    assert carry(a_post(partner, recognises=recognises), document).outcome is outcome
    partner.stalls = 2
    assert carry(a_post(partner, recognises=recognises, read=0.3), document).outcome is outcome


def test_after_five_days_of_cut_lines_a_person_finds_out_and_nothing_is_printed_by_itself(partner: Partner, document: Path) -> None:
    partner.cuts = 1
    assert carry(a_post(partner), document, attempts=130).outcome is Outcome.UNCERTAIN


@pytest.mark.parametrize(
    ("status", "known", "other"),
    [
        (400, Outcome.REFUSED, Outcome.REFUSED),
        (301, Outcome.REFUSED, Outcome.REFUSED),
        (413, Outcome.REFUSED, Outcome.REFUSED),
        (422, Outcome.REFUSED, Outcome.REFUSED),
        (401, Outcome.DEFERRED, Outcome.DEFERRED),
        (403, Outcome.DEFERRED, Outcome.DEFERRED),
        (408, Outcome.DEFERRED, Outcome.DEFERRED),
        (429, Outcome.DEFERRED, Outcome.DEFERRED),
        (503, Outcome.DEFERRED, Outcome.DEFERRED),
        (409, Outcome.DEFERRED, Outcome.UNCERTAIN),
        (500, Outcome.DEFERRED, Outcome.UNCERTAIN),
        (504, Outcome.DEFERRED, Outcome.UNCERTAIN),
    ],
)
def test_what_becomes_of_a_letter_is_what_the_partners_status_says(partner: Partner, document: Path, status: int, known: Outcome, other: Outcome) -> None:
    for recognises, outcome in ((True, known), (False, other)):
        partner.answers = [(status, {"Location": "https://127.0.0.1:1/lain"}, b"<html>")]
        report = carry(a_post(partner, recognises=recognises), document)
        assert report.outcome is outcome
        assert report.note is not None
    assert len(partner.posted) == 2
    assert not partner.taken


@pytest.mark.parametrize(
    ("asked", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("Mon, 23 Nov 2026 06:00:00 GMT", timedelta(hours=1)),
        ("Mon, 23 Nov 2026 04:00:00 GMT", timedelta()),
        ("Mon, 23 Nov 2026 06:00:00 -0000", timedelta(hours=1)),
        ("nanti", timedelta()),
        ("Mon, 23 Nov 2026 99999999999999999999:00:00 GMT", timedelta()),
        ("Mon, 23 Nov 2026 06:00:00 +99999999999999999999", timedelta()),
        ("", timedelta()),
    ],
)
def test_a_partner_who_says_when_is_not_asked_before(partner: Partner, document: Path, asked: str, wait: timedelta) -> None:
    for status in (429, 503, 500):
        partner.answers = [(status, {"Retry-After": asked}, b"")]
        assert carry(a_post(partner), document).wait == wait


def another_document(receipt: Receipt) -> bytes:
    return json.dumps(receipt | {"dokumen": "sha256:" + "0" * 64}).encode()


def another_letter(receipt: Receipt) -> bytes:
    return json.dumps(receipt | {"id_pesan": "lain.2026-000009.x"}).encode()


def without(key: str) -> Callable[[Receipt], bytes]:
    return lambda receipt: json.dumps({name: value for name, value in receipt.items() if name != key}).encode()


@pytest.mark.parametrize(
    "lie",
    [
        lambda _: b"<html>Selamat datang di portal</html>",
        lambda _: b"",
        lambda _: b"\xff\xfe{}",
        lambda _: b"[" * 50_000,
        lambda _: b'["R-1"]',
        another_document,
        another_letter,
        without("tanda_terima"),
        without("dokumen"),
        lambda receipt: json.dumps(receipt | {"tanda_terima": "R-1\nBcc: x"}).encode(),
        lambda receipt: json.dumps(receipt | {"tanda_terima": 7}).encode(),
        lambda receipt: json.dumps(receipt | {"tanda_terima": "R-\ud800"}).encode(),
        lambda receipt: json.dumps(receipt | {"tanda_terima": "R-\u202e1"}).encode(),
    ],
    ids=[
        *("a web page", "nothing", "no text", "a bottomless list", "a list", "another document", "another letter"),
        *("no number", "no digest", "two lines", "a number", "half a character", "turned round"),
    ],
)
def test_an_answer_that_is_no_receipt_for_this_letter_proves_nothing(partner: Partner, document: Path, lie: Callable[[Receipt], bytes]) -> None:
    partner.lie = lie
    report = carry(a_post(partner), document)
    assert (report.outcome, report.proof) == (Outcome.UNCERTAIN, "")


def test_a_receipt_need_not_repeat_the_letters_id(partner: Partner, document: Path) -> None:
    partner.lie = without("id_pesan")
    assert carry(a_post(partner), document).outcome is Outcome.SENT


def test_an_endless_answer_is_given_up(partner: Partner, document: Path) -> None:
    partner.lie = lambda receipt: json.dumps(receipt).encode() + b" " * (LARGEST_ANSWER_BYTES + 1)
    assert carry(a_post(partner), document).outcome is Outcome.DEFERRED


def test_a_partner_whose_certificate_is_not_the_agreed_one_gets_nothing(partner: Partner, document: Path, tmp_path: Path) -> None:
    (tmp_path / "lain").mkdir()
    with partner_at_work(tmp_path / "lain") as other:
        report = carry(a_post(partner, ca_file=other.ca_file), document)
    assert report.outcome is Outcome.DEFERRED
    assert not partner.posted


def test_a_partner_who_is_away_is_tried_again(partner: Partner, document: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    away = replace(a_post(partner), line=replace(a_post(partner).line, address=f"https://127.0.0.1:{port}/surat"))
    assert carry(away, document).outcome is Outcome.DEFERRED
    report = carry(replace(away, line=replace(away.line, ca_file=document.parent / "tiada.pem")), document)
    assert report.outcome is Outcome.DEFERRED


@pytest.mark.parametrize("token", ["dua kata", "baris\r\nX-Lain: 1", "é"])
def test_a_token_that_no_header_can_hold_is_not_sent(partner: Partner, document: Path, token: str) -> None:
    report = carry(a_post(partner, token=token), document)
    assert report.outcome is Outcome.DEFERRED
    assert report.note is not None
    assert token not in report.note.words()
    assert not partner.posted


def test_a_token_that_cannot_be_read_is_told_to_the_administrator(partner: Partner, document: Path) -> None:
    def gone() -> str:
        return Path("/tiada/token").read_text("ascii")

    report = carry(replace(a_post(partner), token=gone), document)
    assert report.outcome is Outcome.DEFERRED
    assert report.note is not None
    assert "token_berkas" in report.note.words()


def test_a_partner_with_whom_no_token_was_agreed_is_sent_none(partner: Partner, document: Path) -> None:
    assert carry(a_post(partner, token=""), document).outcome is Outcome.DEFERRED
    assert [one.token for one in partner.posted] == [""]
