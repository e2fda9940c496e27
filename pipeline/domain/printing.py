"""A printer's jobs as the register keeps them: begun before anything is sent, then the printer's own number, and never begun twice."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from pipeline.domain.letter import Delivery, Letter
from pipeline.domain.states import DeliveryState

BEGUN: Final = "?"
"""In place of a job's number: it was begun, and the printer has not answered yet."""
BY_HAND: Final = "-"
"""In place of a job's number: a person prints; the printer is not asked any more."""
_MARK: Final = slice(7, 15)
"""the first digits of a digest"""


class JobStanding(StrEnum):
    """Where a job stands at the printer."""

    WAITING = "waiting"
    """it waits or is being printed"""
    DONE = "done"
    """the printer says it is printed, which a person confirms"""
    LOST = "lost"
    """cancelled, broken off, or not known any more"""


def is_for_printer(letter: Letter, delivery: Delivery, restored: datetime | None) -> bool:
    """Whether a printer has a delivery's paper to do.

    Args:
        letter: what is printed.
        delivery: for whom.
        restored: when the register was put back from a backup, if ever: what was decided before may be on paper already, and is left to a person.
    """
    is_open = delivery.state is DeliveryState.TO_PRINT and delivery.job != BY_HAND and prints_by_itself(letter)
    return is_open and (restored is None or letter.since > restored)


def job_name(letter: Letter, delivery: Delivery) -> str:
    """What a job is called at the printer, by which it is found again; it says nothing about the letter.

    Args:
        letter: what is printed, with its document.
        delivery: for whom.
    """
    return f"surat {letter.id}/{delivery.id}/{(letter.document or '')[_MARK]}"


def begins(delivery: Delivery) -> bool:
    """Whether this is the report before something goes out that cannot be called back: an attempt, or a job at the printer."""
    return delivery.state is DeliveryState.SENDING or (delivery.state is DeliveryState.TO_PRINT and delivery.job == BEGUN)


def prints_by_itself(letter: Letter) -> bool:
    """Whether a letter may lie in a printer's tray: a confidential one is printed by a person who stands beside it."""
    return letter.document is not None and not letter.submission.security.is_confidential
