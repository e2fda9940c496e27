"""What goes to a signature backend and what comes back (SOP 8)."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, final

from pipeline.domain.errors import SuratError
from pipeline.domain.footer import Footer
from pipeline.domain.notes import Message
from pipeline.domain.page import Box, SignatureBlock

_COMMON_NAME: Final = re.compile(r"(?:^|[,+])CN=((?:\\.|[^,+\\])*)", re.IGNORECASE)
_ESCAPED: Final = re.compile(r"\\(.)")


@final
class Secret:
    """A passphrase or one-time code. It has no repr, no order and no hash; `reveal` is the only way out.

    >>> Secret("rahasia")
    Secret(***)
    """

    __slots__ = ("_value", "is_one_time")

    def __init__(self, value: str, *, is_one_time: bool = False) -> None:
        """Take the secret in; a one-time code (`totp`) is good for a signing gateway only."""
        self._value = value
        self.is_one_time = is_one_time

    def reveal(self) -> str:
        """The secret itself, for the backend alone."""
        return self._value

    def __repr__(self) -> str:
        """Say that there is one, never which."""
        return "Secret(***)"

    __str__ = __repr__

    def __bool__(self) -> bool:
        """Whether anything was given."""
        return bool(self._value)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureTexts:
    """What every TTE of the office says."""

    words: str
    """in the visible block, such as "Ditandatangani secara elektronik" """
    reason: str
    """in the signature itself"""
    location: str
    """the same"""
    office_seal: str = ""
    """the path of a PNG of the office's stamp (*stempel*), for the visible block; empty = none"""
    footer: Footer = field(default_factory=Footer)
    """what is printed at the foot of the page with the TTE"""


class SignatureLevel(StrEnum):
    """The PAdES baseline level of a TTE (ETSI EN 319 142-1)."""

    BASIC = "B-B"
    """the signature alone"""
    TIMED = "B-T"
    """with a timestamp"""
    LONG_TERM = "B-LT"
    """with everything needed to validate it later"""
    ARCHIVAL = "B-LTA"
    """with an archive timestamp over that"""

    def reaches(self, other: "SignatureLevel") -> bool:
        """Whether this level is `other` or above it.

        >>> SignatureLevel.LONG_TERM.reaches(SignatureLevel.TIMED), SignatureLevel.BASIC.reaches(SignatureLevel.TIMED)
        (True, False)
        """
        levels = list(SignatureLevel)
        return levels.index(self) >= levels.index(other)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAuthority:
    """The time stamping authority (RFC 3161), and how long it and the certification centres' servers are waited for."""

    address: str = ""
    user: str = ""
    """empty = no login"""
    password_file: str = ""
    """its first line is the password"""
    timeout: timedelta = timedelta(seconds=10)
    """for one answer"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningTerms:
    """What every TTE of the office must come to."""

    level: SignatureLevel = SignatureLevel.BASIC
    authority: TimeAuthority = field(default_factory=TimeAuthority)
    lowers: bool = False
    """whether a letter is signed at a lower level, and that is recorded, while an authority does not answer; else it waits"""
    certifies: bool = False
    """whether the signature forbids every later change (DocMDP), another signature too"""
    state_roots: tuple[str, ...] = ()
    """PEM files: those of the trusted roots that are a state certification centre's"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningOrder:
    """One document to sign. `source` and `target` are paths; the backend reads one and makes the other."""

    letter: str
    source: str
    target: str
    box: Box
    block: SignatureBlock
    reason: str
    location: str
    at: datetime
    plain: str = ""
    """the path of what is signed instead where the certificate is not a state certification centre's; empty = the source whatever it is"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedDocument:
    """A document that carries one more valid signature; checked by the backend before it says so."""

    letter: str
    signer: str
    """the certificate's subject, as the certificate writes it"""
    at: datetime
    """the timestamp's time where there is one, else the signer's clock's"""
    certified: bool
    """whether the certificate is from a state certification centre; else the TTE is *tidak tersertifikasi*"""
    level: SignatureLevel = SignatureLevel.BASIC
    """what the result was found to be"""
    lack: Message | None = None
    """why the level is lower than the office wants, where it is"""


SigningResult = SignedDocument | SuratError
"""What one order of a batch came to: the others go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureFacts:
    """One signature of a PDF as a verifier sees it."""

    signer: str
    level: str
    """`B-B`, `B-T`, `B-LT` or `B-LTA`"""
    intact: bool
    trusted: bool
    covers_whole_document: bool
    time: datetime | None
    certified: bool = False
    """whether it leads back to a state certification centre; else the TTE is *tidak tersertifikasi*"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """All that a PDF's signatures say. `valid` is false when there are none."""

    valid: bool
    signatures: tuple[SignatureFacts, ...]


def common_name(subject: str) -> str:
    r"""The name a certificate's holder is called by, out of its subject as RFC 4514 writes it; the whole subject where it has none.

    >>> common_name(r"CN=Drs. Budi\, M.Si,OU=Dinas,C=ID"), common_name("O=Dinas")
    ('Drs. Budi, M.Si', 'O=Dinas')
    """
    found = _COMMON_NAME.search(subject)
    return _ESCAPED.sub(r"\1", found[1]) if found else subject
