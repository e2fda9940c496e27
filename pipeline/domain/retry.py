"""When to try again: 30 seconds, doubling up to one hour; after five days a person decides."""

from datetime import datetime, timedelta
from typing import Final

FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(hours=1)
PATIENCE: Final = timedelta(days=5)


def pause_after(attempts: int) -> timedelta:
    """How long to wait after this many attempts, from 1.

    >>> [pause_after(n).total_seconds() for n in (1, 2, 3, 9)]
    [30.0, 60.0, 120.0, 3600.0]
    """
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 16)), LONGEST_PAUSE)


def is_out_of_patience(attempts: int) -> bool:
    """Whether the pauses so far add up to five days: the administrator decides, or the letter is printed.

    >>> is_out_of_patience(10), is_out_of_patience(130)
    (False, True)
    """
    waited = sum((pause_after(n) for n in range(1, attempts + 1)), timedelta())
    return waited >= PATIENCE


def next_try(now: datetime, attempts: int) -> datetime:
    """The moment of the next attempt."""
    return now + pause_after(attempts)
