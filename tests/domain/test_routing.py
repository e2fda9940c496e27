"""Who sees a letter, in which order, and until when."""

from datetime import date, timedelta

import pytest

from pipeline.domain.letter import Post
from pipeline.domain.office import Capacity, Delegation, Role
from pipeline.domain.routing import due_at, raised, route, says_signatory_name, seat, seat_in_words, waits_for
from pipeline.domain.states import State
from tests.letters import NOON, TODAY, a_letter, a_submission, an_office, an_official

OFFICE = an_office()
AWAY = Delegation(by="sekretaris", capacity=Capacity.DAILY, since=date(2026, 11, 23), until=date(2026, 11, 25))


def test_a_letter_goes_through_its_units_chain_to_the_head() -> None:
    verifiers, signatories = route(a_submission(), OFFICE, "dafduk", TODAY)
    assert [post.acting for post in verifiers] == ["kabid-dafduk", "sekretaris"]
    assert signatories == (Post(holder="kepala-dinas", acting="kepala-dinas"),)


def test_several_sign_in_the_order_the_applicant_wrote() -> None:
    _, signatories = route(a_submission(signatory="sekretaris", co_signatories=("kepala-dinas",)), OFFICE, "dafduk", TODAY)
    assert [post.acting for post in signatories] == ["sekretaris", "kepala-dinas"]


def test_every_yes_raises_a_letter_by_one_seat_until_the_last_has_signed() -> None:
    letter = a_letter(State.IN_VERIFICATION, signatories=tuple(Post(holder=one, acting=one) for one in ("kepala-dinas", "wakil")))
    way = []
    while letter.state is not State.SIGNED:
        state, level = raised(letter)
        letter = letter.moved(state, NOON, level=level)
        way.append((state, letter.post.acting if letter.post else None))
    waiting = State.AWAITING_SIGNATURE
    assert way == [(State.IN_VERIFICATION, "sekretaris"), (waiting, "kepala-dinas"), (waiting, "wakil"), (State.SIGNED, None)]


def test_a_letter_that_came_to_its_signatory_before_levels_counted_on_is_signed_by_him() -> None:
    letter = a_letter(State.AWAITING_SIGNATURE, level=1)
    assert letter.post == letter.signatories[0]
    assert raised(letter) == (State.SIGNED, 3)


def test_an_official_the_office_no_longer_has_is_left_out_of_what_people_read() -> None:
    assert seat_in_words(Post(holder="mantan", acting="mantan"), OFFICE) == ""


def test_further_levels_come_after_the_chain_and_nobody_is_asked_twice() -> None:
    verifiers, _ = route(a_submission(extra_verifiers=("kabid-dafduk", "sekretaris")), OFFICE, "umum", TODAY)
    assert [post.acting for post in verifiers] == ["sekretaris", "kabid-dafduk"]


@pytest.mark.parametrize(
    ("day", "acting"),
    [(date(2026, 11, 22), "kepala-dinas"), (date(2026, 11, 23), "sekretaris"), (date(2026, 11, 25), "sekretaris"), (date(2026, 11, 26), "kepala-dinas")],
)
def test_a_delegate_sits_on_the_seat_on_the_days_of_his_delegation(day: date, acting: str) -> None:
    head = an_official("kepala-dinas", Role.SIGNATORY, delegations=(AWAY,))
    assert seat(head, day).acting == acting


def test_a_delegate_signs_in_his_capacity() -> None:
    assert seat(an_official("kepala-dinas", Role.SIGNATORY, delegations=(AWAY,)), TODAY).capacity is Capacity.DAILY


@pytest.mark.parametrize(
    ("state", "minutes"),
    [(State.RECEIVED, 3), (State.NUMBERED, 3), (State.IN_VERIFICATION, 3), (State.AWAITING_SIGNATURE, 5), (State.DISPATCHING, 2)],
)
def test_a_step_is_due_after_its_standard_time(state: State, minutes: int) -> None:
    assert due_at(state, NOON, OFFICE) == NOON + timedelta(minutes=minutes)


def test_what_waits_for_nobody_is_never_due() -> None:
    assert due_at(State.SENT, NOON, OFFICE) is None
    assert due_at(State.RECEIVED, NOON, an_office(standard_times=())) is None


def test_a_draft_names_its_signatory_by_nip_however_it_is_spaced() -> None:
    head = OFFICE.officials["kepala-dinas"]
    assert says_signatory_name("NIP. 19710506 1996 03 1003", head)
    assert not says_signatory_name("NIP. 19800101", head)


def test_a_draft_names_a_signatory_without_nip_by_name() -> None:
    assert says_signatory_name("ttd Nama sekretaris", OFFICE.officials["sekretaris"])


@pytest.mark.parametrize(
    ("state", "whom"),
    [
        (State.RECEIVED, "petugas-arsip"),
        (State.NUMBERED, "surat"),
        (State.IN_VERIFICATION, "kabid-dafduk"),
        (State.AWAITING_SIGNATURE, "kepala-dinas"),
        (State.READY_TO_SEND, "petugas-arsip"),
        (State.RETURNED, "dafduk"),
        (State.HELD, "administrator"),
        (State.SENT, ""),
    ],
)
def test_it_is_always_known_whom_a_letter_waits_for(state: State, whom: str) -> None:
    assert waits_for(a_letter(state), OFFICE) == whom
