"""A letter is withdrawn: by its applicant before the TTE, by the registry officer until it is sent. Its number stays in the register, void (*batal*)."""

from pipeline.domain.handover import Act, Hand, pass_on
from pipeline.domain.letter import Letter
from pipeline.domain.notes import letters as say
from pipeline.domain.states import DeliveryState, State
from pipeline.ports import Desk, Ruling


def run(letter: Letter, desk: Desk, ruling: Ruling | None = None) -> Letter:
    """Cancel as the registry officer decided. Commit point: `register.cancel`."""
    return letter if ruling is None else because(letter, desk, ruling.item.note, ruling.hand)


def because(letter: Letter, desk: Desk, reason: str, hand: Hand) -> Letter:
    """Cancel for a reason somebody gave. Commit point: `register.cancel`."""
    have_it = [one.recipient.name for one in desk.register.deliveries(letter.id) if one.state is DeliveryState.SENT]
    note = f"{reason} ({say.RECIPIENTS_HAVE_IT(names=', '.join(have_it)).words(desk.language)})" if have_it else reason
    act = Act(action="cancelled", hand=hand, at=desk.clock.now(), note=note)
    cancelled, event = pass_on(letter, State.CANCELLED, act, desk.office, remark=reason, hold=None)
    return desk.register.cancel(cancelled, event)
