"""The register number: how it is written, in which series it counts, and when the registry officer must look."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.numbering import CODE_PATTERN, INVITATIONS, NumberClaim, NumberWish, Resumption, needs_registrar, pattern_faults, sequence_in
from pipeline.domain.office import NumberRule, NumberScope, Security
from tests.letters import TODAY, an_office

YEAR_END = date(2026, 12, 31)
OFFICE = an_office()
KNOWN = "400.12.2.1"


def a_claim(pattern: str, scope: NumberScope = NumberScope.ALL, **more: object) -> NumberClaim:
    facts = {"code": "400.12.3.1", "unit": "dafduk", "day": date(2025, 10, 2)} | more
    return NumberClaim(rule=NumberRule(pattern=pattern, scope=scope), **facts)  # type: ignore[arg-type]  # test values


@pytest.mark.parametrize(
    ("pattern", "sequence", "written"),
    [
        ("{klasifikasi}/{urut}", 123, "400.12.3.1/123"),
        ("{keamanan}/{urut:03}/{klasifikasi}/{bulan_romawi}/{tahun}", 1, "B/001/400.12.3.1/X/2025"),
        ("{klasifikasi}/{urut}/438.5.12/{tahun}", 1868, "400.12.3.1/1868/438.5.12/2025"),
        ("{urut:04}-{unit}-{bulan}", 7, "0007-dafduk-10"),
    ],
    ids=["the work instruction's own", "security, padding and roman month", "the office's own code", "unit and month"],
)
def test_a_number_is_written_as_the_office_writes_it(pattern: str, sequence: int, written: str) -> None:
    assert a_claim(pattern).write(sequence).text == written


def test_invitations_may_be_told_apart_in_a_number() -> None:
    assert [a_claim("{jenis}/{urut}", NumberScope.KIND, is_invitation=one).write(1).text for one in (False, True)] == ["S/1", "U/1"]


def test_an_inserted_number_bears_a_letter_behind_its_sequence() -> None:
    assert a_claim("{klasifikasi}/{urut:03}/{tahun}").write(287, "a").text == "400.12.3.1/287.a/2025"


@pytest.mark.parametrize(("security", "initials"), list(zip(Security, ["B", "T", "R", "SR"], strict=True)))
def test_the_security_class_is_written_with_its_initials(security: Security, initials: str) -> None:
    assert a_claim("{keamanan}/{urut}", security=security).write(1).text == f"{initials}/1"


@pytest.mark.parametrize(
    ("scope", "is_invitation", "series"),
    [
        (NumberScope.ALL, False, ""),
        (NumberScope.KIND, False, "surat"),
        (NumberScope.KIND, True, "undangan"),
        (NumberScope.CODE, False, "400.12.3.1"),
    ],
)
def test_letters_of_one_scope_share_a_series(scope: NumberScope, is_invitation: bool, series: str) -> None:  # noqa: FBT001 -- a parameter of the table
    assert a_claim("{urut}", scope, is_invitation=is_invitation).scope == series


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_a_number_belongs_to_the_year_of_the_letters_date(day: date) -> None:
    assert a_claim("{urut}", day=day).write(1).year == day.year


@pytest.mark.parametrize(
    ("pattern", "faults"),
    [
        ("{klasifikasi}/{urut}", ()),
        ("{klasifikasi}/{tahun}", ("urut",)),
        ("{nomor}/{urut}", ("nomor",)),
        ("{urut", ("{urut",)),
    ],
)
def test_a_pattern_names_known_fields_and_the_sequence(pattern: str, faults: tuple[str, ...]) -> None:
    assert pattern_faults(pattern) == faults


@pytest.mark.parametrize("code", ["000.1", "400.12.2.1", "470"])
def test_a_code_has_three_digits_and_up_to_four_parts(code: str) -> None:
    assert CODE_PATTERN.fullmatch(code)


@pytest.mark.parametrize("code", ["400.", "40.1", "400.123", "400.1.2.3.4.5", "abc"])
def test_anything_else_is_no_code(code: str) -> None:
    assert not CODE_PATTERN.fullmatch(code)


ORDINARY = NumberWish(code=KNOWN, day=TODAY)


def test_an_ordinary_letter_is_numbered_at_once() -> None:
    assert needs_registrar(ORDINARY, OFFICE, TODAY, TODAY) == ()
    assert needs_registrar(ORDINARY, OFFICE, TODAY, None) == ()


@pytest.mark.parametrize(
    ("wish", "newest", "word"),
    [
        (NumberWish(code=None, day=TODAY), None, "klasifikasi"),
        (NumberWish(code="999", day=TODAY), None, "999"),
        (NumberWish(code=KNOWN, day=TODAY, number="400/1"), None, "400/1"),
        (NumberWish(code=KNOWN, day=YEAR_END), None, "31 Desember 2026"),
        (NumberWish(code=KNOWN, day=date(2026, 11, 20)), TODAY, "20 November 2026"),
        (NumberWish(code=KNOWN, day=date(2020, 1, 1)), None, "1 Januari 2020"),
    ],
    ids=["no code", "unknown code", "a number that is not reserved", "a date ahead", "a date before the newest letter", "a date of a past year"],
)
def test_the_registry_officer_sees_what_is_out_of_order(wish: NumberWish, newest: date | None, word: str) -> None:
    (reason,) = needs_registrar(wish, OFFICE, TODAY, newest)
    assert word in str(reason)


def test_a_reserved_number_may_be_older_than_the_newest_letter() -> None:
    wish = NumberWish(code=KNOWN, day=date(2026, 11, 20), number="400/1", is_reserved=True)
    assert needs_registrar(wish, OFFICE, TODAY, TODAY) == ()


def test_where_the_registry_officer_numbers_every_letter_waits() -> None:
    office = an_office(numbering=NumberRule(by_registrar=True))
    assert len(needs_registrar(ORDINARY, office, TODAY, None)) == 1


def test_all_reasons_are_told_at_once() -> None:
    wish = NumberWish(code=None, day=YEAR_END, number="400/1")
    assert len(needs_registrar(wish, OFFICE, TODAY, None)) == 3


def a_resumption(rule: NumberRule, scope: str = "", year: int = 2026) -> Resumption:
    return Resumption(rule=rule, year=year, scope=scope, last=9, at=datetime(2026, 3, 2, tzinfo=UTC), actor="surat:siti", account="siti", reason="pemulihan")


@pytest.mark.parametrize(
    ("scope", "series", "written"),
    [(NumberScope.ALL, "", "-/8"), (NumberScope.CODE, "400.12.3.1", "400.12.3.1/8"), (NumberScope.KIND, INVITATIONS, "-/8")],
    ids=["one series", "by code", "invitations apart"],
)
def test_a_number_nobody_knows_more_of_is_written_with_what_its_series_tells(scope: NumberScope, series: str, written: str) -> None:
    number = a_resumption(NumberRule(scope=scope), series).write(8)
    assert (number.text, number.year, number.scope, number.sequence) == (written, 2026, series, 8)


def test_void_numbers_of_a_past_year_are_dated_at_its_end() -> None:
    assert a_resumption(NumberRule(), year=2025).write(8).year == 2025
    assert a_resumption(NumberRule(), year=2025).day == date(2025, 12, 31)
    assert a_resumption(NumberRule()).day == date(2026, 3, 2)


@pytest.mark.parametrize(
    "pattern", ["{klasifikasi}/{urut}", "{keamanan}/{urut:03}/{klasifikasi}/{bulan_romawi}/{tahun}", "{urut:04}-{unit}-{bulan}", "{jenis}/{urut}"]
)
@given(sequence=st.integers(1, 99_999))
def test_a_number_tells_its_sequence(pattern: str, sequence: int) -> None:
    rule = NumberRule(pattern=pattern)
    assert sequence_in(a_claim(pattern).write(sequence).text, rule) == sequence
    assert sequence_in(a_claim(pattern).write(sequence, "b").text, rule) == sequence
    assert sequence_in(f"x{a_claim(pattern).write(sequence).text} ", rule) is None
