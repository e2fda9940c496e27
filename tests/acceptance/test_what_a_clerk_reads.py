"""What a clerk finds beside his drafts: each note says what happened, to which file, and what to do, in words of the office."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest

from pipeline.cli.keep import premises_of
from pipeline.domain.states import State
from pipeline.domain.told import TOLD_FOR
from pipeline.fsck import audit as check
from pipeline.ports import Clock
from pipeline.stages.show import what_is_seen
from tests.kantor import CODE, Kantor

GOOD = f'hal: Undangan\nkepada: [diskominfo]\nklasifikasi: "{CODE}"\n'


@dataclass(frozen=True)
class LaterClock:
    """The office's clock, so much later."""

    clock: Clock
    later: timedelta

    def now(self) -> datetime:
        return self.clock.now() + self.later

    def today(self) -> date:
        return self.now().date()

    def monotonic(self) -> float:
        return self.clock.monotonic()


def test_a_pdf_that_is_none_is_told_in_both_folders_where_it_lies_and_where_the_next_one_goes(kantor: Kantor) -> None:
    kantor.save("surat", GOOD, pdf=b"PK\x03\x04 a word document by another name")
    kantor.work()
    day = kantor.desk.clock.today().isoformat()
    notes = kantor.notes()
    for place in (f"karantina/{day}/surat.pdf.ALASAN.txt", "1-konsep/dafduk/surat.ALASAN.txt"):
        assert f"karantina/{day}" in notes[place]
        assert "1-konsep/dafduk" in notes[place]
        assert not re.search(r"\b(di|ke) sini\b|folder ini", notes[place]), notes[place]


@pytest.mark.parametrize("form", ["{pembuka: a, jam: b}", "Rapat"], ids=["a form", "a word"])
def test_an_invitation_form_beside_a_pdf_is_told_in_one_sentence(kantor: Kantor, form: str) -> None:
    kantor.save("rapat", GOOD + f"undangan: {form}\n")
    kantor.work()
    note = kantor.notes()["1-konsep/dafduk/rapat.PERBAIKI.txt"]
    assert "(1):" in note
    assert "`undangan`" in note


def test_a_misspelt_key_of_a_recipient_is_told_once_with_the_right_one(kantor: Kantor) -> None:
    kantor.save("surat", f'hal: Undangan\nkepada:\n  - {{nam: Camat Sewon, emial: camat@contoh.go.id}}\nklasifikasi: "{CODE}"\n')
    kantor.work()
    note = kantor.notes()["1-konsep/dafduk/surat.PERBAIKI.txt"]
    assert "(2):" in note
    assert "`nam` tidak dikenal (→ nama?)" in note
    assert "`emial` tidak dikenal (→ email?)" in note


def test_a_name_that_is_nearly_a_key_is_asked_about_and_can_be_meant(kantor: Kantor) -> None:
    kantor.save("surat", GOOD.replace("diskominfo", "diskomimfo"))
    kantor.work()
    note = kantor.notes()["1-konsep/dafduk/surat.PERBAIKI.txt"]
    meant = re.search(r"`(\{nama: .*?\})`", note)
    assert meant is not None
    assert "diskominfo?" in note
    kantor.save("surat", GOOD.replace("diskominfo", meant[1]))
    kantor.work()
    (letter,) = kantor.desk.register.letters()
    assert [(one.name, one.channel.value) for one in letter.submission.recipients] == [("diskomimfo", "cetak")]


def test_the_receipt_says_by_which_way_each_recipient_gets_the_letter(kantor: Kantor) -> None:
    letter = kantor.submit("surat", kepada=["diskominfo", "dinkes", "Camat Bantul"], tembusan=["kecamatan-sewon"])
    receipt = kantor.notes()["1-konsep/dafduk/surat.diterima.txt"]
    names = [one.name for one in (*letter.submission.recipients, *letter.submission.copies_to)]
    ways = ("e-surat", "e-mail", "dicetak, diantar", "dicetak, diantar")
    assert [f"{name}: {way}" for name, way in zip(names, ways, strict=True)] == [
        line.removeprefix("Dikirim ke").strip(" :") for line in receipt.splitlines() if any(name in line for name in names)
    ]


def test_the_receipt_of_a_confidential_letter_names_no_recipient(kantor: Kantor) -> None:
    letter = kantor.submit("rahasia", kepada=["Camat Bantul"], keamanan="Rahasia")
    receipt = kantor.notes()["1-konsep/dafduk/rahasia.diterima.txt"]
    assert letter.id in receipt
    assert "Camat Bantul" not in receipt


def test_a_receipt_names_people_and_the_system_by_the_words_staff_use(kantor: Kantor) -> None:
    letter = kantor.submit("surat")
    assert "Kepala Bidang" in kantor.notes()["1-konsep/dafduk/surat.diterima.txt"]
    numbered = replace(kantor.letter(letter.id), state=State.NUMBERED)
    (receipt,) = (one for one in what_is_seen(numbered, kantor.desk) if one.path.endswith("surat.diterima.txt"))
    assert "Menunggu     : sistem" in (receipt.content or b"").decode()


def test_the_withdrawal_of_a_letter_nobody_knows_says_where_its_id_is_written(kantor: Kantor) -> None:
    kantor.save("minta", "permintaan: batal\nsurat: 2020-000777\n", pdf=None)
    kantor.work()
    note = kantor.notes()["1-konsep/dafduk/minta.PERBAIKI.txt"]
    assert ".diterima.txt" in note
    assert "surat status" not in note


def test_the_applicant_of_a_letter_the_registry_officer_cancelled_finds_a_note_which_goes_after_two_weeks(kantor: Kantor) -> None:
    letter = kantor.submit("surat")
    (kantor.inbox / "2-penomoran" / "batal.yaml").write_text(f"surat: {letter.id}\nkeputusan: batal\ncatatan: Kegiatan ditiadakan.\n", "utf-8")
    kantor.work()
    place = f"kembali/dafduk/{letter.name}.catatan.txt"
    note = kantor.notes()[place]
    assert "Kegiatan ditiadakan." in note
    assert letter.number is not None
    assert letter.number.text in note
    assert "1-konsep/dafduk/surat.diterima.txt" not in kantor.notes()
    kantor.desk = replace(kantor.desk, clock=LaterClock(kantor.desk.clock, TOLD_FOR - timedelta(hours=1)))
    kantor.work()
    assert place in kantor.notes()
    kantor.desk = replace(kantor.desk, clock=LaterClock(kantor.desk.clock, timedelta(hours=2)))
    kantor.work()
    assert place not in kantor.notes()


def test_a_note_about_a_cancelled_letter_may_be_thrown_away_and_does_not_come_back(kantor: Kantor) -> None:
    letter = kantor.submit("surat")
    (kantor.inbox / "2-penomoran" / "batal.yaml").write_text(f"surat: {letter.id}\nkeputusan: batal\ncatatan: Keliru.\n", "utf-8")
    kantor.work()
    (kantor.inbox / "kembali" / "dafduk" / f"{letter.name}.catatan.txt").unlink()
    kantor.work()
    assert f"kembali/dafduk/{letter.name}.catatan.txt" not in kantor.notes()
    assert check(premises_of(kantor.settings)).findings == ()
