"""When a file is at rest: unchanged for a while on the daemon's own clock.

A closed file is not a finished one, and the times in a file are its writer's: an interrupted upload fires the same event as a complete one, and a file copied
by Windows has its full size from the first moment. So a file counts as at rest once device, inode, size, times and blocks have been the same for the quiet
time, as this table saw it on the monotonic clock. The table holds the files of the last sweep and no others.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
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
        self._restless: set[Path] = set()

    def observe(self, folder: Path, found: Mapping[str, stat_result]) -> bool:
        """Take note of what a folder holds now; what it no longer holds is forgotten. Whether anything is new, other or gone."""
        now = self._clock.monotonic()
        before = self._folders.get(folder, {})
        after = {}
        is_new = len(before) != len(found)
        newest = 0.0
        for name, status in found.items():
            version = version_of(status)
            seen = before.get(name)
            if seen is None or seen.version != version or seen.blocks != status.st_blocks:
                is_judged = seen is not None and seen.is_judged and seen.version == version  # blocks alone: the file system tidied up
                seen = _Seen(version, status.st_blocks, now, is_judged)
                is_new = True
            after[name] = seen
            newest = max(newest, seen.since)
        self._folders[folder] = after
        (self._restless.add if after and newest > now - self._quiet_s else self._restless.discard)(folder)
        return is_new

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
