"""One mapping of a configuration file, read key by key; every fault is noted with its file and line, and reading goes on.

A value that cannot be used is noted and its default taken, so that one look finds everything that is wrong. A section that is missing or whose file could
not be read is silent: it gives defaults and complains of nothing, since what is wrong with it has been said.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeVar

from pipeline.config.inspection import Inspection, is_missing
from pipeline.domain.errors import Place
from pipeline.domain.nodes import ListNode, MapNode, Node, TextNode
from pipeline.domain.notes import Message
from pipeline.domain.notes import settings as say
from pipeline.domain.parsing import nearest_of

_Chosen = TypeVar("_Chosen")
_Word = TypeVar("_Word", bound=StrEnum)
_WHOLE: Final = re.compile(r"[0-9]{1,12}")
_DECIMAL: Final = re.compile(r"[0-9]{1,12}([.,][0-9]{1,6})?")
_YES_OR_NO: Final = {"ya": True, "tidak": False}


class Section:
    """A mapping being read. Used in a `with` block, at whose end every key nobody asked for is a fault."""

    def __init__(self, file: Path, node: MapNode | None, look: Inspection, place: Place | None = None) -> None:
        """Begin to read.

        Args:
            file: the file it stands in.
            node: the mapping; None for a silent section.
            look: where faults go.
            place: where the section begins; a missing key is told there.
        """
        self.file = file
        self.look = look
        self.place = place or Place(line=1)
        self.is_silent = node is None
        self._entries = {key.text: (key, value) for key, value in node.entries} if node else {}
        self._asked: dict[str, None] = {}

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Note the keys that nobody asked for."""
        for key in [key for key in self._entries if key not in self._asked and error is None]:
            near = nearest_of(key, self._asked, n=1)
            self.fault(key, say.UNKNOWN_KEY_NEAR(key=key, near=near[0]) if near else say.UNKNOWN_KEY(key=key, known=", ".join(self._asked)))

    def fault(self, key: str, message: Message, place: Place | None = None) -> None:
        """Note a fault at a key, or where the section begins if the key is missing."""
        if not self.is_silent:
            entry = self._entries.get(key)
            self.look.note(self.file, (place or (entry[0].place if entry else self.place)).line, message)

    def text(self, key: str, default: str = "") -> str:
        """A text; `default` where it is missing or empty."""
        value = self.value(key)
        if value is None or isinstance(value, TextNode):
            return value.text if value else default
        self.fault(key, say.NOT_A_TEXT(key=key))
        return default

    def require(self, key: str) -> None:
        """A key that must be there; an empty list counts, an empty text does not."""
        if self.value(key) is None:
            self.fault(key, say.KEY_MISSING(key=key))

    def required(self, key: str) -> str:
        """A text that must be there."""
        self.require(key)
        return self.text(key)

    def yes(self, key: str, *, default: bool) -> bool:
        """`ya` or `tidak`."""
        return self.pick(key, self.text(key), _YES_OR_NO, default)

    def choice(self, key: str, default: _Word) -> _Word:
        """One member of the default's enum, by its value, in capitals or not."""
        return self.pick(key, self.text(key), {one.value: one for one in type(default)}, default)

    def pick(self, key: str, found: str, choices: Mapping[str, _Chosen], default: _Chosen, place: Place | None = None) -> _Chosen:
        """The choice that `found` names; `default` for nothing, and, with a fault, for anything else."""
        by_name = {name.casefold(): one for name, one in choices.items()}
        if found and found.casefold() not in by_name:
            self.fault(key, say.NOT_A_CHOICE(key=key, found=found, choices=", ".join(choices)), place)
        return by_name.get(found.casefold(), default)

    def whole(self, key: str, default: int, *, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        found = self.text(key, str(default))
        if _WHOLE.fullmatch(found) and low <= int(found) <= high:
            return int(found)
        self.fault(key, say.NOT_A_WHOLE_NUMBER(key=key, found=found, low=low, high=high))
        return default

    def decimal(self, key: str, default: float, *, low: float, high: float) -> float:
        """A number from `low` to `high`, its decimals after a point or a comma."""
        found = self.text(key, str(default))
        if _DECIMAL.fullmatch(found) and low <= float(found.replace(",", ".")) <= high:
            return float(found.replace(",", "."))
        self.fault(key, say.NOT_A_NUMBER(key=key, found=found, low=f"{low:g}", high=f"{high:g}"))
        return default

    def texts(self, key: str) -> tuple[TextNode, ...]:
        """A list of texts; a single text is a list of one."""
        value = self.value(key)
        items: tuple[Node, ...] = value.items if isinstance(value, ListNode) else (value,) if value else ()
        good = tuple(item for item in items if isinstance(item, TextNode) and item.text)
        if len(good) != len(items):
            self.fault(key, say.NOT_A_LIST(key=key))
        return good

    def path(self, key: str, default: str = "") -> Path | None:
        """A path, made absolute; None where there is none."""
        found = self.text(key, default)
        return self.look.resolve(found) if found else None

    def private_file(self, key: str) -> Path | None:
        """The path of a file that must be there, out of staff's reach."""
        return self._checked(key, self.path(key), self.place_of(key))

    def private_files(self, key: str) -> tuple[Path, ...]:
        """The paths of such files."""
        found = ((self.look.resolve(one.text), one.place) for one in self.texts(key))
        return tuple(path for path, place in found if self._checked(key, path, place))

    def child(self, key: str) -> "Section":
        """The mapping under a key; a silent one where it is missing."""
        return self._under(key, self.value(key), self.place_of(key))

    def required_child(self, key: str) -> "Section":
        """The mapping under a key that must be there."""
        self.require(key)
        return self.child(key)

    def children(self) -> Iterator[tuple[TextNode, "Section"]]:
        """Every key with the mapping under it, for files whose keys are the office's own."""
        for key, (name, _) in self._entries.items():
            yield name, self._under(key, self.value(key) or MapNode(entries=(), place=name.place), name.place)

    def listed(self, key: str) -> Iterator["Section"]:
        """The mappings of the list under a key."""
        value = self.value(key)
        if isinstance(value, ListNode):
            for item in value.items:
                yield self._under(key, item, item.place)
        elif value is not None:
            self.fault(key, say.NOT_A_LIST_OF_MAPS(key=key))

    def pairs(self) -> Iterator[tuple[TextNode, str]]:
        """Every key with its text, for tables whose keys are the office's own."""
        for key, (name, _) in self._entries.items():
            yield name, self.required(key)

    def keys(self) -> tuple[str, ...]:
        """The keys, in order."""
        return tuple(self._entries)

    def place_of(self, key: str) -> Place:
        """Where a key stands; where the section begins if it is missing."""
        return self._entries[key][0].place if key in self._entries else self.place

    def value(self, key: str) -> Node | None:
        """What stands under a key; None where it is missing or empty."""
        self._asked[key] = None
        found = self._entries[key][1] if key in self._entries else None
        return None if isinstance(found, TextNode) and not found.text else found

    def _under(self, key: str, value: Node | None, place: Place) -> "Section":
        if value is not None and not isinstance(value, MapNode):
            self.fault(key, say.NOT_A_MAP(key=key), place)
        return Section(self.file, value if isinstance(value, MapNode) else None, self.look, place)

    def _checked(self, key: str, path: Path | None, place: Place) -> Path | None:
        if path is not None and self.look.checks_files and is_missing(path):
            self.fault(key, say.PATH_MISSING(key=key, path=path), place)
        if path is not None and self.look.is_shared(path):
            self.fault(key, say.PRIVATE_IN_SHARED(key=key, path=path, inbox=self.look.shared), place)
        return path
