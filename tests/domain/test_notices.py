"""Who is told what, and when."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.channel import Channel
from pipeline.domain.letter import Delivery, Hold, Letter
from pipeline.domain.notices import (
    AT_THE_GATEWAY,
    TWICE,
    Hours,
    Matter,
    News,
    Told,
    Topic,
    Waiting,
    in_doubt,
    news_of,
    next_message,
    not_through,
    stopped,
    waiting_for,
)
from pipeline.domain.numbering import RegisterNumber
from pipeline.domain.office import Security
from pipeline.domain.states import DeliveryState, State
from tests.letters import NOON, SEWON, ZONE, a_letter, a_submission, an_office

HOUR = timedelta(hours=1)
HOURS = Hours(opens=time(7), closes=time(16), days=frozenset(range(5)), holidays=frozenset({date(2026, 12, 25)}), interval=HOUR)
NUMBER = RegisterNumber(text="400/7", year=2026, scope="", sequence=7)
NEW = Told(reader="pejabat/sekretaris", position=5)
MONDAY = NOON
NIGHT = MONDAY.replace(hour=22)


def a_wait(letter: str = "2026-000001", since: datetime = MONDAY, minutes: int | None = 30) -> Waiting:
    return Waiting(letter=letter, number="400/7", subject="Rapat", since=since, due=None if minutes is None else since + timedelta(minutes=minutes))


def some_news(position: int = 6) -> News:
    return news_of(a_letter(State.RETURNED, number=NUMBER), Topic.RETURNED, position=position, at=MONDAY, reason="Salah tanggal")


def test_a_letter_that_came_is_told_with_all_that_waits() -> None:
    told = next_message(NEW, [a_wait(), a_wait("2026-000002")], [], MONDAY, HOURS)
    assert told is not None
    assert set(told.waits) == {a_wait().key, a_wait("2026-000002").key}
    assert told.sent_at == MONDAY


def test_nothing_is_told_where_nothing_waits() -> None:
    assert next_message(NEW, [], [], MONDAY, HOURS) is None


def test_what_was_told_is_not_told_again() -> None:
    told = next_message(NEW, [a_wait()], [some_news()], MONDAY, HOURS)
    assert told is not None
    assert next_message(told, [a_wait()], [], MONDAY + timedelta(minutes=1), HOURS) is None
    assert next_message(replace(told, sent_at=None), [a_wait()], [], MONDAY, HOURS) is None


def test_a_second_letter_waits_for_the_end_of_the_interval() -> None:
    told = next_message(NEW, [a_wait(minutes=None)], [], MONDAY, HOURS)
    assert told is not None
    both = [a_wait(minutes=None), a_wait("2026-000002", MONDAY + timedelta(minutes=5), None)]
    assert next_message(told, both, [], MONDAY + timedelta(minutes=59), HOURS) is None
    again = next_message(told, both, [], MONDAY + HOUR, HOURS)
    assert again is not None
    assert len(again.waits) == 2


@pytest.mark.parametrize(
    "now",
    [NIGHT, MONDAY.replace(hour=6, minute=59), MONDAY.replace(hour=16), MONDAY + timedelta(days=5), datetime(2026, 12, 25, 9, tzinfo=ZONE)],
    ids=["at night", "before the office opens", "when it closes", "on Saturday", "on a holiday"],
)
def test_nobody_is_told_out_of_hours(now: datetime) -> None:
    assert next_message(NEW, [a_wait()], [some_news()], now, HOURS) is None


def test_a_wait_is_reminded_of_after_its_standard_time_and_after_twice_that_and_no_more() -> None:
    waiting, told, sent = [a_wait(since=MONDAY.replace(hour=7), minutes=120)], NEW, []
    for minute in range(0, 9 * 60, 10):
        now = MONDAY.replace(hour=7) + timedelta(minutes=minute)
        after = next_message(told, waiting, [], now, HOURS)
        if after is not None:
            told = after
            sent.append((minute, *after.waits.values()))
    assert sent == [(0, 0), (120, 1), (240, TWICE)]


def test_a_step_without_a_standard_time_is_told_once() -> None:
    assert a_wait(minutes=None).reminders(MONDAY + timedelta(days=30)) == 0


def test_a_letter_that_comes_back_to_the_same_official_is_told_again() -> None:
    told = next_message(NEW, [a_wait(minutes=None)], [], MONDAY, HOURS)
    assert told is not None
    assert next_message(told, [a_wait(since=MONDAY + HOUR, minutes=None)], [], MONDAY + 2 * HOUR, HOURS) is not None


def test_news_is_told_once_with_its_place_in_the_record() -> None:
    told = next_message(NEW, [], [some_news(6), some_news(9)], MONDAY, HOURS)
    assert told is not None
    assert told.position == 9


def test_a_message_that_did_not_get_through_is_tried_again_after_growing_pauses() -> None:
    once = not_through(NEW, MONDAY)
    assert (once.attempts, once.next_at) == (1, MONDAY + timedelta(seconds=30))
    assert next_message(once, [a_wait()], [], MONDAY + timedelta(seconds=29), HOURS) is None
    twice = not_through(once, MONDAY)
    assert twice.next_at == MONDAY + timedelta(seconds=60)
    told = next_message(twice, [a_wait()], [], MONDAY + timedelta(seconds=60), HOURS)
    assert told is not None
    assert (told.attempts, told.next_at) == (0, None)


def test_the_same_message_has_the_same_mark_however_often_it_is_tried() -> None:
    first = next_message(NEW, [a_wait(), a_wait("b")], [], MONDAY, HOURS)
    second = next_message(not_through(NEW, MONDAY), [a_wait("b"), a_wait()], [], MONDAY + timedelta(minutes=2), HOURS)
    other = next_message(NEW, [a_wait()], [], MONDAY, HOURS)
    assert first is not None
    assert second is not None
    assert other is not None
    assert first.mark == second.mark != other.mark


def test_a_letters_number_and_subject_are_told() -> None:
    told = waiting_for(a_letter(State.IN_VERIFICATION, number=NUMBER, due=MONDAY + HOUR))
    assert (told.number, told.subject, told.due) == ("400/7", "Undangan Rapat", MONDAY + HOUR)
    assert waiting_for(a_letter()).number == ""
    assert (some_news().reason, some_news().subject) == ("Salah tanggal", "Undangan Rapat")


@pytest.mark.parametrize("security", [Security.SECRET, Security.TOP_SECRET])
def test_of_a_confidential_letter_neither_subject_nor_reason_is_told(security: Security) -> None:
    letter = a_letter(State.RETURNED, number=NUMBER, submission=a_submission(subject="Mutasi", security=security))
    news = news_of(letter, Topic.RETURNED, position=6, at=MONDAY, reason="Nama pegawai salah")
    assert (waiting_for(letter).subject, news.subject, news.reason, news.number) == ("", "", "", "400/7")


def test_only_a_return_has_a_reason() -> None:
    assert news_of(a_letter(State.SENT), Topic.SENT, position=6, at=MONDAY, reason="kode").reason == ""


def held(since: State = State.IN_VERIFICATION, by: str = "", **facts: object) -> Letter:
    return a_letter(State.HELD, number=NUMBER, hold=Hold(since=since, reason="Tidak ada kunci", by=by), **facts)


def test_the_administrator_is_told_of_a_held_letter_with_the_reason_and_the_standard_time_of_its_step() -> None:
    told = stopped(held(), an_office(), MONDAY)
    assert told is not None
    assert (told.matter, told.number, told.subject, told.reason) == (Matter.HELD, "400/7", "Undangan Rapat", "Tidak ada kunci")
    assert told.due == told.since + timedelta(minutes=3)
    assert [told.reminders(told.since + timedelta(minutes=minutes)) for minutes in (2, 3, 6)] == [0, 1, TWICE]


def test_a_letter_that_the_registry_officer_keeps_back_is_no_matter_of_the_administrators() -> None:
    assert stopped(held(State.READY_TO_SEND, by="petugas-arsip"), an_office(), MONDAY) is None
    assert stopped(a_letter(State.IN_VERIFICATION), an_office(), MONDAY + 100 * HOUR) is None


def test_a_letter_at_the_gateway_is_told_once_its_answer_can_no_longer_come() -> None:
    letter = a_letter(State.SIGNATURE_UNCERTAIN, number=NUMBER, since=MONDAY)
    assert stopped(letter, an_office(), MONDAY + AT_THE_GATEWAY - timedelta(seconds=1)) is None
    told = stopped(letter, an_office(), MONDAY + AT_THE_GATEWAY)
    assert told is not None
    assert (told.matter, told.due, told.reason) == (Matter.SIGNATURE, MONDAY + timedelta(minutes=5), "")


def test_each_uncertain_delivery_is_a_matter_of_its_own_and_a_new_one_each_time() -> None:
    letter, office = a_letter(State.DISPATCHING, number=NUMBER), an_office()
    one, other = (a_delivery(id=number, note="Sambungan putus") for number in (3, 4))
    told = in_doubt(letter, one, MONDAY, office)
    assert (told.matter, told.delivery, told.reason) == (Matter.DELIVERY, 3, f"{SEWON.name}: Sambungan putus")
    assert told.due == MONDAY + timedelta(minutes=2)
    keys = {told.key, in_doubt(letter, other, MONDAY, office).key, in_doubt(letter, one, MONDAY + HOUR, office).key, waiting_for(letter).key}
    assert len(keys) == 4
    assert in_doubt(letter, replace(one, note=""), MONDAY, office).reason == SEWON.name


def a_delivery(id: int = 3, note: str = "") -> Delivery:
    return Delivery(id=id, letter="2026-000001", recipient=SEWON, channel=Channel.EMAIL, state=DeliveryState.UNCERTAIN, note=note)


@pytest.mark.parametrize("security", [Security.SECRET, Security.TOP_SECRET])
def test_of_a_confidential_letter_the_administrator_is_told_neither_subject_nor_reason_nor_recipient(security: Security) -> None:
    submission = a_submission(subject="Mutasi", security=security)
    stands = stopped(held(submission=submission), an_office(), MONDAY)
    sent = in_doubt(a_letter(State.DISPATCHING, number=NUMBER, submission=submission), a_delivery(note="x"), MONDAY, an_office())
    assert stands is not None
    for told in (stands, sent):
        assert (told.subject, told.reason, told.number) == ("", "", "400/7")


moments = st.integers(0, 14 * 24 * 60).map(lambda minutes: MONDAY + timedelta(minutes=minutes))
letters = st.lists(st.tuples(st.sampled_from("abcde"), moments, st.sampled_from([None, 5, 600])), max_size=8)


@given(letters=letters, looks=st.lists(moments, max_size=60).map(sorted), fails=st.lists(st.booleans(), max_size=60))
def test_however_letters_come_no_message_is_out_of_hours_too_early_or_without_something_new(
    letters: list[tuple[str, datetime, int | None]], looks: list[datetime], fails: list[bool]
) -> None:
    told, known = NEW, set()
    for place, now in enumerate(looks):
        waiting = [a_wait(name, since, minutes) for name, since, minutes in letters if since <= now]
        after = next_message(told, waiting, [], now, HOURS)
        if after is None:
            continue
        assert HOURS.is_open(now)
        assert told.sent_at is None or now - told.sent_at >= HOUR
        new = set(after.waits.items()) - known
        assert new
        if place < len(fails) and fails[place]:
            told = not_through(told, now)
            continue
        known |= new
        told = after
    settled = next_message(told, [a_wait(*one) for one in letters], [], datetime(2027, 6, 1, 9, tzinfo=ZONE), HOURS)
    assert {key for key, _ in known} | set(settled.waits if settled else ()) >= {a_wait(*one).key for one in letters}
