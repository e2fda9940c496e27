"""The shared folders: what applicants save, what officials decide, and what is shown to them."""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipeline.domain.decision import DecisionFolder, Item
from pipeline.domain.errors import Fault
from pipeline.domain.handover import Hand
from pipeline.domain.nodes import MapNode
from pipeline.domain.signing import Secret


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
        """What is at rest, was not answered since it last changed, and has its turn; the rest is offered by the sweeps that follow. See `domain.turns`."""
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

    def page(self, draft: Draft) -> Path | None:
        """A private place for the page that is composed for a draft without PDF, which `claim` makes a document; None if the draft changed meanwhile."""
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
    sealed: Secret | None = None
    """the passphrase, still under the office's seal"""

    @property
    def refusal(self) -> str:
        """The fingerprint under which the record keeps that this very saving was refused."""
        return f"refused {self.evidence}"

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
