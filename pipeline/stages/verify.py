"""SOP 5: a direct or indirect superior verifies, level by level; a revision is `send_back`'s."""

from pipeline.domain.handover import Act, pass_on
from pipeline.domain.letter import Letter
from pipeline.domain.routing import raised
from pipeline.ports import Desk, Ruling


def run(letter: Letter, desk: Desk, ruling: Ruling | None = None) -> Letter:
    """Raise an approved letter to the next level, after the last to the signatory. Commit point: `register.move`."""
    if ruling is None:
        return letter
    state, level = raised(letter)
    act = Act(action="verified", hand=ruling.hand, at=desk.clock.now(), note=ruling.item.note)
    verified, event = pass_on(letter, state, act, desk.office, level=level)
    return desk.register.move(verified, event)
