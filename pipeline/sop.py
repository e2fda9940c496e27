"""READ FIRST: the office's procedure for outgoing letters (*tata persuratan, surat keluar dengan TTE*) as one table, top to bottom.

Each row is one line of the work instruction: who acts, the state it takes a letter in, what is done, and the states it can leave it in. The printed sheet
numbers its steps 1, 2, 3, 4, 5, 8, 9; 6 and 7 are missing from it, and any number of verification levels stands in their place. Below the procedure stand the
verdicts that an official may give instead of raising a letter.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pipeline.domain.decision import Verdict
from pipeline.domain.letter import Letter
from pipeline.domain.office import Role
from pipeline.domain.states import State
from pipeline.ports import Desk, Ruling
from pipeline.stages import ask_code, cancel, dispatch, hold, number, send_back, sign, submit, verify

Run = Callable[[Letter, Desk, Ruling | None], Letter]
"""A stage: carries a letter on; without a ruling it does what needs no person."""

S = State


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the procedure."""

    sop: tuple[int, ...]
    who: Role
    takes: State
    run: Run
    gives: tuple[State, ...]


FLOW: Final = (
    #    sop     who              takes                 run               gives
    Step((1, 2), Role.REGISTRAR, S.RECEIVED, number.run, (S.NUMBERED,)),
    Step((3, 4), Role.ORIGINATOR, S.NUMBERED, submit.run, (S.IN_VERIFICATION, S.AWAITING_SIGNATURE, S.RETURNED)),
    Step((5,), Role.VERIFIER, S.IN_VERIFICATION, verify.run, (S.IN_VERIFICATION, S.AWAITING_SIGNATURE)),
    Step((8,), Role.SIGNATORY, S.AWAITING_SIGNATURE, sign.run, (S.AWAITING_SIGNATURE, S.SIGNED)),
    Step((9,), Role.REGISTRAR, S.SIGNED, dispatch.plan, (S.READY_TO_SEND, S.DISPATCHING)),
    Step((9,), Role.REGISTRAR, S.READY_TO_SEND, dispatch.release, (S.DISPATCHING,)),
    Step((9,), Role.REGISTRAR, S.DISPATCHING, dispatch.carry, (S.SENT,)),
)
"""The procedure, as printed."""

INSTEAD: Final[Mapping[Verdict, tuple[Run, State]]] = MappingProxyType(
    {
        Verdict.REVISE: (send_back.run, S.RETURNED),
        Verdict.KEEP: (hold.run, S.HELD),
        Verdict.CANCEL: (cancel.run, S.CANCELLED),
        Verdict.ASK_CODE: (ask_code.run, S.AWAITING_SIGNATURE),
    }
)
"""What a verdict does that does not raise the letter, and the state it leaves it in."""

_BY_STATE: Final[Mapping[State, Step]] = MappingProxyType({step.takes: step for step in FLOW})


def step_of(letter: Letter) -> Step | None:
    """The row a letter stands in; none for one that is returned, held, uncertain, sent or cancelled."""
    return _BY_STATE.get(letter.state)


def carry_on(letter: Letter, desk: Desk) -> Letter:
    """Do with a letter what needs no person."""
    step = step_of(letter)
    return step.run(letter, desk, None) if step else letter


def obey(letter: Letter, desk: Desk, ruling: Ruling) -> Letter:
    """Carry out a decision that counts."""
    if ruling.item.verdict in INSTEAD:
        run, _ = INSTEAD[ruling.item.verdict]
        return run(letter, desk, ruling)
    step = _BY_STATE.get(letter.hold.since if letter.hold else letter.state)
    return step.run(letter, desk, ruling) if step else letter
