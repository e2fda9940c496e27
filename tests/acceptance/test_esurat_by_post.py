"""Letters to a partner whose e-surat is posted: from the applicant's draft to the partner's receipt, through crashes, refusals and lies."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.adapters.durable import digest_of_bytes
from pipeline.cli import surat
from pipeline.config import load_settings
from pipeline.domain.channel import Channel
from pipeline.domain.handover import DAEMON
from pipeline.domain.letter import Delivery, Letter
from pipeline.domain.states import DeliveryState, State
from pipeline.stages import resolve
from pipeline.wiring import open_partners
from tests.adapters.partner import TOKEN, Partner, partner_at_work
from tests.kantor import ForwardClock, Kantor, make_example, reopen_kantor, settle_fast

FOLDER = "folder: state/esurat/diskominfo"


@contextmanager
def an_office_with_a_partner(folder: Path, partner: Partner, *, recognises: str = "ya") -> Iterator[Kantor]:
    make_example(folder)
    settle_fast(folder / "config")
    (folder / "state/diskominfo.token").write_text(f"{TOKEN}\n", "utf-8")
    book = folder / "config/tujuan.yaml"
    keys = f"esurat: {partner.address}\n  token_berkas: state/diskominfo.token\n  ca_berkas: {partner.ca_file}\n  kenal_kunci: {recognises}"
    book.write_text(book.read_text("utf-8").replace(FOLDER, keys), "utf-8")
    with reopen_kantor(folder) as kantor:
        yield kantor


@pytest.fixture
def partner(tmp_path: Path) -> Iterator[Partner]:
    with partner_at_work(tmp_path / "mitra") as one:
        yield one


def delivery_of(kantor: Kantor, letter: Letter) -> Delivery:
    (one,) = kantor.desk.register.deliveries(letter.id)
    return one


def signed(kantor: Kantor, **keys: object) -> Letter:
    letter = kantor.approve_all(kantor.submit(kepada=["diskominfo"], **keys))
    kantor.work()
    return kantor.letter(letter.id)


def test_a_letter_posted_to_a_partner_ends_with_his_receipt(partner: Partner, tmp_path: Path) -> None:
    with an_office_with_a_partner(tmp_path / "kantor", partner) as kantor:
        letter = signed(kantor)
        assert letter.state is State.SENT
        assert "tanda_terima: R-1" in delivery_of(kantor, letter).proof
        (posted,) = partner.posted
        assert digest_of_bytes(posted.document) == letter.document == posted.cover["dokumen"]
        assert letter.number is not None
        assert (posted.cover["nomor"], posted.cover["id_kantor"], posted.cover["surat"]) == (letter.number.text, "dukcapil", letter.id)


def test_a_confidential_letter_is_posted_and_its_note_is_silent_about_it(partner: Partner, tmp_path: Path) -> None:
    with an_office_with_a_partner(tmp_path / "kantor", partner) as kantor:
        letter = signed(kantor, hal="Mutasi pejabat eselon", keamanan="Rahasia")
        assert letter.state is State.SENT
        assert "Mutasi" not in str(partner.posted[0].cover)


def test_a_line_cut_after_the_letter_was_taken_reaches_the_partner_once(partner: Partner, tmp_path: Path) -> None:
    partner.cuts = 1
    with an_office_with_a_partner(tmp_path / "kantor", partner) as kantor:
        letter = signed(kantor)
        assert delivery_of(kantor, letter).state is DeliveryState.DEFERRED
        for words, told in ((["--json"], '"proof": ""'), ([], "dikirim lagi dengan kunci yang sama")):
            assert told in CliRunner().invoke(surat, ["show", letter.id, *words, "--config", str(kantor.settings.folder)]).output
        ForwardClock(kantor).ahead = timedelta(minutes=2)
        kantor.work()
        assert kantor.letter(letter.id).state is State.SENT
    assert (len(partner.posted), len(partner.taken)) == (2, 1)


def test_a_partner_who_asks_for_time_is_given_it(partner: Partner, tmp_path: Path) -> None:
    partner.answers = [(429, {"Retry-After": "600"}, b"")]
    with an_office_with_a_partner(tmp_path / "kantor", partner) as kantor:
        letter, clock = signed(kantor), ForwardClock(kantor)
        for minutes, tries in ((5, 1), (11, 2)):
            clock.ahead = timedelta(minutes=minutes)
            kantor.work()
            assert len(partner.posted) == tries
        assert kantor.letter(letter.id).state is State.SENT


def test_a_partner_who_asks_for_years_is_asked_again_within_the_hour(partner: Partner, tmp_path: Path) -> None:
    partner.answers = [(503, {"Retry-After": "99999999"}, b"")]
    with an_office_with_a_partner(tmp_path / "kantor", partner) as kantor:
        letter, clock = signed(kantor), ForwardClock(kantor)
        for minutes, tries in ((0, 1), (50, 1), (61, 2)):
            clock.ahead = timedelta(minutes=minutes)
            kantor.work()
            assert len(partner.posted) == tries
        assert kantor.letter(letter.id).state is State.SENT


def test_a_daemon_that_died_while_posting_asks_again_only_a_partner_who_knows_the_key(partner: Partner, tmp_path: Path) -> None:
    for recognises, state, requests in (("ya", State.SENT, 2), ("tidak", State.DISPATCHING, 1)):
        partner.posted.clear()
        with an_office_with_a_partner(tmp_path / recognises, partner, recognises=recognises) as kantor:
            way = kantor.desk.partners[partner.address]

            class Dying:
                is_repeatable = way.is_repeatable

                def carry(self, *given: object, way: object = way) -> object:
                    way.carry(*given)  # type: ignore[attr-defined]  # the real way
                    raise KeyboardInterrupt

            kantor.desk = replace(kantor.desk, partners={partner.address: Dying()})  # type: ignore[dict-item]  # as the port says
            letter = kantor.submit(kepada=["diskominfo"])
            with pytest.raises(KeyboardInterrupt):
                kantor.approve_all(letter)
        with reopen_kantor(tmp_path / recognises) as again:
            again.work()
            assert again.letter(letter.id).state is state
            expected = DeliveryState.SENT if state is State.SENT else DeliveryState.UNCERTAIN
            assert delivery_of(again, letter).state is expected
        assert len(partner.posted) == requests


@pytest.mark.parametrize("afterwards", ["he refuses", "he is away for five days"])
def test_what_an_earlier_try_may_have_brought_is_not_printed_but_asked_about(partner: Partner, tmp_path: Path, afterwards: str) -> None:
    partner.cuts = 1
    with an_office_with_a_partner(tmp_path / "kantor", partner) as kantor:
        letter, clock = signed(kantor), ForwardClock(kantor)
        if afterwards == "he refuses":
            partner.answers = [(422, {}, b"{}")]
            clock.ahead = timedelta(minutes=2)
            kantor.work()
        else:
            partner.answers = [(503, {}, b"")] * 200
            while delivery_of(kantor, letter).state is DeliveryState.DEFERRED:
                clock.ahead += timedelta(hours=1, seconds=1)
                kantor.work()
            assert clock.ahead > timedelta(days=4)
        one = delivery_of(kantor, letter)
        assert (one.state, len(partner.taken)) == (DeliveryState.UNCERTAIN, 1)
        assert "surat resolve" in one.note
        partner.answers = []
        resolve.delivery(kantor.letter(letter.id), one, kantor.desk, resolve.act_of(DAEMON, kantor.desk, "belum ada"), done=False)
        kantor.work()
        assert kantor.letter(letter.id).state is State.SENT


def test_a_daemon_that_died_while_posting_does_not_print_what_may_have_arrived(partner: Partner, tmp_path: Path) -> None:
    with an_office_with_a_partner(tmp_path / "kantor", partner) as kantor:
        partner.answers = [(503, {}, b"")]
        letter = signed(kantor)
        kantor.desk.register.report(replace(delivery_of(kantor, letter), state=DeliveryState.SENDING))
        partner.answers = [(422, {}, b"{}")]
        kantor.work()
        assert delivery_of(kantor, letter).state is DeliveryState.UNCERTAIN


def test_a_letter_that_the_partner_refuses_is_printed(partner: Partner, tmp_path: Path) -> None:
    partner.answers = [(422, {}, b"{}")]
    with an_office_with_a_partner(tmp_path / "kantor", partner) as kantor:
        one = delivery_of(kantor, signed(kantor))
        assert (one.state, one.channel) == (DeliveryState.TO_PRINT, Channel.PRINT)
        assert "HTTP 422" in one.note


def test_a_web_page_in_place_of_a_receipt_is_no_delivery(partner: Partner, tmp_path: Path) -> None:
    partner.lie = lambda _: b"<html>Portal</html>"
    with an_office_with_a_partner(tmp_path / "kantor", partner) as kantor:
        letter = signed(kantor)
        kantor.work()
        assert delivery_of(kantor, letter).state is DeliveryState.UNCERTAIN
    assert len(partner.posted) == 1


def test_a_letter_on_its_way_to_an_address_that_was_taken_out_of_the_book_waits_and_is_told(partner: Partner, tmp_path: Path) -> None:
    partner.answers = [(503, {}, b"")]
    with an_office_with_a_partner(tmp_path / "kantor", partner) as kantor:
        letter = signed(kantor)
    book = tmp_path / "kantor/config/tujuan.yaml"
    book.write_text(book.read_text("utf-8").replace(partner.address, "https://127.0.0.1:1/lain"), "utf-8")
    with reopen_kantor(tmp_path / "kantor") as kantor:
        ForwardClock(kantor).ahead = timedelta(hours=2)
        kantor.work()
        one = delivery_of(kantor, letter)
        assert one.state is DeliveryState.DEFERRED
        assert "tujuan.yaml" in one.note
    assert len(partner.posted) == 1


def test_a_token_may_come_from_systemd_and_is_read_anew_each_time(partner: Partner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    partner.answers = [(401, {}, b"")]
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    with an_office_with_a_partner(tmp_path / "kantor", partner) as kantor:
        folder = kantor.settings.folder
        book = folder / "tujuan.yaml"
        book.write_text(book.read_text("utf-8").replace("  token_berkas: state/diskominfo.token\n", ""), "utf-8")
        kantor.desk = replace(kantor.desk, partners=open_partners(load_settings(folder)))
        letter = signed(kantor)
        assert "token" in delivery_of(kantor, letter).note
        (tmp_path / "surat.esurat.diskominfo").write_text(f"{TOKEN}\n", "ascii")
        ForwardClock(kantor).ahead = timedelta(minutes=2)
        kantor.work()
        assert kantor.letter(letter.id).state is State.SENT
    assert [one.token for one in partner.posted] == ["", f"Bearer {TOKEN}"]


def test_a_partners_token_stays_out_of_the_record_and_of_a_backup(partner: Partner, tmp_path: Path) -> None:
    with an_office_with_a_partner(tmp_path / "kantor", partner) as kantor:
        letter = signed(kantor)
        told = " ".join(event.note for event in kantor.desk.register.events(letter.id)) + repr(kantor.desk.partners)
        assert TOKEN not in told
