"""The officials' decisions: weighed, carried out where they count, answered where they do not (SOP 5, 8, 9).

All decision files of a sweep are looked at together, so that contradictory ones are seen before any of them counts. The letters of one file are signed with
one opening of the key.
"""

import contextlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial

import structlog

from pipeline.domain.decision import Verdict
from pipeline.domain.errors import DraftRefusedError, Fate, Fault, SuratError, UnknownLetterError
from pipeline.domain.handover import Act, Hand, record
from pipeline.domain.letter import Letter
from pipeline.domain.notes import decisions as say
from pipeline.domain.states import OPEN, State
from pipeline.domain.weigh import Voice, Weighed, Weight, contradict, weigh
from pipeline.ports import Desk, Ruling, Sheet
from pipeline.sop import obey
from pipeline.stages import hold, sign
from pipeline.trouble import alone, plain

log = structlog.get_logger()


def hear(sheets: Sequence[Sheet], desk: Desk, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Weigh every decision file of a sweep; those that count are carried out, the others are answered. How many were.

    Args:
        sheets: the decision files.
        desk: the office.
        goes_on: asked before each; false where the rest is to stay on the shares for a later round.
    """
    by_letter: dict[str, list[Ruling]] = defaultdict(list)
    for sheet in sheets:
        for ruling in sheet.rulings:
            by_letter[ruling.item.letter].append(ruling)
    conflicting: set[str] = set()
    heard = 0
    for letter, rulings in by_letter.items():
        if len(rulings) > 1:
            alone(letter, partial(_note_conflict, letter, rulings, conflicting, desk))
    for sheet in sheets:
        if not goes_on():
            break
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
        hold.because(found, desk, say.CONTRADICTION(letter=letter).words(desk.language))
    log.warning("letter_held", letter=letter, outcome="contradiction")


def _hear_sheet(sheet: Sheet, conflicting: set[str], desk: Desk) -> bool:
    """Answer one decision file; False where it waits for its time."""
    faults, counting = list(sheet.faults), []
    early: dict[str, Fault] = {}
    for ruling in sheet.rulings:
        if ruling.secret is not None and not desk.plain_passphrases:
            faults.append(Fault(message=say.NO_PLAIN_SECRET(letter=ruling.item.letter)))
            continue
        if ruling.item.letter in conflicting:
            faults.append(Fault(message=say.CONTRADICTION(letter=ruling.item.letter)))
            continue
        letter, weighed = _weighed(ruling, desk)
        match weighed.weight:
            case Weight.COUNTS if letter is not None:
                counting.append((letter, ruling))
            case Weight.REFUSED if weighed.reason is not None:
                faults.append(Fault(message=weighed.reason))
            case Weight.EARLY if weighed.reason is not None:
                early[ruling.item.letter] = Fault(message=weighed.reason)
            case _:
                pass
    faults += _carry_out(counting, desk)
    if faults:
        faults += [Fault(message=say.SAVE_AGAIN_LATER(letter=letter)) for letter in early]
        _note_refusal(sheet, faults, desk)
        desk.tray.refuse(sheet, tuple(faults))
        log.info("decision_refused", faults=len(faults))
    elif early:
        desk.tray.wait(sheet, tuple(early.values()))
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


def _reasons_given(ruling: Ruling, desk: Desk) -> str:
    """What the same saving was answered before; empty if it was not refused."""
    refusal = _refused(ruling)
    if not desk.register.has_evidence(ruling.item.letter, refusal):
        return ""
    return next(event.note for event in desk.register.events(ruling.item.letter) if event.evidence == refusal)


def _note_refusal(sheet: Sheet, faults: Sequence[Fault], desk: Desk) -> None:
    """Record that a decision file was refused and why, so that it does not count, and no secret is tried again, after a restart."""
    reasons = " ".join(one.message.words(desk.language) for one in faults)
    for ruling in sheet.rulings:
        try:
            letter = desk.register.letter(ruling.item.letter)
        except UnknownLetterError:
            continue
        if not desk.register.has_evidence(letter.id, _refused(ruling)):
            hand = Hand(actor=ruling.actor, account="|".join(ruling.accounts), evidence=_refused(ruling))
            desk.register.note(record(letter, Act(action="decision_refused", hand=hand, at=desk.clock.now(), note=reasons)))


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
        refused_before=_reasons_given(ruling, desk),
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
