"""SOP 8: the head applies the TTE to exactly the bytes that were approved.

The key is opened once for one decision, however many letters it names (`daftar`), and each result was validated by the backend before it is handed back.
What went wrong with one letter is that letter's alone: the answer is an error in its place.

Where a gateway signs, the letter becomes `signature_uncertain` before its document is sent and leaves that state by the answer. So whatever cuts the sending
off, a crash too, leaves it where a person must find out, and nobody signs it twice. A gateway that is away is asked a few times, after pauses that grow.

Where the office prints a sentence at the foot and the certificate may deserve it, a private copy with that sentence is what is signed. The record keeps the
sentence, and of what goes to a gateway the copy itself, so that its answer can be judged whatever the configuration says by then.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from pipeline.domain.errors import (
    AuthoritySilentError,
    AwayError,
    DoubtfulResultError,
    DraftRefusedError,
    GaveUpError,
    HeldError,
    LaterError,
    SuratError,
    UncertainError,
    WrongSecretError,
)
from pipeline.domain.footer import FooterUse
from pipeline.domain.handover import Act, pass_on, record
from pipeline.domain.letter import Event, Letter
from pipeline.domain.notes import footer as say_footer
from pipeline.domain.notes import gateway as say_gateway
from pipeline.domain.notes import letters as say
from pipeline.domain.notes import signing as say_signing
from pipeline.domain.page import FooterOrder, SignatureBlock
from pipeline.domain.public import verification_link
from pipeline.domain.retry import pause_after
from pipeline.domain.routing import raised
from pipeline.domain.signing import Secret, SignedDocument, SigningOrder, SigningResult
from pipeline.domain.states import State
from pipeline.ports import Desk, Each, Ruling, of_each, one_by_one

MOST_TRIES: Final = 5
"""How often a gateway that is away is tried for one decision, over some eight minutes: a secret must not lie on a share for longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signing:
    """One letter of a decision on its way through the backend."""

    letter: Letter
    ruling: Ruling
    desk: Desk
    sent: list[Letter] = field(default_factory=list)
    """the letter as it stands once its document is on its way to a gateway; empty before that and elsewhere"""
    prepared: list[Path] = field(default_factory=list)
    """the private copy with the footer, while it is needed; empty where none is printed"""

    @property
    def now(self) -> Letter:
        """The letter as the register has it."""
        return self.sent[0] if self.sent else self.letter

    def begin(self) -> None:
        """Record that the document is about to be sent. Commit point: `register.move`."""
        copies = [self.desk.documents.put(prepared) for prepared in self.prepared]
        act = self.act(action="footer_added", kind="footer", note=self.desk.texts.footer.text)
        after, started = pass_on(self.letter, State.SIGNATURE_UNCERTAIN, self.act(action="signing_started", kind="started"), self.desk.office)
        self.sent.append(self.desk.register.move(after, *(replace(record(self.letter, act), document=copy) for copy in copies), started))

    def forget(self) -> None:
        """Remove the private copy; what stays behind on a failing disk goes at the next start."""
        for prepared in self.prepared:
            with suppress(OSError):
                prepared.unlink(missing_ok=True)

    def act(self, *, action: str, kind: str, note: str = "") -> Act:
        """An act of the backend's on behalf of this decision; its fingerprint is not the decision's own, which has not counted."""
        hand = replace(self.ruling.hand, evidence=f"{kind} {self.ruling.evidence}")
        return Act(action=action, hand=hand, at=self.desk.clock.now(), note=note)

    def failures(self) -> list[Event]:
        """How often this decision was put off because somebody outside was away, oldest first."""
        put_off = f"deferred {self.ruling.evidence}"
        if not self.desk.register.has_evidence(self.letter.id, put_off):
            return []
        return [event for event in self.desk.register.events(self.letter.id) if event.evidence == put_off]


def run(letter: Letter, desk: Desk, ruling: Ruling | None = None) -> Letter:
    """Sign one letter. Commit point: `register.move`."""
    if ruling is None:
        return letter
    result = run_all(((letter, ruling),), desk, one_by_one)[0]
    if isinstance(result, SuratError):
        raise result
    return result


def run_all(signings: Sequence[tuple[Letter, Ruling]], desk: Desk, each: Each) -> list[Letter | SuratError]:
    """Sign the letters of one decision; a letter or its error for each, in order. Commit point: `register.move`, once a letter."""
    under_way = {letter.id: _Signing(letter=letter, ruling=ruling, desk=desk) for letter, ruling in signings}
    official, secret = desk.office.officials[signings[0][1].actor], signings[0][1].secret or Secret("")
    try:
        orders, unfit = of_each(under_way, lambda letter: _order(under_way[letter]), each, SuratError)
        answers = desk.signer.sign(list(orders.values()), official, secret, lambda letter: under_way[letter].begin())
    finally:
        for signing in under_way.values():
            signing.forget()
    answered = dict(zip(orders, answers, strict=True))
    signed, unsigned = of_each(orders, lambda letter: _end(under_way[letter], orders[letter], answered[letter]), each, SuratError)
    results: dict[str, Letter | SuratError] = {**signed, **unfit, **unsigned}
    return [results[letter] for letter in under_way]


def _order(signing: _Signing) -> SigningOrder:
    """What is to be signed.

    Raises:
        SuratError: why it cannot be, or not now.
    """
    letter, desk = signing.letter, signing.desk
    failures = signing.failures()
    if failures and desk.clock.now() < failures[-1].at + pause_after(len(failures)):
        raise LaterError(say.SIGNING_RESTS(letter=letter.id))
    if letter.document is None or letter.box is None or letter.number is None:
        raise HeldError(say.NO_NUMBER(letter=letter.id))
    holder, signer = desk.office.officials[letter.signatory.holder], desk.office.officials[letter.signatory.acting]
    approved = desk.documents.path(letter.document)
    signatories = [desk.office.officials[post.acting] for post in letter.signatories]
    use = FooterUse.NEVER if letter.turn else desk.texts.footer.use_for(signatories)  # a signed file is never written anew
    source = approved if use is FooterUse.NEVER else _with_footer(signing, approved)
    return SigningOrder(
        letter=letter.id,
        source=str(source),
        plain=str(approved) if use is FooterUse.IF_CERTIFIED else "",
        target=str(desk.documents.scratch("tte")),
        box=letter.box,
        block=SignatureBlock(
            position=f"{letter.signatory.capacity} {holder.position}".strip(),
            name=signer.name,
            rank=signer.rank,
            nip=signer.nip,
            words=desk.texts.words,
            office_seal=desk.texts.office_seal,
            qr=verification_link(desk.office, letter) or f"{desk.office.name} {letter.number.text} {letter.id}",
        ),
        reason=desk.texts.reason,
        location=desk.texts.location,
        at=desk.clock.now(),
    )


def _with_footer(signing: _Signing, approved: Path) -> Path:
    """A private copy of an approved letter that nobody has signed yet, with the office's sentence at the foot of the page of the first TTE."""
    letter, desk = signing.letter, signing.desk
    prepared = desk.documents.scratch("kaki")
    signing.prepared.append(prepared)
    try:
        desk.press.prepare(approved, prepared, FooterOrder(text=desk.texts.footer.text, page=letter.boxes[0].page, kept_clear=letter.boxes))
    except DraftRefusedError as refusal:
        raise HeldError(say_footer.CANNOT_BE_PRINTED(letter=letter.id, reason=refusal.message.words(desk.language))) from refusal
    except OSError as failing:
        raise LaterError(say_signing.DISK_FAILS(letter=letter.id, reason=type(failing).__name__)) from failing
    return prepared


def _end(signing: _Signing, order: SigningOrder, answer: SigningResult) -> Letter:
    """Commit what was signed. Commit point: `register.move`.

    Raises:
        SuratError: it was not, and why.
    """
    if isinstance(answer, SuratError):
        raise _recorded_failure(signing, order, answer)
    desk, ruling = signing.desk, signing.ruling
    document = desk.documents.adopt(Path(order.target))
    footer = desk.texts.footer.text if signing.prepared and (answer.certified or not order.plain) else ""
    act = Act(action="signed", hand=ruling.hand, at=answer.at, note=_told(ruling.item.note, answer, footer, desk))
    state, level = raised(signing.now)
    after, event = pass_on(signing.now, state, act, desk.office, document=document, level=level)
    return desk.register.move(after, event, reached=None if signing.now.turn else answer.level)  # of several, nobody has judged the lowest


def _told(note: str, signed: SignedDocument, footer: str, desk: Desk) -> str:
    """The signatory's words, the level reached, whether it is certified, why the level is lower than the office wants, and what is printed at the foot."""
    kind = say_signing.SIGNED_CERTIFIED if signed.certified else say_signing.SIGNED_UNCERTIFIED
    printed = (say_footer.PRINTED(text=footer),) if footer else ()
    told = (kind(level=signed.level.value), *((signed.lack,) if signed.lack else ()), *printed)
    return "; ".join(part for part in (note, *(one.words(desk.language) for one in told)) if part)


def _recorded_failure(signing: _Signing, order: SigningOrder, error: SuratError) -> SuratError:
    """Take a letter back from the gateway that did not sign it; one that may be signed stays uncertain. The error that is told."""
    told = _kept(order, error, signing.desk)
    reason = told.message.words(signing.desk.language)
    match error:
        case UncertainError():
            signing.desk.register.note(record(signing.now, signing.act(action="signature_uncertain", kind="uncertain", note=reason)))
        case AwayError():
            told = _gave_up(signing, told)
            _take_back(signing, signing.act(action="deferred", kind="deferred", note=reason))
        case AuthoritySilentError():
            _take_back(signing, signing.act(action="deferred", kind="deferred", note=reason))
        case WrongSecretError() if signing.sent:
            _take_back(signing, signing.act(action="decision_refused", kind="refused", note=reason))
        case _ if signing.sent:
            _take_back(signing, signing.act(action="not_signed", kind="failed", note=reason))
        case _:
            pass
    return told


def _take_back(signing: _Signing, act: Act) -> None:
    """The letter waits for its signatory as before, due when it was. Commit point: `register.move`."""
    desk = signing.desk
    if not signing.sent:
        desk.register.note(record(signing.letter, act))
        return
    after, event = pass_on(signing.now, State.AWAITING_SIGNATURE, act, desk.office)
    signing.sent[0] = desk.register.move(replace(after, since=signing.letter.since, due=signing.letter.due), event)


def _gave_up(signing: _Signing, error: SuratError) -> SuratError:
    tries = len(signing.failures()) + 1
    return error if tries < MOST_TRIES else GaveUpError(say_gateway.GAVE_UP(letter=signing.letter.id, tries=tries))


def _kept(order: SigningOrder, error: SuratError, desk: Desk) -> SuratError:
    """A result that does not hold is kept for the administrator."""
    if not isinstance(error, DoubtfulResultError):
        return error
    document = desk.documents.adopt(Path(order.target))
    return HeldError(say_gateway.RESULT_KEPT(reason=error.message.words(desk.language), document=document))
