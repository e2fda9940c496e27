"""The neighbours one act at a time: the clock, documents, PDF workers, signing, and the ways to a recipient."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from pipeline.domain.channel import DeliveryReport
from pipeline.domain.invitation import InvitationOrder
from pipeline.domain.letter import Delivery, Letter
from pipeline.domain.office import Official
from pipeline.domain.page import Binding, Box, Examination, FooterOrder, Layout, StampOrder
from pipeline.domain.printing import JobStanding
from pipeline.domain.public import PublicPage
from pipeline.domain.sheet import DispatchSheet
from pipeline.domain.signing import Secret, SigningOrder, SigningResult, Verification


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

    def compose(self, target: Path, order: InvitationOrder) -> None:
        """Make the page of an invitation, with placeholders for number, date and TTE; the same every time.

        Raises:
            DraftRefusedError: it holds what cannot be drawn, or this office composes none.
            ConfigurationError: the office's template is wrong.
        """
        ...

    def stamp(self, source: Path, target: Path, order: StampOrder) -> tuple[Box, ...]:
        """Draw number, date and names where the placeholders stood; the boxes of the TTEs, by turn."""
        ...

    def prepare(self, approved: Path, target: Path, order: FooterOrder) -> None:
        """Make a copy of an approved letter, which nobody has signed yet, with a sentence at its foot; the same every time.

        Raises:
            DraftRefusedError: its foot has no room, or it is signed.
        """
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

    def takes_codes(self, official: Official) -> bool:
        """Whether this official may sign with a one-time code, and ask for one."""
        ...

    def request_code(self, official: Official, count: int) -> None:
        """Have a one-time code sent to an official.

        Args:
            official: who is to sign.
            count: how many letters the code is meant for, from 1.

        Raises:
            CodeNotSentError: none was sent, or nobody knows; what to do.
        """
        ...

    def sign(self, orders: Sequence[SigningOrder], official: Official, secret: Secret, begin: Callable[[str], None]) -> tuple[SigningResult, ...]:
        """Sign every order with one opening of the key; one result an order, in their order.

        Args:
            orders: what to sign.
            official: who signs.
            secret: the passphrase or one-time code.
            begin: called with a letter's id right before its document leaves this machine, where a crash could leave it unknown whether it was signed;
                not called by a backend that signs here. A letter for which it raises a `SuratError` is not sent.
        """
        ...


class Judge(Protocol):
    """Checks signatures as a verifier would."""

    def verify(self, document: Path) -> Verification:
        """All that a PDF's signatures say."""
        ...

    def adds_one_signature(self, approved: Path, signed: Path) -> bool:
        """Whether `signed` is `approved`, byte for byte in front, with one more valid signature and nothing else."""
        ...


class Board(Protocol):
    """Makes static pages."""

    def verification(self, page: PublicPage) -> bytes:
        """The page that a letter's QR code opens."""
        ...


class Printer(Protocol):
    """A printer that is handed letters as jobs."""

    def start(self, name: str, document: Path) -> int:
        """Hand a PDF over; the job's number.

        Raises:
            LaterError: the printer has not taken it.
            HeldError: it never will.
            UncertainError: it may have taken it.
        """
        ...

    def find(self, name: str) -> int | None:
        """The newest job of that name that the printer knows.

        Raises:
            LaterError: it cannot be asked now.
        """
        ...

    def standing(self, job: int) -> JobStanding:
        """Where a job stands; one that the printer does not know is lost.

        Raises:
            LaterError: it cannot be asked now.
        """
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
