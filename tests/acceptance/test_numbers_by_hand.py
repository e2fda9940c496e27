"""Numbers that the registry officer gives: inserted, by hand, and given up; none is missing from the register, none is there twice."""

import csv
import sqlite3
from pathlib import Path

from click.testing import CliRunner, Result

from pipeline.cli import surat
from pipeline.domain.dates import in_words
from pipeline.domain.states import State
from tests.kantor import CODE, Kantor, open_kantor


def run(kantor: Kantor, *words: str) -> Result:
    return CliRunner().invoke(surat, [*words, "--config", str(kantor.settings.folder)])


def number(kantor: Kantor, *words: str) -> Result:
    return run(kantor, "number", *words, "--unit", "dafduk", "--code", CODE)


def a_day(kantor: Kantor) -> str:
    return kantor.desk.clock.today().isoformat()


def is_whole(kantor: Kantor) -> bool:
    audit = run(kantor, "audit")
    assert audit.exit_code == 0, audit.output
    return True


def test_a_letter_of_an_earlier_date_gets_the_inserted_number_kept_for_it(kantor: Kantor) -> None:
    kantor.submit("pertama")
    kantor.submit("kedua", hal="Kedua")
    kept = number(kantor, "insert", "--after", "1", "--date", a_day(kantor), "--subject", "Surat tugas")
    assert (kept.exit_code, f'nomor: "{CODE}/1.a"' in kept.output, in_words(kantor.desk.clock.today()) in kept.output) == (0, True, True), kept.output
    letter = kantor.submit("susulan", hal="Susulan", nomor=f"{CODE}/1.a", tanggal=a_day(kantor))
    assert (letter.state, letter.number.text if letter.number else "") == (State.IN_VERIFICATION, f"{CODE}/1.a")
    assert is_whole(kantor)


def test_a_number_given_by_hand_stands_in_the_agenda_and_is_given_to_no_letter(kantor: Kantor, tmp_path: Path) -> None:
    kantor.submit("pertama")
    for sequence in ("2", "3"):
        words = (sequence, "--date", a_day(kantor), "--subject", "Surat tugas", "--to", "Camat Sewon")
        entered = number(kantor, "record", *words)
        assert (entered.exit_code, f"{CODE}/{sequence}" in entered.output) == (0, True), entered.output
    letter = kantor.submit("berikut", hal="Berikut")
    assert letter.number is not None
    assert letter.number.text == f"{CODE}/4"
    assert run(kantor, "register", "export", "--year", str(kantor.desk.clock.today().year), str(tmp_path / "agenda.csv")).exit_code == 0
    rows = list(csv.reader((tmp_path / "agenda.csv").read_text("utf-8-sig").splitlines(), delimiter=";"))
    by_hand = next(row for row in rows if f"{CODE}/2" in row)
    assert ("Camat Sewon" in by_hand, "Surat tugas" in by_hand, "nomor manual" in by_hand) == (True, True, True)
    assert is_whole(kantor)


def test_a_reserved_number_given_up_is_void_for_ever(kantor: Kantor) -> None:
    assert number(kantor, "reserve").exit_code == 0
    done = run(kantor, "number", "void", f"{CODE}/1", "--why", "acara batal")
    assert (done.exit_code, "batal" in done.output) == (0, True), done.output
    letter = kantor.submit()
    assert letter.number is not None
    assert letter.number.text == f"{CODE}/2"
    assert run(kantor, "number", "void", f"{CODE}/2", "--why", "x").exit_code == 65
    assert is_whole(kantor)


def test_what_the_officer_gets_wrong_is_told_and_enters_nothing(kantor: Kantor) -> None:
    today = a_day(kantor)
    wrong = (
        ("insert", "--after", "1", "--date", today),
        ("insert", "--after", "1", "--date", "kemarin"),
        ("record", "1.ab", "--date", today, "--subject", "x", "--to", "y"),
        ("record", "2", "--date", today, "--subject", "x", "--to", "y"),
        ("record", "1", "--date", "2999-01-01", "--subject", "x", "--to", "y"),
    )
    for words in wrong:
        told = number(kantor, *words)
        assert told.exit_code == 65, (words, told.output)
    assert run(kantor, "number", "insert", "--unit", "tiada", "--code", CODE, "--after", "1", "--date", today).exit_code == 65
    assert list(kantor.desk.register.lines(kantor.desk.clock.today().year)) == []
    assert is_whole(kantor)


def test_an_edited_register_line_of_a_number_given_by_hand_is_found(tmp_path: Path) -> None:
    with open_kantor(tmp_path / "kantor") as kantor:
        assert number(kantor, "record", "1", "--date", a_day(kantor), "--subject", "x", "--to", "y").exit_code == 0
    with sqlite3.connect(kantor.settings.state / "surat.db") as database:
        database.execute("UPDATE register SET text = ?", (f"{CODE}/11",))
    assert run(kantor, "audit").exit_code != 0
