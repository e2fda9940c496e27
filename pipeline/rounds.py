"""One round of the office's work: take in what was saved, hear what was decided, carry on what needs no person, show where everything stands.

A round is level-triggered: it looks at the folders and the register as they are, never at what happened. Run after any crash it is the recovery. One letter's
trouble is that letter's alone: it is returned, deferred or held, and the round goes on. That is why unexpected errors are caught here, and logged whole.
"""

import contextlib
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import structlog

from pipeline.domain.decision import Verdict
from pipeline.domain.errors import ConflictError, DraftRefusedError, Fate, Fault, IncompleteDraftError, NotALetterError, SuratError, UnknownLetterError
from pipeline.domain.handover import DAEMON, Act, Hand, record
from pipeline.domain.letter import Letter
from pipeline.domain.notes import decisions as say_decision
from pipeline.domain.notes import letters as say
from pipeline.domain.retry import FIRST_PAUSE, is_out_of_patience, next_try
from pipeline.domain.states import OPEN, State
from pipeline.domain.submission import NumberRequest, Submission, WithdrawRequest
from pipeline.domain.weigh import Voice, Weighed, Weight, contradict, weigh
from pipeline.ports import Desk, Draft, Ruling, Sheet
from pipeline.sop import carry_on, obey
from pipeline.stages import hold, receive, request, send_back, show, sign

log = structlog.get_logger()

Each = Callable[[Callable[[str], None], Iterable[str]], None]
"""Does one thing for each of many letters, perhaps several at once."""


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


def work(desk: Desk, each: Each) -> Tally:
    """One round. Never raises for a letter's or a file's sake."""
    drafts, sheets = desk.drafts.sweep(), desk.tray.sweep()
    by_name = {f"{draft.unit}/{draft.stem}": draft for draft in drafts}
    answered: list[str] = []
    each(lambda name: answered.append(name) if take_in(by_name[name], desk) else None, by_name)
    heard = hear(sheets, desk)
    due = desk.register.due(desk.clock.now())
    each(lambda letter: _alone(letter, lambda: go_on(letter, desk)), due)
    shown: list[str] = []
    each(lambda letter: _alone(letter, lambda: shown.append(letter) if _show(letter, desk) else None), desk.register.unshown(desk.clock.now()))
    return Tally(drafts=len(answered), decisions=heard, letters=len(due), shown=len(shown))


def mend(desk: Desk) -> None:
    """Have the next round show again what somebody deleted from the shares."""
    for letter in desk.register.letters():
        if desk.shares.lacks(desk.register.shown(letter.id)):
            desk.show_again(letter)
            log.info("letter_shown_again", letter=letter.id)


def take_in(draft: Draft, desk: Desk) -> bool:
    """Make a draft a letter, answer its request, or tell its writer what is wrong; False where it must be looked at again."""
    try:
        _answer_or_refuse(draft, desk)
    except (SuratError, OSError) as error:
        log.warning("draft_deferred", unit=draft.unit, reason=plain(error))
        return False
    except Exception:
        log.exception("draft_failed", unit=draft.unit)
        return False
    return True


def _answer_or_refuse(draft: Draft, desk: Desk) -> None:
    try:
        _answer(draft, desk)
    except IncompleteDraftError:
        desk.drafts.wait(draft)
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


def hear(sheets: Sequence[Sheet], desk: Desk) -> int:
    """Weigh every decision file of a sweep; those that count are carried out, the others are answered. How many were."""
    by_letter: dict[str, list[Ruling]] = defaultdict(list)
    for sheet in sheets:
        for ruling in sheet.rulings:
            by_letter[ruling.item.letter].append(ruling)
    conflicting: set[str] = set()
    heard = 0
    for letter, rulings in by_letter.items():
        if len(rulings) > 1:
            _alone(letter, partial(_note_conflict, letter, rulings, conflicting, desk))
    for sheet in sheets:
        try:
            heard += _hear_sheet(sheet, conflicting, desk)
        except (SuratError, OSError) as error:
            log.warning("decision_deferred", reason=plain(error))
        except Exception:
            log.exception("decision_failed")
    return heard


def _note_conflict(letter: str, rulings: Sequence[Ruling], conflicting: set[str], desk: Desk) -> None:
    """Where decisions found together contradict each other, none counts and the letter is held."""
    try:
        found = desk.register.letter(letter)
    except UnknownLetterError:
        return
    counting = tuple(voice for voice in (_voice(one, desk) for one in rulings) if weigh(voice, found).weight is Weight.COUNTS)
    if not contradict(counting):
        return
    conflicting.add(letter)
    if found.state in OPEN - {State.HELD}:
        hold.because(found, desk, say_decision.CONTRADICTION(letter=letter).words(desk.language))
    log.warning("letter_held", letter=letter, outcome="contradiction")


def _hear_sheet(sheet: Sheet, conflicting: set[str], desk: Desk) -> bool:
    """Answer one decision file; False where it waits for its time."""
    faults, early, counting = list(sheet.faults), [], []
    for ruling in sheet.rulings:
        if ruling.secret is not None and not desk.plain_passphrases:
            faults.append(Fault(message=say_decision.NO_PLAIN_SECRET(letter=ruling.item.letter)))
            continue
        if ruling.item.letter in conflicting:
            faults.append(Fault(message=say_decision.CONTRADICTION(letter=ruling.item.letter)))
            continue
        letter, weighed = _weighed(ruling, desk)
        match weighed.weight:
            case Weight.COUNTS if letter is not None:
                counting.append((letter, ruling))
            case Weight.REFUSED if weighed.reason is not None:
                faults.append(Fault(message=weighed.reason))
            case Weight.EARLY if weighed.reason is not None:
                early.append(Fault(message=weighed.reason))
            case _:
                pass
    faults += _carry_out(counting, desk)
    if faults:
        _note_refusal(sheet, desk)
        desk.tray.refuse(sheet, (*faults, *early))
        log.info("decision_refused", faults=len(faults))
    elif early:
        desk.tray.wait(sheet, tuple(early))
        return bool(counting)
    else:
        desk.tray.settle(sheet)
        _show_forms_again(sheet, desk)
    return True


def _show_forms_again(sheet: Sheet, desk: Desk) -> None:
    """A form that was taken away comes back blank where its letter still waits there, such as for another recipient's hand-over."""
    for ruling in sheet.rulings:
        with contextlib.suppress(UnknownLetterError):
            desk.show_again(desk.register.letter(ruling.item.letter))


def _refused(ruling: Ruling) -> str:
    return f"refused {ruling.evidence}"


def _note_refusal(sheet: Sheet, desk: Desk) -> None:
    """Record that a decision file was refused, so that it does not count by itself after a restart."""
    for ruling in sheet.rulings:
        try:
            letter = desk.register.letter(ruling.item.letter)
        except UnknownLetterError:
            continue
        if not desk.register.has_evidence(letter.id, _refused(ruling)):
            hand = Hand(actor=ruling.actor, account="|".join(ruling.accounts), evidence=_refused(ruling))
            desk.register.note(record(letter, Act(action="decision_refused", hand=hand, at=desk.clock.now())))


def _weighed(ruling: Ruling, desk: Desk) -> tuple[Letter | None, Weighed]:
    try:
        letter = desk.register.letter(ruling.item.letter)
    except UnknownLetterError as missing:
        return None, Weighed(weight=Weight.REFUSED, reason=missing.message)
    return letter, weigh(_voice(ruling, desk), letter)


def _voice(ruling: Ruling, desk: Desk) -> Voice:
    return Voice(
        item=ruling.item,
        folder=ruling.folder,
        actor=ruling.actor,
        accounts=ruling.accounts,
        counted_before=desk.register.has_evidence(ruling.item.letter, ruling.evidence),
        refused_before=desk.register.has_evidence(ruling.item.letter, _refused(ruling)),
        applicant_may_decide=desk.applicant_may_decide,
    )


def _carry_out(counting: Sequence[tuple[Letter, Ruling]], desk: Desk) -> list[Fault]:
    """Carry out one file's decisions; what a person must mend comes back as faults, the letters keep waiting."""
    signings = [pair for pair in counting if pair[0].state is State.AWAITING_SIGNATURE and pair[1].item.verdict is Verdict.APPROVE]
    faults = []
    for (letter, _), result in zip(signings, sign.run_all(signings, desk) if signings else [], strict=True):
        if isinstance(result, SuratError):
            faults += _settle_trouble(letter, result, desk)
        else:
            log.info("letter_signed", letter=letter.id)
    for letter, ruling in counting:
        if (letter, ruling) in signings:
            continue
        try:
            after = obey(letter, desk, ruling)
            log.info("decision_counted", letter=letter.id, step=letter.state, outcome=after.state)
        except SuratError as error:
            faults += _settle_trouble(letter, error, desk)
    return faults


def _settle_trouble(letter: Letter, error: SuratError, desk: Desk) -> list[Fault]:
    """What becomes of a decision that met trouble: its writer mends it, the round tries again, or the letter is held."""
    log.warning("decision_failed", letter=letter.id, step=letter.state, outcome=error.fate, reason=plain(error))
    match error.fate:
        case Fate.RETURN:
            return list(error.faults) if isinstance(error, DraftRefusedError) else [Fault(message=error.message)]
        case Fate.HOLD:
            hold.because(letter, desk, error.message.words(desk.language))
            return [Fault(message=error.message)]
        case Fate.DEFER:
            raise error


def go_on(letter: str, desk: Desk) -> None:
    """Carry one letter on as far as it goes without a person."""

    def as_far_as_it_goes(found: Letter) -> None:
        while True:
            began = time.monotonic()
            after = carry_on(found, desk)
            if after.version == found.version:
                return
            log.info("letter_moved", letter=after.id, step=found.state, outcome=after.state, took_ms=_since(began))
            found = after

    _guarded(letter, as_far_as_it_goes, desk)


def _alone(letter: str, act: Callable[[], object]) -> None:
    """Let whatever goes wrong with one letter, even while it is put right, touch nothing but that letter."""
    try:
        act()
    except (SuratError, OSError) as error:
        log.warning("letter_left_for_later", letter=letter, reason=plain(error))
    except Exception:
        log.exception("letter_failed", letter=letter)


def _guarded(letter: str, act: Callable[[Letter], object], desk: Desk) -> None:
    """Do something with a letter; its error returns, defers or holds that letter."""
    try:
        act(desk.register.letter(letter))
    except ConflictError:
        log.info("letter_moved_meanwhile", letter=letter)
    except SuratError as error:
        log.warning("letter_stopped", letter=letter, outcome=error.fate, reason=plain(error))
        _stop(letter, error, desk)
    except OSError as error:
        log.warning("letter_deferred", letter=letter, reason=plain(error))
        _defer(letter, error.strerror or type(error).__name__, desk)
    except Exception as error:
        log.exception("letter_failed", letter=letter)
        _hold(letter, say.FAULT_OF_OURS(error=type(error).__name__).words(desk.language), desk)


def _show(letter: str, desk: Desk) -> bool:
    """Show one letter on the shares; what cannot be shown now is shown later, and the letter itself does not suffer. Whether it is shown."""
    try:
        show.run(desk.register.letter(letter), desk)
    except Exception as error:
        log.warning("letter_not_shown", letter=letter, reason=plain(error), exc_info=not isinstance(error, SuratError | OSError))
        desk.register.defer_showing(letter, desk.clock.now() + FIRST_PAUSE)
        return False
    return True


def _stop(letter: str, error: SuratError, desk: Desk) -> None:
    reason = error.message.words(desk.language)
    found = desk.register.letter(letter)
    match error.fate:
        case Fate.RETURN if found.state is State.NUMBERED:
            send_back.because(found, desk, reason)
        case Fate.DEFER:
            _defer(letter, reason, desk)
        case _:
            _hold(letter, reason, desk)


def _defer(letter: str, reason: str, desk: Desk) -> None:
    found, attempts = desk.register.letter(letter), desk.register.attempts(letter) + 1
    if is_out_of_patience(attempts):
        _hold(letter, reason, desk)
        return
    now = desk.clock.now()
    desk.register.defer(found, next_try(now, attempts), record(found, Act(action="deferred", hand=DAEMON, at=now, note=reason)))


def _hold(letter: str, reason: str, desk: Desk) -> None:
    found = desk.register.letter(letter)
    if found.state in OPEN - {State.HELD}:
        hold.because(found, desk, reason)


def plain(error: Exception) -> str:
    """An error for the log: its sentence without its values, which may name a person or a subject."""
    return error.message.text.en if isinstance(error, SuratError) else f"{type(error).__name__} {getattr(error, 'errno', '')}".strip()


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
