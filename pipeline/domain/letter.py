"""A letter on its way through the office, and what is recorded of it.

Values only: a move makes a new `Letter`; the register accepts it if the letter is still the one that was read (its `version`).
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from pipeline.domain.channel import IN_DOUBT, Channel
from pipeline.domain.numbering import RegisterNumber
from pipeline.domain.office import Capacity, Recipient
from pipeline.domain.page import Box
from pipeline.domain.states import DeliveryState, State
from pipeline.domain.submission import Submission, digest_of

LETTER_ID: Final = re.compile(r"\d{4}-\d{6}")
"""The form of a letter's id: the year of intake and a running number."""
_SLUG_LENGTH: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A step's seat: whose it is, and who sits on it."""

    holder: str
    """the official whose step it is"""
    acting: str
    """the official who decides; the holder himself, or his delegate"""
    capacity: Capacity = Capacity.OWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Why a letter stands still, and where it goes on from."""

    since: State
    reason: str
    by: str = ""
    """the registry officer who keeps it back by a decision (`tahan`), and may let it go by another; empty where the administrator or the daemon holds it"""

    @property
    def is_kept_back(self) -> bool:
        """Whether it waits for its release still, as the registry officer wants it."""
        return bool(self.by) and self.since is State.READY_TO_SEND


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter. `document` is what is decided on now; `source` the draft as it was taken in."""

    id: str
    state: State
    revision: int
    version: int
    """counts the moves; a move of any other version is refused"""
    unit: str
    account: str
    """the applicant's operating-system account"""
    stem: str
    """the draft's file name without its ending"""
    submission: Submission
    source: str
    """`sha256:…` of the draft's PDF"""
    verifiers: tuple[Post, ...]
    signatories: tuple[Post, ...]
    """who sign, in their order"""
    since: datetime
    """when it came into its state"""
    code: str | None = None
    level: int = 0
    """which of `verifiers`, and after them of `signatories`, it waits for, from 0"""
    consented: bool = False
    """the registry officer has said yes to number and date"""
    number: RegisterNumber | None = None
    date: "date | None" = None
    document: str | None = None
    """`sha256:…` of the stamped, later the signed PDF"""
    boxes: tuple[Box, ...] = ()
    """where each signatory's TTE will stand"""
    due: datetime | None = None
    hold: Hold | None = None
    remark: str = ""
    """the last official's words, such as the reason of a return"""

    @property
    def name(self) -> str:
        """What its files are called, everywhere and for life: `<id>_<slug>`."""
        return f"{self.id}_{slug_of(self.submission)}"

    @property
    def is_kept_back(self) -> bool:
        """Whether the registry officer keeps it back from being sent (`tahan`), and may let it go."""
        return self.hold is not None and self.hold.is_kept_back

    @property
    def turn(self) -> int:
        """Which of `signatories` signs next, from 0; once all have signed, the last of them."""
        return min(max(self.level - len(self.verifiers), 0), len(self.signatories) - 1)

    @property
    def signatory(self) -> Post:
        """The signatory whose turn it is, or will be after the verifiers."""
        return self.signatories[self.turn]

    @property
    def box(self) -> Box | None:
        """Where the TTE of the signatory whose turn it is will stand."""
        return self.boxes[self.turn] if self.boxes else None

    @property
    def post(self) -> Post | None:
        """The official it waits for, while it waits for a verifier or the signatory."""
        if self.state is State.IN_VERIFICATION:
            return self.verifiers[self.level]
        if self.state in {State.AWAITING_SIGNATURE, State.SIGNATURE_UNCERTAIN}:
            return self.signatory
        return None

    @property
    def sidecar(self) -> str:
        """`sha256:…` of its canonical sidecar."""
        return digest_of(self.submission)

    def moved(self, state: State, at: datetime, **changes: object) -> "Letter":
        """The letter in its next state.

        Args:
            state: where it goes; the register refuses a move the procedure does not allow.
            at: the moment of the move.
            changes: further fields that change with it.
        """
        return replace(self, state=state, since=at, version=self.version + 1, **changes)  # type: ignore[arg-type]  # replace checks the names


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the record: who did what, when, on which version."""

    action: str
    at: datetime
    actor: str
    """an official's id, a unit, or `surat` for the daemon"""
    account: str = ""
    """the operating-system account it was done from"""
    before: State | None = None
    after: State | None = None
    document: str | None = None
    note: str = ""
    evidence: str = ""
    """the fingerprint of the file it rests on, a draft or a decision; the same file found again is known by it"""
    letter: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One recipient's delivery, as the outbox keeps it."""

    id: int
    """0 until the register has entered it"""
    letter: str
    recipient: Recipient
    channel: Channel
    state: DeliveryState
    is_copy: bool = False
    """a *tembusan*"""
    attempts: int = 0
    next_at: datetime | None = None
    proof: str = ""
    """what proves that it arrived; `?` while it may have arrived by an earlier try"""
    note: str = ""
    sent_on: date | None = None
    """the day it reached its recipient, or was handed over"""
    taken_by: str = ""
    """who took it from whoever carried it"""
    job: str = ""
    """the printer's job: its number, `?` while it begins, `-` where a person prints; empty = none was begun"""

    @property
    def is_in_doubt(self) -> bool:
        """Whether it may have arrived by an earlier try."""
        return self.proof == IN_DOUBT


def slug_of(submission: Submission) -> str:
    """The readable part of a letter's file names; says nothing about a confidential one.

    >>> from pipeline.domain.channel import Channel
    >>> from pipeline.domain.office import Recipient, Security
    >>> to = (Recipient(name="Sewon", channel=Channel.PRINT),)
    >>> slug_of(Submission(subject="Undangan Rapat: Jum'at, 5/6", recipients=to, signatory="kadis"))
    'undangan-rapat-jum-at-5-6'
    >>> slug_of(Submission(subject="Mutasi", recipients=to, signatory="kadis", security=Security.SECRET))
    'rahasia'
    """
    if submission.security.is_confidential:
        return "rahasia"
    plain = unicodedata.normalize("NFKD", submission.subject).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return words[:_SLUG_LENGTH].strip("-") or "surat"
