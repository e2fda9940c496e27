"""The officials' decisions: weighed, carried out where they count, answered where they do not (SOP 5, 8, 9).

All decision files of a sweep are looked at together, so that contradictory ones are seen before any of them counts. The letters of one file are signed with
one opening of the key.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial

import structlog

from pipeline.domain.decision import Verdict
from pipeline.domain.errors import DraftRefusedError, Fate, Fault, RejectedDocumentError, SuratError, UnknownLetterError
from pipeline.domain.handover import Act, Hand, record
from pipeline.domain.letter import Letter
from pipeline.domain.notes import decisions as say
from pipeline.domain.states import OPEN, State
from pipeline.domain.weigh import Voice, Weighed, Weight, contradict, weigh
from pipeline.ports import Desk, Each, Ruling, Sheet, of_each
from pipeline.sop import obey
from pipeline.stages import ask_code, hold, send_back, sign, unseal
from pipeline.trouble import alone, plain

log = structlog.get_logger()


@dataclass(slots=True, kw_only=True)
class _Outcome:
    """What became of one file's decisions."""

    faults: list[Fault] = field(default_factory=list)
    """what a person must mend; those letters keep waiting"""
    moved: set[str] = field(default_factory=set)
    """the letters that went on; they are shown anew by themselves"""
    trouble: Exception | None = None
    """for which the whole file is heard again in the next round; what counted already is known then"""


def hear(sheets: Sequence[Sheet], desk: Desk, each: Each, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Weigh every decision file of a sweep; those that count are carried out, the others are answered. How many were.

    Args:
        sheets: the decision files.
        desk: the office.
        each: the engine.
        goes_on: asked before each file; false where the rest is to stay on the shares for a later round.
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
            heard += _hear_sheet(sheet, conflicting, desk, each)
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


def _hear_sheet(sheet: Sheet, conflicting: set[str], desk: Desk, each: Each) -> bool:
    """Answer one decision file; False where it waits for its time."""
    faults, counting = list(sheet.faults), []
    early: dict[str, Fault] = {}
    rulings = _unsealed(sheet, faults, desk)
    for ruling in rulings:
        if ruling.secret is not None and not ruling.secret.is_one_time and ruling.sealed is None and not desk.plain_passphrases:
            faults.append(Fault(message=say.NO_PLAIN_SECRET(letter=ruling.item.letter, official=ruling.actor)))
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
    outcome = _carry_out(counting, desk, each)
    faults += dict.fromkeys(outcome.faults)
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
        _show_forms_again({ruling.item.letter for ruling in sheet.rulings} - outcome.moved, desk)
    return True


def _unsealed(sheet: Sheet, faults: list[Fault], desk: Desk) -> Sequence[Ruling]:
    """A file's decisions with their passphrase; none where its seal does not count, which is then a fault."""
    try:
        return unseal.run(sheet.rulings, desk)
    except DraftRefusedError as refusal:
        faults += refusal.faults
        return ()


def _show_forms_again(letters: Collection[str], desk: Desk) -> None:
    """A form that was taken away comes back blank where its letter still waits there, such as for another recipient's hand-over."""
    for letter in letters:
        desk.register.show_anew(letter)


def _reasons_given(ruling: Ruling, desk: Desk) -> str:
    """What the same saving was answered before; empty if it was not refused."""
    refusal = ruling.refusal
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
        if not desk.register.has_evidence(letter.id, ruling.refusal):
            hand = Hand(actor=ruling.actor, account="|".join(ruling.accounts), evidence=ruling.refusal)
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


def _carry_out(counting: Sequence[tuple[Letter, Ruling]], desk: Desk, each: Each) -> _Outcome:
    """Carry out one file's decisions, many at once; each letter's move and its failure stay its own."""
    results: dict[str, Letter | Exception] = {}
    by_place = {str(place): pair for place, pair in enumerate(counting)}
    to_sign = [place for place, (letter, ruling) in by_place.items() if letter.state is State.AWAITING_SIGNATURE and ruling.item.verdict is Verdict.APPROVE]
    if to_sign:
        results |= zip(to_sign, sign.run_all([by_place[place] for place in to_sign], desk, each), strict=True)
    to_ask = [place for place, (_, ruling) in by_place.items() if ruling.item.verdict is Verdict.ASK_CODE]
    if to_ask:
        results |= zip(to_ask, ask_code.run_all([by_place[place] for place in to_ask], desk), strict=True)

    rest = [place for place in by_place if place not in results]
    done, failed = of_each(rest, lambda place: obey(by_place[place][0], desk, by_place[place][1]), each, Exception)
    results |= {**done, **failed}
    outcome = _Outcome()
    for place, (letter, _) in by_place.items():
        _note_result(letter, results[place], outcome, desk)
    if outcome.trouble is not None:
        raise outcome.trouble
    return outcome


def _note_result(letter: Letter, result: Letter | Exception, outcome: _Outcome, desk: Desk) -> None:
    if isinstance(result, SuratError):
        try:
            outcome.faults += _settle_trouble(letter, result, desk)
        except SuratError as error:
            outcome.trouble = outcome.trouble or error
    elif isinstance(result, Exception):
        outcome.trouble = result
    else:
        log.info("decision_counted", letter=letter.id, step=letter.state, outcome=result.state)
        if result.version != letter.version:
            outcome.moved.add(letter.id)


def _settle_trouble(letter: Letter, error: SuratError, desk: Desk) -> list[Fault]:
    """What becomes of a decision that met trouble: its writer mends it, the round tries again, or the letter is held."""
    log.warning("decision_failed", letter=letter.id, step=letter.state, outcome=error.fate, reason=plain(error))
    match error.fate:
        case Fate.RETURN if isinstance(error, RejectedDocumentError):
            send_back.because(desk.register.letter(letter.id), desk, error.message.words(desk.language))
            return [Fault(message=error.message)]
        case Fate.RETURN:
            return list(error.faults) if isinstance(error, DraftRefusedError) else [Fault(message=error.message)]
        case Fate.HOLD:
            hold.because(desk.register.letter(letter.id), desk, error.message.words(desk.language))
            return [Fault(message=error.message)]
        case Fate.DEFER:
            raise error
