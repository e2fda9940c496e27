"""What an applicant asks for: the sidecar's facts, parsed once and then trusted.

A `Submission` has its recipients, verifiers and signatory resolved: a later change of the address book re-routes nothing. Its canonical form is what
`dokumen` binds.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from pipeline.domain.channel import Channel
from pipeline.domain.office import Recipient, Security, Urgency
from pipeline.domain.page import Spot, Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """An invitation as form data (*undangan*, SOP 3); the product composes the page."""

    opening: str
    day_and_date: str
    time: str
    place: str
    occasion: str
    closing: str


class RequestKind(StrEnum):
    """What a sidecar without a PDF asks for."""

    NUMBER = "nomor"
    """reserve a register number"""
    WITHDRAW = "batal"
    """withdraw one's own letter before the TTE"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One letter as its applicant wants it."""

    subject: str
    recipients: tuple[Recipient, ...]
    signatory: str
    """the official's id"""
    co_signatories: tuple[str, ...] = ()
    """who sign after the first, in their order"""
    code: str | None = None
    letter_date: date | None = None
    security: Security = Security.ORDINARY
    urgency: Urgency = Urgency.ORDINARY
    enclosure: str = ""
    copies_to: tuple[Recipient, ...] = ()
    remark: str = ""
    extra_verifiers: tuple[str, ...] = ()
    number: str | None = None
    """a reserved number the applicant wants used"""
    revises: str | None = None
    """the id of the returned letter this one replaces"""
    spots: Mapping[Token, Spot] = field(default_factory=dict)
    invitation: Invitation | None = None

    @property
    def signatories(self) -> tuple[str, ...]:
        """Everybody who signs, in their order."""
        return (self.signatory, *self.co_signatories)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRequest:
    """A sidecar that asks for a number only (`permintaan: nomor`)."""

    subject: str
    code: str
    letter_date: date | None = None
    security: Security = Security.ORDINARY


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawRequest:
    """A sidecar that withdraws one's own letter (`permintaan: batal`)."""

    letter: str
    reason: str = ""


Sidecar = Submission | NumberRequest | WithdrawRequest
"""What a sidecar can be."""


@dataclass(frozen=True, slots=True)
class NotReady:
    """The mandatory keys are still blank: a prefilled sidecar nobody has filled in yet. Not a fault."""

    blank: tuple[str, ...]


def canonical(submission: Submission) -> bytes:
    """The one byte form of a submission, the same for the same facts (JSON, keys sorted, dates ISO 8601).

    A fact that came into use later is left out where it is empty, so that what was asked for before keeps its digest.
    """
    facts: dict[str, object] = {
        "subject": submission.subject,
        "recipients": [_recipient(one) for one in submission.recipients],
        "copies_to": [_recipient(one) for one in submission.copies_to],
        "signatory": submission.signatory,
        "code": submission.code,
        "date": submission.letter_date.isoformat() if submission.letter_date else None,
        "security": submission.security.value,
        "urgency": submission.urgency.value,
        "enclosure": submission.enclosure,
        "remark": submission.remark,
        "extra_verifiers": list(submission.extra_verifiers),
        "number": submission.number,
        "revises": submission.revises,
        "spots": {token.value: [spot.page, spot.x_mm, spot.y_mm] for token, spot in submission.spots.items()},
        "invitation": _invitation(submission.invitation),
    }
    if submission.co_signatories:
        facts["co_signatories"] = list(submission.co_signatories)
    return json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest_of(submission: Submission) -> str:
    """`sha256:<64 hex>` of the canonical form."""
    return "sha256:" + hashlib.sha256(canonical(submission)).hexdigest()


def _recipient(one: Recipient) -> dict[str, str]:
    return {"name": one.name, "channel": one.channel.value, "email": one.email, "address": one.address, "folder": one.folder}


def _invitation(one: Invitation | None) -> dict[str, str] | None:
    if one is None:
        return None
    return {
        "opening": one.opening,
        "day_and_date": one.day_and_date,
        "time": one.time,
        "place": one.place,
        "occasion": one.occasion,
        "closing": one.closing,
    }


def restore(stored: bytes) -> Submission:
    """The submission whose canonical form this is."""
    facts = json.loads(stored)
    return Submission(
        subject=facts["subject"],
        recipients=tuple(_restored(one) for one in facts["recipients"]),
        copies_to=tuple(_restored(one) for one in facts["copies_to"]),
        signatory=facts["signatory"],
        co_signatories=tuple(facts.get("co_signatories", ())),
        code=facts["code"],
        letter_date=date.fromisoformat(facts["date"]) if facts["date"] else None,
        security=Security(facts["security"]),
        urgency=Urgency(facts["urgency"]),
        enclosure=facts["enclosure"],
        remark=facts["remark"],
        extra_verifiers=tuple(facts["extra_verifiers"]),
        number=facts["number"],
        revises=facts["revises"],
        spots={Token(token): Spot(page=page, x_mm=x, y_mm=y) for token, (page, x, y) in facts["spots"].items()},
        invitation=Invitation(**facts["invitation"]) if facts["invitation"] else None,
    )


def _restored(facts: dict[str, str]) -> Recipient:
    return Recipient(**{**facts, "channel": Channel(facts["channel"])})  # type: ignore[arg-type]  # the keys are those of `_recipient`
