"""SOP 5 and 8, "if a revision is needed": the letter goes back (*dikembalikan*) to its applicant with the reason, and keeps its number."""

from pipeline.domain.handover import DAEMON, Act, Hand, pass_on
from pipeline.domain.letter import Letter
from pipeline.domain.states import State
from pipeline.ports import Desk, Ruling


def run(letter: Letter, desk: Desk, ruling: Ruling | None = None) -> Letter:
    """Return a letter as an official decided. Commit point: `register.move`."""
    return letter if ruling is None else because(letter, desk, ruling.item.note, ruling.hand)


def because(letter: Letter, desk: Desk, reason: str, hand: Hand = DAEMON) -> Letter:
    """Return a letter for a reason, such as a number that does not fit its place. Commit point: `register.move`."""
    act = Act(action="returned", hand=hand, at=desk.clock.now(), note=reason)
    returned, event = pass_on(letter, State.RETURNED, act, desk.office, remark=reason)
    return desk.register.move(returned, event)
