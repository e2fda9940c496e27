"""The Internet Printing Protocol on the wire (RFC 8010): a request made, an answer read.

Only what printing a letter needs; anything else in an answer is passed over.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

_VERSION: Final = b"\x02\x00"
_REQUEST_ID: Final = 1
_OPERATION_GROUP: Final = 0x01
_JOB_GROUP: Final = 0x02
_PRINTER_GROUP: Final = 0x04
_READ: Final = frozenset({_JOB_GROUP, _PRINTER_GROUP})
_END: Final = 0x03
_LAST_DELIMITER: Final = 0x0F
_NUMBERS: Final = frozenset({0x21, 0x23})
_YES_OR_NO: Final = 0x22
_LENGTH: Final = struct.Struct(">H")
_NUMBER: Final = struct.Struct(">i")
_HEADER: Final = struct.Struct(">2sHi")

Told = Mapping[str, tuple["Tag", str | int | Sequence[str]]]
"""What a request tells: each attribute's kind and value, in their order."""
Values = dict[str, list[int | str]]
"""The attributes of one group: numbers as numbers, yes and no as 1 and 0, everything else as text."""


class Operation(IntEnum):
    """What is asked (RFC 8011)."""

    PRINT_JOB = 0x0002
    """print a document"""
    GET_JOB = 0x0009
    """where one job stands"""
    GET_JOBS = 0x000A
    """the jobs the printer knows"""
    GET_PRINTER = 0x000B
    """what the printer can, and how it is"""


class Tag(IntEnum):
    """The kinds of values we send."""

    INTEGER = 0x21
    """a whole number"""
    NAME = 0x42
    """a name"""
    KEYWORD = 0x44
    """a word of the protocol's own"""
    URI = 0x45
    """an address"""
    CHARSET = 0x47
    """a character set"""
    LANGUAGE = 0x48
    """a language"""
    MEDIA_TYPE = 0x49
    """what a document is"""


@dataclass(frozen=True, slots=True, kw_only=True)
class IppAnswer:
    """A printer's answer."""

    status: int
    jobs: tuple[Values, ...]
    printer: Values
    """what it says of itself"""


def request(operation: Operation, printer: str, attributes: Told) -> bytes:
    """A request without its document, which simply follows.

    Args:
        operation: what is asked.
        printer: its `ipp:` address.
        attributes: what more is told, in this order.
    """
    first: dict[str, tuple[Tag, str | int | Sequence[str]]] = {
        "attributes-charset": (Tag.CHARSET, "utf-8"),
        "attributes-natural-language": (Tag.LANGUAGE, "id"),
        "printer-uri": (Tag.URI, printer),
    }
    body = b"".join(_attribute(name, tag, value) for name, (tag, value) in (first | dict(attributes)).items())
    return _HEADER.pack(_VERSION, operation, _REQUEST_ID) + bytes([_OPERATION_GROUP]) + body + bytes([_END])


def _attribute(name: str, tag: Tag, value: str | int | Sequence[str]) -> bytes:
    values = [value] if isinstance(value, str | int) else value
    names = [name.encode(), *([b""] * (len(values) - 1))]
    return b"".join(bytes([tag]) + _counted(called) + _counted(_packed(one)) for called, one in zip(names, values, strict=True))


def _packed(value: str | int) -> bytes:
    return _NUMBER.pack(value) if isinstance(value, int) else value.encode()


def _counted(content: bytes) -> bytes:
    return _LENGTH.pack(len(content)) + content


def read_answer(content: bytes) -> IppAnswer:
    """A printer's answer.

    Raises:
        ValueError: it is none, or breaks off.
    """
    try:
        _, status, _ = _HEADER.unpack_from(content)
        groups = _groups(content)
    except (struct.error, IndexError) as wrong:
        reason = "no IPP"
        raise ValueError(reason) from wrong
    jobs = tuple(values for group, values in groups if group == _JOB_GROUP)
    printer = next((values for group, values in groups if group == _PRINTER_GROUP), {})
    return IppAnswer(status=status, jobs=jobs, printer=printer)


def _groups(content: bytes) -> list[tuple[int, Values]]:
    """The attributes of each group about a job or the printer; a value without a name is one more of the attribute before it."""
    groups: list[tuple[int, Values]] = []
    name, place = "", _HEADER.size
    while (tag := content[place]) != _END:
        if tag <= _LAST_DELIMITER:
            groups.append((tag, {}))
            name, place = "", place + 1
            continue
        called, place = _take(content, place + 1)
        value, place = _take(content, place)
        name = called.decode("utf-8", "replace") or name
        group, values = groups[-1]
        if group in _READ:
            values.setdefault(name, []).append(_unpacked(tag, value))
    return groups


def _unpacked(tag: int, value: bytes) -> int | str:
    if tag == _YES_OR_NO:
        return int(value != b"\0")
    return int(_NUMBER.unpack(value)[0]) if tag in _NUMBERS else value.decode("utf-8", "replace")


def _take(content: bytes, place: int) -> tuple[bytes, int]:
    """What stands there behind its length, and the place after it, which is beyond the content where that breaks off."""
    (length,) = _LENGTH.unpack_from(content, place)
    end = place + _LENGTH.size + length
    return content[place + _LENGTH.size : end], end
