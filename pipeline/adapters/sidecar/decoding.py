"""Bytes as staff's editors save them, to lines of text.

UTF-8 with or without a byte order mark, UTF-16, else Windows-1252 (said so). Lines end in LF, CRLF or CR. A form feed is white space, as is a
no-break space from a word processor.
"""

import re
from dataclasses import dataclass
from typing import Final

from pipeline.domain.parsing import may_hold_secret

_ODD_BREAKS: Final = str.maketrans({"\f": " ", "\v": " ", "\x85": " ", "\u2028": " ", "\u2029": " ", "\ufeff": None})
_UNREADABLE: Final = re.compile("[^\t\x20-\x7e\xa0-\ud7ff\ue000-\ufffc\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A file's lines, without their ends."""

    lines: tuple[str, ...]
    is_old: bool
    """it was neither UTF-8 nor UTF-16, so it was read as Windows-1252"""


def decode(raw: bytes) -> Decoded:
    """The lines of a file, whatever saved it. Never fails: what no encoding knows becomes U+FFFD."""
    text, is_old = _text(raw)
    text = text.rstrip("\x1a\0").translate(_ODD_BREAKS)
    lines = re.split(r"\r\n|\r|\n", text)
    return Decoded(lines=tuple(one if may_hold_secret(one) else one.replace("\xa0", " ") for one in lines), is_old=is_old)


def unreadable(line: str) -> int | None:
    """Where in a line the first character stands that nobody can have meant, from 0."""
    found = _UNREADABLE.search(line)
    return found.start() if found else None


def without_unreadable(line: str) -> str:
    """The line with a question mark for each such character, so that reading can go on to the next fault."""
    return _UNREADABLE.sub("?", line)


def _text(raw: bytes) -> tuple[str, bool]:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace"), False
    if b"\0" in raw[:2]:
        return raw.decode("utf-16-be" if raw[:1] == b"\0" else "utf-16-le", "replace"), False
    try:
        return raw.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        pass  # its message would quote the bytes
    return raw.removeprefix(b"\xef\xbb\xbf").decode("cp1252", "replace"), True
