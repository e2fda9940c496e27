"""What an applicant asks for without a letter: a register number (SOP 1-2) or the withdrawal of his own letter (`permintaan`)."""

from typing import Final

from pipeline.domain.dates import in_words
from pipeline.domain.errors import DraftRefusedError, UnknownLetterError
from pipeline.domain.handover import Act, Hand, pass_on
from pipeline.domain.letter import Letter
from pipeline.domain.notes import letters as say
from pipeline.domain.notes import store as say_store
from pipeline.domain.numbering import NumberClaim
from pipeline.domain.states import State
from pipeline.domain.submission import NumberRequest, WithdrawRequest
from pipeline.ports import Desk, Draft, Reservation

_BEFORE_TTE: Final = frozenset({State.RECEIVED, State.NUMBERED, State.IN_VERIFICATION, State.AWAITING_SIGNATURE, State.RETURNED})
_ANSWER: Final = ".nomor.yaml"
_RECEIPT: Final = ".diterima.txt"


def reserve(draft: Draft, request: NumberRequest, desk: Desk) -> None:
    """Keep a number for a unit. Commit point: `register.reserve`, which answers the same request with the same number.

    Raises:
        DraftRefusedError: in this office only the registry officer gives numbers, the date is out of order, or numbering is held since a restore.
    """
    if desk.office.numbering.by_registrar:
        raise DraftRefusedError(say.REGISTRAR_RESERVES())
    today = desk.clock.today()
    day = request.letter_date or today
    claim = NumberClaim(rule=desk.office.numbering, code=request.code, unit=draft.unit, day=day, security=request.security)
    newest = desk.register.newest_day(claim.year, claim.scope)
    if day > today or day.year < today.year or (newest is not None and day < newest):
        raise DraftRefusedError(say.RESERVE_ONLY_TODAY(date=in_words(day)))
    if desk.register.is_held(claim.year, claim.scope):
        raise DraftRefusedError(say_store.NUMBERS_WAIT())
    claimed = desk.drafts.claim(draft)
    if claimed is None:
        return
    subject = request.security.value if request.security.is_confidential else request.subject
    evidence = f"{claimed.raw_sidecar} {draft.unit} {draft.stem} {draft.identity}"
    number = desk.register.reserve(Reservation(claim=claim, subject=subject, account=draft.account, at=desk.clock.now(), evidence=evidence))
    answer = say.NUMBER_RESERVED(number=number.text, date=in_words(day), subject=request.subject.replace('"', "'"), code=request.code)
    desk.drafts.answer(draft, _ANSWER, answer.words(desk.language))
    desk.drafts.release(draft)


def withdraw(draft: Draft, request: WithdrawRequest, desk: Desk) -> Letter | None:
    """Withdraw one's own letter; a letter that is cancelled already is only answered. Commit point: `register.cancel`.

    Raises:
        DraftRefusedError: it is another's letter, or it carries the TTE already.
    """
    letter = _own_letter(draft, request, desk)
    if letter.state not in _BEFORE_TTE | {State.CANCELLED}:
        raise DraftRefusedError(say.TOO_LATE_TO_WITHDRAW(letter=letter.id))
    if desk.drafts.claim(draft) is None:
        return None
    if letter.state is not State.CANCELLED:
        act = Act(action="cancelled", hand=Hand(actor=draft.unit, account=draft.account), at=desk.clock.now(), note=request.reason)
        letter = desk.register.cancel(*pass_on(letter, State.CANCELLED, act, desk.office, remark=request.reason))
    told = say.WITHDRAWN(letter=letter.id, number=letter.number.text) if letter.number else say.WITHDRAWN_UNNUMBERED(letter=letter.id)
    desk.drafts.answer(draft, _RECEIPT, told.words(desk.language))
    desk.drafts.release(draft)
    return letter


def _own_letter(draft: Draft, request: WithdrawRequest, desk: Desk) -> Letter:
    try:
        letter = desk.register.letter(request.letter)
    except UnknownLetterError as missing:
        raise DraftRefusedError(missing.message) from missing
    if letter.unit != draft.unit or not (desk.applicant_may_decide or letter.account == draft.account):
        raise DraftRefusedError(say.NOT_YOUR_LETTER(letter=request.letter))
    return letter
