"""The Maildir that bounces come to: delivery status notifications (RFC 3464), read and put away.

Anybody may write to a mailbox, so nothing in it is believed but the name of one of our messages, which only the office and the recipient know, and its size and
time are bounded. What cannot be read is no bounce; a person finds it flagged.
"""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, message_from_string
from email.message import Message
from pathlib import Path
from typing import Final

from pipeline.adapters.delivery.message import one_line
from pipeline.adapters.durable import digest_of_bytes
from pipeline.domain.mailing import Bounce, Fortune

_MOST_BYTES: Final = 128 * 1024
"""how much of a message is read; the report stands before what was sent"""
_MOST_PARTS: Final = 32
"""a report has some ten; the standard library compares each line with the edges of all the parts it lies in, which takes minutes where they are many"""
_PART: Final = re.compile(rb"content-type", re.IGNORECASE)
_WORDS: Final = 300
_FLAGS: Final = re.compile(r":2,[A-Z]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class BounceFolder:
    """The mailbox.

    Attributes:
        folder: the Maildir; None where the office reads none.
    """

    folder: Path | None
    _kept: set[str] = field(init=False, repr=False, compare=False, default_factory=set)

    def sweep(self) -> Iterable[Bounce]:
        """See `Bounces`. A mailbox that is away has nothing; `surat doctor` tells."""
        if self.folder is None:
            return
        for name in _names(self.folder / "new"):
            if name not in self._kept and (content := _content(self.folder / "new" / name)) is not None:
                yield _read(name, content)

    def put_away(self, bounce: Bounce, *, was_understood: bool) -> None:
        """See `Bounces`. Where the mailbox cannot be changed, it is remembered until the next start."""
        self._kept.add(bounce.file)
        if self.folder is not None:
            target = f"{_FLAGS.sub('', bounce.file)}:2,{'S' if was_understood else 'F'}"
            try:
                (self.folder / "new" / bounce.file).rename(self.folder / "cur" / target)
            except OSError:
                return
            self._kept.discard(bounce.file)


def _names(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(one.name for one in entries if one.is_file(follow_symlinks=False) and not one.name.startswith("."))
    except OSError:
        return []


def _content(file: Path) -> bytes | None:
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as opened:
            return opened.read(_MOST_BYTES)
    except OSError:
        return None


def _read(name: str, content: bytes) -> Bounce:
    try:
        parts = list(message_from_bytes(content).walk()) if len(_PART.findall(content)) <= _MOST_PARTS else []
        fortune, words, envelope = _report(parts)
        about = " ".join((envelope, *_returned(parts)))
    except Exception:  # noqa: BLE001 -- whatever the standard library's reader says of a hostile message, it is no report
        fortune, words, about = Fortune.OTHER, "", ""
    return Bounce(file=name, evidence=f"surel:{digest_of_bytes(content)}", fortune=fortune, about=about, words=words)


def _report(parts: Iterable[Message]) -> tuple[Fortune, str, str]:
    """What the report says of the message's one recipient, in which words, and which envelope it names."""
    for part in parts:
        blocks = part.get_payload()
        if part.get_content_type() == "message/delivery-status" and isinstance(blocks, list):
            fields = [one for one in blocks if isinstance(one, Message)]
            actions = {str(one.get("Action", "")).strip().casefold(): one for one in reversed(fields)}
            for fortune in (Fortune.FAILED, Fortune.DELAYED):
                if fortune.value in actions:
                    return fortune, _words(actions[fortune.value]), str(fields[0].get("Original-Envelope-Id", ""))
    return Fortune.OTHER, "", ""


def _words(fields: Message) -> str:
    said = (str(fields.get("Status", "")), str(fields.get("Diagnostic-Code", "")).partition(";")[2])
    return one_line(" ".join(said))[:_WORDS] or "-"


def _returned(parts: Iterable[Message]) -> Iterator[str]:
    """The Message-ID of what was sent, where its headers came back."""
    for part in parts:
        payload = part.get_payload()
        if part.get_content_type() == "text/rfc822-headers" and isinstance(payload, str):
            yield str(message_from_string(payload).get("Message-ID", ""))
        elif part.get_content_type() == "message/rfc822" and isinstance(payload, list):
            yield from (str(one.get("Message-ID", "")) for one in payload[:1] if isinstance(one, Message))
