"""A file that a partner dropped, looked at and copied though he may be writing it still, and the names of what is put beside it."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from pipeline.adapters.intake.files import MAX_TEXT_BYTES, Version, opened, version_of

_MODE: Final = 0o640
_LONGEST_STEM: Final = 200
"""bytes; what is put beside a note has a longer name than it"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file of a drop folder as it was looked at."""

    path: Path
    version: Version
    age: timedelta
    """since it last changed, by this machine's clock"""

    @property
    def size_bytes(self) -> int:
        """As it was looked at; a file that others write may grow without taking any room."""
        return self.version[2]

    @property
    def stem(self) -> str:
        """Its name without the ending, short enough for another."""
        return os.fsencode(self.path.stem)[:_LONGEST_STEM].decode("utf-8", "ignore")


def look(path: Path, now: datetime) -> Found | None:
    """Look at a file; None if it is not there or no regular file."""
    with opened(path, None) as descriptor:
        if descriptor is None:
            return None
        seen = os.fstat(descriptor)
    return Found(path=path, version=version_of(seen), age=now - datetime.fromtimestamp(seen.st_ctime, UTC))


def copy_version(found: Found, target: Path) -> bool:
    """Copy the version that was looked at, and no byte more; whether it still was that version when it was copied."""
    with opened(found.path, found.version) as descriptor:
        if descriptor is None:
            return False
        with os.fdopen(os.dup(descriptor), "rb") as reader, target.open("xb") as sink:
            left = found.size_bytes
            while left and (piece := reader.read(min(left, MAX_TEXT_BYTES))):
                sink.write(piece)
                left -= len(piece)
            sink.flush()
            os.fchmod(sink.fileno(), _MODE)
            os.fsync(sink.fileno())
        return version_of(os.fstat(descriptor)) == found.version


def free_name(folder: Path, stem: str, endings: tuple[str, ...]) -> str:
    """The first name of this stem that no file of a folder has with any of these endings."""
    number = 1
    while any((folder / f"{_numbered(stem, number)}{ending}").exists() for ending in endings):
        number += 1
    return _numbered(stem, number)


def _numbered(stem: str, number: int) -> str:
    return stem if number == 1 else f"{stem}-{number}"
