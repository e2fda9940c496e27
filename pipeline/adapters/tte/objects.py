"""PDF objects by plain values: the one place where pyHanko's object classes, which are typed by half, are called."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pyhanko.pdf_utils import generic

_CLASSES: Final[Any] = generic


def name(words: str) -> Any:  # noqa: ANN401 - pyHanko's object, here and below
    """A name; `words` begins with its slash."""
    return _CLASSES.NameObject(words)


def text(words: str) -> Any:  # noqa: ANN401
    """A text string."""
    return _CLASSES.TextStringObject(words)


def octets(content: bytes) -> Any:  # noqa: ANN401
    """A string of bytes."""
    return _CLASSES.ByteStringObject(content)


def number(value: float) -> Any:  # noqa: ANN401
    """A whole number, or a decimal one with three places."""
    return _CLASSES.NumberObject(value) if isinstance(value, int) else _CLASSES.FloatObject(round(value, 3))


def array(items: Iterable[Any]) -> Any:  # noqa: ANN401
    """An array of objects."""
    return _CLASSES.ArrayObject(items)


def numbers(values: Iterable[float]) -> Any:  # noqa: ANN401
    """An array of numbers."""
    return array(map(number, values))


def dictionary(entries: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """A dictionary of objects."""
    return _CLASSES.DictionaryObject({name(key): value for key, value in entries.items()})


def stream(deflated: bytes, entries: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """A stream whose content is compressed already."""
    return _CLASSES.StreamObject(dictionary({"/Filter": name("/FlateDecode"), **entries}), encoded_data=deflated)


def plain_stream(content: bytes) -> Any:  # noqa: ANN401
    """A stream of plain bytes."""
    return _CLASSES.StreamObject(stream_data=content)
