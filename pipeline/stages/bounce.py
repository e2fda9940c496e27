"""SOP 9, afterwards: an e-mail that its recipient's mail system gave back is printed and carried, also where the letter counted as sent.

A bounce counts for the delivery whose message it names, code and all; any other is left to a person. It counts once, however often it is found.
"""

from dataclasses import replace

from pipeline.domain.channel import Channel
from pipeline.domain.errors import UnknownLetterError
from pipeline.domain.handover import DAEMON, Act, Hand, pass_on, record
from pipeline.domain.letter import Delivery, Letter
from pipeline.domain.mailing import Bounce, Fortune, is_named, named_in
from pipeline.domain.notes import delivery as say
from pipeline.domain.printing import BY_HAND
from pipeline.domain.states import DeliveryState, State
from pipeline.ports import Desk

_GIVEN_BACK = frozenset({DeliveryState.SENT, DeliveryState.UNCERTAIN, DeliveryState.SENDING})


def run(bounce: Bounce, desk: Desk) -> bool:
    """Do what a bounce asks for; whether it was understood. Commit points: `register.report`, then `register.move` where the letter was closed."""
    found = _delivery_of(bounce, desk)
    if found is None or bounce.fortune is Fortune.OTHER:
        return False
    letter, delivery = found
    if not desk.register.has_evidence(letter.id, bounce.evidence):
        _enter(letter, delivery, bounce, desk)
    _open_again(desk.register.letter(letter.id), desk)  # it may have been closed while this was entered; from here on it cannot be
    return True


def _delivery_of(bounce: Bounce, desk: Desk) -> tuple[Letter, Delivery] | None:
    named = named_in(bounce.about)
    if named is None:
        return None
    try:
        letter = desk.register.letter(named[0])
    except UnknownLetterError:
        return None
    of_letter = (one for one in desk.register.deliveries(letter.id) if one.id == named[1])
    return next(((letter, one) for one in of_letter if is_named(bounce.about, letter, one)), None)


def _enter(letter: Letter, delivery: Delivery, bounce: Bounce, desk: Desk) -> None:
    is_lost = bounce.fortune is Fortune.FAILED and delivery.channel is Channel.EMAIL and delivery.state in _GIVEN_BACK
    counts = is_lost and letter.state is not State.CANCELLED
    hand = Hand(actor=DAEMON.actor, evidence=bounce.evidence)
    action = "delivery_bounced" if bounce.fortune is Fortune.FAILED else "delivery_delayed"
    event = record(letter, Act(action=action, hand=hand, at=desk.clock.now(), note=f"{delivery.recipient.name}: {bounce.words}"))
    if not counts:
        desk.register.note(event)
        return
    note = say.BOUNCED(words=bounce.words).words(desk.language)
    job = BY_HAND if desk.printer is None else delivery.job
    printed = replace(delivery, state=DeliveryState.TO_PRINT, channel=Channel.PRINT, proof="", note=note, sent_on=None, next_at=None, job=job)
    desk.register.report(printed, event)


def _open_again(letter: Letter, desk: Desk) -> None:
    """A letter that counted as sent is on its way again while one of its deliveries is not."""
    if letter.state is State.SENT and any(one.state is DeliveryState.TO_PRINT for one in desk.register.deliveries(letter.id)):
        act = Act(action="opened_again", hand=DAEMON, at=desk.clock.now())
        desk.register.move(*pass_on(letter, State.DISPATCHING, act, desk.office))
