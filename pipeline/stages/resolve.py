"""A person ends an uncertainty: whether a message did arrive, whether a document was signed. The product never guesses."""

from dataclasses import replace
from pathlib import Path

from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.handover import Act, Hand, pass_on, record
from pipeline.domain.letter import Delivery, Letter
from pipeline.domain.notes import commands as say
from pipeline.domain.routing import raised
from pipeline.domain.states import DeliveryState, State
from pipeline.ports import Desk


def delivery(letter: Letter, uncertain: Delivery, desk: Desk, act: Act, *, done: bool) -> None:
    """Close an uncertain delivery, or have it tried again. Commit point: `register.report`."""
    answered = replace(uncertain, note="")  # it asked for just this
    delivered = replace(answered, state=DeliveryState.SENT, proof=act.note, sent_on=desk.clock.today())
    after = delivered if done else replace(answered, state=DeliveryState.PLANNED)
    desk.register.report(after, record(letter, replace(act, note=f"{uncertain.recipient.name}: {act.note}")))


def not_signed(letter: Letter, desk: Desk, act: Act) -> Letter:
    """The gateway did not sign: the letter waits for its signatory again. Commit point: `register.move`."""
    return desk.register.move(*pass_on(letter, State.AWAITING_SIGNATURE, act, desk.office))


def signed(letter: Letter, file: Path, desk: Desk, act: Act) -> Letter:
    """The gateway did sign: take the signed document in. Commit point: `register.move`.

    Raises:
        DraftRefusedError: the file is not a validly signed version of exactly the bytes that were sent.
    """
    document = desk.documents.put(file)
    sent = desk.documents.path(_sent(letter, desk))
    if not desk.judge.adds_one_signature(sent, desk.documents.path(document)):
        raise DraftRefusedError(say.FILE_UNFIT(letter=letter.id))
    state, level = raised(letter)
    return desk.register.move(*pass_on(letter, state, act, desk.office, document=document, level=level))


def _sent(letter: Letter, desk: Desk) -> str:
    """The digest of what went to the gateway: the approved document, or the copy with a footer that is recorded together with the sending."""
    events = desk.register.events(letter.id)
    started = max((place for place, event in enumerate(events) if event.action == "signing_started"), default=0)
    before = events[started - 1] if started else None
    copy = before.document if before is not None and before.action == "footer_added" else None
    return copy or letter.document or letter.source


def act_of(hand: Hand, desk: Desk, why: str) -> Act:
    """The act of resolving, now."""
    return Act(action="resolved", hand=hand, at=desk.clock.now(), note=why)
