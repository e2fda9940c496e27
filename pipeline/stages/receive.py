"""SOP 1 and 3, the applicant's side: what was saved in `1-konsep/<unit>` becomes a letter, is sent back to its writer with every fault at once, or waits.

Nothing is believed before it is copied, and nothing is taken away before the register has it. A crash between the two is answered by the ordinary path: the
same draft is found again, recognised by its bytes (`register.twin`), answered with the number it has, and taken away. An invitation's form takes the same
way: its page is composed first, always of the same bytes, and then is what a PDF's copy would be.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from pipeline.domain.dates import in_words
from pipeline.domain.errors import ConfigurationError, DraftRefusedError, Fault, IncompleteDraftError, NotALetterError, UnknownLetterError
from pipeline.domain.handover import Act, Hand, pass_on, record
from pipeline.domain.invitation import invitation_order
from pipeline.domain.letter import Letter, Post
from pipeline.domain.notes import Message
from pipeline.domain.notes import invitation as say_of_invitations
from pipeline.domain.notes import letters as say
from pipeline.domain.notes import pages as say_of_pages
from pipeline.domain.page import Examination, Layout
from pipeline.domain.read_sidecar import read_sidecar
from pipeline.domain.routing import route, says_signatory_name
from pipeline.domain.states import State
from pipeline.domain.submission import Invitation, NotReady, Sidecar, Submission, digest_of
from pipeline.ports import Desk, Draft

RECEIPT: Final = ".diterima.txt"
"""How the note beside a draft ends that says its letter is safe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """A draft whose sidecar reads well: what it asks for, with the letter it revises."""

    submission: Submission
    revised: Letter | None
    verifiers: tuple[Post, ...]
    signatories: tuple[Post, ...]
    left_out: tuple[str, ...] = ()
    """what its PDF holds that does not go into the letter"""


def read(draft: Draft, desk: Desk) -> Sidecar | None:
    """What a draft's sidecar asks for; None while it is not ready.

    Raises:
        DraftRefusedError: the sidecar is wrong; its faults and those of the PDF at once.
    """
    if draft.sidecar is None:
        return None
    if draft.rivals:
        raise DraftRefusedError(say.RIVAL_SIDECARS(names=", ".join(sorted({draft.sidecar.name, *draft.rivals}))))
    has_pdf, tree = draft.pdf is not None, desk.drafts.read(draft)
    sidecar, faults = read_sidecar(tree, desk.office, draft.unit, desk.clock.today(), has_pdf=has_pdf)
    if faults:
        examination = _examine_copy(draft, Layout(configured=desk.office.spots), desk) if has_pdf else None
        pages = examination.faults if examination else ()
        raise DraftRefusedError(faults[0].message, (*faults, *(Fault(message=one) for one in pages)))
    if isinstance(sidecar, Submission) and sidecar.invitation is None and not has_pdf:
        _clear_away_what_is_left(draft, desk)
        return None
    if isinstance(sidecar, NotReady):
        return None
    return sidecar


def run(draft: Draft, submission: Submission, desk: Desk) -> Letter | None:
    """Take one draft in; None if it changed meanwhile. Commit point: `register.enter`, or `register.move` for a revision.

    Raises:
        NotALetterError: the PDF can never be a letter.
        IncompleteDraftError: the PDF is not there whole yet.
        DraftRefusedError: its writer can mend it; every fault at once.
    """
    taken = desk.register.taken(_evidence(draft))
    if taken is not None:  # a crash came between taking it in and clearing it away
        desk.drafts.release(draft)
        return taken
    verifiers, signatories = route(submission, desk.office, draft.unit, desk.clock.today())
    wanted = _Wanted(submission=submission, revised=_revised(submission, desk), verifiers=verifiers, signatories=signatories)
    examination = _examine(draft, wanted, desk)
    if examination is None:
        return None
    faults = (*_revision_faults(wanted, draft), *examination.faults, *_naming_faults(wanted, examination.text, desk))
    if faults and wanted.revised is None:
        raise _refusal(faults)
    claimed = desk.drafts.claim(draft)
    if claimed is None or claimed.source is None:
        return None
    return _settle(replace(wanted, left_out=examination.left_out), draft, claimed.source, faults, desk)


def _settle(wanted: _Wanted, draft: Draft, source: str, faults: Sequence[Message], desk: Desk) -> Letter:
    """Answer a claimed draft with the letter it is already, or enter it."""
    with desk.drafts.alone_with(source):
        twin = desk.register.twin(source, digest_of(wanted.submission), draft.unit)
        if twin is not None:
            return _answer_twin(twin, draft, desk)
        if faults:
            raise _refusal(faults)
        letter = _enter(wanted, draft, source, desk)
    desk.drafts.release(draft)
    return letter


def _clear_away_what_is_left(draft: Draft, desk: Desk) -> None:
    """Take a sidecar away whose PDF went with its letter: a crash came between the two, and it must not join the next PDF of that name."""
    if desk.register.taken(_evidence(draft)) is not None:
        desk.drafts.release(draft)


def _refusal(faults: Sequence[Message]) -> DraftRefusedError:
    return DraftRefusedError(faults[0], tuple(Fault(message=one) for one in faults))


def _evidence(draft: Draft) -> str:
    """This very saving of this draft."""
    return f"draft {draft.unit} {draft.identity}"


def _answer_twin(twin: Letter, draft: Draft, desk: Desk) -> Letter:
    """The same letter saved twice is answered with the number it has."""
    desk.drafts.answer(draft, RECEIPT, say.ALREADY_TAKEN(letter=twin.id, number=twin.number.text if twin.number else "-").words(desk.language))
    act = Act(action="duplicate", hand=Hand(actor=draft.unit, account=draft.account, evidence=_evidence(draft)), at=desk.clock.now())
    desk.register.note(record(twin, act))
    desk.drafts.release(draft)
    return twin


def _revised(submission: Submission, desk: Desk) -> Letter | None:
    if submission.revises is None:
        return None
    try:
        return desk.register.letter(submission.revises)
    except UnknownLetterError as missing:
        raise DraftRefusedError(missing.message) from missing


def _layout(wanted: _Wanted, desk: Desk) -> Layout:
    given = wanted.revised.number.text if wanted.revised and wanted.revised.number else wanted.submission.number
    return Layout(
        wished=wanted.submission.spots,
        configured=desk.office.spots,
        size=desk.office.signature_size,
        signatories=len(wanted.submission.signatories),
        number_is_written=given or "",
        footer=desk.texts.footer.text_for([desk.office.officials[post.acting] for post in wanted.signatories]),
    )


def _examine(draft: Draft, wanted: _Wanted, desk: Desk) -> Examination | None:
    """What the letter's page is, saved or composed; None if the draft changed meanwhile."""
    form, layout = wanted.submission.invitation, _layout(wanted, desk)
    return _examine_copy(draft, layout, desk) if form is None else _examine_composed(draft, wanted, form, layout, desk)


def _examine_copy(draft: Draft, layout: Layout, desk: Desk) -> Examination | None:
    """What the saved PDF is."""
    try:
        copy = desk.drafts.copy(draft)
        return desk.press.examine(copy, layout) if copy else None
    except (IncompleteDraftError, NotALetterError):
        raise
    except DraftRefusedError as refusal:
        raise NotALetterError(refusal.message, refusal.faults) from refusal


def _examine_composed(draft: Draft, wanted: _Wanted, form: Invitation, layout: Layout, desk: Desk) -> Examination | None:
    """What the page is that is composed from the form."""
    page = desk.drafts.page(draft)
    if page is None:
        return None
    try:
        desk.press.compose(page, invitation_order(wanted.submission, form, wanted.signatories, desk.office))
    except ConfigurationError as wrong:
        raise DraftRefusedError(say_of_invitations.NOT_COMPOSED(reason=wrong.message.words(desk.language))) from wrong
    try:
        return desk.press.examine(page, layout)
    except DraftRefusedError as too_much:
        raise DraftRefusedError(say_of_invitations.TOO_MUCH()) from too_much


def _revision_faults(wanted: _Wanted, draft: Draft) -> tuple[Message, ...]:
    letter, submission = wanted.revised, wanted.submission
    if letter is None:
        return ()
    faults = []
    if letter.unit != draft.unit:
        faults.append(say.REVISION_OF_OTHER_UNIT(letter=letter.id))
    if letter.state is not State.RETURNED:
        faults.append(say.REVISION_NOT_RETURNED(letter=letter.id))
    if letter.number is not None and submission.code not in {None, letter.code}:
        faults.append(say.REVISION_KEEPS_CODE(number=letter.number.text, code=letter.code))
    if letter.number is not None and submission.number not in {None, letter.number.text}:
        faults.append(say.REVISION_KEEPS_NUMBER(number=letter.number.text))
    if letter.date is not None and submission.letter_date not in {None, letter.date}:
        faults.append(say.REVISION_KEEPS_DATE(date=in_words(letter.date)))
    return tuple(faults)


def _naming_faults(wanted: _Wanted, text: str, desk: Desk) -> tuple[Message, ...]:
    """A draft that names the absent head while a delegate signs."""
    officials = desk.office.officials
    return tuple(
        say.NAMES_THE_OTHER(holder=officials[one.holder].name, acting=officials[one.acting].name, capacity=one.capacity.value)
        for one in wanted.signatories
        if one.holder != one.acting and says_signatory_name(text, officials[one.holder]) and not says_signatory_name(text, officials[one.acting])
    )


def _enter(wanted: _Wanted, draft: Draft, source: str, desk: Desk) -> Letter:
    now, submission = desk.clock.now(), wanted.submission
    hand = Hand(actor=draft.unit, account=draft.account, evidence=_evidence(draft))
    note = say_of_pages.REMOVED(what=", ".join(wanted.left_out)).words(desk.language) if wanted.left_out else ""
    if wanted.revised is not None:
        before = wanted.revised
        letter, event = pass_on(
            before,
            State.NUMBERED if before.number else State.RECEIVED,
            Act(action="resubmitted", hand=hand, at=now, note=note),
            desk.office,
            revision=before.revision + 1,
            account=draft.account,
            stem=draft.stem,
            submission=submission,
            source=source,
            verifiers=wanted.verifiers,
            signatories=wanted.signatories,
            code=before.code or submission.code,
            level=0,
            document=None,
            boxes=(),
        )
        return desk.register.move(letter, replace(event, document=source))
    letter = Letter(
        id="",
        state=State.RECEIVED,
        revision=1,
        version=1,
        unit=draft.unit,
        account=draft.account,
        stem=draft.stem,
        submission=submission,
        source=source,
        verifiers=wanted.verifiers,
        signatories=wanted.signatories,
        since=now,
        code=submission.code,
    )
    return desk.register.enter(letter, record(letter, Act(action="received", hand=hand, at=now, note=note), after=State.RECEIVED))
