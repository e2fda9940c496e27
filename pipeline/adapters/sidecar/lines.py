"""The clerk's lines made safe for the YAML parser: free text is quoted before YAML can mistake it for something else.

A clerk writes `hal: [Segera] Rapat: tahap # 2` and means every letter of it. This pass walks the lines once, knows which of them say `key: value` or
`- item`, and puts quotation marks round what is plain text; each value keeps its line and column. Lists and mappings in brackets, block texts (`|`, `>`) and
proper quotation marks go through as they are, to be read by the parser. What cannot be meant is a fault, and the walk goes on. Linear in the size of the file;
brackets that nest too deep never reach the parser.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from pipeline.domain.errors import Place
from pipeline.domain.notes import Message, drafts
from pipeline.domain.parsing import names_secret

MAX_DEPTH: Final = 5
"""Levels of lists and mappings within one another."""

FREE_TEXT: Final = frozenset(
    "hal perihal catatan lampiran nomor nama alamat resi penerima pembuka hari_tanggal waktu tempat acara penutup".split()  # noqa: SIM905 -- reads as a list
)
"""Keys whose value is a sentence of the clerk's, whatever it begins with."""

_TAB: Final = "  "
_QUOTED_KEY: Final = r'"(?:[^"\\]|\\.){0,400}"|' + r"'[^']{0,100}'"
_KEY: Final = re.compile(rf"(?P<key>{_QUOTED_KEY}|[^\s\"'\[\]{{}},#&*!|>%@`?:-][^#]{{0,100}}?)(?P<gap>[ \t]*:)(?=[ \t]|$)")
_TIGHT_KEY: Final = re.compile(r"(?P<key>[A-Za-z_]{2,40})(?P<gap>:)(?=[^\s:/])")
_DASH: Final = re.compile(r"-(?:[ \t]+|$)")
_BLOCK_TEXT: Final = re.compile(r"[|>](?:[1-9][+-]?|[+-][1-9]?)?(?:[ \t]+#.*)?")
_REFERENCE: Final = re.compile(r"[&*][\w-]+(?:\s|$)|![!<\w]|!$")
_CLOSED: Final = {'"': re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL), "'": re.compile(r"'(?:[^']|'')*'", re.DOTALL)}
_NOTHING_MORE: Final = re.compile(r"[ \t]*(?:[ \t]#.*)?$")
_ESCAPE: Final = re.compile(r'\\(?:[0abt\tnvfe "\\/N_LP\n]|x[0-9a-fA-F]{2}|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}|U000[0-9a-fA-F]{5}|U0010[0-9a-fA-F]{4})')


class TooDeepError(Exception):
    """Brackets nest deeper than anything a letter needs; nothing more of this file is read."""


@dataclass(slots=True)
class Walk:
    """The walk over one file's lines.

    Attributes:
        lines: the file as it is.
        by_staff: whether ` #` in a value is the clerk's text, and secrets are read to the end of their line; else a comment, as YAML has it.
        safe: the lines for the parser, as many as in the file.
        shifts: by how much each line's columns have moved to the right.
        faults: what cannot be meant, with its place (line from 1).
    """

    lines: tuple[str, ...]
    by_staff: bool
    safe: list[str] = field(default_factory=list)
    shifts: list[int] = field(default_factory=list)
    faults: list[tuple[Message, Place]] = field(default_factory=list)
    _level: int = 0
    _opened: bool = False
    _begun: bool = False

    def run(self) -> None:
        """Walk to the end.

        Raises:
            TooDeepError: brackets within brackets within brackets.
        """
        while len(self.safe) < len(self.lines):
            self._line(self.lines[len(self.safe)])

    def _line(self, line: str) -> None:
        """One line that begins something: blank, comment, document mark, list item or key."""
        body = line.strip()
        if not body or body.startswith("#") or (body == "---" and not self._begun) or body == "...":
            self._put("", 0)
            return
        is_first, self._begun = not self._begun, True
        if is_first and body.startswith("{"):
            self._brackets("", body, 0)
            return
        if body == "---" or body.startswith("--- "):
            self._fault(drafts.SECOND_DOCUMENT(), 0)
            self._put("", 0)
            return
        indent, shift = _indent(line)
        self._item_or_key(indent, body, shift)

    def _item_or_key(self, indent: int, body: str, shift: int) -> None:
        prefix = ""
        while (dash := _DASH.match(body)) or (self.by_staff and not prefix and re.match(r"-[^-\s]", body) and not body.startswith("-:")):
            if not prefix and not self._opened and indent > self._level:
                self._fault(drafts.LIST_AFTER_VALUE(), 0)
            marker = dash[0].replace("\t", _TAB) if dash else "- "
            self._level = indent + len(prefix)
            self._opened = True
            prefix += marker.rstrip() + " " * max(len(marker) - 1, 1)
            body = body[dash.end() if dash else 1 :]
        if prefix:
            key = self._key_of_item(body)
        else:
            key = _KEY.match(body) or (_TIGHT_KEY.match(body) if self.by_staff else None)
            if key is not None and indent > self._level and not self._opened:
                shift, indent = shift - (indent - self._level), self._level
        if key is None and not prefix:
            self._fault(drafts.NOT_KEY_AND_VALUE(), 0)
            self._put("", 0)
            return
        start = " " * indent + prefix
        if key is not None:
            self._level = len(start)
            start += key[0]
            rest = body[key.end() :]
            start += rest[: len(rest) - len(rest.lstrip())] or " "
            self._value(start.replace("\t", " "), rest.strip(), shift, key=key["key"].strip("\"'"))
        else:
            self._value(start, body.strip(), shift, key="")

    def _key_of_item(self, body: str) -> re.Match[str] | None:
        """A list item is a mapping only if its first word alone is the key: `Kepala Dinas: u.p. Sekretaris` is text."""
        key = _KEY.match(body)
        return None if key is None or (self.by_staff and " " in key["key"]) else key

    def _value(self, start: str, value: str, shift: int, *, key: str) -> None:
        """The rest of a line, and the lines that belong to it."""
        self._opened = not value
        name = key.casefold()
        if self.by_staff and key and names_secret(key):
            self._put(start + (_quote(_form_value(value)) if value else ""), shift)
            self._opened = False
            return
        is_sentence = self.by_staff and name in FREE_TEXT and (name != "nomor" or self._level == 0)
        if value.startswith("#") and not is_sentence:
            self._opened = True
            self._put(start, shift)
        elif value[:1] in {'"', "'"}:
            self._quoted(start, value, shift)
        elif value and _BLOCK_TEXT.fullmatch(value) and self._is_deeper(len(self.safe) + 1):
            self._block_text(start, value, shift)
        elif value[:1] in {"[", "{"} and not is_sentence:
            self._brackets(start, value, shift)
        elif _REFERENCE.match(value) and not is_sentence and (value[0] != "&" or " " in value or self._is_deeper(len(self.safe) + 1)):
            self._fault(drafts.REFERENCE(mark=value[0]), len(start) - shift)
            self._put(start + "''", shift)
        else:
            self._plain(start, value, shift)

    def _plain(self, start: str, value: str, shift: int) -> None:
        """Text without quotation marks, folded with the deeper lines below that say no `key: value`."""
        if not self.by_staff:
            value = re.split(r"[ \t]#", value, maxsplit=1)[0].rstrip()
        if not value:
            self._put(start.rstrip(), shift)
            return
        words = [value]
        after = len(self.safe) + 1
        while after < len(self.lines) and self._is_deeper(after) and self._goes_on(self.lines[after].strip()):
            words.append(self.lines[after].strip())
            after += 1
        self._put(start + _quote(" ".join(words)), shift)
        for _ in words[1:]:
            self._put("", 0)

    def _goes_on(self, body: str) -> bool:
        return not (_DASH.match(body) or _KEY.match(body) or body.startswith("#"))

    def _quoted(self, start: str, value: str, shift: int) -> None:
        """A value that begins with a quotation mark: properly closed, or as the clerk meant it."""
        mark = value[0]
        found = _CLOSED[mark].match(value)
        if found and _NOTHING_MORE.match(value, found.end()) and _escapes_are_known(found[0]):
            self._put(start + value, shift)
        elif value.startswith(mark * 2) and len(value) > 2 and not value.endswith(mark):  # noqa: PLR2004 -- typed behind the form's empty marks
            self._put(start + _quote(value[2:].strip()), shift)
        elif value.endswith(mark) and len(value) > 1:
            first = value.find(mark, 1)
            pairs_differ = first < len(value) - 1 and not value[first + 1].isalnum() and value[first + 1] != mark
            self._put(start + _quote(value if pairs_differ else value[1:-1]), shift)
        elif last := self._closing_line(value):
            self._put(start + value, shift)
            for line in self.lines[len(self.safe) : last + 1]:
                self._put(line.replace("\t", " "), 0)
        elif mark in value[1:]:
            self._put(start + _quote(value), shift)
        else:
            self._fault(drafts.UNCLOSED_QUOTE(mark=mark), len(start) - shift)
            self._put(start + "''", shift)

    def _closing_line(self, value: str) -> int | None:
        """The deeper line below on which a quotation mark opened here is closed."""
        text = value
        after = len(self.safe) + 1
        while after < len(self.lines) and (self._is_deeper(after) or not self.lines[after].strip()):
            text += "\n" + self.lines[after]
            if value[0] in self.lines[after]:
                found = _CLOSED[value[0]].match(text)
                is_whole = found and _NOTHING_MORE.match(text, found.end()) and _escapes_are_known(found[0])
                return after if is_whole else None
            after += 1
        return None

    def _block_text(self, start: str, value: str, shift: int) -> None:
        self._put(start + value, shift)
        while len(self.safe) < len(self.lines) and (not self.lines[len(self.safe)].strip() or self._is_deeper(len(self.safe))):
            line = self.lines[len(self.safe)]
            indent, more = _indent(line)
            self._put(" " * indent + line.lstrip(), more)

    def _brackets(self, start: str, value: str, shift: int) -> None:
        """A list or mapping in brackets, over as many lines as it takes; or text that only begins like one."""
        end = _Brackets()
        rest = end.feed(value)
        after = len(self.safe) + 1
        while rest is None and after < len(self.lines) and not (_KEY.match(self.lines[after].strip()) and not self._is_deeper(after)):
            rest = end.feed(self.lines[after])
            after += 1
        on_one_line = after == len(self.safe) + 1
        if rest is None:
            self._fault(drafts.UNCLOSED_BRACKET(mark=value[0]), len(start) - shift)
            self._put(start + "''", shift)
        elif on_one_line and (not _NOTHING_MORE.match(rest) or (value[0] == "{" and re.fullmatch(r"\{[^:,]+\}", value))):
            self._plain(start, value, shift)
        else:
            self._put(start + value.replace("\t", " "), shift)
            for line in self.lines[len(self.safe) : after]:
                self._put(line.replace("\t", " "), 0)

    def _is_deeper(self, number: int) -> bool:
        if number >= len(self.lines) or not self.lines[number].strip():
            return False
        return _indent(self.lines[number])[0] > self._level

    def _put(self, line: str, shift: int) -> None:
        self.safe.append(line)
        self.shifts.append(shift)

    def _fault(self, message: Message, column: int) -> None:
        self.faults.append((message, Place(line=len(self.safe) + 1, column=max(column, 0) + 1)))


@dataclass(slots=True)
class _Brackets:
    """Counts brackets outside quotation marks."""

    depth: int = 0
    mark: str = ""

    def feed(self, text: str) -> str | None:
        """What stands behind the closing bracket, or None while it is open.

        Raises:
            TooDeepError: more than `MAX_DEPTH` are open.
        """
        is_escaped = False
        for at, one in enumerate(text):
            if is_escaped:
                is_escaped = False
            elif self.mark == '"' and one == "\\":
                is_escaped = True
            elif self.mark:
                self.mark = "" if one == self.mark else self.mark
            elif one in "\"'" and (at == 0 or text[at - 1] in " \t[{,:"):
                self.mark = one
            elif one in "[{":
                self.depth += 1
                if self.depth > MAX_DEPTH:
                    raise TooDeepError
            elif one in "]}":
                self.depth -= 1
                if self.depth == 0:
                    return text[at + 1 :]
        return None


def _indent(line: str) -> tuple[int, int]:
    """How deep a line begins, a TAB being two columns; and by how much that moves its text to the right."""
    blank = line[: len(line) - len(line.lstrip())]
    wide = len(blank.replace("\t", _TAB))
    return wide, wide - len(blank)


def _escapes_are_known(quoted: str) -> bool:
    return quoted[0] == "'" or "\\" not in _ESCAPE.sub("", quoted)


def _form_value(value: str) -> str:
    r"""A secret literally: only the pair of marks that the form put round all of it is taken away."""
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
