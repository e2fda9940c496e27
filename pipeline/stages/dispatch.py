"""SOP 9: the signed letter goes to each recipient by e-surat, else e-mail, else print and dispatch by hand or post.

Each recipient is on his own. A delivery is begun in the register before it is tried and its outcome recorded after; one found begun after a crash is done
again where that is harmless, and is `uncertain` where the other side may already have it: a person resolves, nothing is silently sent twice. One that may have
arrived by an earlier try is not printed either where its own way leads no further; it is uncertain, too.
"""

from dataclasses import replace
from datetime import timedelta

from pipeline.domain.channel import IN_DOUBT, Channel, DeliveryReport, Outcome
from pipeline.domain.dates import in_words
from pipeline.domain.decision import Handover
from pipeline.domain.errors import DraftRefusedError, HeldError, LaterError, UncertainError
from pipeline.domain.handover import DAEMON, Act, pass_on, record
from pipeline.domain.letter import Delivery, Letter
from pipeline.domain.notes import Message
from pipeline.domain.notes import decisions as say_decision
from pipeline.domain.notes import delivery as say_delivery
from pipeline.domain.notes import letters as say
from pipeline.domain.notes import printing as say_printing
from pipeline.domain.printing import BEGUN, BY_HAND, JobStanding, is_for_printer, job_name
from pipeline.domain.retry import LONGEST_PAUSE, PATIENCE, is_out_of_patience, next_try
from pipeline.domain.states import DeliveryState, State
from pipeline.ports import Desk, Printer, Ruling

_NEXT_STATE = {
    Outcome.SENT: DeliveryState.SENT,
    Outcome.DEFERRED: DeliveryState.DEFERRED,
    Outcome.REFUSED: DeliveryState.TO_PRINT,
    Outcome.UNCERTAIN: DeliveryState.UNCERTAIN,
    Outcome.TO_PRINT: DeliveryState.TO_PRINT,
}
LOOK_AGAIN = timedelta(seconds=30)
"""How long a printer is left alone with its jobs."""
_OPEN_FOR_HAND = frozenset({DeliveryState.TO_PRINT, DeliveryState.PRINTED})


def plan(letter: Letter, desk: Desk, _ruling: Ruling | None = None) -> Letter:
    """Let a signed letter wait for its release, or plan its deliveries. Commit point: `register.move`."""
    if not desk.office.release_by_registrar:
        return _begin(letter, desk, None)
    act = Act(action="ready_to_send", hand=DAEMON, at=desk.clock.now())
    return desk.register.move(*pass_on(letter, State.READY_TO_SEND, act, desk.office))


def release(letter: Letter, desk: Desk, ruling: Ruling | None = None) -> Letter:
    """Plan the deliveries of a letter the registry officer released (`lepas`), after keeping it back too. Commit point: `register.move`.

    A crash before that leaves it waiting for its release, and the decision is heard again.
    """
    if ruling is None:
        return letter
    if letter.hold is not None:
        act = Act(action="hold_ended", hand=replace(ruling.hand, evidence=""), at=desk.clock.now())
        letter = desk.register.move(*pass_on(letter, State.READY_TO_SEND, act, desk.office, hold=None))
    return _begin(letter, desk, ruling)


def carry(letter: Letter, desk: Desk, ruling: Ruling | None = None) -> Letter:
    """Try what is due, or note what a person handed over, and close the letter when everybody has it.

    A decision tries nothing: another delivery of the letter may be on its way this very moment, and the report wakes the letter for the rest.
    Commit points: `register.report`, once a delivery; `register.move` when all have it.
    """
    if ruling is not None:
        _hand_over(letter, desk, ruling)
    else:
        for delivery in desk.register.deliveries(letter.id):
            _try(letter, delivery, desk)
        if desk.printer is not None:
            _print(letter, desk.printer, desk)
    return _close(letter, desk)


def _begin(letter: Letter, desk: Desk, ruling: Ruling | None) -> Letter:
    to, copies = letter.submission.recipients, letter.submission.copies_to
    deliveries = [
        Delivery(id=0, letter=letter.id, recipient=one, channel=one.channel, state=DeliveryState.PLANNED, is_copy=position >= len(to))
        for position, one in enumerate((*to, *copies))
    ]
    act = Act(action="released" if ruling else "dispatch_begun", hand=ruling.hand if ruling else DAEMON, at=desk.clock.now())
    dispatching, event = pass_on(letter, State.DISPATCHING, act, desk.office)
    return desk.register.move(dispatching, event, deliveries=deliveries)


def _try(letter: Letter, delivery: Delivery, desk: Desk) -> None:
    now = desk.clock.now()
    carrier = desk.way_to(delivery)
    if delivery.state is DeliveryState.SENDING and not carrier.is_repeatable:
        _record(letter, delivery, DeliveryReport(outcome=Outcome.UNCERTAIN, note=say.CUT_WHILE_SENDING(letter=letter.id)), desk)
        return
    is_due = delivery.state in {DeliveryState.PLANNED, DeliveryState.SENDING} or (
        delivery.state is DeliveryState.DEFERRED and (delivery.next_at is None or not now < delivery.next_at <= now + LONGEST_PAUSE)
    )
    if not is_due or letter.document is None:
        return
    document = desk.documents.path(letter.document)  # if that is gone, nothing was begun
    proof = IN_DOUBT if delivery.state is DeliveryState.SENDING else delivery.proof
    sending = replace(delivery, state=DeliveryState.SENDING, attempts=delivery.attempts + 1, proof=proof)
    if delivery.state is not DeliveryState.SENDING:
        desk.register.report(sending)
    _record(letter, sending, carrier.carry(letter, sending, document), desk)


def _record(letter: Letter, delivery: Delivery, report: DeliveryReport, desk: Desk) -> None:
    now = desk.clock.now()
    if report.not_before is not None:  # it was not its turn: no attempt, and nothing to tell
        at = now + min(report.not_before, LONGEST_PAUSE)
        desk.register.report(replace(delivery, state=DeliveryState.DEFERRED, attempts=delivery.attempts - 1, next_at=at))
        return
    is_in_doubt = report.in_doubt or delivery.is_in_doubt
    state, told = _standing(delivery, report, is_in_doubt=is_in_doubt)
    note = " ".join(one.words(desk.language) for one in told)
    after = replace(
        delivery,
        state=state,
        channel=Channel.PRINT if state is DeliveryState.TO_PRINT else delivery.channel,
        next_at=max(next_try(now, delivery.attempts), now + min(report.wait, LONGEST_PAUSE)) if state is DeliveryState.DEFERRED else None,
        proof=IN_DOUBT if is_in_doubt and state is DeliveryState.DEFERRED else report.proof,
        note=note,
        sent_on=desk.clock.today() if state is DeliveryState.SENT else None,
        job=BY_HAND if desk.printer is None and state is DeliveryState.TO_PRINT else delivery.job,
    )
    act = Act(action=f"delivery_{state}", hand=DAEMON, at=now, note=": ".join(part for part in (delivery.recipient.name, note or report.proof) if part))
    desk.register.report(after, record(letter, act))


def _standing(delivery: Delivery, report: DeliveryReport, *, is_in_doubt: bool) -> tuple[DeliveryState, tuple[Message, ...]]:
    """Where a delivery stands after a try, and what is told of it; what may have arrived is never printed by itself."""
    told = (report.note,) if report.note else ()
    gives_up = report.outcome is Outcome.DEFERRED and is_out_of_patience(delivery.attempts)
    if is_in_doubt and (gives_up or report.outcome is Outcome.REFUSED):
        return DeliveryState.UNCERTAIN, (say_delivery.MAY_HAVE_COME_BEFORE(recipient=delivery.recipient.name),)
    if gives_up:
        return DeliveryState.TO_PRINT, (*told, say_delivery.GIVEN_UP(days=PATIENCE.days))
    return _NEXT_STATE[report.outcome], told


def _hand_over(letter: Letter, desk: Desk, ruling: Ruling) -> None:
    handover = ruling.item.handover or Handover()
    waiting = [one for one in desk.register.deliveries(letter.id) if one.state in _OPEN_FOR_HAND]
    names = ", ".join(one.recipient.name for one in waiting)
    wanted = handover.recipient
    if not wanted and len(waiting) > 1:
        raise DraftRefusedError(say_decision.RECIPIENT_NEEDED(open=names))
    chosen = [one for one in waiting if not wanted or one.recipient.name.casefold() == wanted.casefold()]
    if not chosen:
        raise DraftRefusedError(say_decision.RECIPIENT_NOT_OPEN(recipient=wanted, open=names or "-"))
    day = in_words(handover.on) if handover.on else ""
    proof = "; ".join(part for part in (handover.taken_by, handover.receipt, day, ruling.item.note) if part)
    act = Act(action="handed_over", hand=ruling.hand, at=desk.clock.now(), note=f"{chosen[0].recipient.name}: {proof}")
    sent_on = handover.on or desk.clock.today()
    delivered = replace(chosen[0], state=DeliveryState.SENT, proof=proof, sent_on=sent_on, taken_by=handover.taken_by)
    desk.register.report(delivered, record(letter, act))


def _close(letter: Letter, desk: Desk) -> Letter:
    deliveries = desk.register.deliveries(letter.id)
    if not deliveries:
        raise HeldError(say.NOBODY_TO_SEND_TO(letter=letter.id))
    if all(one.state is DeliveryState.SENT for one in deliveries):
        act = Act(action="sent", hand=DAEMON, at=desk.clock.now())
        return desk.register.move(*pass_on(letter, State.SENT, act, desk.office))
    pending = [one.next_at for one in deliveries if one.state is DeliveryState.DEFERRED and one.next_at]
    pending += [desk.clock.now() + LOOK_AGAIN for one in deliveries if _is_at_printer(letter, one, desk)]
    if pending:
        desk.register.wake(letter.id, min(pending))
    else:
        desk.register.rest(letter.id, letter.version)
    return letter


def _is_at_printer(letter: Letter, delivery: Delivery, desk: Desk) -> bool:
    if desk.printer is None:
        return False
    restored = desk.register.restoration()
    return is_for_printer(letter, delivery, restored.at if restored else None)


def _print(letter: Letter, printer: Printer, desk: Desk) -> None:
    """Hand over what is to be printed, and ask for what was: a job is begun in the register before it is sent, and is never sent twice."""
    for one in desk.register.deliveries(letter.id):
        if not _is_at_printer(letter, one, desk):
            continue
        try:
            _advance(letter, one, printer, desk)
        except (LaterError, UncertainError):
            continue  # where it may have the job, it stays begun, and the printer is asked for it the next time
        except HeldError as refused:
            _note_job(letter, replace(one, job=BY_HAND), "print_by_hand", refused.message, desk)


def _advance(letter: Letter, one: Delivery, printer: Printer, desk: Desk) -> None:
    """One step of one delivery's job. Commit points: `register.report`, before the printer is given anything and after each of its answers."""
    if not one.job:
        document = desk.documents.path(letter.document or "")
        desk.register.report(replace(one, job=BEGUN))
        try:
            job = printer.start(job_name(letter, one), document)
        except LaterError:
            desk.register.report(one)  # the printer has nothing
            raise
        _note_job(letter, replace(one, job=str(job)), "print_started", say_printing.PRINTING(job=job), desk)
    elif one.job == BEGUN:
        found = printer.find(job_name(letter, one))
        if found is None:
            _note_job(letter, replace(one, job=BY_HAND), "print_by_hand", say_printing.PRINT_BY_HAND(), desk)
        else:
            _note_job(letter, replace(one, job=str(found)), "print_started", say_printing.PRINTING(job=found), desk)
    else:
        _follow(letter, one, printer.standing(int(one.job)), desk)


def _follow(letter: Letter, one: Delivery, standing: JobStanding, desk: Desk) -> None:
    if standing is JobStanding.DONE:
        _note_job(letter, replace(one, state=DeliveryState.PRINTED), "print_done", say_printing.PRINTED(job=one.job), desk)
    elif standing is JobStanding.LOST:
        _note_job(letter, replace(one, job=BY_HAND), "print_by_hand", say_printing.PRINT_BY_HAND(), desk)


def _note_job(letter: Letter, after: Delivery, action: str, told: Message, desk: Desk) -> None:
    act = Act(action=action, hand=DAEMON, at=desk.clock.now(), note=f"{after.recipient.name}: {told.words(desk.language)}")
    desk.register.report(after, record(letter, act))
