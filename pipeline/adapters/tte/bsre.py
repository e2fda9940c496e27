"""Signs at the BSrE "eSign Client Service", the agency's gateway to the state certification centre (SOP 8); the only backend fit for production.

The official is looked up first, so that an unknown one or an unusable certificate costs no passphrase. Then each letter goes out by itself: `begin` is told,
the document is sent, the answer is written to the order's target before anything is asked of it, and only then it is proved.

What can go wrong: no connection, or an answer that says so (the gateway has not signed; see `bsre_answers`); a line that breaks after the document went out
(`UncertainError`: nobody here knows); a result that does not hold (`DoubtfulResultError`, kept). A wrong passphrase is never sent a second time: the letters
behind it are not sent at all. Nor are they after a failure of the line or once a batch has taken its time, for the daemon must tell of its life.

Promises: no secret, NIK or address of a person, and no word of the gateway's, stands in any message, log or exception.
"""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from pipeline.adapters.line import Answer, CutError, Line, NotSentError, Request
from pipeline.adapters.tte.bsre_answers import PDF, Cause, as_code_error, as_error, cause, code_cause, standing_cause
from pipeline.adapters.tte.bsre_bench import Bench
from pipeline.adapters.tte.bsre_calls import Calls, Version2
from pipeline.domain.errors import AwayError, CodeNotSentError, DoubtfulResultError, LaterError, SuratError, UncertainError, WrongSecretError
from pipeline.domain.notes import gateway as say
from pipeline.domain.notes import signing as say_signing
from pipeline.domain.office import Official
from pipeline.domain.signing import Secret, SignedDocument, SigningOrder, SigningResult

CODE_WAIT: Final = timedelta(seconds=30)
"""The longest wait for word that a one-time code was sent: other decisions wait meanwhile."""
_OK: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class BsreSigner:
    """Signs at the gateway.

    Attributes:
        line: how it is reached.
        trust_roots: PEM files that every signature must chain to.
        calls: its version.
        is_visible: whether the TTE is drawn on the page.
        certified: whether its certificates are a state certification centre's.
        wrong_secret: the codes that mean a wrong passphrase or one-time code.
        batch: after this time no further letter of a decision is sent in this round.
    """

    line: Line
    trust_roots: tuple[Path, ...]
    calls: Calls = field(default_factory=Version2)
    is_visible: bool = True
    certified: bool = True
    wrong_secret: frozenset[int] = frozenset({2031})
    batch: timedelta = timedelta(seconds=60)

    def sign(self, orders: Sequence[SigningOrder], official: Official, secret: Secret, begin: Callable[[str], None]) -> tuple[SigningResult, ...]:
        """Sign all `orders` of one decision; the results stand in their order, and a target exists only for what was signed or came back doubtful."""
        if secret.is_one_time and not self.calls.takes_codes:
            return tuple(WrongSecretError(say.CODE_NOT_HERE(letter=order.letter)) for order in orders)
        if not orders:
            return ()
        refusal = self.standing(official, orders[0].letter)
        if refusal is not None:
            return tuple(self._same(refusal, order) for order in orders)
        until = time.monotonic() + self.batch.total_seconds()
        results: list[SigningResult] = []
        with Bench(trust_roots=self.trust_roots) as bench:
            for order in orders:
                before = results[-1] if results else None
                results.append(_not_sent(order, before, is_late=time.monotonic() > until) or self._sign(order, (official, secret), begin, bench))
        return tuple(results)

    def request_code(self, official: Official, count: int) -> None:
        """Have the gateway send an official a one-time code for so many letters; asked once, never again by itself."""
        request = self.calls.code(official, count)
        if request is None:
            raise CodeNotSentError(say.NO_CODES(official=official.id))
        try:
            answer = replace(self.line, read=min(self.line.read, CODE_WAIT)).ask(request)
        except NotSentError as exc:
            raise CodeNotSentError(say.CODE_AWAY(reason=str(exc))) from None
        except CutError as exc:
            raise CodeNotSentError(say.CODE_UNCERTAIN(reason=str(exc))) from None
        why = code_cause(answer)
        if why is not None:
            raise as_code_error(why, answer, official.id)

    def standing(self, official: Official, letter: str) -> SuratError | None:
        """Why an official may not sign now, as far as the gateway says; None where he may."""
        try:
            answer = self.line.ask(self.calls.standing(official))
        except (NotSentError, CutError) as exc:
            return AwayError(say.AWAY(letter=letter, reason=str(exc)))
        why = standing_cause(answer)
        return None if why is None else as_error(why, answer, letter, official.id)

    def probe(self, official: Official) -> Cause | None:
        """The same for `surat doctor`, which asks for no letter's sake and signs nothing."""
        try:
            return standing_cause(self.line.ask(self.calls.standing(official)))
        except (NotSentError, CutError):
            return Cause.TROUBLE

    def _same(self, refusal: SuratError, order: SigningOrder) -> SuratError:
        """The same refusal, about another letter."""
        values = {name: value for name, value in refusal.message.values if name != "letter"}
        return type(refusal)(refusal.message.text(letter=order.letter, **values))

    def _sign(self, order: SigningOrder, who: tuple[Official, Secret], begin: Callable[[str], None], bench: Bench) -> SigningResult:
        try:
            picture = bench.draw(order) if self.is_visible else None
            request = self.calls.sign(order, Path(order.source).read_bytes(), picture, who)
            begin(order.letter)
            signed = self._signed(order, request, who[0])
        except OSError as exc:
            return LaterError(say_signing.DISK_FAILS(letter=order.letter, reason=type(exc).__name__))
        except SuratError as error:
            return error
        return self._stored_and_proved(order, signed, bench)

    def _signed(self, order: SigningOrder, request: Request, official: Official) -> bytes:
        """The gateway's result.

        Raises:
            SuratError: there is none, or nobody knows.
        """
        try:
            answer = self.line.ask(request)
            found = self.calls.signed(answer, self._fetch) if answer.status == _OK else None
        except NotSentError as exc:
            raise AwayError(say.AWAY(letter=order.letter, reason=str(exc))) from None
        except CutError as exc:
            raise UncertainError(say.UNCERTAIN(letter=order.letter, reason=str(exc))) from None
        if found is None:
            raise as_error(cause(answer, self.wrong_secret), answer, order.letter, official.id)
        return found

    def _fetch(self, request: Request) -> Answer:
        """Ask for what is signed already: a gateway that is not reached for that leaves it just as unknown as a line that breaks."""
        try:
            return self.line.ask(request)
        except NotSentError as exc:
            raise CutError(str(exc)) from None

    def _stored_and_proved(self, order: SigningOrder, signed: bytes, bench: Bench) -> SigningResult:
        try:
            _store(Path(order.target), signed)
        except OSError as exc:
            return UncertainError(say.UNCERTAIN(letter=order.letter, reason=type(exc).__name__))
        if not signed.startswith(PDF):
            return DoubtfulResultError(say.RESULT_DOUBTFUL(letter=order.letter, reason="%PDF-"))
        try:
            proof = bench.prove(order, is_visible=self.is_visible)
        except DoubtfulResultError as error:
            return error
        except SuratError as error:
            return DoubtfulResultError(say.RESULT_DOUBTFUL(letter=order.letter, reason=error.message.words()))
        if proof.fault:
            return DoubtfulResultError(say.RESULT_DOUBTFUL(letter=order.letter, reason=proof.fault))
        return SignedDocument(letter=order.letter, signer=proof.signer, at=proof.at or order.at, certified=self.certified, level=proof.level)


def _not_sent(order: SigningOrder, before: SigningResult | None, *, is_late: bool) -> SuratError | None:
    """Why a letter is not sent after what became of the one before it; None where it is."""
    if isinstance(before, WrongSecretError):
        return WrongSecretError(say.NOT_SENT_AFTER_WRONG_SECRET(letter=order.letter))
    if is_late or isinstance(before, LaterError | UncertainError):
        return LaterError(say.NOT_BEGUN(letter=order.letter))
    return None


def _store(target: Path, content: bytes) -> None:
    with target.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
