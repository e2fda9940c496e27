"""A YAML file as its writer sees it: text, lists and keys, each with its place.

Every scalar stays text: what `400.10` or `no` means is decided where the key is known. The strict loader (`adapters/sidecar`) makes these values; forms,
sidecars, decisions and the configuration are read from them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.domain.errors import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class TextNode:
    """One scalar, exactly as written, outer white space removed; a lone `-` or nothing is the empty text."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ListNode:
    """A list, in order."""

    items: tuple["Node", ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class MapNode:
    """Keys with their values, in the order of the file; no key stands twice."""

    entries: tuple[tuple[TextNode, "Node"], ...]
    place: Place

    def get(self, *names: str) -> "Node | None":
        """The value of the first of `names` that is there (a key and its aliases)."""
        for key, value in self.entries:
            if key.text in names:
                return value
        return None

    def keys(self) -> Iterator[TextNode]:
        """The keys, in order."""
        return (key for key, _ in self.entries)


Node = TextNode | ListNode | MapNode
"""What a value can be."""
