"""Reading values as staff write them: dates, millimetres, words, and lines that could hold a secret."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.errors import Fault
from pipeline.domain.notes import Text, drafts
from pipeline.domain.office import Urgency
from pipeline.domain.parsing import Fields, may_hold_secret, names_secret, secret_lines, shortened
from tests.domain.drafting import texts, tree


def fields(text: str) -> tuple[Fields, list[Fault]]:
    faults: list[Fault] = []
    return Fields(tree(text), faults), faults


@pytest.mark.parametrize(
    "written",
    [
        *("30-01-2023", "30/01/2023", "2023-01-30", "30 Januari 2023", "30 JANUARI 2023", "30 Jan 2023", "30 jan. 2023", "Senin, 30 Januari 2023"),
        *("30.01.2023", "30-1-2023", "30  Januari  2023", "“30-01-2023”", "30-01-2023 # besok"),
    ],
)
def test_a_date_is_read_in_every_form_the_office_uses(written: str) -> None:
    read, faults = fields(f"tanggal: {written}")
    assert read.day("tanggal") == date(2023, 1, 30)
    assert not faults


@pytest.mark.parametrize(
    ("word", "month"),
    [("Pebruari", 2), ("Feb", 2), ("Mei", 5), ("Agt", 8), ("Agu", 8), ("Ags", 8), ("Sept", 9), ("Okt", 10), ("Nopember", 11), ("Nop", 11), ("Des", 12)],
)
def test_months_are_known_by_their_short_and_old_names(word: str, month: int) -> None:
    read, _ = fields(f"tanggal: 5 {word} 2023")
    assert read.day("tanggal") == date(2023, month, 5)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_reads_back(day: date) -> None:
    for written in (day.isoformat(), f"{day.day:02}-{day.month:02}-{day.year}", f"{day.day}/{day.month}/{day.year}"):
        read, faults = fields(f"tanggal: {written}")
        assert read.day("tanggal") == day
        assert not faults


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2023-02-30", drafts.NO_SUCH_DAY),
        ("31 April 2023", drafts.NO_SUCH_DAY),
        ("0000-01-01", drafts.NO_SUCH_DAY),
        ("30-01-23", drafts.NOT_A_DATE),
        ("30-01/2023", drafts.NOT_A_DATE),
        ("30 January 2023", drafts.NOT_A_DATE),
        ("besok", drafts.NOT_A_DATE),
    ],
)
def test_what_is_no_day_is_a_fault(written: str, said: Text) -> None:
    read, faults = fields(f"tanggal: {written}")
    assert read.day("tanggal") is None
    assert texts(tuple(faults)) == [said]


def test_a_date_that_is_not_there_is_none() -> None:
    read, faults = fields("tanggal: -")
    assert read.day("tanggal") is None
    assert read.day("hari") is None
    assert not faults


@pytest.mark.parametrize(("written", "length"), [("30", 30.0), ("25,5", 25.5), ("25.5 mm", 25.5), ("0", 0.0), ("1500", 1500.0)])
def test_millimetres_are_read_with_comma_or_point(written: str, length: float) -> None:
    read, faults = fields(f"x_mm: {written}")
    assert read.millimetres("x_mm") == length
    assert not faults


@pytest.mark.parametrize("written", ["-1", "1501", "tiga", "1e3", "nan", "1,2,3", "", "9" * 7, "[1]"])
def test_other_lengths_are_faults(written: str) -> None:
    read, faults = fields(f"x_mm: {written}")
    assert read.millimetres("x_mm") is None
    assert faults


@pytest.mark.parametrize(("written", "page"), [("1", 1), ("12 # akhir", 12), ("0", None), ("-1", None), ("satu", None), ("1.5", None), ("99999999", None)])
def test_pages_count_from_one(written: str, page: int | None) -> None:
    read, faults = fields(f"halaman: {written}")
    assert read.page("halaman") == page
    assert bool(faults) == (page is None)


def test_a_missing_length_or_page_is_said_to_be_missing() -> None:
    read, faults = fields("a: b")
    assert read.millimetres("x_mm") is None
    assert read.page("halaman") is None
    assert texts(tuple(faults)) == [drafts.MISSING_KEY, drafts.MISSING_KEY]


def test_keys_may_have_capitals_blanks_and_hyphens() -> None:
    read, faults = fields("HAL: a\nHari tanggal: b\nhari-kerja: c")
    assert (read.text("hal"), read.text("hari_tanggal"), read.text("hari_kerja")) == ("a", "b", "c")
    assert not faults


def test_the_same_key_in_other_letters_is_a_duplicate() -> None:
    read, faults = fields("hal: a\nHal: b")
    assert texts(tuple(faults)) == [drafts.KEY_TWICE]
    assert read.text("hal") == "a"


def test_a_key_and_its_alias_together_are_a_duplicate() -> None:
    read, faults = fields("perihal: a\nhal: b")
    assert read.text("hal", "perihal") == "b"
    assert texts(tuple(faults)) == [drafts.KEY_TWICE]


def test_an_unknown_key_is_told_with_the_nearest_known() -> None:
    read, faults = fields("hall: a\n" + "z" * 70 + ": b")
    read.refuse_unknown(("hal", "kepada"))
    assert "`hall` tidak dikenal (→ hal?)" in faults[0].message.words()
    assert "z…`" in faults[1].message.words()


def test_a_short_word_is_told_whole() -> None:
    assert shortened("hal") == "hal"


@pytest.mark.parametrize(("written", "meant"), [("segera", "Segera"), ("SANGAT  SEGERA", "Sangat Segera"), ('"“Penting” # ya"', "Penting"), ("-", "Biasa")])
def test_a_choice_is_read_in_any_case(written: str, meant: str) -> None:
    read, faults = fields(f"urgensi: {written}")
    assert read.choice(Urgency, Urgency.ORDINARY, "urgensi").value == meant
    assert not faults


def test_another_word_is_told_with_the_nearest_and_all_choices() -> None:
    read, faults = fields("urgensi: Segra")
    assert read.choice(Urgency, Urgency.ORDINARY, "urgensi") is Urgency.ORDINARY
    assert "(→ Segera?)" in faults[0].message.words()
    assert "Biasa, Penting, Segera, Sangat Segera" in faults[0].message.words()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hal: [a, {b: c}]\nx: y", None),
        ("acara:\n  - a", drafts.MUST_BE_TEXT),
        ("acara: " + "x" * 501, drafts.TOO_LONG),
        ('acara: "C:\\new"', drafts.ONE_LINE_ONLY),
        ("acara: |\n  a\n  b", drafts.ONE_LINE_ONLY),
        ('acara: "a\\u2028b"', drafts.ONE_LINE_ONLY),
    ],
)
def test_a_text_is_one_line_of_sensible_length(text: str, said: Text | None) -> None:
    read, faults = fields(text)
    assert read.text("acara") == ""
    assert texts(tuple(faults)) == ([said] if said else [])


def test_a_remark_may_have_several_lines() -> None:
    read, faults = fields("catatan: |\n  a\n  b")
    assert read.text("catatan", one_line=False) == "a\nb"
    assert not faults


def test_several_items_in_one_text_are_parted_by_semicolons() -> None:
    read, _ = fields("kepada: a; ;b")
    assert [getattr(one, "text", "") for one in read.items("kepada")] == ["a", "b"]


def test_blank_items_of_a_list_are_left_out() -> None:
    read, _ = fields('kepada: [a, "", -]\ntembusan: {nama: x}')
    assert len(read.items("kepada")) == 1
    assert len(read.items("tembusan")) == 1
    assert read.items("lain") == ()


@pytest.mark.parametrize(
    "name",
    ["passphrase", "Passphrase", "passphrase_tersegel", "totp", "TOTP", "otp", "pasphrase", "passprhase", "password", "kata sandi", "sandi", "pin", "páss"],
)
def test_a_key_that_could_hold_a_secret_is_recognised(name: str) -> None:
    assert names_secret(name)


@pytest.mark.parametrize("name", ["hal", "perihal", "penandatangan", "penutup", "pembuka", "permintaan", "posisi", "kepada", "pasar", "pindah", "paspor", ""])
def test_the_letters_own_keys_hold_no_secret(name: str) -> None:
    assert not names_secret(name)


@pytest.mark.parametrize(
    "line", ["  - passphrase: x", "passphrase x", '{"passphrase": x', "# passphrase", "pass\u200bphrase: x", "catatan: pass phrase saya x", "pin = 5", "totp"]
)
def test_a_line_that_could_hold_a_secret_is_recognised(line: str) -> None:
    assert may_hold_secret(line)


@pytest.mark.parametrize("line", ["", "   ", "hal: Pasar Bantul", "kepada: Kepala Badan Siber dan Sandi Negara", "#"])
def test_an_ordinary_line_holds_no_secret(line: str) -> None:
    assert not may_hold_secret(line)


def test_what_hangs_below_a_secret_key_could_hold_it_too() -> None:
    lines = ["hal: x", "passphrase: |", "  a: b", "c", "surat: y", "kepada: z"]
    assert secret_lines(lines) == {1, 2, 3}
