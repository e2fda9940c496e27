"""SOP 1-2: the letter gets its register number, `(classification code/sequence number)`.

Most letters are numbered at once. One without a code, with a number that is not reserved, or with a date out of order rests in 2-penomoran until the
registry officer consents; his consent may bring the code.
"""

from dataclasses import replace

from pipeline.domain.errors import DraftRefusedError, Fault
from pipeline.domain.handover import DAEMON, Act, pass_on
from pipeline.domain.letter import Letter
from pipeline.domain.registry import claim_for
from pipeline.domain.states import State
from pipeline.ports import Desk, Ruling


def run(letter: Letter, desk: Desk, ruling: Ruling | None = None) -> Letter:
    """Number a letter, or let it rest with the registry officer. Commit point: `register.number`.

    Raises:
        DraftRefusedError: the registry officer consents, but the code is still missing or unknown.
    """
    if ruling is not None:
        letter = replace(letter, consented=True, code=ruling.item.code or letter.code)
    open_questions = desk.questions(letter)
    if ruling is not None and open_questions:
        raise DraftRefusedError(open_questions[0], tuple(Fault(message=one) for one in open_questions))
    if open_questions:
        desk.register.rest(letter.id, letter.version)
        return letter
    claim = claim_for(letter, desk.office, desk.clock.today())
    act = Act(action="numbered", hand=ruling.hand if ruling else DAEMON, at=desk.clock.now(), note=ruling.item.note if ruling else "")
    numbered, event = pass_on(letter, State.NUMBERED, act, desk.office, date=claim.day)
    return desk.register.number(numbered, claim, event)
