"""What an applicant is told about his letter, and an official about one that stands still."""

import pytest

from pipeline.domain.letter import Event, Hold
from pipeline.domain.notes import Language
from pipeline.domain.office import Security
from pipeline.domain.states import State
from pipeline.domain.told import cancelled, receipt, returned, stopped, who
from tests.letters import NOON, a_letter, a_submission, an_office

SECRET = a_submission(subject="Pemeriksaan", security=Security.SECRET)


def an_event(action: str, actor: str) -> Event:
    return Event(action=action, at=NOON, actor=actor)


@pytest.mark.parametrize(("language", "words"), [(Language.INDONESIAN, "Menunggu     : Nama kabid"), (Language.ENGLISH, "Waits for    : Nama kabid")])
def test_a_receipt_names_the_official_a_letter_waits_for_and_every_recipient(language: Language, words: str) -> None:
    text = receipt(a_letter(State.IN_VERIFICATION), an_office(), language).words(language)
    assert words in text
    assert "Kecamatan Sewon: " in text


@pytest.mark.parametrize(
    ("actor", "name"),
    [
        ("petugas-arsip", "Nama petugas-arsip, Jabatan petugas-arsip"),
        ("dafduk", "Dafduk"),
        ("surat", "sistem"),
        ("surat:root", "administrator"),
        ("administrator", "administrator"),
    ],
)
def test_whoever_acts_is_called_as_staff_know_him(actor: str, name: str) -> None:
    assert who(actor, an_office(), Language.INDONESIAN) == name


@pytest.mark.parametrize("language", Language)
def test_the_applicant_of_a_cancelled_letter_is_told_who_did_it_and_why(language: Language) -> None:
    letter = a_letter(State.CANCELLED, remark="Kegiatan ditiadakan.")
    note = cancelled(letter, an_event("cancelled", "petugas-arsip"), an_office(), language)
    assert note is not None
    words = note.words(language)
    for one in (letter.id, "Undangan Rapat", "Nama petugas-arsip", "23 November 2026 pukul 12.00", "Kegiatan ditiadakan.", "14"):
        assert one in words


def test_who_withdrew_his_letter_himself_is_told_no_second_time() -> None:
    letter = a_letter(State.CANCELLED)
    assert cancelled(letter, an_event("cancelled", "dafduk"), an_office(), Language.INDONESIAN) is None
    assert cancelled(letter, None, an_office(), Language.INDONESIAN) is None


@pytest.mark.parametrize("language", Language)
def test_the_notes_of_a_confidential_letter_give_away_neither_subject_nor_recipient_nor_reason(language: Language) -> None:
    letter = a_letter(State.CANCELLED, submission=SECRET, remark="Sudah tertangkap")
    notes = (
        receipt(letter, an_office(), language),
        returned(letter, an_event("returned", "sekretaris"), an_office(), language),
        cancelled(letter, an_event("cancelled", "petugas-arsip"), an_office(), language),
    )
    for note in notes:
        assert note is not None
        words = note.words(language)
        assert letter.id in words
        assert [one for one in ("Pemeriksaan", "Kecamatan Sewon", "Sudah tertangkap") if one in words] == []


def test_a_letter_the_service_returned_says_so() -> None:
    assert "Oleh         : sistem" in returned(a_letter(State.RETURNED), None, an_office(), Language.INDONESIAN).words()


def test_an_official_is_told_why_a_letter_stands_still_in_his_hands() -> None:
    held = stopped(a_letter(State.HELD, hold=Hold(since=State.IN_VERIFICATION, reason="Kunci hilang"))).words()
    assert "Kunci hilang" in held
    uncertain = stopped(a_letter(State.SIGNATURE_UNCERTAIN)).words()
    assert uncertain != held
    for words in (held, uncertain):
        assert "2026-000001" in words
        assert "23 November 2026 pukul 12.00" in words
