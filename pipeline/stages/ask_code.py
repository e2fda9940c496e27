"""Beside SOP 8: the signatory asks for a one-time code (`minta-kode`), and the gateway sends him one. The letter goes on waiting for him.

One code is for one signer, and a list of letters gets one for all of them. That it is asked for is recorded before it is: a daemon killed in between asks
nobody twice, and whose code does not come asks again. Who saves ten times gets no ten codes: a signer has one in each minute of the clock.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from pipeline.domain.errors import CodeNotSentError, SuratError
from pipeline.domain.handover import Act, Hand, record
from pipeline.domain.letter import Letter
from pipeline.domain.notes import gateway as say
from pipeline.ports import Desk, Ruling

PAUSE: Final = timedelta(minutes=1)
"""A signer has one code in each."""


def run(letter: Letter, desk: Desk, ruling: Ruling | None = None) -> Letter:
    """Ask for one letter's code. Commit point: `register.note`."""
    if ruling is None:
        return letter
    (result,) = run_all(((letter, ruling),), desk)
    if isinstance(result, SuratError):
        raise result
    return result


def run_all(requests: Sequence[tuple[Letter, Ruling]], desk: Desk) -> list[Letter | SuratError]:
    """Ask for one code for the letters of one decision; a letter or its error for each, in order. Commit point: `register.note`, once a letter."""
    new = [(letter, ruling) for letter, ruling in requests if not desk.register.has_evidence(letter.id, _hand(ruling).evidence)]
    try:
        if new:
            _ask(new, desk)
    except SuratError as error:
        return [error] * len(requests)
    return [letter for letter, _ in requests]


def _ask(requests: Sequence[tuple[Letter, Ruling]], desk: Desk) -> None:
    first, now = requests[0][1], desk.clock.now()
    official = desk.office.officials[first.actor]
    if not desk.signer.takes_codes(official):
        raise CodeNotSentError(say.NO_CODES(official=official.id))
    minute = now.replace(second=0, microsecond=0)
    if not desk.register.spend(_turn(official.id, minute), until=minute + PAUSE, evidence=first.evidence, now=now):
        raise CodeNotSentError(say.CODE_TOO_SOON(after=f"{minute + PAUSE:%H.%M}"))
    for letter, ruling in requests:
        desk.register.note(record(letter, Act(action="code_requested", hand=_hand(ruling), at=now)))
    try:
        desk.signer.request_code(official, len(requests))
    except CodeNotSentError as error:
        reason = error.message.words(desk.language)
        for letter, ruling in requests:
            desk.register.note(record(letter, Act(action="code_request_failed", hand=_hand(ruling), at=desk.clock.now(), note=reason)))
        raise


def _hand(ruling: Ruling) -> Hand:
    """Who asks; the fingerprint is not the decision's own, for after a restart it is to be told again why a request failed."""
    return replace(ruling.hand, evidence=f"asked {ruling.evidence}")


def _turn(official: str, minute: datetime) -> str:
    """What is used up by one request, so that the minute's second one finds it gone."""
    return f"minta-kode {official} {minute.isoformat()}"
