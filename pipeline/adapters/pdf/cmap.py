"""What a font's codes mean as text: its ToUnicode map, or its encoding where it has none (ISO 32000-2, 9.10)."""

import re
from functools import cache
from typing import Final

from pipeline.adapters.pdf.lexer import unhexed

_SECTION: Final = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_PAIR: Final = re.compile(rb"<([^>]*)>\s*<([^>]*)>")
_RANGE: Final = re.compile(rb"<([^>]*)>\s*<([^>]*)>\s*(?:<([^>]*)>|\[([^\]]*)\])")
_HEX: Final = re.compile(rb"<([^>]*)>")
_LONGEST_RANGE: Final = 0x10000
_CODECS: Final = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman"}


def to_unicode(cmap: bytes) -> dict[int, str]:
    """The text of each code that a ToUnicode map names.

    >>> to_unicode(b"1 beginbfchar <01> <00660069> endbfchar 1 beginbfrange <05> <06> <0041> endbfrange")
    {1: 'fi', 5: 'A', 6: 'B'}
    """
    texts: dict[int, str] = {}
    for kind, section in _SECTION.findall(cmap):
        if kind == b"char":
            texts |= {_code(code): _of_digits(text) for code, text in _PAIR.findall(section)}
            continue
        for first, last, text, texts_of_range in _RANGE.findall(section):
            low, high = _code(first), min(_code(last), _code(first) + _LONGEST_RANGE)
            if texts_of_range:
                several = (_text(unhexed(one)) for one in _HEX.findall(texts_of_range))
                texts |= dict(zip(range(low, high + 1), several, strict=False))
            else:
                texts |= _run(low, high, unhexed(text))
    return texts


def _code(digits: bytes) -> int:
    return int.from_bytes(unhexed(digits), "big")


def _of_digits(digits: bytes) -> str:
    """The text of hexadecimal digits; one plain unit is by far the most frequent."""
    if len(digits) == 4 and not digits.startswith((b"D", b"d", b"0000")):  # noqa: PLR2004 - one unit of UTF-16
        try:
            return chr(int(digits, 16))
        except ValueError:
            pass
    return _text(unhexed(digits))


def _text(utf16: bytes) -> str:
    return utf16.decode("utf-16-be", "replace").rstrip("\x00")


def _run(low: int, high: int, first: bytes) -> dict[int, str]:
    """A range whose last UTF-16 unit counts up."""
    if not first:
        return {}
    head, unit = first[:-2], int.from_bytes(first[-2:], "big")
    return {low + step: _text(head + min(unit + step, 0xFFFF).to_bytes(2, "big")) for step in range(high - low + 1)}


def of_encoding(base: str, differences: list[int | str]) -> dict[int, str]:
    """The text of each code of a simple font by its encoding's name and its /Differences.

    >>> of_encoding("/WinAnsiEncoding", [1, "/dollar", "/braceleft"])[2]
    '{'
    """
    texts = dict(_of_codec(_CODECS.get(base, "cp1252")))
    if differences:
        from fontTools.agl import toUnicode

        code = 0
        for entry in differences:
            if isinstance(entry, int):
                code = entry
            else:
                texts[code] = toUnicode(entry.removeprefix("/")) or "\ufffd"
                code += 1
    return texts


@cache
def _of_codec(codec: str) -> dict[int, str]:
    return {code: bytes((code,)).decode(codec, "replace") for code in range(0x20, 0x100)}
