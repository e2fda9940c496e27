"""What e-mail needs to know of a letter: how its message is called, and how an address is written on the wire.

A message's name says which delivery it is, so that a bounce finds its letter, and ends in a code made of facts of the register that never leave the office, the
draft's digest among them, so that nobody outside can make up a bounce.
"""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pipeline.domain.letter import Delivery, Letter

_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS: Final = re.compile(rf"(?=[^@]{{1,64}}@.{{1,253}}\Z){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")
_NAME: Final = re.compile(r"(?P<letter>\d{4}-\d{6,9})\.(?P<revision>\d{1,6})\.(?P<delivery>\d{1,12})\.(?P<code>[0-9a-f]{20})")
_CODE_LENGTH: Final = 20


class Fortune(StrEnum):
    """What a mail system tells of a message it had taken (RFC 3464, Action); the values are its words."""

    FAILED = "failed"
    """it never arrives"""
    DELAYED = "delayed"
    """it is still tried"""
    OTHER = ""
    """anything else, such as that it arrived, or what is no such report at all"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """One message in the mailbox that bounces come to."""

    file: str
    """its name there"""
    evidence: str
    """the fingerprint of its bytes"""
    fortune: Fortune
    about: str
    """the texts in which the name of the message it is about stands"""
    words: str
    """what the mail system says, on one line"""


def is_address(text: str) -> bool:
    """Whether a text is one e-mail address (RFC 5321's Mailbox with a dot-string and an ASCII domain).

    >>> is_address("dinkes@example.test"), is_address("a@b.test, c@d.test")
    (True, False)
    """
    return _ADDRESS.fullmatch(text) is not None


def on_the_wire(text: str) -> str:
    """An address as it goes to a mail server: a domain in other letters than ASCII in its ASCII form (IDNA).

    A domain whose ASCII form reads back as another one is left alone, and is then no address: `straße` would become `strasse`, which may be somebody else's.

    >>> on_the_wire("info@dinkes-jogja.test"), on_the_wire("info@bücher.test")
    ('info@dinkes-jogja.test', 'info@xn--bcher-kva.test')
    >>> on_the_wire("info@straße.test"), on_the_wire("büro@kantor.test")
    ('info@straße.test', 'büro@kantor.test')
    """
    local, _, domain = text.rpartition("@")
    if not local or domain.isascii():
        return text
    try:
        written = domain.encode("idna").decode("ascii")
        is_same = written.encode("ascii").decode("idna") == domain.lower()
    except UnicodeError:
        return text
    return f"{local}@{written}" if is_same else text


def message_name(letter: Letter, delivery: Delivery) -> str:
    """What the message of one delivery is called: the same whenever it is sent, before the `@` of its Message-ID and as its ENVID."""
    return f"{letter.id}.{letter.revision}.{delivery.id}.{_code(letter, delivery.id)}"


def named_in(text: str) -> tuple[str, int] | None:
    """The letter and delivery that a message's name speaks of; whether they exist, and whether the code is right, is another matter.

    >>> named_in("<2026-000012.1.4.0123456789abcdef0123@kantor.test>")
    ('2026-000012', 4)
    >>> named_in("<2026-000012@kantor.test>") is None
    True
    """
    found = _NAME.search(text)
    return (found["letter"], int(found["delivery"])) if found else None


def is_named(text: str, letter: Letter, delivery: Delivery) -> bool:
    """Whether a text holds the name of this delivery's message, code and all."""
    return any(found[0] == message_name(letter, delivery) for found in _NAME.finditer(text))


def _code(letter: Letter, delivery: int) -> str:
    facts = "\n".join(("surel", letter.id, str(letter.revision), str(delivery), letter.source))
    return hashlib.sha256(facts.encode()).hexdigest()[:_CODE_LENGTH]
