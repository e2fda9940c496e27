"""What an audit can find: kinds, how grave each is, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from pipeline.domain.notes import Message, Text
from pipeline.domain.notes import keeping as say


class Kind(StrEnum):
    """What is wrong. The values are part of `audit --json` and never renamed."""

    DATABASE = "database"
    """the file is damaged, or of another schema"""
    CHAIN = "chain"
    """the record of events was altered"""
    DOCUMENT_MISSING = "document_missing"
    """the register names a document that is not in the store"""
    DOCUMENT_ALTERED = "document_altered"
    """a document is not what its name says"""
    DOCUMENT_UNKNOWN = "document_unknown"
    """a file among the documents that is none"""
    NUMBER_GAP = "number_gap"
    """a sequence between 1 and the last is neither used, reserved nor void"""
    NUMBER_TWICE = "number_twice"
    """two letters with one number, or one letter with two"""
    NUMBER_DIFFERS = "number_differs"
    """the register gives another number than the record"""
    LETTER_REGISTER = "letter_register"
    """a letter and its line in the register contradict each other"""
    STATE = "state"
    """a letter is not where its record ends"""
    DELIVERY = "delivery"
    """a delivery that its letter cannot have, or one that is missing"""
    SIDECAR = "sidecar"
    """the sidecar is not the one that was decided on"""
    BINDING = "binding"
    """a stamped PDF belongs to another letter, revision or sidecar"""
    CONSERVATION = "conservation"
    """a letter that was taken in is nowhere"""
    ARRIVAL_MISSING = "arrival_missing"
    """part of a letter that another office sent is not there"""
    ARRIVAL_ALTERED = "arrival_altered"
    """a letter that another office sent is not what its covering note and receipt say"""
    SHARE_MISSING = "share_missing"
    """what is to be seen of a letter is not there"""
    SHARE_ALTERED = "share_altered"
    """a copy for reading has other bytes"""
    SHARE_UNKNOWN = "share_unknown"
    """a form or PDF where only ours lie, which the register does not know"""
    RECEIPT_UNKNOWN = "receipt_unknown"
    """a receipt says that a letter is safe which the register does not know, as after a restore"""
    LEFTOVER = "leftover"
    """half-written files of an interrupted piece of work"""


class Severity(StrEnum):
    """How grave a finding is."""

    GRAVE = "grave"
    """what the office knows for good is harmed"""
    LIGHT = "light"
    """only the shares or left-overs; nothing is lost"""


REPAIRABLE: Final = frozenset({Kind.SHARE_MISSING, Kind.SHARE_ALTERED, Kind.RECEIPT_UNKNOWN, Kind.LEFTOVER})
"""What `audit --repair` mends; it never touches the register, a document or a user's file."""
_LIGHT: Final = REPAIRABLE | {Kind.SHARE_UNKNOWN, Kind.DOCUMENT_UNKNOWN}
_ADVICE: Final[Mapping[Kind, Text]] = MappingProxyType(
    {
        Kind.DATABASE: say.DO_RESTORE,
        Kind.DOCUMENT_MISSING: say.DO_FETCH,
        Kind.DOCUMENT_ALTERED: say.DO_FETCH,
        Kind.DOCUMENT_UNKNOWN: say.DO_REMOVE,
        Kind.ARRIVAL_MISSING: say.DO_FETCH_ARRIVAL,
        Kind.ARRIVAL_ALTERED: say.DO_FETCH_ARRIVAL,
        Kind.SHARE_UNKNOWN: say.DO_LOOK,
        **dict.fromkeys(REPAIRABLE, say.DO_REPAIR),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing an audit found."""

    kind: Kind
    what: Message
    about: str = ""
    """the letter's id, or the path it is about"""
    remedy: Text | None = None
    """what to do, where that is not what is usual for its kind"""

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return Severity.LIGHT if self.kind in _LIGHT else Severity.GRAVE

    @property
    def advice(self) -> Message:
        """What to do about it.

        >>> Finding(kind=Kind.CHAIN, what=say.CHAIN(event=3)).advice.text is say.DO_COMPARE
        True
        """
        return (self.remedy or _ADVICE.get(self.kind, say.DO_COMPARE))()
