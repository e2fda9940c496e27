"""When a file is at rest: unchanged for a while on the daemon's own clock.

A closed file is not a finished one, and the times in a file are its writer's: an interrupted upload fires the same event as a complete one, and a file copied
by Windows has its full size from the first moment. So a file counts as at rest once device, inode, size, times and blocks have been the same for the quiet
time, as this table saw it on the monotonic clock. The table holds the files of the last sweep and no others.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import inf
from os import stat_result
from pathlib import Path

from pipeline.adapters.intake.files import Version, version_of
from pipeline.ports import Clock


@dataclass(slots=True)
class _Seen:
    """One file as it was last seen."""

    version: Version
    blocks: int
    since: float
    """seconds on the monotonic clock"""
    is_judged: bool = False

    def is_other(self, status: stat_result) -> bool:
        """Whether the file has changed since; written for speed, because every file of a folder is asked at every sweep."""
        dev, ino, size, mtime_ns, ctime_ns = self.version
        return (
            status.st_ctime_ns != ctime_ns
            or status.st_ino != ino
            or status.st_size != size
            or status.st_mtime_ns != mtime_ns
            or status.st_blocks != self.blocks
            or status.st_dev != dev
        )


class SettleTable:
    """Since when each file of the swept folders has been what it is, and whether it has been judged so."""

    def __init__(self, clock: Clock, quiet: timedelta) -> None:
        """Remember nothing yet.

        Args:
            clock: for its monotonic seconds.
            quiet: how long a file must stay the same.
        """
        self._clock = clock
        self._quiet_s = quiet.total_seconds()
        self._folders: dict[Path, dict[str, _Seen]] = {}
        self._newest: dict[Path, float] = {}
        self._restless: set[Path] = set()

    def known(self, folder: Path) -> Container[str]:
        """The names that a folder held at the last look."""
        return self._folders.get(folder, {})

    def observe(self, folder: Path, found: Mapping[str, stat_result]) -> bool:
        """Take note of what a folder holds now; what it no longer holds is forgotten. Whether anything is new, other or gone."""
        now = self._clock.monotonic()
        table = self._folders.setdefault(folder, {})
        changed = [name for name, status in found.items() if (seen := table.get(name)) is None or seen.is_other(status)]
        gone = [name for name in table if name not in found] if len(table) + sum(name not in table for name in changed) != len(found) else []
        for name in gone:
            del table[name]
        for name in changed:
            status, before = found[name], table.get(name)
            version = version_of(status)
            is_judged = before is not None and before.is_judged and before.version == version  # blocks alone: the file system tidied up
            table[name] = _Seen(version, status.st_blocks, now, is_judged)
            self._newest[folder] = now
        is_restless = bool(table) and self._newest.get(folder, -inf) > now - self._quiet_s
        (self._restless.add if is_restless else self._restless.discard)(folder)
        return bool(changed or gone)

    def at_rest_since(self, folder: Path, name: str) -> float | None:
        """The monotonic second since which a file is at rest; None if it is not yet."""
        seen = self._folders.get(folder, {}).get(name)
        if seen is None or self._clock.monotonic() - seen.since < self._quiet_s:
            return None
        return seen.since

    def unjudged(self, folder: Path) -> Iterator[str]:
        """The files of a folder that are at rest and were not judged as they are."""
        latest = self._clock.monotonic() - self._quiet_s
        return (name for name, seen in self._folders.get(folder, {}).items() if not seen.is_judged and seen.since <= latest)

    def judge(self, path: Path, version: Version) -> None:
        """Remember that a file was judged at that version; another version is another question."""
        seen = self._folders.get(path.parent, {}).get(path.name)
        if seen is not None and seen.version == version:
            seen.is_judged = True

    def is_settling(self) -> bool:
        """Whether the last look at a folder found a file that was not at rest yet: true until somebody looks again."""
        return bool(self._restless)
