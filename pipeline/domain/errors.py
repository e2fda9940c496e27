"""What can go wrong, sorted by what happens next.

Every error is one of three fates, after Postfix's delivery verdicts: RETURN (the clerk mends it), DEFER (try again later by itself) and HOLD (the
administrator decides). The message says what, which letter, and what to do next.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from pipeline.domain.notes import Language, Message


class Fate(StrEnum):
    """What happens next to the letter that met an error."""

    RETURN = "return"
    """a person of the office mends it and tries again"""
    DEFER = "defer"
    """the surroundings are at fault; the daemon tries again by itself"""
    HOLD = "hold"
    """the administrator decides"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in a text file a fault stands; lines and columns count from 1."""

    line: int
    column: int = 1
    quote: str = ""
    """the line itself, or `***` where it could hold a secret"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong with a file a person wrote, and where."""

    message: Message
    place: Place | None = None


class SuratError(Exception):
    """The base of every error this product raises.

    Attributes:
        message: the sentence for the person who meets it.
        fate: what happens next.
    """

    fate: ClassVar[Fate] = Fate.HOLD

    def __init__(self, message: Message) -> None:
        """Keep the sentence; the words come when somebody reads it."""
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        """The sentence in English, for a maintainer's log and traceback."""
        return self.message.words(Language.ENGLISH)


class DraftRefusedError(SuratError):
    """The file a person saved is wrong; all its faults at once.

    Attributes:
        faults: every fault found, in the order of the file.
    """

    fate = Fate.RETURN

    def __init__(self, message: Message, faults: tuple[Fault, ...] = ()) -> None:
        """Keep every fault beside the summary."""
        super().__init__(message)
        self.faults = faults or (Fault(message=message),)

    def __reduce__(self) -> tuple[type["DraftRefusedError"], tuple[Message, tuple[Fault, ...]]]:
        """Travel whole from a worker process to the daemon."""
        return type(self), (self.message, self.faults)


class NotALetterError(DraftRefusedError):
    """The PDF can never be a letter (no PDF, encrypted, already signed); it goes aside to `karantina/`."""


class IncompleteDraftError(DraftRefusedError):
    """The PDF begins well and has no end: somebody may still be saving it. It is looked at again."""


class WrongSecretError(SuratError):
    """The signatory's passphrase does not open the key. Never tried again by itself."""

    fate = Fate.RETURN


class LaterError(SuratError):
    """The surroundings fail (disk, network, neighbour); tried again with growing pauses."""

    fate = Fate.DEFER


class AwayError(LaterError):
    """The signing gateway is away or in trouble, and has not signed; tried again a few times, then the decision goes back to its writer."""


class AuthoritySilentError(LaterError):
    """A time stamping authority or certification centre gives no valid answer, and the office lets its letters wait for it."""


class CodeNotSentError(SuratError):
    """No one-time code was asked of the signing gateway, or it sent none. The signatory asks again; no letter stops for it."""

    fate = Fate.RETURN


class GaveUpError(SuratError):
    """The surroundings failed so often that the decision goes back to its writer, with its secret taken away."""

    fate = Fate.RETURN


class UncertainError(SuratError):
    """A signing gateway may or may not have signed. A person finds out (`surat resolve`); nothing is tried again by itself."""

    fate = Fate.RETURN


class RejectedDocumentError(SuratError):
    """The signature backend cannot read the letter's PDF; the letter goes back to its applicant."""

    fate = Fate.RETURN


class HeldError(SuratError):
    """Only the administrator can decide (a missing key, a result that does not validate)."""

    fate = Fate.HOLD


class DoubtfulResultError(HeldError):
    """A signed document came back that does not hold. It lies where its order wanted it, for the administrator to look at."""


class ConflictError(SuratError):
    """The letter moved meanwhile; the ordinary path reads it afresh."""

    fate = Fate.DEFER


class UnknownLetterError(SuratError):
    """No letter has that id or number."""

    fate = Fate.RETURN


class UnavailableError(SuratError):
    """What a command needs is not there."""


class NotAllowedError(SuratError):
    """This account may not do that."""

    fate = Fate.RETURN


class ConfigurationError(SuratError):
    """The configuration is wrong; all its faults, each with its file and line.

    Attributes:
        faults: `file:line: sentence`, one a fault.
    """

    def __init__(self, message: Message, faults: tuple[str, ...] = ()) -> None:
        """Keep every fault beside the summary."""
        super().__init__(message)
        self.faults = faults
