"""One look at the whole configuration: where its paths start from, and every fault found so far."""

import os.path
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.domain.notes import Language, Message


@dataclass(slots=True, kw_only=True)
class Inspection:
    """What all sections of one look share.

    Attributes:
        root: what relative paths start from.
        checks_files: whether keys, roots and password files must be there.
        shared: the shared tree, once it is known; nothing private may lie in it.
    """

    root: Path
    checks_files: bool
    shared: Path | None = None
    _found: list[tuple[Path, int, Message]] = field(default_factory=list)

    def note(self, file: Path, line: int, message: Message) -> None:
        """Add a fault."""
        self._found.append((file, line, message))

    @property
    def count(self) -> int:
        """How many faults there are."""
        return len(self._found)

    def lines(self, language: Language) -> tuple[str, ...]:
        """`file:line: sentence` for each fault, file by file, top to bottom."""
        ranked = sorted(self._found, key=lambda one: (one[0], one[1]))
        return tuple(f"{file}:{line}: {message.words(language)}" for file, line, message in ranked)

    def resolve(self, text: str) -> Path:
        """A path as the configuration writes it, made absolute."""
        return Path(os.path.normpath(self.root / text))

    def is_shared(self, path: Path) -> bool:
        """Whether staff reach a path through the shared tree."""
        return self.shared is not None and path.is_relative_to(self.shared)


def is_missing(path: Path) -> bool:
    """Whether a file is surely not there; one that this account may not look for is not missing."""
    try:
        return not path.is_file()
    except OSError:
        return False
