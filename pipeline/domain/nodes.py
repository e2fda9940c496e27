"""A YAML file as its writer sees it: text, lists and keys, each with its place.

Every scalar stays text: what `400.10` or `no` means is decided where the key is known. The strict loader (`adapters/sidecar`) makes these values; forms,
sidecars, decisions and the configuration are read from them.
"""

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


Node = TextNode | ListNode | MapNode
"""What a value can be."""
