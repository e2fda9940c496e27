"""What the stages need of the world, as protocols, and `Desk`: the frozen bundle of ports that a stage receives.

Each port hides one neighbour. `adapters/memory` holds in-memory twins of the register, the documents and the clock, run through the same contract tests.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from pipeline.domain.channel import Channel, DeliveryReport
from pipeline.domain.decision import DecisionFolder, Item
from pipeline.domain.errors import Fault
from pipeline.domain.handover import Hand
from pipeline.domain.letter import Delivery, Event, Letter
from pipeline.domain.nodes import MapNode
from pipeline.domain.notes import Language, Message
from pipeline.domain.notes import store as say_store
from pipeline.domain.numbering import NumberClaim, NumberStatus, RegisterNumber, Restoration, Resumption
from pipeline.domain.office import Office, Official
from pipeline.domain.page import Binding, Box, Examination, Layout, StampOrder
from pipeline.domain.registry import claim_for, questions
from pipeline.domain.sheet import DispatchSheet
from pipeline.domain.signing import Secret, SignatureTexts, SigningOrder, SigningResult, Verification


class Each(Protocol):
    """The engine's way of working: one thing for each of many letters, drafts or decisions, several at once."""

    def __call__(self, act: Callable[[str], bool], names: Iterable[str], *, wait_for_all: bool = True) -> int:
        """Do `act` for each; how many times it succeeded. `act` keeps its errors to itself.

        Args:
            act: says whether it succeeded.
            names: whom it is done for; a name that is still in hand from before is not begun again.
            wait_for_all: whether every one is done when this returns; else stragglers go on beside what comes next, and count together as one.
        """
        ...


class Clock(Protocol):
    """The time, in the office's zone."""

    def now(self) -> datetime:
        """The moment, aware, in the office's zone."""
        ...

    def today(self) -> date:
        """The day in the office."""
        ...

    def monotonic(self) -> float:
        """Seconds on the daemon's own clock, which never jumps."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLine:
    """One number of the register, with what it was given to."""

    number: RegisterNumber
    status: NumberStatus
    unit: str
    subject: str
    letter: str | None
    day: date
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """What a number is kept for."""

    claim: NumberClaim
    subject: str
    account: str
    at: datetime
    evidence: str
    """which request it answers; the same request gets the same number again"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where one letter's files may lie on the shares."""

    letter: str
    paths: tuple[str, ...]
    """relative to the tree"""
    version: int | None = None
    """the letter's version that they show; None while they may still show another"""
    basis: int | None = None
    """what `Register.basis` said before the letter was looked at: asked to be shown anew since then, it stays unshown. None where that cannot be"""


class Register(Protocol):
    """The letters, their numbers, what happened to them, and what is still to be sent.

    Every write is one transaction. A letter that moved meanwhile raises `ConflictError`; nothing is then written.
    """

    def enter(self, letter: Letter, event: Event) -> Letter:
        """Take a new letter in. Its `id` is replaced by the next of the year of `letter.since`."""
        ...

    def move(self, letter: Letter, *events: Event, deliveries: Sequence[Delivery] = ()) -> Letter:
        """Commit a letter's next version with its events and, if given, its new deliveries."""
        ...

    def number(self, letter: Letter, claim: NumberClaim, event: Event) -> Letter:
        """Commit a letter with its number, which is put before `event.note`: the next of the series, or the one the letter wishes for.

        A wished number must be reserved for the letter's unit and be what `claim` writes at that place; if it is not, and the registry officer has consented,
        the letter gets the next of the series.

        Raises:
            ConflictError: the wished number is not to be had and the registry officer has not been asked, or a restore holds the series.
        """
        ...

    def reserve(self, reservation: Reservation) -> RegisterNumber:
        """Keep the next number of a series for a unit.

        Raises:
            LaterError: a restore holds the series.
        """
        ...

    def cancel(self, letter: Letter, event: Event) -> Letter:
        """Commit a cancelled letter; its number becomes void and stays."""
        ...

    def note(self, event: Event) -> None:
        """Record an event that moves no letter."""
        ...

    def report(self, delivery: Delivery, event: Event | None = None) -> None:
        """Record a delivery's next state; where that concerns paper to be printed, its letter is to be shown anew.

        Raises:
            ConflictError: the delivery moved meanwhile, or it is to begin though its letter is no longer being sent.
        """
        ...

    def is_reserved(self, number: str, claim: NumberClaim) -> bool:
        """Whether this number is reserved for the claim's unit and is what the claim writes at that place: whether `number` would give it."""
        ...

    def hold_numbering(self, restored: Restoration) -> None:
        """After a restore: give no number of any series up to that year until it is resumed, and no id that may have been given since the backup."""
        ...

    def restoration(self) -> Restoration | None:
        """The last time this register was put back from a backup, if ever."""
        ...

    def is_held(self, year: int, scope: str) -> bool:
        """Whether a restore still holds this series; `number` and `reserve` then refuse."""
        ...

    def last_number(self, year: int, scope: str) -> int:
        """The last sequence of a series; 0 before the first."""
        ...

    def resume(self, wanted: Resumption) -> tuple[RegisterNumber, ...]:
        """Let one series go on after its last number; the numbers between, which are entered as void.

        Raises:
            DraftRefusedError: nothing holds the series, or the register knows a later number.
        """
        ...

    def resume_others(self, event: Event) -> None:
        """Let every series that is still held go on as the backup has it.

        Raises:
            DraftRefusedError: no restore holds any.
        """
        ...

    def newest_day(self, year: int, scope: str) -> date | None:
        """The date of the newest letter numbered in that year and scope."""
        ...

    def letter(self, key: str) -> Letter:
        """The letter with this id or register number.

        Raises:
            UnknownLetterError: there is none.
        """
        ...

    def twin(self, source: str, sidecar: str, unit: str) -> Letter | None:
        """The unit's letter with the same draft and canonical sidecar that is neither returned nor cancelled."""
        ...

    def due(self, now: datetime) -> tuple[str, ...]:
        """The ids of the letters the daemon can carry on by itself, urgent first, then oldest first."""
        ...

    def defer(self, letter: Letter, until: datetime, event: Event) -> None:
        """Let a letter rest until then."""
        ...

    def rest(self, letter: str, version: int | None = None) -> None:
        """Leave a letter to the person it waits for; its next move or delivery report wakes it. With `version`, only if it is still that one."""
        ...

    def wake(self, letter: str, at: datetime) -> None:
        """Carry a letter on at that moment; unlike `defer` this is no failure."""
        ...

    def attempts(self, letter: str) -> int:
        """How often this letter was deferred since its last move."""
        ...

    def unshown(self, now: datetime) -> tuple[str, ...]:
        """The ids of the letters whose files on the shares are not those of their present version, but for those whose showing is deferred, oldest first."""
        ...

    def defer_showing(self, letter: str, until: datetime) -> None:
        """Leave the shares as they are for this letter until then, or until it moves or is marked as shown."""
        ...

    def show_anew(self, letter: str) -> None:
        """Have a letter shown anew though it did not move, also where its showing is just going on."""
        ...

    def basis(self, letter: str) -> int:
        """Tells one request to show a letter from the next; see `Mark.basis`."""
        ...

    def shown(self, letter: str) -> tuple[str, ...]:
        """The paths on the shares that may hold this letter's files, relative to the tree."""
        ...

    def mark_shown(self, letter: str, paths: Iterable[str], version: int | None = None) -> None:
        """Remember where a letter's files may lie; with `version`, that they now are those of that version."""
        ...

    def mark_all(self, marks: Sequence[Mark]) -> None:
        """The same for many letters, in one transaction."""
        ...

    def letters(self, *, everything: bool = False) -> tuple[Letter, ...]:
        """The letters on their way, oldest first; with `everything`, those sent and cancelled too."""
        ...

    def counts(self) -> dict[str, int]:
        """How many letters stand in each state, all of them."""
        ...

    def events(self, letter: str) -> tuple[Event, ...]:
        """A letter's record, oldest first."""
        ...

    def has_evidence(self, letter: str, evidence: str) -> bool:
        """Whether this letter's record holds an event with this fingerprint: a decision that counted, or a refusal."""
        ...

    def taken(self, evidence: str) -> Letter | None:
        """The first letter, whatever became of it, whose record has an event with this fingerprint, or one that goes on from it after a space."""
        ...

    def deliveries(self, letter: str) -> tuple[Delivery, ...]:
        """A letter's deliveries, in the order of its recipients."""
        ...

    def find_document(self, digest: str) -> str | None:
        """The id of the letter that ever had this version, if any."""
        ...

    def documents(self) -> Iterable[tuple[str, str]]:
        """Every (letter, digest) the register names."""
        ...

    def lines(self, year: int) -> Iterable[RegisterLine]:
        """The numbers of one year, in their order."""
        ...

    def broken_link(self) -> int | None:
        """The first event whose hash does not follow from the one before it; None = the record is whole."""
        ...


class Documents(Protocol):
    """Immutable files named by their sha256; what is in here is safe."""

    def put(self, path: Path) -> str:
        """Copy a file in, whole and synced; its digest."""
        ...

    def put_bytes(self, content: bytes) -> str:
        """Write bytes in, whole and synced; their digest."""
        ...

    def path(self, digest: str) -> Path:
        """Where the file with this digest is, to be read only.

        Raises:
            HeldError: it is gone.
        """
        ...

    def scratch(self, purpose: str) -> Path:
        """A path for a result on its way in; removed at the next start if left behind."""
        ...

    def adopt(self, scratch: Path) -> str:
        """Move a finished scratch file in; its digest."""
        ...


class Press(Protocol):
    """The PDF workers: they read what people saved, in processes of their own, with limits."""

    def examine(self, draft: Path, layout: Layout) -> Examination:
        """What a draft is.

        Raises:
            DraftRefusedError: it is no PDF we may take, or reading it broke the limits.
        """
        ...

    def stamp(self, source: Path, target: Path, order: StampOrder) -> Box:
        """Draw number, date and names where the placeholders stood; the TTE's box."""
        ...

    def sheet(self, target: Path, sheet: DispatchSheet) -> None:
        """Make a dispatch sheet."""
        ...

    def binding(self, document: Path) -> Binding | None:
        """What is written into a stamped PDF about itself."""
        ...

    def words(self, document: Path) -> tuple[str, ...]:
        """The words on a finished letter's first pages."""
        ...


class Signer(Protocol):
    """The signature backend. The secret is used for this act alone."""

    def sign(self, orders: Sequence[SigningOrder], official: Official, secret: Secret) -> tuple[SigningResult, ...]:
        """Sign every order with one opening of the key; one result an order, in their order."""
        ...


class Judge(Protocol):
    """Checks signatures as a verifier would."""

    def verify(self, document: Path) -> Verification:
        """All that a PDF's signatures say."""
        ...


class Carrier(Protocol):
    """One way to a recipient."""

    @property
    def is_repeatable(self) -> bool:
        """Whether a delivery that a crash cut off may be done again without reaching anybody twice."""
        ...

    def carry(self, letter: Letter, delivery: Delivery, document: Path) -> DeliveryReport:
        """Try once; never raises for what the other side does."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What one applicant has saved under one name, at rest: a sidecar with or without its PDF.

    `pdf` and `sidecar` are paths on the share, for their names only; what is read is `Drafts.copy` and `Drafts.read`.
    """

    unit: str
    stem: str
    pdf: Path | None
    sidecar: Path | None
    account: str
    """the operating-system account of the PDF's owner, else of the sidecar's"""
    rivals: tuple[str, ...] = ()
    """further sidecars of the same name"""
    is_long_at_rest: bool = False
    """it has rested for so long that a PDF without an end will get none"""
    identity: str = ""
    """tells this very saving from any other of the same name (device, inode, change time): the sidecar's first, then the PDF's"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A draft's bytes, safe in the documents; the share still has them too."""

    source: str | None
    raw_sidecar: str


class Drafts(Protocol):
    """The applicants' folders (`1-konsep/<unit>`)."""

    def sweep(self) -> tuple[Draft, ...]:
        """Everything at rest that has not been judged since it last changed."""
        ...

    def is_settling(self) -> bool:
        """Whether the last sweep saw files that will soon be at rest."""
        ...

    def read(self, draft: Draft) -> MapNode:
        """The sidecar's tree.

        Raises:
            DraftRefusedError: it is not YAML we can read; every fault at once.
            ConflictError: it has just changed; it is offered again.
        """
        ...

    def copy(self, draft: Draft) -> Path | None:
        """A private copy of a draft's PDF, which `claim` makes a document; None if it changed meanwhile.

        Raises:
            DraftRefusedError: it is larger than any letter may be.
        """
        ...

    def claim(self, draft: Draft) -> Claimed | None:
        """Make documents of a draft; None if it changed meanwhile."""
        ...

    def in_hand(self, draft: Draft) -> AbstractContextManager[None]:
        """While a draft is in hand no sweep offers it again or forgets its copy."""
        ...

    def alone_with(self, source: str) -> AbstractContextManager[object]:
        """Keep others that do this with the same PDF waiting, so that a draft and its copy, saved at once, do not both become letters."""
        ...

    def release(self, draft: Draft) -> None:
        """Take away what was claimed, unless somebody has changed it since, with the notes about it."""
        ...

    def refuse(self, draft: Draft, faults: Sequence[Fault]) -> None:
        """Put PERBAIKI beside a draft; it stays where it is until its writer mends it."""
        ...

    def quarantine(self, draft: Draft, faults: Sequence[Fault]) -> None:
        """Move a draft's PDF that cannot be a letter to `karantina/`, with the reason beside it."""
        ...

    def answer(self, draft: Draft, ending: str, text: str) -> None:
        """Put an answer beside a draft: `<stem><ending>`."""
        ...

    def wait(self, draft: Draft) -> None:
        """Leave a draft that is not ready, and mend its notes: no PERBAIKI any more."""
        ...

    def expect(self, draft: Draft) -> None:
        """Leave a draft whose PDF has no end yet; it is offered again when it changes, and when it has rested for so long that no end will come."""
        ...

    def defer(self, draft: Draft) -> None:
        """Leave a draft that cannot be taken because of the surroundings; it is offered again after a pause that grows."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """One letter's decision as it was found on a share, with who may have made it."""

    item: Item
    folder: DecisionFolder
    actor: str
    """the official whose folder it lies in"""
    accounts: tuple[str, ...]
    """the operating-system account that saved it, or all that may have; none where the office does not look (`identitas: folder`)"""
    evidence: str
    """the fingerprint of this very saving"""
    secret: Secret | None = None

    @property
    def hand(self) -> Hand:
        """Who acts by it."""
        return Hand(actor=self.actor, account="|".join(self.accounts), evidence=self.evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One decision file as it lies on a share."""

    path: Path
    rulings: tuple[Ruling, ...]
    faults: tuple[Fault, ...] = ()
    version: tuple[int, ...] = ()
    """(dev, ino, size, mtime_ns, ctime_ns) of what was read"""


class Tray(Protocol):
    """The decision files in the officials' folders."""

    def sweep(self) -> tuple[Sheet, ...]:
        """Every decision at rest that is filled in and has not been answered since it last changed."""
        ...

    def is_settling(self) -> bool:
        """Whether the last sweep saw files that will soon be at rest."""
        ...

    def settle(self, sheet: Sheet) -> None:
        """Keep a decision that has counted (secrets struck out) and take it from the share."""
        ...

    def refuse(self, sheet: Sheet, faults: Sequence[Fault]) -> None:
        """Answer a decision that does not count with PERBAIKI; one with a secret is taken away, a redacted text kept."""
        ...

    def wait(self, sheet: Sheet, faults: Sequence[Fault]) -> None:
        """Leave an early decision where it is, and say so."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One file that shows a letter on the shares: its path in the tree, and its content."""

    path: str
    content: bytes | None = None
    document: str | None = None
    """a digest of the documents, where the content is a PDF"""
    is_form: bool = False
    """an official writes in it: mode 0660, and what he wrote is kept"""


class Shares(Protocol):
    """The shared tree, a user interface: copies for reading, forms for deciding."""

    def show(self, name: str, wanted: Sequence[Shown], old: Sequence[str]) -> Collection[str]:
        """Make the tree show exactly `wanted` of a letter: what is missing is written, what of `old` is no longer wanted goes.

        The folders given back must be synced before anybody is told that the letter is shown.
        """
        ...

    def sync(self, folder: str) -> None:
        """Make what was shown in a folder survive a crash."""
        ...

    def tidy(self) -> None:
        """Remove temporary files of ours that somebody's interrupted command left long ago; one may hold a secret."""
        ...

    def lacks(self, paths: Sequence[str]) -> bool:
        """Whether any of these is not there, because somebody took it away."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything a stage may touch."""

    office: Office
    language: Language
    clock: Clock
    register: Register
    documents: Documents
    press: Press
    signer: Signer
    judge: Judge
    carriers: dict[Channel, Carrier]
    shares: Shares
    drafts: Drafts
    tray: Tray
    plain_passphrases: bool
    applicant_may_decide: bool
    """false with `identitas: pemilik`: nobody decides on his own letter"""
    texts: SignatureTexts

    def show_again(self, letter: Letter) -> None:
        """Have the shares show a letter anew though it did not move, such as when one of its deliveries did."""
        self.register.show_anew(letter.id)

    def questions(self, letter: Letter) -> tuple[Message, ...]:
        """What the registry officer must look at before this letter gets its number."""
        today, wished = self.clock.today(), letter.submission.number
        claim = claim_for(letter, self.office, today)
        held = (say_store.NUMBERING_HELD(),) if self.register.is_held(claim.year, claim.scope) else ()
        return held + questions(
            letter,
            self.office,
            today,
            is_reserved=wished is not None and self.register.is_reserved(wished, claim),
            newest=self.register.newest_day(claim.year, claim.scope),
        )
