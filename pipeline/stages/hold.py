"""A letter stands still until a person decides, and then goes on from where it stood.

Who holds: the registry officer (`tahan`), the administrator (`surat hold`), or the daemon where it must not go on by itself.
"""

from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.handover import DAEMON, Act, Hand, pass_on
from pipeline.domain.letter import Hold, Letter
from pipeline.domain.notes import letters as say
from pipeline.domain.states import State
from pipeline.ports import Desk, Ruling


def run(letter: Letter, desk: Desk, ruling: Ruling | None = None) -> Letter:
    """Hold as the registry officer decided (`tahan`). Commit point: `register.move`."""
    return letter if ruling is None else _hold(letter, desk, ruling.hand, Hold(since=letter.state, reason=ruling.item.note, by=ruling.actor))


def because(letter: Letter, desk: Desk, reason: str, hand: Hand = DAEMON) -> Letter:
    """Hold for a reason. Commit point: `register.move`."""
    return _hold(letter, desk, hand, Hold(since=letter.state, reason=reason))


def _hold(letter: Letter, desk: Desk, hand: Hand, hold: Hold) -> Letter:
    act = Act(action="held", hand=hand, at=desk.clock.now(), note=hold.reason)
    return desk.register.move(*pass_on(letter, State.HELD, act, desk.office, hold=hold))


def end(letter: Letter, desk: Desk, hand: Hand, note: str = "") -> Letter:
    """End a hold: the letter goes on from the state it was held in. Commit point: `register.move`.

    Raises:
        DraftRefusedError: it is not held.
    """
    if letter.hold is None or letter.state is not State.HELD:
        raise DraftRefusedError(say.NOT_HELD(letter=letter.id))
    act = Act(action="released", hand=hand, at=desk.clock.now(), note=note)
    freed, event = pass_on(letter, letter.hold.since, act, desk.office, hold=None)
    return desk.register.move(freed, event)
