"""Whose draft is taken next."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.turns import in_turn, taken_at_once

CLERKS = st.sampled_from(["ani", "budi", "cici"])


def whose(draft: tuple[str, int]) -> str:
    return draft[0]


def test_one_clerks_many_drafts_do_not_hold_up_anothers_one() -> None:
    many = [("ani", number) for number in range(100)]
    others = [("budi", 0), ("umum", 0), ("budi", 1)]
    assert in_turn([*many, *others], whose)[:5] == [("ani", 0), ("budi", 0), ("umum", 0), ("ani", 1), ("budi", 1)]


def test_of_ten_thousand_drafts_a_fiftieth_is_taken_at_once_and_of_a_few_all() -> None:
    assert [taken_at_once(waiting) for waiting in (10_000, 801, 16, 0)] == [200, 16, 16, 16]


@given(st.lists(CLERKS))
def test_everybody_has_had_as_many_turns_as_anybody_who_has_more_waiting(clerks: list[str]) -> None:
    waiting = [(clerk, place) for place, clerk in enumerate(clerks)]
    ordered = in_turn(waiting, whose)
    assert sorted(ordered) == sorted(waiting)
    left = Counter(clerks)
    had: Counter[str] = Counter()
    for clerk, _ in ordered:
        assert all(had[clerk] <= had[other] for other, count in left.items() if count)
        had[clerk] += 1
        left[clerk] -= 1
    for clerk in set(clerks):
        assert [one for one in ordered if whose(one) == clerk] == [one for one in waiting if whose(one) == clerk], "each clerk's own stay in their order"
