"""What each reader of notices has been told, in memory, and what has happened since to the letters of a unit. Its caller holds the lock."""

from collections.abc import Callable, Iterable

from pipeline.domain.letter import Event
from pipeline.domain.notices import Told, Topic

_AT_ONCE = 100


class MemoryNotices:
    """The readers."""

    def __init__(self) -> None:
        """Nobody has been told anything yet."""
        self._told: dict[str, Told] = {}

    def of_reader(self, reader: str) -> Told | None:
        """What a reader has been told; None where he is not known yet."""
        return self._told.get(reader)

    def keep(self, told: Told) -> None:
        """Remember what a reader has been told."""
        self._told[told.reader] = told


def happened(record: Iterable[Event], unit_of: Callable[[str], str], unit: str, after: int) -> tuple[tuple[int, Event], ...]:
    """What became of a unit's letters after a place in the record, a hundred lines at most.

    Args:
        record: all events, oldest first.
        unit_of: whose letter one is.
        unit: whose letters are asked for.
        after: the place.
    """
    told = [(place, one) for place, one in enumerate(record, 1) if place > after and one.letter and one.action in set(Topic)]
    return tuple((place, one) for place, one in told if unit_of(str(one.letter)) == unit)[:_AT_ONCE]
