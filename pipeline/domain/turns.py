"""Whose turn it is: everybody's first before anybody's second, so that one clerk's hundred do not hold up another's one."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from typing import Final, TypeVar

Waiting = TypeVar("Waiting")

TAKEN_AT_ONCE: Final = 16
"""How many drafts a round takes in at most, so that those saved meanwhile and the decisions do not wait for a batch."""
SHARE_OF_MANY: Final = 50
"""Of thousands of drafts one in so many is taken in a round, because every round looks at all that is left."""


def in_turn(waiting: Iterable[Waiting], whose: Callable[[Waiting], Hashable]) -> list[Waiting]:
    """Everybody's first, then everybody's second and so on; within a turn, as they came.

    >>> in_turn(["ani 1", "ani 2", "budi 1", "ani 3"], whose=lambda one: one.split()[0])
    ['ani 1', 'budi 1', 'ani 2', 'ani 3']
    """
    before: Counter[Hashable] = Counter()
    turns = []
    for place, one in enumerate(waiting):
        owner = whose(one)
        turns.append((before[owner], place, one))
        before[owner] += 1
    return [one for _, _, one in sorted(turns, key=lambda turn: turn[:2])]


def taken_at_once(waiting: int) -> int:
    """How many of so many are taken in one round.

    >>> taken_at_once(3), taken_at_once(100), taken_at_once(10_000)
    (16, 16, 200)
    """
    return max(TAKEN_AT_ONCE, waiting // SHARE_OF_MANY)
