"""One round of the office's work: take in what was saved, hear what was decided, carry on what needs no person, show where everything stands.

A round is level-triggered: it looks at the folders and the register as they are, never at what happened. Run after any crash it is the recovery.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final

import structlog

from pipeline.domain.errors import ConflictError, DraftRefusedError, Fault, IncompleteDraftError, NotALetterError, SuratError
from pipeline.domain.letter import Letter
from pipeline.domain.mailing import Bounce, named_in
from pipeline.domain.notes import intake as say_intake
from pipeline.domain.notes import letters as say
from pipeline.domain.retry import FIRST_PAUSE
from pipeline.domain.states import DeliveryState, State
from pipeline.domain.submission import NumberRequest, Submission, WithdrawRequest
from pipeline.domain.told import TOLD_FOR
from pipeline.hearing import hear
from pipeline.ports import Desk, Draft, Each, Lane
from pipeline.sop import carry_on
from pipeline.stages import bounce, receive, request, show
from pipeline.trouble import alone, guarded, plain

log = structlog.get_logger()

GoesOn = Callable[[], bool]
"""Asked before each letter, draft and decision: whether to begin with it. It is also the sign of life of a long round."""

_SHOWN_AT_ONCE: Final = 100
"""How many letters' showing is committed together."""
_SHOWN_IN_A_ROUND: Final = 500
"""How many letters a round shows at most: after a restore all of them wait for it, and nobody's draft or decision waits for that."""
_BOUNCES_AT_A_LOOK: Final = 100
"""Anybody may write to that mailbox, and nobody's draft or decision waits for what he writes."""
_STOPPED: Final = frozenset({DeliveryState.DEFERRED, DeliveryState.UNCERTAIN})


def without_end() -> bool:
    """Go on with everything there is to do."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What one round did."""

    drafts: int
    decisions: int
    letters: int
    shown: int

    @property
    def is_idle(self) -> bool:
        """Whether there was nothing to do."""
        return not (self.drafts or self.decisions or self.letters or self.shown)


def work(desk: Desk, each: Each, goes_on: GoesOn = without_end) -> Tally:
    """One round. Never raises for a letter's or a file's sake.

    Args:
        desk: the office.
        each: the engine.
        goes_on: false where the rest is to be left to a later round.
    """

    def begin(lane: Lane, act: Callable[[str], bool], names: Iterable[str]) -> int:
        return each(lambda name: goes_on() and act(name), names, lane=lane)

    drafts, sheets = desk.drafts.sweep(), desk.tray.sweep()
    by_name = {f"{draft.unit}/{draft.stem}": draft for draft in drafts}
    return Tally(
        drafts=begin(Lane.DRAFTS, lambda name: take_in(by_name[name], desk), by_name),
        decisions=hear(sheets, desk, each, goes_on),
        letters=begin(Lane.LETTERS, lambda letter: go_on(letter, desk), desk.register.due(desk.clock.now())),
        shown=_show(desk.register.unshown(desk.clock.now())[:_SHOWN_IN_A_ROUND], desk, each, goes_on),
    )


def mend(desk: Desk, goes_on: GoesOn = without_end) -> None:
    """Have the next round show again what somebody deleted from the shares, and clear away what has been told for long enough or was left there."""
    desk.shares.tidy()
    _tend_seals(desk)
    _hear_bounces(desk, goes_on)
    for letter, paths in desk.register.places():
        if not goes_on():
            return
        if desk.shares.lacks(paths):
            desk.register.show_anew(letter)
            log.info("letter_shown_again", letter=letter)
    for cancelled in desk.register.lingering(desk.clock.now() - TOLD_FOR):
        desk.register.show_anew(cancelled)


def _tend_seals(desk: Desk) -> None:
    """Let sealing keys go whose time is over. Where that fails it is told, and nothing else waits for it."""
    try:
        destroyed = desk.seals.tend(desk.clock.now())
    except SuratError as error:
        log.warning("sealing_keys_not_tended", reason=plain(error))
        return
    if destroyed:
        log.info("sealing_keys_destroyed", keys=destroyed)


def _hear_bounces(desk: Desk, goes_on: GoesOn) -> None:
    """Have what mail systems gave back printed, so many at a look. A bounce that makes trouble waits for the next one, and hinders no other."""
    for one in islice(desk.bounces.sweep(), _BOUNCES_AT_A_LOOK):
        if not goes_on():
            return
        named = named_in(one.about)
        letter = named[0] if named else ""

        def hear(found: Bounce = one, letter: str = letter) -> None:
            was_understood = bounce.run(found, desk)
            desk.bounces.put_away(found, was_understood=was_understood)
            log.info("bounce_read" if was_understood else "bounce_not_understood", letter=letter, outcome=found.fortune)

        alone(letter, hear)


def take_in(draft: Draft, desk: Desk) -> bool:
    """Make a draft a letter, answer its request, or tell its writer what is wrong; False where it must be looked at again."""
    with desk.drafts.in_hand(draft):
        return _take_in(draft, desk)


def _take_in(draft: Draft, desk: Desk) -> bool:
    try:
        _answer_or_refuse(draft, desk)
    except ConflictError:
        log.info("letter_moved_meanwhile", unit=draft.unit)
        return False
    except (SuratError, OSError) as error:
        log.warning("draft_deferred", unit=draft.unit, reason=plain(error))
        desk.drafts.defer(draft)
        return False
    except Exception:
        log.exception("draft_failed", unit=draft.unit)
        return alone(draft.unit, partial(desk.drafts.refuse, draft, (Fault(message=say.DRAFT_FAULT_OF_OURS()),)))
    return True


def _answer_or_refuse(draft: Draft, desk: Desk) -> None:
    try:
        _answer(draft, desk)
    except IncompleteDraftError:
        if not draft.is_long_at_rest:
            desk.drafts.expect(draft)
            return
        desk.drafts.quarantine(draft, (Fault(message=say_intake.CUT_OFF()),))
        log.info("draft_quarantined", unit=draft.unit, faults=1)
    except NotALetterError as refusal:
        desk.drafts.quarantine(draft, refusal.faults)
        log.info("draft_quarantined", unit=draft.unit, faults=len(refusal.faults))
    except DraftRefusedError as refusal:
        desk.drafts.refuse(draft, refusal.faults)
        log.info("draft_refused", unit=draft.unit, faults=len(refusal.faults))


def _answer(draft: Draft, desk: Desk) -> None:
    began = time.monotonic()
    sidecar = receive.read(draft, desk)
    match sidecar:
        case NumberRequest():
            request.reserve(draft, sidecar, desk)
        case WithdrawRequest():
            request.withdraw(draft, sidecar, desk)
        case Submission():
            letter = receive.run(draft, sidecar, desk)
            if letter is not None:
                log.info("letter_received", letter=letter.id, unit=draft.unit, took_ms=_since(began))
        case None:
            desk.drafts.wait(draft)


def go_on(letter: str, desk: Desk) -> bool:
    """Carry one letter on as far as it goes without a person; whether that went without trouble of ours."""

    def as_far_as_it_goes(found: Letter) -> None:
        while True:
            began = time.monotonic()
            after = carry_on(found, desk)
            if after.version == found.version:
                _tell_what_waits(after, desk)
                return
            log.info("letter_moved", letter=after.id, step=found.state, outcome=after.state, took_ms=_since(began))
            found = after

    return guarded(letter, as_far_as_it_goes, desk)


def _tell_what_waits(letter: Letter, desk: Desk) -> None:
    """Log each delivery that did not get through, or may not have."""
    if letter.state is not State.DISPATCHING:
        return
    for delivery in desk.register.deliveries(letter.id):
        if delivery.state in _STOPPED:
            log.warning("delivery_waits", letter=letter.id, step=delivery.channel, outcome=delivery.state)


def _show(letters: Sequence[str], desk: Desk, each: Each, goes_on: GoesOn) -> int:
    """Show letters on the shares, so many at once; what cannot be shown now is shown later, and the letter itself does not suffer. How many are shown."""
    shown = 0
    for start in range(0, len(letters), _SHOWN_AT_ONCE):
        if not goes_on():
            break
        together = letters[start : start + _SHOWN_AT_ONCE]
        try:
            failed = show.run(together, desk, each)
        except SuratError as error:
            failed = dict.fromkeys(together, error)
        for letter, trouble in failed.items():
            log.warning("letter_not_shown", letter=letter, reason=plain(trouble), exc_info=None if isinstance(trouble, SuratError | OSError) else trouble)
            desk.register.defer_showing(letter, desk.clock.now() + FIRST_PAUSE)
        shown += len(together) - len(failed)
    return shown


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
