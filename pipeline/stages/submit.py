"""SOP 3-4: number and date enter the draft, and the letter is raised (*dinaikkan*) to its first verifier."""

from collections.abc import Iterator

from pipeline.domain.dates import in_words
from pipeline.domain.errors import HeldError
from pipeline.domain.handover import DAEMON, Act, pass_on
from pipeline.domain.letter import Letter
from pipeline.domain.notes import letters as say
from pipeline.domain.page import SIGNERS, Binding, Layout, StampOrder, Token
from pipeline.domain.states import State
from pipeline.ports import Desk, Ruling


def run(letter: Letter, desk: Desk, _ruling: Ruling | None = None) -> Letter:
    """Stamp the draft and submit it. Commit point: `register.move`."""
    target = desk.documents.scratch("stamp")
    boxes = desk.press.stamp(desk.documents.path(letter.source), target, order_for(letter, desk))
    document = desk.documents.adopt(target)
    state = State.IN_VERIFICATION if letter.verifiers else State.AWAITING_SIGNATURE
    act = Act(action="submitted", hand=DAEMON, at=desk.clock.now())
    submitted, event = pass_on(letter, state, act, desk.office, level=0, document=document, boxes=boxes, remark="")
    return desk.register.move(submitted, event)


def order_for(letter: Letter, desk: Desk) -> StampOrder:
    """What is drawn into this letter's draft.

    Raises:
        HeldError: the letter has no number, which the procedure rules out.
    """
    if letter.number is None or letter.date is None:
        raise HeldError(say.NO_NUMBER(letter=letter.id))
    return StampOrder(
        values={
            Token.NUMBER: letter.number.text,
            Token.DATE: in_words(letter.date),
            Token.SECURITY: letter.submission.security.value,
            Token.SUBJECT: letter.submission.subject,
            **dict(_of_signatories(letter, desk)),
        },
        layout=Layout(
            wished=letter.submission.spots,
            configured=desk.office.spots,
            size=desk.office.signature_size,
            signatories=len(letter.signatories),
            number_is_written=letter.number.text,
        ),
        binding=Binding(letter=letter.id, revision=letter.revision, sidecar=letter.sidecar),
    )


def _of_signatories(letter: Letter, desk: Desk) -> Iterator[tuple[Token, str]]:
    """The names and the NIPs of those who will sign."""
    for tokens, post in zip(SIGNERS, letter.signatories, strict=False):
        signer = desk.office.officials[post.acting]
        yield from ((one, signer.name) for one in tokens.names)
        yield from ((one, signer.nip) for one in tokens.nips)
