"""E-surat by post: the signed PDF and its covering note go to a partner's address in one HTTPS request, and the partner's receipt is the proof.

The request carries the delivery's own id (`Idempotency-Key`), the same whenever it is made. A partner known to recognise it is asked again after anything that
leaves it open whether the letter arrived; with any other partner a person finds out. An answer counts as a receipt only if it names this very document.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import BinaryIO, Final

from pipeline.adapters.line import Answer, CutError, Line, NotSentError, Request
from pipeline.domain.channel import DeliveryReport, Outcome
from pipeline.domain.esurat import Cover, cover_of, is_plain, written
from pipeline.domain.letter import Delivery, Letter
from pipeline.domain.notes import esurat as say
from pipeline.domain.office import Office
from pipeline.domain.retry import is_out_of_patience
from pipeline.ports import Clock

LARGEST_ANSWER_BYTES: Final = 65_536
"""No receipt is larger."""
_TAKEN: Final = range(200, 300)
_STRANGERS: Final = frozenset({401, 403, 407})
_NOT_YET: Final = frozenset({408, 425, 429, 503})
_IN_HAND: Final = 409
"""the same letter is being taken in this very moment, or is there already"""
_FAILS: Final = range(500, 600)
_TOKEN: Final = re.compile(r"[\x21-\x7e]{0,4096}")
_LONGEST: Final = 200
"""characters of a receipt's value"""
_RECEIPT: Final = ("tanda_terima", "diterima", "id_pesan", "dokumen")


class BadTokenError(ValueError):
    """The token's file holds something that no header can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EsuratPost:
    """One partner's address.

    Attributes:
        office: the sender.
        line: how the partner is reached.
        token: reads what the partner knows us by; empty = nothing is asked for.
        recognises: whether the partner takes a letter once, however often it is posted with one key.
        clock: for a partner who names the hour of the next try.
    """

    office: Office
    line: Line
    token: Callable[[], str]
    recognises: bool
    clock: Clock

    @property
    def is_repeatable(self) -> bool:
        """As the partner is known to do."""
        return self.recognises

    def carry(self, letter: Letter, delivery: Delivery, document: Path) -> DeliveryReport:
        """Post the letter once; the receipt is the proof."""
        to = delivery.recipient.name
        try:
            known = self.known_by()
        except (OSError, ValueError) as problem:
            return DeliveryReport(outcome=Outcome.DEFERRED, note=say.TOKEN_UNUSABLE(recipient=to, reason=type(problem).__name__))
        try:
            cover = cover_of(self.office, letter, delivery, f"{letter.name}.pdf", document.stat().st_size)
            answer = self._post(cover, document, known)
        except (OSError, NotSentError) as problem:
            return DeliveryReport(outcome=Outcome.DEFERRED, note=say.PARTNER_AWAY(recipient=to, reason=str(problem)))
        except CutError as problem:
            return self._left_open(delivery, str(problem))
        return self._judged(answer, cover, delivery)

    def known_by(self) -> dict[str, str]:
        """The header by which the partner knows us; none where no token was agreed.

        Raises:
            OSError: the token cannot be read.
            ValueError: it is none.
        """
        token = self.token()
        if not _TOKEN.fullmatch(token):
            raise BadTokenError
        return {"Authorization": f"Bearer {token}"} if token else {}

    def _post(self, cover: Cover, document: Path, known: Mapping[str, str]) -> Answer:
        headers = {"Idempotency-Key": f'"{cover.message}"', "Accept": "application/json", **known}
        with document.open("rb") as pdf:
            files: dict[str, tuple[str, bytes | BinaryIO, str]] = {
                "pengantar": ("pengantar.json", written(cover), "application/json"),
                "dokumen": (cover.file, pdf, "application/pdf"),
            }
            return self.line.ask(Request(method="POST", path="", headers=headers, files=files))

    def _judged(self, answer: Answer, cover: Cover, delivery: Delivery) -> DeliveryReport:
        facts = {"recipient": delivery.recipient.name, "status": answer.status}
        status = answer.status
        if status in _TAKEN:
            proof = receipt_of(answer, cover)
            return DeliveryReport(outcome=Outcome.SENT, proof=proof) if proof else DeliveryReport(outcome=Outcome.UNCERTAIN, note=say.NO_RECEIPT(**facts))
        if status in _STRANGERS:
            return DeliveryReport(outcome=Outcome.DEFERRED, note=say.PARTNER_REFUSES_US(**facts))
        if status in _NOT_YET:
            return DeliveryReport(outcome=Outcome.DEFERRED, note=say.PARTNER_BUSY(**facts), wait=self._wait(answer))
        if status == _IN_HAND or status in _FAILS:
            return self._left_open(delivery, f"HTTP {status}", self._wait(answer))
        return DeliveryReport(outcome=Outcome.REFUSED, note=say.PARTNER_REFUSES(**facts))

    def _left_open(self, delivery: Delivery, reason: str, wait: timedelta = timedelta()) -> DeliveryReport:
        """The letter may be there: it is posted again with the same key, or a person finds out."""
        to = delivery.recipient.name
        if self.recognises and not is_out_of_patience(delivery.attempts):
            return DeliveryReport(outcome=Outcome.DEFERRED, note=say.CUT_WHILE_POSTING(recipient=to), wait=wait, in_doubt=True)
        return DeliveryReport(outcome=Outcome.UNCERTAIN, note=say.MAY_HAVE_ARRIVED(recipient=to, reason=reason))

    def _wait(self, answer: Answer) -> timedelta:
        """What `Retry-After` asks for, in seconds or as an hour; nothing where it cannot be read."""
        asked = answer.headers.get("retry-after", "").strip()
        if re.fullmatch(r"[0-9]{1,8}", asked):
            return timedelta(seconds=int(asked))
        try:
            at = parsedate_to_datetime(asked)
        except (ValueError, OverflowError):
            return timedelta()
        return max(timedelta(), (at if at.tzinfo else at.replace(tzinfo=UTC)) - self.clock.now())


def receipt_of(answer: Answer, cover: Cover) -> str:
    """A partner's receipt as the register keeps it; empty where the answer is none, or is one for something else."""
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(found, dict):
        return ""
    facts = {key: value for key in _RECEIPT if isinstance(value := found.get(key), str) and _is_fit(value)}
    is_ours = facts.get("dokumen") == cover.document and found.get("id_pesan", cover.message) == cover.message
    if "tanda_terima" not in facts or not is_ours:
        return ""
    return f"HTTP {answer.status} " + ", ".join(f"{key}: {value}" for key, value in facts.items())


def _is_fit(value: str) -> bool:
    return 0 < len(value) <= _LONGEST and is_plain(value)
