"""What every register promises, on disk or in memory."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from pipeline.adapters.memory import MemoryRegister
from pipeline.adapters.store import SqlRegister
from pipeline.domain.channel import Channel
from pipeline.domain.errors import ConflictError, DraftRefusedError, HeldError, LaterError, UnknownLetterError
from pipeline.domain.letter import Delivery, Event, Hold, Letter
from pipeline.domain.notices import Told
from pipeline.domain.numbering import GivenNumber, NumberClaim, NumberStatus, Restoration, Resumption
from pipeline.domain.office import NumberRule, NumberScope, Security, Urgency
from pipeline.domain.printing import BEGUN
from pipeline.domain.signing import SignatureLevel
from pipeline.domain.states import DeliveryState, State
from pipeline.ports import Mark, Register, Reservation
from tests.contracts import letters as make

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
same_register = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register in which nothing was entered: its migrations are run once, not for each promise."""
    file = tmp_path_factory.mktemp("register") / "surat.db"
    SqlRegister(file, "dukcapil", make.ZONE).close()
    return file


@pytest.fixture(params=["sqlite", "memory"])
def register(request: pytest.FixtureRequest, empty: Path, tmp_path: Path) -> Iterator[Register]:
    if request.param == "memory":
        yield MemoryRegister(make.ZONE)
        return
    shutil.copy(empty, tmp_path / "surat.db")
    with SqlRegister(tmp_path / "surat.db", "dukcapil", make.ZONE) as opened:
        yield opened


def enter(register: Register, letter: Letter | None = None) -> Letter:
    return register.enter(letter or make.letter(), make.event())


def number(register: Register, letter: Letter | None = None) -> Letter:
    entered = letter or enter(register)
    return register.number(entered.moved(State.NUMBERED, make.NOW, date=make.DAY), make.claim(entered.unit), make.event("numbered"))


def reserve(register: Register, unit: str = "dafduk", evidence: str = "") -> str:
    wanted = Reservation(claim=make.claim(unit), subject="Surat tugas", account="siti", at=make.NOW, evidence=evidence)
    return register.reserve(wanted).text


def wish(register: Register, wanted: str, unit: str = "dafduk") -> Letter:
    return enter(register, make.letter(make.submission(number=wanted), unit=unit))


def consent(letter: Letter) -> Letter:
    return replace(letter, consented=True)


def hold(register: Register, letter: Letter) -> Letter:
    return register.move(letter.moved(State.HELD, make.NOW, hold=Hold(since=letter.state, reason="stempel hilang")), make.event("held"))


def dispatch(register: Register, *deliveries: Delivery) -> Letter:
    letter = number(register)
    for state in (State.AWAITING_SIGNATURE, State.SIGNED):
        letter = register.move(letter.moved(state, make.NOW, document=make.STAMPED), make.event(state))
    return register.move(letter.moved(State.DISPATCHING, make.NOW), make.event("dispatch_begun"), deliveries=deliveries or [make.delivery()])


def report(register: Register, delivery: Delivery, *states: DeliveryState, **changes: object) -> Delivery:
    for state in states:
        delivery = replace(delivery, state=state, **changes)  # type: ignore[arg-type]  # replace checks the names
        register.report(delivery, make.event(f"delivery_{state}"))
    return delivery


@same_register
@given(letter=make.any_letter, event=make.any_event)
def test_a_letter_and_its_record_come_back_as_they_went_in(register: Register, letter: Letter, event: Event) -> None:
    entered = register.enter(letter, event)
    assert register.letter(entered.id) == entered == replace(letter, id=entered.id)
    assert register.events(entered.id) == (replace(event, letter=entered.id),)


@same_register
@given(delivery=make.any_delivery)
def test_a_delivery_comes_back_as_it_went_in(register: Register, delivery: Delivery) -> None:
    letter = dispatch(register, delivery)
    (kept,) = register.deliveries(letter.id)
    assert kept == replace(delivery, id=kept.id, letter=letter.id)


def test_moments_come_back_in_the_zone_of_the_office(register: Register) -> None:
    assert register.letter(enter(register).id).since.tzinfo is make.ZONE


def test_ids_count_the_letters_of_a_year_in_the_order_of_intake(register: Register) -> None:
    eve, midnight = make.NOW.replace(month=12, day=31, hour=23), make.NOW.replace(year=2027, month=1, day=1, hour=0)
    ids = [enter(register, make.letter(since=since)).id for since in (make.NOW, eve, midnight)]
    assert ids == ["2026-000001", "2026-000002", "2027-000001"]


def test_a_letter_does_not_come_in_with_a_number(register: Register) -> None:
    with pytest.raises(HeldError, match="number"):
        enter(register, replace(make.letter(), number=make.claim().write(1)))


def test_a_letter_is_found_by_its_number(register: Register) -> None:
    numbered = number(register)
    assert numbered.number is not None
    assert numbered.number.text == "400.12.2.1/1"
    assert register.letter(numbered.number.text) == numbered


def test_of_one_number_in_two_years_the_newest_letter_is_found(register: Register) -> None:
    old, new = enter(register), enter(register)
    for one, day in ((new, date(2027, 1, 4)), (old, make.DAY)):
        register.number(one.moved(State.NUMBERED, make.NOW, date=day), make.claim(day=day), make.event())
    assert register.letter("400.12.2.1/1").id == new.id


@pytest.mark.parametrize("key", ["2026-000009", "400.12.2.1/9", ""], ids=["id", "number", "nothing"])
def test_a_letter_that_is_not_there_is_said_to_be_unknown(register: Register, key: str) -> None:
    with pytest.raises(UnknownLetterError, match="no letter"):
        register.letter(key)


def test_numbers_follow_one_another_in_each_year_and_scope(register: Register) -> None:
    per_code = NumberRule(scope=NumberScope.CODE, pattern="{klasifikasi}/{urut:03}/{tahun}")
    texts = []
    for day, rule in ((make.DAY, None), (make.DAY, None), (date(2027, 1, 2), None), (make.DAY, per_code), (make.DAY, per_code)):
        moved = enter(register).moved(State.NUMBERED, make.NOW, date=day)
        given_number = register.number(moved, make.claim(day=day, rule=rule), make.event()).number
        assert given_number is not None
        texts.append(given_number.text)
    assert texts == ["400.12.2.1/1", "400.12.2.1/2", "400.12.2.1/1", "400.12.2.1/001/2026", "400.12.2.1/002/2026"]


def test_two_series_that_would_write_the_same_number_stop_the_letter(register: Register) -> None:
    number(register)
    ambiguous = NumberRule(scope=NumberScope.KIND)
    letter = enter(register)
    with pytest.raises(HeldError, match="pattern"):
        register.number(letter.moved(State.NUMBERED, make.NOW), make.claim(rule=ambiguous), make.event())
    assert register.letter(letter.id) == letter


def test_the_record_tells_the_number_and_the_registrars_words(register: Register) -> None:
    entered = enter(register)
    register.number(entered.moved(State.NUMBERED, make.NOW), make.claim(), make.event("numbered", note="kode dibetulkan"))
    assert register.events(entered.id)[-1].note == "400.12.2.1/1; kode dibetulkan"


def test_a_letter_gets_one_number_only(register: Register) -> None:
    returned = register.move(number(register).moved(State.RETURNED, make.NOW), make.event("returned"))
    again = returned.moved(State.NUMBERED, make.NOW)
    for offered in (again, replace(again, number=None)):
        with pytest.raises(HeldError, match="stays"):
            register.number(offered, make.claim(), make.event())


def test_a_move_cannot_change_the_number(register: Register) -> None:
    numbered = number(register)
    for other in (None, make.claim().write(7)):
        with pytest.raises(HeldError, match="stays"):
            register.move(numbered.moved(State.IN_VERIFICATION, make.NOW, number=other), make.event())
    assert register.letter(numbered.id) == numbered


def test_a_cancelled_letters_number_is_void_and_never_given_again(register: Register) -> None:
    first = number(register)
    register.cancel(first.moved(State.CANCELLED, make.NOW), make.event("cancelled", note="salah alamat"))
    second = number(register)
    (void, used) = register.lines(2026)
    assert (void.status, void.note, void.letter) == (NumberStatus.VOID, "salah alamat", first.id)
    assert used.number == second.number
    assert register.letter(first.id).number == first.number


def test_only_a_cancelled_letter_can_be_cancelled(register: Register) -> None:
    with pytest.raises(HeldError, match="may not move"):
        register.cancel(enter(register).moved(State.HELD, make.NOW), make.event())


def test_a_letter_without_a_number_can_be_cancelled(register: Register) -> None:
    letter = register.cancel(enter(register).moved(State.CANCELLED, make.NOW), make.event("cancelled"))
    assert register.letter(letter.id).state is State.CANCELLED
    assert list(register.lines(2026)) == []


def test_a_reserved_number_is_skipped_and_used_only_by_its_unit(register: Register) -> None:
    kept = reserve(register, unit="dafduk")
    stranger = number(register, consent(wish(register, kept, unit="umum")))
    owner = number(register, wish(register, kept))
    late = number(register, consent(wish(register, kept)))
    assert [one.number.sequence for one in (stranger, owner, late) if one.number] == [2, 1, 3]


def test_a_wished_number_that_is_not_reserved_is_not_silently_replaced(register: Register) -> None:
    never_kept = wish(register, "400.12.2.1/7")
    with pytest.raises(ConflictError, match="not reserved"):
        number(register, never_kept)
    assert register.letter(never_kept.id) == never_kept
    assert [one.action for one in register.events(never_kept.id)] == ["received"]
    assert list(register.lines(2026)) == []
    agreed = number(register, consent(never_kept))
    assert agreed.number == make.claim().write(1)
    assert register.letter(never_kept.id) == agreed


def test_a_number_two_units_wish_for_is_given_to_the_one_it_is_reserved_for(register: Register) -> None:
    kept = reserve(register, unit="dafduk")
    stranger = wish(register, kept, unit="umum")
    with pytest.raises(ConflictError, match="not reserved"):
        number(register, stranger)
    owner, late = number(register, wish(register, kept)), wish(register, kept)
    assert owner.number == make.claim().write(1)
    with pytest.raises(ConflictError, match="not reserved"):
        number(register, late)
    assert [line.letter for line in register.lines(2026)] == [owner.id]


def test_consent_does_not_take_the_reserved_number_away(register: Register) -> None:
    kept = reserve(register)
    assert number(register, consent(wish(register, kept))).number == make.claim().write(1)


def test_a_refused_wish_leaves_no_gap_in_the_numbers(register: Register) -> None:
    with pytest.raises(ConflictError):
        number(register, wish(register, "400.12.2.1/9"))
    assert number(register).number == make.claim().write(1)


_PER_KIND = NumberRule(scope=NumberScope.KIND)
OTHER_CLAIMS = {
    "year": make.claim(day=date(2027, 1, 4)),
    "series": make.claim(rule=_PER_KIND),
    "pattern": make.claim(rule=NumberRule(pattern="{klasifikasi}/{urut:03}")),
    "code": replace(make.claim(), code="000.1.2"),
}


@pytest.mark.parametrize("claim", OTHER_CLAIMS.values(), ids=OTHER_CLAIMS)
def test_a_reserved_number_is_used_only_as_it_was_reserved(register: Register, claim: NumberClaim) -> None:
    kept = reserve(register)
    letter = wish(register, kept)
    assert not register.is_reserved(kept, claim)
    with pytest.raises(ConflictError, match="not reserved"):
        register.number(letter.moved(State.NUMBERED, make.NOW, date=claim.day), claim, make.event())
    assert register.letter(letter.id) == letter
    assert [line.status for line in register.lines(2026)] == [NumberStatus.RESERVED]


@pytest.mark.parametrize("year", [2026, 2027])
def test_of_one_number_reserved_in_two_years_that_of_the_letters_year_is_used(register: Register, year: int) -> None:
    for day in (make.DAY, make.DAY.replace(year=2027)):
        register.reserve(Reservation(claim=make.claim(day=day), subject="", account="siti", at=make.NOW, evidence=""))
    claim = make.claim(day=make.DAY.replace(year=year))
    assert register.is_reserved("400.12.2.1/1", claim)
    letter = wish(register, "400.12.2.1/1")
    assert register.number(letter.moved(State.NUMBERED, make.NOW, date=claim.day), claim, make.event()).number == claim.write(1)
    assert [line.letter for line in register.lines(year)] == [letter.id]
    assert [line.letter for line in register.lines(2026 + 2027 - year)] == [None]


def test_a_reserved_number_is_reserved_until_it_is_used(register: Register) -> None:
    kept = reserve(register)
    assert register.is_reserved(kept, make.claim())
    assert not register.is_reserved(kept, make.claim("umum"))
    (line,) = register.lines(2026)
    assert (line.status, line.unit, line.subject, line.letter) == (NumberStatus.RESERVED, "dafduk", "Surat tugas", None)
    number(register, enter(register, make.letter(make.submission("Tugas ke Sewon", number=kept))))
    assert not register.is_reserved(kept, make.claim())
    (line,) = register.lines(2026)
    assert (line.status, line.subject, line.letter) == (NumberStatus.USED, "Tugas ke Sewon", "2026-000001")


def test_the_same_request_gets_the_same_number_again(register: Register) -> None:
    assert [reserve(register, evidence=one) for one in ("a", "a", "b", "", "")] == [f"400.12.2.1/{n}" for n in (1, 1, 2, 3, 4)]


def insert(register: Register, after: int, day: date = make.DAY, unit: str = "dafduk") -> str:
    return register.reserve(Reservation(claim=make.claim(unit, day=day), subject="Sisipan", account="arsip", at=make.NOW, evidence="", after=after)).text


def by_hand(sequence: int, suffix: str = "", *, unit: str = "umum", day: date = make.DAY) -> GivenNumber:
    claim = make.claim(unit, day=day)
    return GivenNumber(claim=claim, sequence=sequence, suffix=suffix, subject="Surat tugas", note="Camat Sewon", account="arsip", at=make.NOW)


def give_up(register: Register, number: str, year: int = 2026) -> str:
    return register.give_up(number, year, make.event("number_given_up", note="tidak jadi")).text


def test_an_inserted_number_stands_behind_its_sequence_and_the_series_goes_on(register: Register) -> None:
    number(register)
    assert [insert(register, 1) for _ in range(2)] == ["400.12.2.1/1.a", "400.12.2.1/1.b"]
    assert number(register).number == make.claim().write(2)
    assert [line.number.text for line in register.lines(2026)] == [f"400.12.2.1/{one}" for one in ("1", "1.a", "1.b", "2")]


def test_an_inserted_number_is_used_by_the_letter_it_was_kept_for(register: Register) -> None:
    number(register)
    kept = insert(register, 1)
    numbered = number(register, wish(register, kept))
    assert (numbered.number, [line.status for line in register.lines(2026)]) == (make.claim().write(1, "a"), [NumberStatus.USED] * 2)
    assert insert(register, 1) == "400.12.2.1/1.b"


def test_nothing_is_inserted_behind_a_number_that_is_not_there(register: Register) -> None:
    number(register)
    for after in (2, 7):
        with pytest.raises(DraftRefusedError, match=f"no sequence {after} "):
            insert(register, after)


def test_an_inserted_number_is_dated_between_its_neighbours(register: Register) -> None:
    for day in (10, 20):
        register.enter_given(by_hand(day // 10, day=make.DAY.replace(day=day)))
    for day in (9, 21):
        with pytest.raises(DraftRefusedError, match="does not fit"):
            insert(register, 1, make.DAY.replace(day=day))
    assert insert(register, 1, make.DAY.replace(day=10)) == "400.12.2.1/1.a"
    assert insert(register, 2, make.DAY.replace(day=28)) == "400.12.2.1/2.a"
    with pytest.raises(DraftRefusedError, match="does not fit"):
        insert(register, 2, make.DAY.replace(day=19))


def test_after_the_last_letter_of_the_alphabet_nothing_is_inserted(register: Register) -> None:
    number(register)
    assert [insert(register, 1) for _ in range(26)][-1] == "400.12.2.1/1.z"
    with pytest.raises(DraftRefusedError, match="twenty-six"):
        insert(register, 1)


def test_a_number_given_by_hand_is_used_and_the_next_letter_gets_the_next(register: Register) -> None:
    number(register)
    assert register.enter_given(by_hand(2)).text == "400.12.2.1/2"
    assert number(register).number == make.claim().write(3)
    line = [*register.lines(2026)][1]
    assert (line.status, line.letter, line.unit, line.subject, line.note) == (NumberStatus.USED, None, "umum", "Surat tugas", "Camat Sewon")
    assert [one.to_by_hand for one in register.agenda(2026)] == ["", "Camat Sewon", ""]


def test_a_reserved_number_may_have_been_used_by_hand(register: Register) -> None:
    kept = reserve(register, unit="dafduk")
    assert register.enter_given(by_hand(1)).text == kept
    assert not register.is_reserved(kept, make.claim("dafduk"))
    insert(register, 1)
    assert register.enter_given(by_hand(1, "a")).text == "400.12.2.1/1.a"


@pytest.mark.parametrize(("sequence", "suffix"), [(3, ""), (1, "a"), (2, "a")])
def test_no_number_before_one_given_by_hand_is_left_out(register: Register, sequence: int, suffix: str) -> None:
    number(register)
    with pytest.raises(DraftRefusedError, match="not the next number"):
        register.enter_given(by_hand(sequence, suffix))
    assert len([*register.lines(2026)]) == 1


def test_a_number_that_is_used_or_void_is_not_given_by_hand_again(register: Register) -> None:
    number(register)
    give_up(register, reserve(register))
    for sequence in (1, 2):
        with pytest.raises(DraftRefusedError, match="used or void"):
            register.enter_given(by_hand(sequence))


def test_a_reserved_number_nobody_will_use_becomes_void_and_stays(register: Register) -> None:
    kept = reserve(register)
    assert give_up(register, kept) == kept
    (line,) = register.lines(2026)
    assert (line.status, line.note) == (NumberStatus.VOID, "tidak jadi")
    assert number(register).number == make.claim().write(2)
    with pytest.raises(DraftRefusedError, match="not reserved"):
        give_up(register, kept)


def test_only_a_reserved_number_of_that_year_is_given_up(register: Register) -> None:
    kept, used = reserve(register), number(register).number
    for text, year in ((kept, 2025), (used.text if used else "", 2026), ("400/99", 2026)):
        with pytest.raises(DraftRefusedError, match="not reserved"):
            give_up(register, text, year)


def test_the_newest_day_is_that_of_the_letters_numbered_in_that_series(register: Register) -> None:
    assert register.newest_day(2026, "") is None
    for day in (20, 23, 21):
        moved = enter(register).moved(State.NUMBERED, make.NOW, date=make.DAY.replace(day=day))
        register.number(moved, make.claim(day=make.DAY.replace(day=day)), make.event())
    assert register.newest_day(2026, "") == make.DAY
    assert register.newest_day(2026, "undangan") is register.newest_day(2025, "") is None


def test_a_returned_letter_keeps_id_and_number_and_its_line_tells_the_new_subject(register: Register) -> None:
    returned = register.move(number(register).moved(State.RETURNED, make.NOW), make.event("returned"))
    revised = returned.moved(State.NUMBERED, make.NOW, revision=2, submission=make.submission("Rapat, diperbaiki"), source=make.STAMPED)
    register.move(revised, make.event("resubmitted"))
    assert register.letter(revised.id) == revised
    assert [(line.subject, line.letter, line.day) for line in register.lines(2026)] == [("Rapat, diperbaiki", revised.id, make.DAY)]
    assert list(register.documents()) == [(revised.id, make.SOURCE), (revised.id, make.STAMPED)]


def test_a_revision_without_a_date_leaves_the_registers_date(register: Register) -> None:
    returned = register.move(number(register).moved(State.RETURNED, make.NOW, date=None), make.event("returned"))
    register.move(returned.moved(State.NUMBERED, make.NOW, revision=2), make.event("resubmitted"))
    assert [line.day for line in register.lines(2026)] == [make.DAY]


def test_what_an_applicant_asked_for_changes_only_with_a_revision(register: Register) -> None:
    numbered = number(register)
    for changes in ({"submission": make.submission("Lain")}, {"revision": 0}):
        with pytest.raises(HeldError, match="new revision"):
            register.move(numbered.moved(State.RETURNED, make.NOW, **changes), make.event())


def test_of_two_movers_one_wins_and_the_other_hears_of_it(register: Register) -> None:
    numbered = number(register)
    won = register.move(numbered.moved(State.IN_VERIFICATION, make.NOW), make.event("submitted"))
    with pytest.raises(ConflictError, match="moved since"):
        register.move(numbered.moved(State.HELD, make.NOW), make.event("held"))
    assert register.letter(numbered.id) == won
    assert [one.action for one in register.events(numbered.id)] == ["received", "numbered", "submitted"]


def test_a_move_the_procedure_does_not_allow_is_refused(register: Register) -> None:
    numbered = number(register)
    for state in (State.NUMBERED, State.SENT):
        with pytest.raises(HeldError, match="may not move"):
            register.move(numbered.moved(state, make.NOW), make.event())


def test_a_sent_letters_document_is_improved_and_every_digest_it_had_is_known(register: Register) -> None:
    letter = dispatch(register)
    report(register, register.deliveries(letter.id)[0], DeliveryState.SENDING, DeliveryState.SENT)
    sent = register.move(register.letter(letter.id).moved(State.SENT, make.NOW), make.event("sent"))
    better = "sha256:" + "c" * 64
    improved = register.improve(replace(sent, version=sent.version + 1, document=better), make.event("signature_raised"))
    assert register.letter(sent.id) == improved
    assert [register.find_document(one) for one in (make.SOURCE, make.STAMPED, better)] == [sent.id] * 3
    assert register.events(sent.id)[-1].action == "signature_raised"
    assert [one.state for one in register.deliveries(sent.id)] == [DeliveryState.SENT]
    with pytest.raises(ConflictError):
        register.improve(replace(sent, version=sent.version + 1, document=make.STAMPED), make.event())


def test_an_improvement_moves_no_letter(register: Register) -> None:
    numbered = number(register)
    for state in (State.IN_VERIFICATION, State.NUMBERED):
        with pytest.raises(HeldError, match="may not move"):
            register.improve(replace(numbered, version=numbered.version + 1, state=state, document=make.STAMPED), make.event())


def sent(register: Register, reached: SignatureLevel | None = None) -> Letter:
    """A letter that everybody has, signed at a level."""
    letter = number(register)
    letter = register.move(letter.moved(State.AWAITING_SIGNATURE, make.NOW, document=make.STAMPED), make.event("verified"))
    letter = register.move(letter.moved(State.SIGNED, make.NOW, document=signed_of(letter)), make.event("signed"), reached=reached)
    for state in (State.DISPATCHING, State.SENT):
        letter = register.move(letter.moved(state, make.NOW), make.event(state))
    return letter


def signed_of(letter: Letter) -> str:
    return f"sha256:{letter.id[-6:]:0>64}"


def test_sent_letters_below_a_level_are_told_oldest_first_and_those_of_unknown_level_with_them(register: Register) -> None:
    levels = [SignatureLevel.LONG_TERM, None, SignatureLevel.BASIC, SignatureLevel.ARCHIVAL, SignatureLevel.TIMED, None, SignatureLevel.BASIC]
    ids = [sent(register, level).id for level in levels]
    dispatch(register)
    for wanted in SignatureLevel:
        assert list(register.below(wanted)) == [one for one, level in zip(ids, levels, strict=True) if level is None or not level.reaches(wanted)]


def test_the_level_of_a_document_is_remembered_without_moving_its_letter(register: Register) -> None:
    letter = sent(register)
    before = register.events(letter.id)
    register.remember_level(letter.id, letter.document or "", SignatureLevel.TIMED)
    assert list(register.below(SignatureLevel.TIMED)) == []
    assert list(register.below(SignatureLevel.LONG_TERM)) == [letter.id]
    assert (register.letter(letter.id), register.events(letter.id)) == (letter, before)


def test_a_level_is_remembered_of_the_very_document_it_was_found_in(register: Register) -> None:
    letter = sent(register)
    register.remember_level(letter.id, make.STAMPED, SignatureLevel.ARCHIVAL)
    register.remember_level("2026-000099", letter.document or "", SignatureLevel.ARCHIVAL)
    assert list(register.below(SignatureLevel.TIMED)) == [letter.id]


@pytest.mark.parametrize("reached", [None, SignatureLevel.TIMED, SignatureLevel.ARCHIVAL])
def test_another_document_is_of_the_level_told_with_it_or_of_none_that_is_known(register: Register, reached: SignatureLevel | None) -> None:
    letter = sent(register, SignatureLevel.ARCHIVAL)
    better = replace(letter, version=letter.version + 1, document="sha256:" + "c" * 64)
    register.improve(better, make.event("signature_raised"), reached=reached)
    assert list(register.below(SignatureLevel.LONG_TERM)) == ([] if reached is SignatureLevel.ARCHIVAL else [letter.id])


def test_letters_that_are_raised_one_by_one_are_each_told_once(register: Register) -> None:
    ids = [sent(register, level).id for level in (None, SignatureLevel.BASIC, None, SignatureLevel.BASIC)]
    told = []
    for one in register.below(SignatureLevel.LONG_TERM):
        told.append(one)
        letter = register.letter(one)
        register.remember_level(one, letter.document or "", SignatureLevel.TIMED)
    assert told == ids
    assert list(register.below(SignatureLevel.TIMED)) == []


def test_a_letter_that_was_never_entered_cannot_move(register: Register) -> None:
    with pytest.raises(UnknownLetterError):
        register.move(replace(make.letter(), id="2026-000009").moved(State.HELD, make.NOW), make.event())


def test_a_held_letter_tells_where_it_goes_on(register: Register) -> None:
    numbered = number(register)
    held = hold(register, numbered)
    assert register.letter(held.id).hold == held.hold == Hold(since=State.NUMBERED, reason="stempel hilang")
    assert register.due(make.NOW) == ()
    register.move(held.moved(State.NUMBERED, make.NOW, hold=None), make.event("released"))
    assert register.due(make.NOW) == (held.id,)


@pytest.mark.parametrize("state", [State.RECEIVED, State.NUMBERED, State.AWAITING_SIGNATURE, State.SIGNED, State.DISPATCHING, State.RETURNED])
def test_a_held_letter_skips_no_step_when_it_is_released(register: Register, state: State) -> None:
    held = hold(register, register.move(number(register).moved(State.IN_VERIFICATION, make.NOW), make.event("submitted")))
    before = register.events(held.id)
    with pytest.raises(HeldError, match="is held since in_verification"):
        register.move(held.moved(state, make.NOW, hold=None), make.event("released"), deliveries=[make.delivery()])
    assert (register.letter(held.id), register.events(held.id), register.deliveries(held.id)) == (held, before, ())
    assert register.move(held.moved(State.IN_VERIFICATION, make.NOW, hold=None), make.event("released")).hold is None


def test_a_held_letter_is_not_numbered(register: Register) -> None:
    held = hold(register, enter(register))
    with pytest.raises(HeldError, match="is held since received"):
        register.number(held.moved(State.NUMBERED, make.NOW, hold=None), make.claim(), make.event("numbered"))
    assert register.letter(held.id) == held
    assert list(register.lines(2026)) == []


def test_a_held_letter_can_be_cancelled(register: Register) -> None:
    held = hold(register, number(register))
    cancelled = register.cancel(held.moved(State.CANCELLED, make.NOW, hold=None), make.event("cancelled"))
    assert register.letter(held.id) == cancelled
    assert [line.status for line in register.lines(2026)] == [NumberStatus.VOID]


@pytest.mark.parametrize("state", [State.NUMBERED, State.CANCELLED])
def test_a_letter_that_is_no_longer_held_keeps_no_hold(register: Register, state: State) -> None:
    held = hold(register, number(register))
    with pytest.raises(HeldError, match="is held since"):
        register.move(held.moved(state, make.NOW), make.event("released"))
    assert register.letter(held.id) == held


def test_a_letter_held_without_a_word_from_where_can_only_be_cancelled(register: Register) -> None:
    held = register.move(number(register).moved(State.HELD, make.NOW), make.event("held"))
    with pytest.raises(HeldError, match="is held since"):
        register.move(held.moved(State.NUMBERED, make.NOW), make.event("released"))
    assert register.cancel(held.moved(State.CANCELLED, make.NOW), make.event("cancelled")).state is State.CANCELLED


def test_the_same_letter_again_is_known_unless_it_was_returned_or_cancelled(register: Register) -> None:
    letter = enter(register)
    assert register.twin(letter.source, letter.sidecar, letter.unit) == letter
    assert register.twin(make.STAMPED, letter.sidecar, letter.unit) is None
    assert register.twin(letter.source, make.letter(make.submission("Lain")).sidecar, letter.unit) is None
    register.move(letter.moved(State.RETURNED, make.NOW), make.event("returned"))
    assert register.twin(letter.source, letter.sidecar, letter.unit) is None


def test_the_same_letter_of_another_unit_is_a_letter_of_its_own(register: Register) -> None:
    first = enter(register)
    assert register.twin(first.source, first.sidecar, "umum") is None
    second = enter(register, make.letter(unit="umum"))
    assert register.twin(first.source, first.sidecar, "umum") == second
    assert register.twin(first.source, first.sidecar, "dafduk") == first


def test_urgent_letters_are_due_first_and_then_the_oldest(register: Register) -> None:
    wanted = [(Urgency.ORDINARY, 3), (Urgency.MOST_URGENT, 1), (Urgency.ORDINARY, 5), (Urgency.URGENT, 0), (Urgency.IMPORTANT, 9)]
    ids = [enter(register, make.letter(make.submission(urgency=urgency), since=make.NOW - HOUR * age)).id for urgency, age in wanted]
    assert register.due(make.NOW) == (ids[1], ids[3], ids[4], ids[2], ids[0])


def test_a_clock_that_goes_back_keeps_no_letter_waiting(register: Register) -> None:
    letter = enter(register)
    assert register.due(make.NOW - HOUR * 24) == (letter.id,)


def test_letters_that_wait_for_a_person_are_not_due(register: Register) -> None:
    letter = number(register)
    for state in (State.IN_VERIFICATION, State.AWAITING_SIGNATURE):
        letter = register.move(letter.moved(state, make.NOW), make.event(state))
        assert register.due(make.NOW + HOUR) == ()


def test_a_deferred_letter_is_due_again_when_its_pause_is_over(register: Register) -> None:
    letter = enter(register)
    for count in (1, 2):
        register.defer(letter, make.NOW + HOUR, make.event("deferred"))
        assert register.attempts(letter.id) == count
    assert register.due(make.NOW) == ()
    assert register.due(make.NOW + HOUR) == (letter.id,)
    number(register, letter)
    assert register.attempts(letter.id) == 0
    assert register.due(make.NOW) == (letter.id,)


def test_a_letter_that_moved_meanwhile_is_not_deferred(register: Register) -> None:
    letter = enter(register)
    number(register, letter)
    with pytest.raises(ConflictError):
        register.defer(letter, make.NOW + HOUR, make.event("deferred"))
    assert register.due(make.NOW) == (letter.id,)


def test_a_letter_left_to_the_registrar_rests_until_it_moves(register: Register) -> None:
    letter = enter(register)
    register.rest(letter.id)
    assert register.due(make.NOW + HOUR) == ()
    number(register, letter)
    assert register.due(make.NOW) == (letter.id,)
    register.rest(letter.id, letter.version)
    assert register.due(make.NOW) == (letter.id,), "the registrar was faster"


def test_a_letter_can_be_woken_at_a_moment_but_not_from_a_persons_desk(register: Register) -> None:
    letter = enter(register)
    register.wake(letter.id, make.NOW + HOUR)
    assert (register.due(make.NOW), register.due(make.NOW + HOUR)) == ((), (letter.id,))
    assert register.attempts(letter.id) == 0
    register.move(number(register, letter).moved(State.IN_VERIFICATION, make.NOW), make.event("submitted"))
    register.wake(letter.id, make.NOW)
    assert register.due(make.NOW + HOUR) == ()


def test_a_delivery_keeps_its_job_at_the_printer_while_it_waits_for_a_person(register: Register) -> None:
    letter = dispatch(register)
    paper = report(register, register.deliveries(letter.id)[0], DeliveryState.TO_PRINT)
    for job in ("?", "17"):
        paper = report(register, paper, DeliveryState.TO_PRINT, job=job)
        assert [one.job for one in register.deliveries(letter.id)] == [job]
    report(register, paper, DeliveryState.PRINTED)
    assert [(one.job, one.state) for one in register.deliveries(letter.id)] == [("17", DeliveryState.PRINTED)]


def test_a_delivery_that_is_deferred_wakes_its_letter_when_it_is_to_be_tried_again(register: Register) -> None:
    letter = dispatch(register, make.delivery("Dinkes", Channel.EMAIL), make.delivery())
    mail, paper = register.deliveries(letter.id)
    report(register, paper, DeliveryState.TO_PRINT)
    report(register, mail, DeliveryState.SENDING)
    assert register.due(make.NOW) == (letter.id,)
    report(register, replace(mail, state=DeliveryState.SENDING), DeliveryState.DEFERRED, next_at=make.NOW + HOUR, attempts=1)
    assert register.due(make.NOW) == ()
    assert register.due(make.NOW + HOUR) == (letter.id,)


def test_a_letter_whose_recipients_all_wait_for_a_person_rests_until_that_person_has_done_it(register: Register) -> None:
    letter = dispatch(register)
    printed = report(register, register.deliveries(letter.id)[0], DeliveryState.TO_PRINT)
    register.rest(letter.id)
    assert register.due(make.NOW + HOUR) == ()
    report(register, printed, DeliveryState.SENT)
    assert register.due(make.NOW) == (letter.id,)
    register.rest(letter.id)
    register.wake(letter.id, make.NOW + HOUR)
    assert register.due(make.NOW) == (letter.id,), "everybody has it: it must be closed, not rest"


def test_a_letter_with_a_delivery_still_to_try_cannot_oversleep(register: Register) -> None:
    letter = dispatch(register, make.delivery("Dinkes", Channel.EMAIL), make.delivery())
    mail, _ = register.deliveries(letter.id)
    register.rest(letter.id)
    assert register.due(make.NOW) == (letter.id,)
    report(register, register.deliveries(letter.id)[1], DeliveryState.TO_PRINT)
    report(register, report(register, mail, DeliveryState.SENDING), DeliveryState.DEFERRED, next_at=make.NOW + HOUR)
    register.rest(letter.id)
    assert register.due(make.NOW + HOUR) == (letter.id,)


def test_a_delivery_moves_only_as_the_procedure_allows(register: Register) -> None:
    letter = dispatch(register)
    sent = report(register, register.deliveries(letter.id)[0], DeliveryState.SENDING, DeliveryState.SENT, proof="250 OK")
    with pytest.raises(ConflictError, match="is sent by now"):
        report(register, sent, DeliveryState.SENDING)
    assert register.deliveries(letter.id) == (sent,)
    for unknown in (replace(sent, id=99), replace(sent, letter="2026-000099")):
        with pytest.raises(UnknownLetterError):
            register.report(unknown)


def test_a_report_without_an_event_leaves_no_line_in_the_record(register: Register) -> None:
    letter = dispatch(register)
    before = register.events(letter.id)
    register.report(replace(register.deliveries(letter.id)[0], state=DeliveryState.SENDING))
    assert register.events(letter.id) == before


@pytest.mark.parametrize("state", [State.HELD, State.CANCELLED])
def test_a_letter_that_was_stopped_is_not_begun_at_the_printer(register: Register, state: State) -> None:
    letter = dispatch(register)
    paper = report(register, register.deliveries(letter.id)[0], DeliveryState.TO_PRINT)
    (register.cancel if state is State.CANCELLED else register.move)(
        letter.moved(state, make.NOW, hold=Hold(since=letter.state, reason="tunggu") if state is State.HELD else None), make.event(state)
    )
    with pytest.raises(ConflictError, match="not being sent"):
        report(register, paper, DeliveryState.TO_PRINT, job=BEGUN)
    report(register, paper, DeliveryState.TO_PRINT, job="7")  # what the printer answers about a job it had is still told
    assert [one.job for one in register.deliveries(letter.id)] == ["7"]


@pytest.mark.parametrize("channel", [Channel.PRINT, Channel.ESURAT])
def test_what_somebody_took_is_not_to_be_printed_again(register: Register, channel: Channel) -> None:
    letter = dispatch(register, make.delivery("Sewon", channel))
    sent = report(register, register.deliveries(letter.id)[0], DeliveryState.SENDING, DeliveryState.SENT, proof="Bu Sari")
    with pytest.raises(ConflictError, match="is sent by now"):
        report(register, sent, DeliveryState.TO_PRINT, job="7", proof="")
    assert register.deliveries(letter.id) == (sent,)


@pytest.mark.parametrize("state", [State.HELD, State.CANCELLED])
def test_a_letter_that_was_stopped_does_not_go_on_being_sent(register: Register, state: State) -> None:
    letter = dispatch(register, make.delivery("Dinkes", Channel.EMAIL))
    (mail,) = register.deliveries(letter.id)
    stopped = hold(register, letter) if state is State.HELD else register.cancel(letter.moved(state, make.NOW), make.event("cancelled"))
    before = register.events(letter.id)
    with pytest.raises(ConflictError, match="not being sent"):
        report(register, mail, DeliveryState.SENDING)
    assert (register.deliveries(letter.id), register.events(letter.id)) == ((mail,), before)
    if state is State.HELD:
        register.move(stopped.moved(State.DISPATCHING, make.NOW, hold=None), make.event("released"))
        report(register, mail, DeliveryState.SENDING)


def test_what_was_under_way_when_a_letter_was_stopped_is_still_told(register: Register) -> None:
    letter = dispatch(register, make.delivery("Dinkes", Channel.EMAIL))
    sending = report(register, register.deliveries(letter.id)[0], DeliveryState.SENDING)
    hold(register, letter)
    sent = report(register, sending, DeliveryState.SENT, proof="250 OK")
    assert register.deliveries(letter.id) == (sent,)


def test_paper_to_be_printed_is_shown_by_the_very_report_that_tells_of_it(register: Register) -> None:
    letter = dispatch(register)
    (paper,) = register.deliveries(letter.id)
    for state in (DeliveryState.TO_PRINT, DeliveryState.PRINTED, DeliveryState.SENT):
        register.mark_shown(letter.id, ["5-kirim/cetak/1.pdf"], letter.version)
        register.defer_showing(letter.id, make.NOW + HOUR)
        assert register.unshown(make.NOW) == ()
        paper = report(register, paper, state)
        assert register.unshown(make.NOW) == (letter.id,), state
        assert register.shown(letter.id) == ("5-kirim/cetak/1.pdf",)


def test_a_refused_report_shows_nothing_anew(register: Register) -> None:
    letter = dispatch(register)
    sent = report(register, register.deliveries(letter.id)[0], DeliveryState.TO_PRINT, DeliveryState.SENT)
    register.mark_shown(letter.id, [], letter.version)
    with pytest.raises(ConflictError):
        report(register, sent, DeliveryState.PRINTED)
    assert register.unshown(make.NOW) == ()


def test_a_delivery_that_came_back_is_paper_again_and_its_letter_can_be_opened(register: Register) -> None:
    letter = dispatch(register, make.delivery("Dinkes", Channel.EMAIL))
    sent = report(register, register.deliveries(letter.id)[0], DeliveryState.SENDING, DeliveryState.SENT, sent_on=make.DAY)
    closed = register.move(register.letter(letter.id).moved(State.SENT, make.NOW), make.event("sent"))
    register.mark_shown(letter.id, [], closed.version)
    assert register.due(make.NOW) == ()
    report(register, sent, DeliveryState.TO_PRINT, channel=Channel.PRINT, sent_on=None)
    assert register.unshown(make.NOW) == (letter.id,)
    assert [one.recipient for one in register.to_carry()] in ([], ["Dinkes"])
    register.move(closed.moved(State.DISPATCHING, make.NOW), make.event("opened_again"))
    assert register.due(make.NOW) == (letter.id,)
    assert [one.recipient for one in register.to_carry()] == ["Dinkes"]
    assert list(register.dispatches(make.DAY, make.DAY)) == []


def test_a_letter_of_which_a_delivery_came_back_is_not_closed_by_who_read_it_before(register: Register) -> None:
    letter = dispatch(register, make.delivery("Dinkes", Channel.EMAIL))
    sent = report(register, register.deliveries(letter.id)[0], DeliveryState.SENDING, DeliveryState.SENT)
    paper = report(register, sent, DeliveryState.TO_PRINT, channel=Channel.PRINT)
    with pytest.raises(ConflictError):
        register.move(letter.moved(State.SENT, make.NOW), make.event("sent"))
    assert register.letter(letter.id).state is State.DISPATCHING
    report(register, paper, DeliveryState.SENT)
    register.move(letter.moved(State.SENT, make.NOW), make.event("sent"))


def test_what_a_person_handed_over_stays_so_whatever_its_printer_says_later(register: Register) -> None:
    letter = dispatch(register)
    paper = report(register, register.deliveries(letter.id)[0], DeliveryState.TO_PRINT, channel=Channel.PRINT, job="?")
    handed = report(register, paper, DeliveryState.SENT, proof="Bu Sari", sent_on=make.DAY)
    with pytest.raises(ConflictError):
        report(register, paper, DeliveryState.TO_PRINT, job="7")
    assert register.deliveries(letter.id) == (handed,)


def test_what_came_back_stays_paper_whatever_is_told_of_the_attempt_that_brought_it_there(register: Register) -> None:
    letter = dispatch(register, make.delivery("Dinkes", Channel.EMAIL))
    sending = report(register, register.deliveries(letter.id)[0], DeliveryState.SENDING)
    paper = report(register, sending, DeliveryState.TO_PRINT, channel=Channel.PRINT)
    with pytest.raises(ConflictError, match="is to_print by now"):
        report(register, sending, DeliveryState.SENT, proof="250 OK")
    assert register.deliveries(letter.id) == (paper,)


def test_a_delivery_by_mail_changes_nothing_on_the_shares(register: Register) -> None:
    letter = dispatch(register, make.delivery("Dinkes", Channel.EMAIL))
    register.mark_shown(letter.id, [], letter.version)
    report(register, register.deliveries(letter.id)[0], DeliveryState.SENDING, DeliveryState.DEFERRED, DeliveryState.SENDING, DeliveryState.SENT)
    assert register.unshown(make.NOW) == ()


def test_a_report_about_a_letter_that_left_dispatch_wakes_nobody(register: Register) -> None:
    letter = dispatch(register)
    printed = report(register, register.deliveries(letter.id)[0], DeliveryState.TO_PRINT)
    register.move(letter.moved(State.HELD, make.NOW), make.event("held"))
    report(register, printed, DeliveryState.SENT)
    assert register.due(make.NOW) == ()


def test_deliveries_stand_in_the_order_of_the_recipients(register: Register) -> None:
    names = ["Sewon", "Bantul", "Dlingo"]
    letter = dispatch(register, *(make.delivery(name) for name in names))
    assert [one.recipient.name for one in register.deliveries(letter.id)] == names


def test_a_letter_is_unshown_until_its_present_version_is_shown(register: Register) -> None:
    letter = enter(register)
    assert (register.unshown(make.NOW), register.shown(letter.id)) == ((letter.id,), ())
    register.mark_shown(letter.id, ["2-penomoran/é.pdf", "papan/1"])
    assert register.unshown(make.NOW) == (letter.id,)
    register.mark_shown(letter.id, ["2-penomoran/é.pdf"], letter.version)
    assert (register.unshown(make.NOW), register.shown(letter.id)) == ((), ("2-penomoran/é.pdf",))
    number(register, letter)
    register.mark_shown(letter.id, [], letter.version)
    assert (register.unshown(make.NOW), register.shown(letter.id)) == ((letter.id,), ())


def test_what_still_shows_a_letter_cancelled_long_ago_is_found_until_it_is_cleared_away(register: Register) -> None:
    cancelled, other = enter(register), enter(register)
    register.mark_shown(other.id, ["2-penomoran/a.pdf"], other.version)
    register.cancel(cancelled.moved(State.CANCELLED, make.NOW), make.event("cancelled"))
    assert register.lingering(make.NOW) == ()
    register.mark_shown(cancelled.id, ["kembali/dafduk/a.catatan.txt"], cancelled.version + 1)
    assert (register.lingering(make.NOW - HOUR), register.lingering(make.NOW)) == ((), (cancelled.id,))
    register.mark_shown(cancelled.id, [], cancelled.version + 1)
    assert register.lingering(make.NOW) == ()


def test_many_letters_are_marked_as_shown_at_once_each_at_its_version(register: Register) -> None:
    shown, moved, planned = (enter(register) for _ in range(3))
    register.defer_showing(shown.id, make.NOW + HOUR)
    number(register, moved)
    marks = [
        Mark(letter=shown.id, paths=("papan/é",), version=shown.version),
        Mark(letter=moved.id, paths=("papan/2",), version=moved.version),
        Mark(letter=planned.id, paths=("papan/3", "papan/4")),
        Mark(letter="2020-000001", paths=("x",), version=1),
    ]
    register.mark_all(marks)
    register.mark_all([])
    assert register.unshown(make.NOW) == (moved.id, planned.id)
    assert [register.shown(one.letter) for one in marks] == [("papan/é",), ("papan/2",), ("papan/3", "papan/4"), ()]


def test_a_letter_that_could_not_be_shown_is_tried_again_when_its_pause_is_over(register: Register) -> None:
    failed, other = enter(register, make.letter(since=make.NOW - HOUR)), enter(register)
    register.defer_showing(failed.id, make.NOW + HOUR)
    assert register.unshown(make.NOW) == (other.id,)
    assert register.unshown(make.NOW + HOUR) == (failed.id, other.id)
    assert register.letter(failed.id) == failed
    assert register.due(make.NOW) == (failed.id, other.id), "a share that is away stops no letter"
    register.mark_shown(failed.id, ["papan/1"])
    assert register.unshown(make.NOW) == (other.id,), "to remember paths is not to have shown them"


def test_a_move_ends_the_pause_of_the_showing(register: Register) -> None:
    letter = enter(register)
    register.defer_showing(letter.id, make.NOW + HOUR)
    number(register, letter)
    assert register.unshown(make.NOW) == (letter.id,)


def test_what_is_to_be_shown_anew_is_shown_without_a_pause(register: Register) -> None:
    letter = enter(register)
    register.defer_showing(letter.id, make.NOW + HOUR)
    register.mark_shown(letter.id, [], letter.version)
    register.show_anew(letter.id)
    assert register.unshown(make.NOW) == (letter.id,)


@pytest.mark.parametrize("is_shown", [True, False], ids=["shown before", "never shown"])
def test_what_is_asked_for_while_a_letter_is_being_shown_is_shown_once_more(register: Register, *, is_shown: bool) -> None:
    letter = dispatch(register)
    if is_shown:
        register.mark_shown(letter.id, [], letter.version)
        register.show_anew(letter.id)
    basis = register.basis(letter.id)
    report(register, register.deliveries(letter.id)[0], DeliveryState.TO_PRINT)
    register.mark_all([Mark(letter=letter.id, paths=("papan/1",), version=letter.version, basis=basis)])
    assert register.unshown(make.NOW) == (letter.id,)
    assert register.shown(letter.id) == ("papan/1",)
    register.mark_all([Mark(letter=letter.id, paths=("papan/1",), version=letter.version, basis=register.basis(letter.id))])
    assert register.unshown(make.NOW) == ()


def test_nothing_is_asked_for_a_letter_nobody_knows(register: Register) -> None:
    register.show_anew("2020-000001")
    assert register.basis("2020-000001") == 0


def test_letters_on_their_way_are_listed_oldest_first_and_all_are_counted(register: Register) -> None:
    first, second, third = (enter(register) for _ in range(3))
    register.cancel(second.moved(State.CANCELLED, make.NOW), make.event("cancelled"))
    assert [one.id for one in register.letters()] == [first.id, third.id]
    assert [one.id for one in register.letters(everything=True)] == [first.id, second.id, third.id]
    assert register.counts() == {"received": 2, "cancelled": 1}


def test_the_places_of_letters_on_their_way_are_told_one_by_one(register: Register) -> None:
    first, second, third = (enter(register) for _ in range(3))
    register.mark_shown(first.id, ["papan/1", "papan/2"])
    register.cancel(second.moved(State.CANCELLED, make.NOW), make.event("cancelled"))
    told = iter(register.places())
    assert next(told) == (first.id, ("papan/1", "papan/2"))
    register.show_anew(third.id)
    assert list(told) == [(third.id, ())]


def test_every_version_of_a_document_is_remembered(register: Register) -> None:
    letter = dispatch(register)
    signed = "sha256:" + "c" * 64
    register.move(letter.moved(State.HELD, make.NOW, document=signed), make.event("held"))
    assert list(register.documents()) == [(letter.id, one) for one in (make.SOURCE, make.STAMPED, signed)]
    assert register.find_document(make.STAMPED) == letter.id
    assert register.find_document("sha256:" + "d" * 64) is None
    again = enter(register)
    assert register.find_document(make.SOURCE) == again.id


def test_a_decision_that_has_counted_is_known_by_its_fingerprint(register: Register) -> None:
    letter = number(register)
    register.move(letter.moved(State.IN_VERIFICATION, make.NOW), make.event("submitted", evidence="sha256:1"))
    assert register.has_evidence(letter.id, "sha256:1")
    assert not register.has_evidence(letter.id, "sha256:2")
    assert not register.has_evidence(letter.id, "")


def test_a_draft_that_was_taken_but_not_cleared_away_is_known_whatever_became_of_its_letter(register: Register) -> None:
    letter = register.enter(make.letter(), make.event(evidence="saved:1"))
    other = register.enter(make.letter(), make.event(evidence="saved:2"))
    assert (register.taken("saved:1"), register.taken("saved:2")) == (letter, other)
    assert register.taken("saved:3") is register.taken("saved:") is None
    letter = number(register, letter)
    assert register.taken("saved:1") == letter
    letter = register.cancel(letter.moved(State.CANCELLED, make.NOW), make.event("cancelled"))
    assert register.taken("saved:1") == letter


def test_a_sidecar_whose_pdf_went_with_its_letter_is_known_by_itself(register: Register) -> None:
    letter = register.enter(make.letter(), make.event(evidence="saved 1-2 3-4"))
    assert register.taken("saved 1-2") == register.taken("saved 1-2 3-4") == letter
    assert register.taken("saved 1") is register.taken("saved 3-4") is register.taken("saved 1-2 3-4 5-6") is None


def test_a_revision_that_was_taken_is_known_too(register: Register) -> None:
    returned = register.move(enter(register).moved(State.RETURNED, make.NOW), make.event("returned"))
    revised = register.move(returned.moved(State.RECEIVED, make.NOW, revision=2), make.event("resubmitted", evidence="saved:2"))
    assert register.taken("saved:2") == revised


def test_of_two_letters_with_the_same_fingerprint_the_first_is_told(register: Register) -> None:
    letters = [enter(register), enter(register)]
    for one in reversed(letters):
        register.note(replace(make.event("looked_at", evidence="sheet:1"), letter=one.id))
    assert register.taken("sheet:1") == letters[1]


def test_what_rests_on_nothing_or_on_no_letter_is_not_taken(register: Register) -> None:
    enter(register)
    reserve(register, evidence="request:1")
    assert register.taken("") is register.taken("request:1") is None
    letter = register.enter(make.letter(), make.event(evidence="request:1"))
    assert register.taken("request:1") == letter


def test_an_event_without_a_move_is_recorded_with_its_letter(register: Register) -> None:
    letter = enter(register)
    told = replace(make.event("duplicate"), letter=letter.id)
    register.note(told)
    register.note(make.event("started"))
    assert register.events(letter.id)[1:] == (told,)
    assert register.broken_link() is None


def test_questions_about_an_unknown_letter_have_empty_answers(register: Register) -> None:
    nobody = "2026-000009"
    assert (register.attempts(nobody), register.shown(nobody), register.events(nobody), register.deliveries(nobody)) == (0, (), (), ())
    register.rest(nobody)
    register.wake(nobody, make.NOW)
    register.mark_shown(nobody, ["x"], 1)
    register.defer_showing(nobody, make.NOW)
    assert register.unshown(make.NOW) == ()
    register.note(replace(make.event(evidence="saved:1"), letter=nobody))
    assert register.taken("saved:1") is None


BACKUP_MADE = make.NOW - timedelta(days=1)


def restore(register: Register, at: datetime = make.NOW) -> None:
    register.hold_numbering(Restoration(at=at, account="root", made_at=BACKUP_MADE))


def last_was(last: int, *, year: int = 2026, scope: str = "", newest_id: int = 0) -> Resumption:
    return Resumption(
        rule=NumberRule(), year=year, scope=scope, last=last, at=make.NOW, actor="surat:siti", account="siti", reason="pemulihan", newest_id=newest_id
    )


def test_after_a_restore_no_number_is_given_until_the_last_one_is_stated(register: Register) -> None:
    reserved = reserve(register)
    number(register)
    waiting, wishing = enter(register), wish(register, reserved)
    assert (register.is_held(2026, ""), register.restoration()) == (False, None)
    restore(register)
    assert register.restoration() == Restoration(at=make.NOW, account="root", made_at=BACKUP_MADE)
    assert [register.is_held(year, "") for year in (2025, 2026, 2027)] == [True, True, False]
    for one in (waiting, wishing):
        with pytest.raises(ConflictError):
            number(register, one)
    with pytest.raises(LaterError):
        reserve(register)
    assert len(list(register.lines(2026))) == 2
    register.resume(last_was(5))
    assert number(register, waiting).number == make.claim().write(6)
    assert number(register, wishing).number == make.claim().write(1)


def test_the_same_request_is_answered_with_its_number_even_while_numbering_is_held(register: Register) -> None:
    given = reserve(register, evidence="permintaan 1")
    restore(register)
    assert reserve(register, evidence="permintaan 1") == given


def test_numbers_given_since_the_backup_are_entered_as_void_each_with_its_event(register: Register) -> None:
    number(register)
    waiting = enter(register)
    restore(register)
    register.rest(waiting.id)
    assert waiting.id not in register.due(make.NOW)
    assert register.last_number(2026, "") == 1
    gap = register.resume(last_was(4))
    assert [one.sequence for one in gap] == [2, 3, 4]
    assert register.last_number(2026, "") == 4
    lines = list(register.lines(2026))
    assert [(line.number.sequence, line.status) for line in lines] == [(1, NumberStatus.USED), *((place, NumberStatus.VOID) for place in (2, 3, 4))]
    assert {line.note for line in lines[1:]} == {"pemulihan"}
    assert waiting.id in register.due(make.NOW), "who waited for a number is carried on"
    assert not register.is_held(2026, "")


def test_a_last_number_below_what_the_register_knows_is_refused_and_nothing_changes(register: Register) -> None:
    number(register)
    number(register)
    restore(register)
    with pytest.raises(DraftRefusedError, match="2 or more"):
        register.resume(last_was(1))
    assert register.is_held(2026, "")
    assert register.resume(last_was(2)) == ()
    with pytest.raises(DraftRefusedError):
        register.resume(last_was(2))


def test_every_series_is_resumed_by_itself_or_all_others_at_once(register: Register) -> None:
    restore(register)
    register.resume(last_was(3, scope="undangan"))
    assert [register.is_held(2026, scope) for scope in ("undangan", "surat")] == [False, True]
    register.resume_others(make.event("numbering_resumed"))
    assert not register.is_held(2026, "surat")
    assert register.restoration() == Restoration(at=make.NOW, account="root", made_at=BACKUP_MADE, is_over=True)
    with pytest.raises(DraftRefusedError):
        register.resume_others(make.event("numbering_resumed"))


def test_a_second_restore_holds_again_what_was_resumed(register: Register) -> None:
    restore(register)
    register.resume(last_was(3))
    restore(register)
    assert register.is_held(2026, "")
    assert register.resume(last_was(4)) != ()


def test_ids_given_since_the_backup_are_never_given_again(register: Register) -> None:
    enter(register)
    restore(register)
    assert enter(register).id == "2026-010002"
    register.resume(last_was(0, newest_id=12_000))
    assert enter(register).id == "2026-012001"
    register.resume_others(make.event("numbering_resumed"))
    assert enter(register).id == "2026-012002"


def test_ids_of_the_year_of_the_restore_are_left_out_even_if_the_backup_is_of_the_year_before(register: Register) -> None:
    later = make.NOW.replace(year=2027)
    restore(register, later)
    assert enter(register, make.letter(since=later)).id == "2027-010001"
    assert enter(register).id == "2026-000001"


def test_after_a_restore_letters_on_their_way_are_shown_anew(register: Register) -> None:
    waiting, cancelled = number(register), number(register)
    cancelled = register.cancel(cancelled.moved(State.CANCELLED, make.NOW), make.event("cancelled", note="batal"))
    for one in (waiting, cancelled):
        register.mark_shown(one.id, ["3-verifikasi/sekretaris/x.pdf"], one.version)
    assert register.unshown(make.NOW) == ()
    restore(register)
    assert register.unshown(make.NOW) == (waiting.id,)
    assert register.shown(waiting.id) == ("3-verifikasi/sekretaris/x.pdf",)


def spend(register: Register, jti: str = "segel-1", *, evidence: str = "simpanan-1", now: datetime = make.NOW) -> bool:
    return register.spend(jti, until=make.NOW + 10 * MINUTE, evidence=evidence, now=now)


def test_a_seal_counts_for_one_saving_alone(register: Register) -> None:
    assert spend(register)
    assert not spend(register, evidence="simpanan-2")
    assert spend(register, "segel-2", evidence="simpanan-2")


def test_the_saving_that_used_a_seal_may_come_again_as_after_a_crash(register: Register) -> None:
    assert spend(register)
    assert not spend(register, evidence="simpanan-2")
    assert spend(register)


def test_a_seal_that_was_used_is_remembered_until_it_has_expired_and_a_day_longer(register: Register) -> None:
    assert spend(register)
    expired = make.NOW + 10 * MINUTE
    assert spend(register, "lain-1", now=expired + 23 * HOUR)
    assert not spend(register, evidence="simpanan-2", now=expired + 23 * HOUR)
    assert spend(register, "lain-2", now=expired + 25 * HOUR)
    assert spend(register, evidence="simpanan-2", now=expired + 25 * HOUR)


def test_a_used_seal_outlives_the_daemon(tmp_path: Path) -> None:
    with SqlRegister(tmp_path / "surat.db", "dukcapil", make.ZONE) as register:
        assert spend(register)
    with SqlRegister(tmp_path / "surat.db", "dukcapil", make.ZONE) as register:
        assert not spend(register, evidence="simpanan-2")


# The books


def test_the_agenda_tells_each_number_with_what_it_was_given_to(register: Register) -> None:
    letter = dispatch(register, make.delivery(), make.delivery("Kecamatan Kasihan"))
    reserve(register, "umum")
    cancelled = number(register, enter(register, make.letter(replace(make.submission(), security=Security.SECRET))))
    register.cancel(cancelled.moved(State.CANCELLED, make.NOW), make.event("cancelled", note="keliru"))
    told = list(register.agenda(2026))
    assert [(one.number, one.status, one.note) for one in told] == [
        ("400.12.2.1/1", NumberStatus.USED, ""),
        ("400.12.2.1/2", NumberStatus.RESERVED, ""),
        ("400.12.2.1/3", NumberStatus.VOID, "keliru"),
    ]
    assert [(one.recipients, one.security, one.sent_on) for one in told] == [
        (("Kecamatan Sewon",), Security.ORDINARY, None),
        ((), Security.ORDINARY, None),
        (("Kecamatan Sewon",), Security.SECRET, None),
    ]
    for place, one in enumerate(register.deliveries(letter.id)):
        report(register, one, DeliveryState.SENDING, DeliveryState.SENT, sent_on=make.DAY + timedelta(days=place))
    assert next(iter(register.agenda(2026))).sent_on is None, "not before it is with everybody"
    register.move(letter.moved(State.SENT, make.NOW), make.event("sent"))
    assert next(iter(register.agenda(2026))).sent_on == make.DAY + timedelta(days=1)
    assert list(register.agenda(2025)) == []


def test_the_dispatch_book_tells_who_had_which_letter_when(register: Register) -> None:
    first = dispatch(register, make.delivery("Kecamatan Kasihan"), make.delivery())
    second = dispatch(register, make.delivery("Dinas Kesehatan"))
    later, sooner = register.deliveries(first.id)
    report(register, sooner, DeliveryState.TO_PRINT)
    report(register, replace(later, is_copy=True), DeliveryState.TO_PRINT)
    assert [(one.recipient, one.number, one.sent_on) for one in register.to_carry()] == [
        ("Kecamatan Kasihan", "400.12.2.1/1", None),
        ("Kecamatan Sewon", "400.12.2.1/1", None),
    ]
    (only,) = register.deliveries(second.id)
    report(register, only, DeliveryState.SENDING, DeliveryState.SENT, sent_on=make.DAY + timedelta(days=2), proof="250 OK")
    report(register, register.deliveries(first.id)[0], DeliveryState.SENT, sent_on=make.DAY + timedelta(days=1), taken_by="Bu Tini")
    told = list(register.dispatches(make.DAY, make.DAY + timedelta(days=2)))
    assert [(one.recipient, one.sent_on, one.taken_by, one.proof, one.is_copy) for one in told] == [
        ("Kecamatan Kasihan", make.DAY + timedelta(days=1), "Bu Tini", "", True),
        ("Dinas Kesehatan", make.DAY + timedelta(days=2), "", "250 OK", False),
    ]
    assert [(one.day, one.subject, one.channel) for one in told] == [(make.DAY, "Rapat koordinasi", Channel.PRINT)] * 2
    assert list(register.dispatches(make.DAY, make.DAY)) == []
    assert [one.recipient for one in register.to_carry()] == ["Kecamatan Sewon"]


def test_what_a_reader_was_told_is_remembered(register: Register) -> None:
    assert register.told("pejabat/sekretaris") is None
    first = Told(reader="pejabat/sekretaris", position=3)
    register.keep_told(first)
    register.keep_told(Told(reader="bidang/umum", position=1))
    assert register.told("pejabat/sekretaris") == first
    later = replace(first, position=9, sent_at=make.NOW, waits={"2026-000001 x": 2, "2026-000002 y": 0}, attempts=2, next_at=make.NOW + MINUTE)
    register.keep_told(later)
    assert register.told("pejabat/sekretaris") == later
    assert register.told("bidang/umum") == Told(reader="bidang/umum", position=1)


def test_what_became_of_a_units_letters_is_found_by_its_place_in_the_record(register: Register) -> None:
    assert register.newest_event() == 0
    mine = number(register)
    number(register, enter(register, make.letter(unit="umum")))
    first = register.happened("dafduk", 0)
    assert [(event.letter, event.action) for _, event in first] == [(mine.id, "numbered")]
    assert first[0][0] <= register.newest_event()
    assert register.happened("dafduk", first[0][0]) == ()
    register.move(register.letter(mine.id).moved(State.RETURNED, make.NOW, remark="salah"), make.event("returned"))
    assert [(event.letter, event.action) for _, event in register.happened("dafduk", first[0][0])] == [(mine.id, "returned")]
    register.note(make.event("numbered"))
    assert len(register.happened("dafduk", 0)) == 2


def test_no_more_than_a_hundred_things_are_found_at_once(register: Register) -> None:
    for _ in range(101):
        number(register)
    found = register.happened("dafduk", 0)
    assert len(found) == 100
    assert len(register.happened("dafduk", found[-1][0])) == 1
