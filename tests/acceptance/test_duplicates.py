"""The same letter saved again: answered with the number it has, or judged afresh where the first one counts no more."""

import threading
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import yaml

from pipeline.adapters.clock import OfficeClock
from pipeline.domain.letter import Letter
from pipeline.domain.states import State
from pipeline.rounds import mend
from tests.kantor import CODE, KONSEP, Kantor

FACTS = f'hal: Undangan Rapat\nkepada: [diskominfo]\nklasifikasi: "{CODE}"\n'
PDF = KONSEP / "liberation.pdf"


def letters(kantor: Kantor) -> list[Letter]:
    return list(kantor.desk.register.letters(everything=True))


@pytest.fixture
def first(kantor: Kantor) -> Letter:
    kantor.save("undangan", FACTS)
    kantor.work()
    (letter,) = letters(kantor)
    assert letter.number is not None
    return letter


def answered(kantor: Kantor, stem: str, letter: Letter) -> bool:
    text = kantor.notes()[f"1-konsep/dafduk/{stem}.diterima.txt"]
    return letter.number is not None and letter.id in text and letter.number.text in text


@pytest.mark.parametrize(
    "text",
    [
        FACTS,
        f'# disalin\nklasifikasi: "{CODE}"\nperihal:   Undangan Rapat\nkepada:\n  - diskominfo\n\n',
        FACTS.replace("\n", "\r\n"),
    ],
    ids=["as it was", "written otherwise", "by Notepad"],
)
@pytest.mark.parametrize("stem", ["undangan", "undangan (1)"], ids=["same name", "renamed"])
def test_the_same_letter_again_is_answered_with_the_number_it_has(kantor: Kantor, first: Letter, stem: str, text: str) -> None:
    kantor.save(stem, text)
    kantor.work()
    assert [one.id for one in letters(kantor)] == [first.id]
    assert answered(kantor, stem, first)
    assert not (kantor.konsep / f"{stem}.pdf").exists()
    assert "duplicate" in kantor.actions(first)


def test_the_same_letter_in_the_next_year_is_answered_too(kantor: Kantor, first: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    before = OfficeClock.now
    monkeypatch.setattr(OfficeClock, "now", lambda self: datetime.fromtimestamp(before(self).timestamp(), before(self).tzinfo) + timedelta(days=370))
    kantor.save("undangan", FACTS)
    kantor.work()
    assert [one.id for one in letters(kantor)] == [first.id]
    assert answered(kantor, "undangan", first)


def test_a_letter_that_was_sent_is_not_sent_twice(kantor: Kantor, first: Letter) -> None:
    sent = kantor.approve_all(first)
    assert sent.state is State.SENT
    kantor.save("lagi", FACTS)
    kantor.work()
    assert [one.id for one in letters(kantor)] == [first.id]
    assert answered(kantor, "lagi", first)


@pytest.mark.parametrize("facts", [FACTS.replace("Rapat", "Pelatihan"), FACTS.replace("diskominfo", "dinkes"), FACTS], ids=["subject", "recipient", "PDF"])
def test_another_letter_of_the_same_name_is_another_letter(kantor: Kantor, first: Letter, facts: str) -> None:
    kantor.save("undangan", facts, pdf=KONSEP / "carlito.pdf" if facts == FACTS else PDF)
    kantor.work()
    other = next(one for one in letters(kantor) if one.id != first.id)
    assert other.number is not None
    assert other.number != first.number


def test_the_same_letter_of_another_unit_is_another_letter(kantor: Kantor, first: Letter) -> None:
    kantor.save("undangan", FACTS, unit="umum")
    kantor.work()
    assert {one.unit for one in letters(kantor)} == {"dafduk", "umum"}
    assert len({one.number for one in letters(kantor)}) == 2
    assert first.unit == "dafduk"


def test_a_returned_letter_saved_again_as_it_was_is_judged_afresh(kantor: Kantor, first: Letter) -> None:
    assert kantor.decide(first, "revisi", catatan="Salah.").state is State.RETURNED
    kantor.save("undangan", FACTS)
    kantor.work()
    assert [(one.state, one.id == first.id) for one in letters(kantor)] == [(State.RETURNED, True), (State.IN_VERIFICATION, False)]


def test_a_withdrawn_letter_saved_again_is_judged_afresh(kantor: Kantor, first: Letter) -> None:
    kantor.save("batal", f"permintaan: batal\nsurat: {first.id}\ncatatan: keliru\n", pdf=None)
    kantor.work()
    assert kantor.letter(first.id).state is State.CANCELLED
    kantor.save("undangan", FACTS)
    kantor.work()
    assert [one.state for one in letters(kantor)] == [State.CANCELLED, State.IN_VERIFICATION]


class Meeting:
    """A register where two who ask for a twin wait for each other before they act on the answer; one who stays alone goes on."""

    def __init__(self, kantor: Kantor) -> None:
        self._real, self._door = kantor.desk.register, threading.Barrier(2)

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)

    def twin(self, source: str, sidecar: str, unit: str) -> Letter | None:
        found = self._real.twin(source, sidecar, unit)
        with suppress(threading.BrokenBarrierError):
            self._door.wait(1)
        return found


def test_the_same_letter_saved_several_times_at_once_is_one_letter(kantor: Kantor) -> None:
    kantor.desk = replace(kantor.desk, register=Meeting(kantor))  # type: ignore[arg-type]  # the rest is the real one's
    stems = [f"undangan-{number}" for number in range(8)]
    for stem in stems:
        kantor.save(stem, FACTS)
    kantor.work()
    (letter,) = letters(kantor)
    assert all(letter.id in kantor.notes()[f"1-konsep/dafduk/{stem}.diterima.txt"] for stem in stems)
    assert not list(kantor.konsep.glob("*.pdf"))


def receipts(kantor: Kantor) -> dict[str, str]:
    return {path.name: path.read_text("utf-8-sig") for path in kantor.konsep.glob("*.diterima.txt")}


def test_two_letters_whose_drafts_had_one_name_have_a_receipt_each(kantor: Kantor, first: Letter) -> None:
    second = kantor.submit("undangan", hal="Undangan Kedua")
    own = f"undangan.{second.id}.diterima.txt"
    assert first.id in receipts(kantor)["undangan.diterima.txt"]
    assert second.id in receipts(kantor)[own]
    kantor.decide(first)
    assert "SEKRETARIS" in receipts(kantor)["undangan.diterima.txt"].upper()
    kantor.decide(second)
    assert second.id in receipts(kantor)[own]
    assert set(receipts(kantor)) == {"undangan.diterima.txt", own}
    kantor.approve_all(second)
    assert set(receipts(kantor)) == {"undangan.diterima.txt"}
    kantor.approve_all(first)
    assert receipts(kantor) == {}


def test_the_second_receipt_takes_the_plain_name_once_it_is_free(kantor: Kantor, first: Letter) -> None:
    second = kantor.submit("undangan", hal="Undangan Kedua")
    kantor.approve_all(first)
    mend(kantor.desk)
    kantor.work()
    assert [second.id in text for text in receipts(kantor).values()] == [True]
    assert set(receipts(kantor)) == {"undangan.diterima.txt"}


def test_letters_of_one_name_shown_at_once_lose_no_receipt(kantor: Kantor) -> None:
    for number in range(4):
        kantor.save("undangan", FACTS.replace("Rapat", f"Rapat {number}"))
        kantor.work()
    for path in kantor.konsep.glob("*.diterima.txt"):
        path.unlink()
    mend(kantor.desk)
    kantor.work()
    assert len(receipts(kantor)) == 4
    assert all(any(one.id in text for text in receipts(kantor).values()) for one in letters(kantor))


def test_an_answer_never_takes_the_place_of_another_letter_s_receipt(kantor: Kantor, first: Letter) -> None:
    kantor.submit("lain", hal="Surat Lain")
    kantor.save("lain", FACTS)
    kantor.work()
    assert first.id not in receipts(kantor)["lain.diterima.txt"]
    assert first.id in receipts(kantor)["lain-2.diterima.txt"]


def test_a_number_asked_for_twice_under_one_name_is_answered_twice(kantor: Kantor) -> None:
    for _ in range(2):
        kantor.save("minta", f'permintaan: nomor\nhal: Undangan\nklasifikasi: "{CODE}"\n', pdf=None)
        kantor.work()
    answers = {path.name: yaml.safe_load(path.read_text("utf-8"))["nomor"] for path in kantor.konsep.glob("*.nomor.yaml")}
    assert answers == {"minta.nomor.yaml": f"{CODE}/1", "minta-2.nomor.yaml": f"{CODE}/2"}
