"""The strict YAML reader for what people save: every scalar stays text, and every value keeps its place.

Duplicate keys, anchors, aliases, tags, merge keys, a second document, more than five levels, 64 KiB, 5,000 lines or 5,000 values are faults, told together as
far as reading goes. Work is bounded by the size of the file: no expansion, no recursion on the file's depth, nothing is constructed. PyYAML is asked for its
events only, and no error of its own leaves this module: it would quote the file, and a file may hold a passphrase.

A line that could hold a secret is quoted as `***`; where a file that names a secret cannot be read, every line is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import yaml

from pipeline.adapters.sidecar.decoding import decode, unreadable, without_unreadable
from pipeline.adapters.sidecar.lines import MAX_DEPTH, TooDeepError, Walk
from pipeline.domain.errors import DraftRefusedError, Fault, Place
from pipeline.domain.nodes import ListNode, MapNode, Node, TextNode
from pipeline.domain.notes import Message, drafts
from pipeline.domain.parsing import HIDDEN, may_hold_secret, names_secret, secret_lines

MAX_BYTES: Final = 64 * 1024
MAX_LINES: Final = 5_000
MAX_NODES: Final = 5_000
_PARSER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser where PyYAML was built with it, ten times as fast. What it complains of is read again by PyYAML's own, whose complaints we know."""
_MAX_QUOTE: Final = 160
_MAX_FAULTS: Final = 50


def load(raw: bytes, *, secret_keys: bool = True) -> MapNode:
    """Read one file.

    Args:
        raw: its bytes; UTF-8, UTF-16 or Windows-1252.
        secret_keys: true for what staff save: `passphrase…` and `totp` are read literally to the end of their line, and ` #` belongs to the text. False for
            the configuration, which holds no secret and has comments behind its values.

    Raises:
        DraftRefusedError: it cannot be read; every fault with its place. Neither it nor its context quotes a line that could hold a secret.
    """
    return load_noting(raw, secret_keys=secret_keys)[0]


def load_noting(raw: bytes, *, secret_keys: bool = True) -> tuple[MapNode, tuple[Fault, ...]]:
    """Read one file as `load` does, with what its writer should be told although it could be read.

    Raises:
        DraftRefusedError: as `load`.
    """
    if len(raw) > MAX_BYTES:
        raise DraftRefusedError(drafts.TOO_LARGE(size=len(raw), limit=MAX_BYTES))
    decoded = decode(raw)
    if len(decoded.lines) > MAX_LINES:
        raise DraftRefusedError(drafts.TOO_MANY(limit=MAX_LINES))
    page = _Page(lines=decoded.lines, has_secrets=secret_keys)
    tree = page.read()
    if page.faults or tree is None:
        raise DraftRefusedError(drafts.UNREADABLE(), page.told())
    return tree, (Fault(message=drafts.OLD_ENCODING()),) if decoded.is_old else ()


def redact(raw: bytes) -> bytes:
    """A staff file with every secret replaced by `***`, fit to be kept; every line, where it names a secret and cannot be read."""
    lines = decode(raw[:MAX_BYTES]).lines
    hidden = secret_lines(lines)
    if hidden and not _is_readable(raw):
        hidden = frozenset(range(len(lines)))
    return "\r\n".join(_without_value(line) if number in hidden else line for number, line in enumerate(lines)).encode()


def _is_readable(raw: bytes) -> bool:
    try:
        load(raw)
    except DraftRefusedError:
        return False
    return True


def _without_value(line: str) -> str:
    name, colon, value = line.partition(":")
    if colon and names_secret(name) and name.strip().isidentifier():
        return f"{name}:" + (f" {HIDDEN}" if value.strip(" \t\"'") else value)
    return HIDDEN if line.strip() else ""


@dataclass(slots=True)
class _Page:
    """One file on its way from lines to nodes."""

    lines: tuple[str, ...]
    has_secrets: bool
    faults: list[tuple[Message, Place]] = field(default_factory=list)
    _hidden: frozenset[int] = frozenset()
    _shifts: list[int] = field(default_factory=list)
    _nodes: int = 0
    _line: int = 0

    def read(self) -> MapNode | None:
        """The tree, or None; `faults` says why not."""
        if self.has_secrets:
            self._hidden = secret_lines(self.lines)
        for number, line in enumerate(self.lines):
            if (column := unreadable(line)) is not None:
                self.faults.append((drafts.CONTROL_CHARACTER(code=f"U+{ord(line[column]):04X}"), Place(line=number + 1, column=column + 1)))
        walk = Walk(lines=tuple(map(without_unreadable, self.lines)), by_staff=self.has_secrets)
        try:
            walk.run()
        except TooDeepError:
            walk.faults.append((drafts.TOO_DEEP(limit=MAX_DEPTH), Place(line=len(walk.safe) + 1)))
            self.faults += walk.faults
            return None
        self.faults += walk.faults
        self._shifts = walk.shifts
        return self._parse("\n".join(walk.safe) + "\n")

    def told(self) -> tuple[Fault, ...]:
        """Every fault in the order of the file, one a line, quoted as far as that is safe."""
        is_silent = any(may_hold_secret(line) for line in self.lines) if self.has_secrets else False
        first: dict[int, Fault] = {}
        for message, place in sorted(self.faults, key=lambda one: (one[1].line, one[1].column)):
            quote = HIDDEN if is_silent else self._quote(place.line)
            first.setdefault(place.line, Fault(message=message, place=Place(line=place.line, column=place.column, quote=quote)))
        return tuple(first.values())[:_MAX_FAULTS]

    def _parse(self, text: str) -> MapNode | None:
        """The parser's events as nodes. Its errors end here: they quote the file."""
        known = len(self.faults)
        try:
            return self._document(_events(text, _PARSER))
        except _StopReadingError:
            return None
        except (yaml.YAMLError, ValueError):
            del self.faults[known:]
            self._nodes = 0
            return self._parse_again(text)

    def _parse_again(self, text: str) -> MapNode | None:
        try:
            return self._document(_events(text, yaml.SafeLoader))
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            line, column = (mark.line, mark.column) if mark is not None else (0, 0)
        except _StopReadingError:
            return None
        except ValueError:  # an escape in quotation marks that names no character
            line, column = self._line, 0
        self.faults.append((drafts.WRONG_INDENT(), self._place(line, column)))
        return None

    def _document(self, events: Iterator[yaml.Event]) -> MapNode | None:
        event = next(events)
        if isinstance(event, yaml.StreamEndEvent):
            return MapNode(entries=(), place=Place(line=1))
        node = self._node(next(events), events, depth=1)
        if not isinstance(node, MapNode):
            self.faults.append((drafts.NOT_KEY_AND_VALUE(), node.place))
            return None
        return node

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], *, depth: int) -> Node:
        """One value with all below it; as deep as `MAX_DEPTH` and no deeper."""
        mark = event.start_mark
        self._line, column = (mark.line, mark.column) if mark is not None else (0, 0)
        place = self._place(self._line, column)
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._stop(drafts.TOO_MANY(limit=MAX_NODES), place)
        if isinstance(event, yaml.AliasEvent):
            self.faults.append((drafts.REFERENCE(mark="*"), place))
            return TextNode(text="", place=place)
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor or tag:
            self.faults.append((drafts.REFERENCE(mark="&" if anchor else "!"), place))
        if isinstance(event, yaml.ScalarEvent):
            return TextNode(text=self._text(event, place), place=place)
        if depth > MAX_DEPTH:
            self._stop(drafts.TOO_DEEP(limit=MAX_DEPTH), place)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(event := next(events), yaml.SequenceEndEvent):
                items.append(self._node(event, events, depth=depth + 1))
            return ListNode(items=tuple(items), place=place)
        return self._mapping(events, place, depth=depth)

    def _mapping(self, events: Iterator[yaml.Event], place: Place, *, depth: int) -> MapNode:
        entries: dict[str, tuple[TextNode, Node]] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._node(event, events, depth=depth + 1)
            value = self._node(next(events), events, depth=depth + 1)
            if not isinstance(key, TextNode):
                self.faults.append((drafts.KEY_IS_NO_TEXT(), key.place))
            elif key.text in {"<<", ""}:
                self.faults.append((drafts.REFERENCE(mark="<<") if key.text else drafts.KEY_IS_NO_TEXT(), key.place))
            elif key.text in entries:
                self.faults.append((drafts.DUPLICATE_KEY(line=entries[key.text][0].place.line), key.place))
            else:
                entries[key.text] = (key, self._unseen(value) if self.has_secrets and names_secret(key.text) else value)
        return MapNode(entries=tuple(entries.values()), place=place)

    def _unseen(self, value: Node) -> Node:
        """A secret whose text no repr shows."""
        return TextNode(text=_Unseen(value.text), place=value.place) if isinstance(value, TextNode) else value

    def _text(self, event: yaml.ScalarEvent, place: Place) -> str:
        line = self.lines[place.line - 1]
        if self.has_secrets and place.line - 1 in self._hidden and may_hold_secret(line):
            return str(event.value)
        text = str(event.value).strip()
        if not text.isascii() and any("\ud800" <= one <= "\udfff" for one in text):
            self.faults.append((drafts.CONTROL_CHARACTER(code="U+D800"), place))
            return ""
        return "" if text == "-" else text

    def _place(self, line: int, column: int) -> Place:
        """A place in the file as its writer sees it, from the parser's (both from 0)."""
        line = min(line, len(self.lines) - 1)
        column = max(column - self._shifts[line], 0)
        return Place(line=line + 1, column=column + 1, quote=self._quote(line + 1))

    def _quote(self, line: int) -> str:
        if line - 1 in self._hidden:
            return HIDDEN
        text = self.lines[line - 1].strip()
        return text if len(text) <= _MAX_QUOTE else text[: _MAX_QUOTE - 1] + "…"

    def _stop(self, message: Message, place: Place) -> None:
        self.faults.append((message, place))
        raise _StopReadingError


class _StopReadingError(Exception):
    """A limit is passed; the fault is noted already."""


class _Unseen(str):
    """Text whose repr is `***`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(HIDDEN)


def _events(text: str, parser: type[yaml.SafeLoader]) -> Iterator[yaml.Event]:
    """The events of the first document, from its start; a stream without one ends at once."""
    for event in yaml.parse(text, Loader=parser):
        if not isinstance(event, yaml.StreamStartEvent):
            yield event
