"""When a file is at rest: unchanged for a while on the daemon's own clock.

A closed file is not a finished one, and the times in a file are its writer's: an interrupted upload fires the same event as a complete one, and a file copied
by Windows has its full size from the first moment. So a file counts as at rest once device, inode, size, times and blocks have been the same for the quiet
time, as this table saw it on the monotonic clock. The table holds the files of the last look at each folder and no others.

A folder may hold a hundred thousand files: what is remembered of each is small, and a look at one that has not changed allocates nothing that stays.
"""

import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import inf
from os import stat_result
from pathlib import Path
from typing import NamedTuple

from pipeline.adapters.intake.files import Version, entries_of, version_of
from pipeline.ports import Clock


class Nature(NamedTuple):
    """What kind of file it is and whose; most files of a folder share one."""

    mode: int
    links: int
    uid: int


@dataclass(slots=True, eq=False)
class File:
    """One file at one version, as it was last seen; saved anew, it is another."""

    name: str
    version: Version
    blocks: int
    nature: Nature
    since: float
    """seconds on the monotonic clock"""
    look: int = 0
    """which look at its folder saw it last"""
    is_judged: bool = False

    @property
    def inode(self) -> int:
        """Its inode."""
        return self.version[1]

    @property
    def size(self) -> int:
        """Its size in bytes."""
        return self.version[2]

    @property
    def is_folder(self) -> bool:
        """Whether it is none at all."""
        return stat.S_ISDIR(self.nature.mode)

    @property
    def is_single(self) -> bool:
        """Whether it is a regular file with one name."""
        return stat.S_ISREG(self.nature.mode) and self.nature.links == 1

    @property
    def is_plain(self) -> bool:
        """Whether there is something in it, too."""
        return self.is_single and self.size > 0


class SettleTable:
    """Since when each file of the folders has been what it is."""

    def __init__(self, clock: Clock, quiet: timedelta) -> None:
        """Remember nothing yet.

        Args:
            clock: for its monotonic seconds.
            quiet: how long a file must stay the same.
        """
        self._clock = clock
        self._quiet_s = quiet.total_seconds()
        self._folders: dict[Path, dict[str, File]] = {}
        self._looks: dict[Path, int] = {}
        self._newest: dict[Path, float] = {}
        self._restless: set[Path] = set()
        self._natures: dict[Nature, Nature] = {}

    def look(self, folder: Path, wanted: Callable[[str], bool]) -> frozenset[str]:
        """Look at a folder; the names of what is new, other or gone.

        Args:
            folder: where to look.
            wanted: asked about each name that was not there before.

        Raises:
            OSError: the folder cannot be read.
        """
        now, table = self._clock.monotonic(), self._folders.setdefault(folder, {})
        this = self._looks[folder] = self._looks.get(folder, 0) + 1
        changed, found = [], 0
        with entries_of(folder) as entries:
            for entry in entries:
                name = entry.name
                file = table.get(name)
                if file is None and not wanted(name):
                    continue
                try:
                    status = entry.stat(follow_symlinks=False)
                except OSError:
                    continue  # gone, or unreadable this time: the next look sees
                found += 1
                if file is None or version_of(status) != file.version or status.st_blocks != file.blocks:
                    file = table[name] = self._noted(name, status, file, now)
                    changed.append(name)
                file.look = this
        if found < len(table):
            gone = [name for name, file in table.items() if file.look != this]
            for name in gone:
                del table[name]
            changed += gone
        self._note_unrest(folder, now, is_new=found > 0 and any(name in table for name in changed))
        return frozenset(changed)

    def _noted(self, name: str, status: stat_result, before: File | None, now: float) -> File:
        version = version_of(status)
        if before is not None and before.version == version:  # blocks alone: the file system tidied up
            before.blocks, before.since = status.st_blocks, now
            return before
        nature = Nature(status.st_mode, status.st_nlink, status.st_uid)
        return File(name, version, status.st_blocks, self._natures.setdefault(nature, nature), now)

    def _note_unrest(self, folder: Path, now: float, *, is_new: bool) -> None:
        if is_new:
            self._newest[folder] = now
        is_restless = bool(self._folders[folder]) and self._newest.get(folder, -inf) > now - self._quiet_s
        (self._restless.add if is_restless else self._restless.discard)(folder)

    def files(self, folder: Path) -> Mapping[str, File]:
        """What the last look at a folder saw."""
        return self._folders.get(folder, {})

    def is_at_rest(self, file: File) -> bool:
        """Whether a file has not changed for long enough."""
        return self.rested_s(file) >= self._quiet_s

    def rested_s(self, file: File) -> float:
        """For how many seconds a file has not changed."""
        return self._clock.monotonic() - file.since

    def unjudged(self, folder: Path) -> list[File]:
        """The files of a folder that are at rest and were not judged as they are."""
        latest = self._clock.monotonic() - self._quiet_s
        return [file for file in self.files(folder).values() if not file.is_judged and file.since <= latest]

    def judge(self, path: Path, version: Version) -> None:
        """Remember that a file was judged at that version; another version is another question."""
        file = self.files(path.parent).get(path.name)
        if file is not None and file.version == version:
            file.is_judged = True

    def is_settling(self) -> bool:
        """Whether the last look at a folder found a file that was not at rest yet: true until somebody looks again."""
        return bool(self._restless)
