"""Every hand-over of a letter is recorded: who, what, when, on which version (*pencatatan dan pendataan*).

A letter's next version and the event that tells of it are made together here, so that neither can be forgotten.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pipeline.domain.letter import Event, Letter
from pipeline.domain.numbering import GivenNumber, RegisterNumber, evidence_of
from pipeline.domain.office import Office
from pipeline.domain.routing import due_at
from pipeline.domain.states import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Who acts."""

    actor: str
    """an official's id, a unit, or `surat` for the daemon"""
    account: str = ""
    """the operating-system account"""
    evidence: str = ""
    """the fingerprint of the decision it rests on"""


DAEMON: Final = Hand(actor="surat")
"""The product itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What is done with a letter, by whom and when."""

    action: str
    """a past-tense word of the record, such as `verified`"""
    hand: Hand
    at: datetime
    note: str = ""


def pass_on(letter: Letter, state: State, act: Act, office: Office, **changes: object) -> tuple[Letter, Event]:
    """The letter in its next state, due by the office's standard time, and the event that records it.

    Args:
        letter: as it was read.
        state: where it goes.
        act: what is done, by whom and when.
        office: its standard times.
        changes: further fields that change with it.
    """
    after = letter.moved(state, act.at, due=due_at(state, act.at, office), **changes)
    return after, record(after, act, before=letter.state, after=state)


def recorded(given: GivenNumber, number: RegisterNumber) -> Event:
    """The event that tells of a number given by hand."""
    return Event(action="number_recorded", at=given.at, actor=given.claim.unit, account=given.account, note=number.text, evidence=evidence_of(number))


def record(letter: Letter, act: Act, *, before: State | None = None, after: State | None = None) -> Event:
    """The event that tells of an act on a letter's present version."""
    return Event(
        letter=letter.id,
        action=act.action,
        at=act.at,
        actor=act.hand.actor,
        account=act.hand.account,
        evidence=act.hand.evidence,
        before=before,
        after=after,
        document=letter.document or letter.source,
        note=act.note,
    )
