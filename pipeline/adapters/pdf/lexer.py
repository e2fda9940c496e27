"""The words of a content stream (ISO 32000-2, 7.8.2), read at the speed of one regular expression.

Only what moves, shows or colours text is handed out whole; runs of path operators, the bulk of any drawing, are skipped inside the expression. Broken input
is never an error here: an odd byte is passed over, as every viewer does. Only brackets within brackets within brackets are refused: readers choke on them.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from pipeline.adapters.pdf.inline import Components, picture_end
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import pages as say


class Kerned(NamedTuple):
    """The array of a `TJ`, taken apart only where that is asked for: long arrays of short strings are the bulk of a page of text."""

    array: bytes

    @property
    def parts(self) -> list["Operand"]:
        """Its strings and adjustments, in their order."""
        return _elements(self.array)

    @property
    def whole(self) -> tuple[bytes, list[float]]:
        """Its strings as one, and its adjustments."""
        if b"(" in self.array:
            return self._apart()
        between = self.array.replace(b"\x00", b" ").replace(b">", b"<").split(b"<")
        strings = between[1::2]
        if any(len(digits) & 1 for digits in strings):
            return self._apart()
        try:
            return bytes.fromhex(b"".join(strings).decode()), [*map(float, b" ".join(between[::2]).split())]
        except ValueError:
            return self._apart()

    def _apart(self) -> tuple[bytes, list[float]]:
        parts = self.parts
        return b"".join([part for part in parts if isinstance(part, bytes)]), [part for part in parts if isinstance(part, float)]


Operand = float | str | bytes | Kerned | list["Operand"] | dict[str, "Operand"]
"""A number, a name (without its slash), a string, an array or a dictionary."""


PATHS: Final = b""
"""stands for the operator of a run of path operators"""


class Operation(NamedTuple):
    """One operator with its operands, and where it stands in the stream."""

    operator: bytes
    operands: list[Operand]
    start: int
    end: int


_SPACE: Final = rb"[\x00\t\n\f\r ]"
# possessive only on single characters: Python before 3.11.5 matches a possessive group wrongly (python/cpython#106052)
_TOKEN: Final = re.compile(
    rb"(" + _SPACE + rb"*+)"
    rb"(?:(%[^\r\n]*+)"
    rb"|((?:(?:[-+.\d]++" + _SPACE + rb"++){0,6}(?:re|[BbfW]\*?|[mlcvyhSsFnwJjMi])(?=[\x00\t\n\f\r /\[(<%]|\Z)" + _SPACE + rb"*+)+)"
    rb"|\[((?:" + _SPACE + rb"++|<[0-9A-Fa-f]*+>|\((?:[^()\\]++|\\.)*\)|[-+]?(?:\d++(?:\.\d*+)?|\.\d++)(?![\d.]))*)\]"
    rb"|([-+]*+(?:\d++\.?+[-\d]*+|\.[-\d]++))"
    rb"|/([^\x00\t\n\f\r ()<>\[\]{}/%]*+)"
    rb"|<([0-9A-Fa-f\x00\t\n\f\r ]*+)>"
    rb"|\(((?:[^()\\]++|\\.)*)\)"
    rb"|(<<|>>|\[|\])"
    rb"|([A-Za-z'\"][A-Za-z0-9*'\"]*+))",
    re.DOTALL,
)
_WHITE, _COMMENT, _PATHS, _ARRAY, _NUMBER, _NAME, _HEX, _LITERAL, _BRACKET, _WORD = range(1, 11)
_ELEMENT: Final = re.compile(rb"<([^>]+)>|\(((?:[^()\\]++|\\.)*)\)|([-+.\d]+)", re.DOTALL)
"""one part of an array of strings and numbers; an empty string has no part in it"""
_FIGURE: Final = rb"[-+]?(?:\d++(?:\.\d*+)?|\.\d++)"
_USUAL: Final = re.compile(
    _SPACE + rb"*+"
    rb"(?:\[([-+.<>0-9A-Fa-f\x00\t\n\f\r ]*+|(?:" + _SPACE + rb"++|<[0-9A-Fa-f]*+>|\((?:[^()\\]++|\\.)*\)|" + _FIGURE + rb"(?![\d.]))*)\]" + _SPACE + rb"*+TJ"
    rb"|((?:" + _FIGURE + _SPACE + rb"++){0,6})(q|Q|BT|ET|cm|T[dDmcwLszr*]|[gk]|rg|EMC)"
    rb"|/([A-Za-z0-9_+]++)" + _SPACE + rb"++(" + _FIGURE + rb")" + _SPACE + rb"++Tf"
    rb"|<([0-9A-Fa-f]*+)>" + _SPACE + rb"*+Tj"
    rb"|/([A-Za-z0-9]++)" + _SPACE + rb"*+<<" + _SPACE + rb"*+/MCID" + _SPACE + rb"++(\d++)" + _SPACE + rb"*+>>" + _SPACE + rb"*+BDC"
    rb")(?=[\x00\t\n\f\r /\[(<%]|\Z)",
    re.DOTALL,
)
"""an operation as nearly every writer spells it, in one match; what is spelt otherwise is read word by word"""
_U_ARRAY, _U_FIGURES, _U_WORD, _U_FONT, _U_SIZE, _U_HEX, _U_TAG, _U_MCID = range(1, 9)
_DEEPEST: Final = 100
"""brackets within brackets; a letter has two or three"""
_CONSTANTS: Final = {b"true": 1.0, b"false": 0.0, b"null": 0.0}
_BEGUN: Final = Kerned(b"BI")
"""stands before the facts of a picture; no array reads like it"""
_ESCAPE: Final = re.compile(rb"\\([0-7]{1,3}|\r\n|.)|\r\n?", re.DOTALL)
_ESCAPED: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_NAME_BYTE: Final = re.compile(rb"#([0-9A-Fa-f]{2})")


def _unknown(_: str) -> int:
    return 0


def operations(content: bytes, components: Components = _unknown) -> Iterator[Operation]:
    """Every operation of `content` in its order; path building and painting as runs that are not taken apart, and a picture from `BI` to `EI` as one.

    Args:
        content: the content stream.
        components: knows how many figures a dot has in the colour spaces of its resources, of which the end of a picture depends.

    Raises:
        DraftRefusedError: it has too many brackets within brackets, or a picture that is too large or does not end where its bytes do.

    >>> [(word, operands) for word, operands, _, _ in operations(b"q 0 0 9 9 re f 1 Tc [(a) -20 <62>] TJ Q")]
    [(b'q', []), (b'', []), (b'Tc', [1.0]), (b'TJ', [Kerned(array=b'(a) -20 <62>')]), (b'Q', [])]
    """
    at, size = 0, len(content)
    while at < size:
        usual = _USUAL.match(content, at)
        if usual is not None:
            at = usual.end()
            yield _read(usual)
            continue
        operation, at = _spelt(content, at, components)
        if operation is not None:
            yield operation


def _spelt(content: bytes, at: int, components: Components) -> tuple[Operation | None, int]:
    """The next operation, read word by word, and where it ends; none at the end."""
    stack: list[list[Operand]] = [[]]
    start = -1
    while at < len(content):
        token = _TOKEN.match(content, at)
        if token is None:
            operand, at = _nested(content, at)
            if operand is not None:
                stack[-1].append(operand)
            continue
        kind, at = token.lastindex, token.end()
        if kind == _COMMENT:
            continue
        if kind == _PATHS:
            return Operation(PATHS, [], token.end(_WHITE), at), at
        if start < 0:
            start = token.end(_WHITE)
        if kind != _WORD:
            _take(stack, token)
        elif len(stack) > 1 or token[_WORD] in _CONSTANTS:
            stack[-1].append(_CONSTANTS.get(token[_WORD], 0.0))
        elif token[_WORD] == b"BI":
            stack = [[_BEGUN]]
        else:
            operation = _operation(content, Operation(token[_WORD], stack[0], start, at), components)
            return operation, operation.end
    return None, at


def _operation(content: bytes, spelt: Operation, components: Components) -> Operation:
    """An operation; a picture, which its `ID` ends, with the bytes that follow."""
    if spelt.operator != b"ID" or spelt.operands[:1] != [_BEGUN]:
        return spelt
    facts = _paired(spelt.operands[1:])
    return Operation(b"BI", [facts], spelt.start, picture_end(content, spelt.end, facts, components))


def _read(usual: re.Match[bytes]) -> Operation:
    """An operation in its usual spelling."""
    kind, end = usual.lastindex, usual.end()
    if kind == _U_WORD:
        figures, word = usual.group(_U_FIGURES, _U_WORD)
        return Operation(word, [*map(float, figures.replace(b"\x00", b" ").split())] if figures else [], usual.start(_U_FIGURES), end)
    if kind == _U_ARRAY:
        return Operation(b"TJ", [Kerned(usual[_U_ARRAY])], usual.start(_U_ARRAY) - 1, end)
    if kind == _U_SIZE:
        return Operation(b"Tf", [usual[_U_FONT].decode(), float(usual[_U_SIZE])], usual.start(_U_FONT) - 1, end)
    if kind == _U_HEX:
        return Operation(b"Tj", [unhexed(usual[_U_HEX])], usual.start(_U_HEX) - 1, end)
    return Operation(b"BDC", [usual[_U_TAG].decode(), {"MCID": float(usual[_U_MCID])}], usual.start(_U_TAG) - 1, end)


def _take(stack: list[list[Operand]], token: re.Match[bytes]) -> None:
    """Put an operand, or what a bracket opens or closes, where it belongs."""
    if token.lastindex == _ARRAY:
        stack[-1].append(_elements(token[_ARRAY]))
    elif token.lastindex == _BRACKET:
        _bracket(stack, token[_BRACKET])
    else:
        stack[-1].append(_simple(token))


def _elements(array: bytes) -> list[Operand]:
    """What a TJ array is made of."""
    elements: list[Operand] = []
    for digits, literal, number in _ELEMENT.findall(array):
        if number:
            elements.append(_number(number))
        elif digits:
            elements.append(unhexed(digits))
        else:
            elements.append(_unescaped(literal))
    return elements


def _number(digits: bytes) -> float:
    try:
        return float(digits)
    except ValueError:
        return 0.0


def _simple(token: re.Match[bytes]) -> Operand:
    """A number, a name or a string."""
    kind = token.lastindex
    if kind == _HEX:
        return unhexed(token[_HEX])
    if kind == _NUMBER:
        return _number(token[_NUMBER])
    if kind == _NAME:
        return _NAME_BYTE.sub(lambda found: bytes.fromhex(found[1].decode()), token[_NAME]).decode("latin-1")
    return _unescaped(token[_LITERAL])


def unhexed(digits: bytes) -> bytes:
    """The bytes of a hexadecimal string; a missing last digit is a zero.

    >>> unhexed(b"41 4")
    b'A@'
    """
    try:
        return bytes.fromhex(digits.decode())
    except ValueError:
        text = b"".join(digits.replace(b"\x00", b" ").split()).decode()
        return bytes.fromhex(text + "0" * (len(text) % 2))


def _unescaped(text: bytes) -> bytes:
    if b"\\" not in text and b"\r" not in text:
        return text
    return _ESCAPE.sub(_plain, text)


def _plain(found: re.Match[bytes]) -> bytes:
    escaped = found[1]
    if escaped is None:
        return b"\n"
    if escaped[:1].isdigit() and escaped[:1] < b"8":
        return bytes((int(escaped, 8) & 0xFF,))
    return _ESCAPED.get(escaped, escaped)


def _nested(content: bytes, at: int) -> tuple[bytes | None, int]:
    """A string with brackets of its own, and where it ends; one odd byte is passed over."""
    if content[at : at + 1] != b"(":
        return None, at + 1
    depth, here = 0, at
    while here < len(content):
        byte = content[here : here + 1]
        if byte == b"\\":
            here += 1
        elif byte == b"(":
            depth += 1
        elif byte == b")":
            depth -= 1
            if not depth:
                return _unescaped(content[at + 1 : here]), here + 1
        here += 1
    return None, len(content)


def _bracket(stack: list[list[Operand]], bracket: bytes) -> None:
    """Open or close an array or a dictionary."""
    if bracket in {b"[", b"<<"}:
        if len(stack) > _DEEPEST:
            raise DraftRefusedError(say.TOO_HEAVY())
        stack.append([])
        return
    if len(stack) == 1:
        return
    inner = stack.pop()
    if bracket == b"]":
        stack[-1].append(inner)
        return
    stack[-1].append(_paired(inner))


def _paired(inner: list[Operand]) -> dict[str, Operand]:
    """Names and values by turns."""
    return {name: value for name, value in zip(inner[::2], inner[1::2], strict=False) if isinstance(name, str)}
