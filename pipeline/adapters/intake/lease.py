"""A lease on a file while it is read: the kernel's word that nobody is writing in it, and a hint the moment somebody begins.

It is asked for on the open descriptor and refused while anybody has the file open for writing, over a share too: "still being written" is no error but a
reason to wait. A writer who comes later waits for us, so whoever reads looks at `is_undisturbed` between two pieces and lets go at once if it is not; the
kernel's signal is one that processes ignore. Where there are no leases (a network mount, another's file without CAP_LEASE) a file must have rested for longer.
"""

import contextlib
import errno
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum, auto
from pathlib import Path
from typing import Final

import structlog

from pipeline.adapters.intake.files import MAX_TEXT_BYTES, Version, opened, version_of
from pipeline.adapters.intake.mode import lease
from pipeline.adapters.mounts import filesystem_on, is_remote

QUIET_WITHOUT_LEASE: Final = timedelta(seconds=30)
_CHUNK_BYTES: Final = 1 << 18
"""A writer who comes while we read waits for no more than this piece."""

log = structlog.get_logger()


class Grant(Enum):
    """What the kernel says to the wish for a lease."""

    GRANTED = auto()
    """nobody is writing"""
    WRITING = auto()
    """somebody has the file open for writing"""
    UNAVAILABLE = auto()
    """it cannot be told here"""


@dataclass(frozen=True, slots=True)
class Held:
    """A file that is open, and leased where that is possible."""

    descriptor: int
    version: Version
    grant: Grant

    def is_undisturbed(self) -> bool:
        """Whether nobody has asked to write since."""
        return self.grant is not Grant.GRANTED or fcntl.fcntl(self.descriptor, fcntl.F_GETLEASE) == fcntl.F_RDLCK

    def pieces(self, most: int | None = None) -> Iterator[bytes]:
        """What is in it, piece by piece, as long as nobody else wants to write; `is_whole` says afterwards whether that was all.

        Raises:
            OSError: it cannot be read.
        """
        room = most
        while self.is_undisturbed() and (room is None or room > 0):
            piece = os.read(self.descriptor, _CHUNK_BYTES if room is None else min(room, _CHUNK_BYTES))
            if not piece:
                return
            room = None if room is None else room - len(piece)
            yield piece

    def is_whole(self) -> bool:
        """Whether the file is still as it was found, and the lease too."""
        return self.is_undisturbed() and version_of(os.fstat(self.descriptor)) == self.version


@contextlib.contextmanager
def held(path: Path, version: Version) -> Iterator[Held | None]:
    """A file opened and leased; None if it is no longer that version, or somebody is writing in it.

    Raises:
        OSError: it cannot be read.
    """
    with opened(path, version) as descriptor:
        grant = _grant(descriptor) if descriptor is not None else Grant.WRITING
        yield None if descriptor is None or grant is Grant.WRITING else Held(descriptor, version, grant)


def read_held(path: Path, version: Version) -> bytes | None:
    """A small file's bytes, read under a lease; None if it is not, or does not stay, that version.

    Raises:
        OSError: it cannot be read.
    """
    with held(path, version) as file:
        if file is None:
            return None
        raw = b"".join(file.pieces(MAX_TEXT_BYTES))
        return raw if file.is_whole() else None


def copy_held(path: Path, version: Version, target: Path) -> bool:
    """Copy a file under a lease into one that is new; false if it is not, or does not stay, that version. What is then in `target` is worth nothing.

    Raises:
        OSError: a file cannot be read or written.
    """
    with held(path, version) as file:
        if file is None:
            return False
        with target.open("xb") as sink:
            for piece in file.pieces():
                sink.write(piece)
        return file.is_whole()


def _grant(descriptor: int) -> Grant:
    if is_remote(filesystem_on(os.fstat(descriptor).st_dev)):
        return Grant.UNAVAILABLE
    refused = lease(descriptor)
    if refused is None:
        return Grant.GRANTED
    return Grant.WRITING if refused == errno.EAGAIN else Grant.UNAVAILABLE


@dataclass(slots=True, kw_only=True)
class Trust:
    """Which files at rest may be believed: those that nobody can be writing in, and those that have rested for long enough without a lease.

    Attributes:
        without_lease: how long a file must have rested where there are no leases.
    """

    without_lease: timedelta
    _told: set[Path] = field(default_factory=set, init=False, repr=False)

    def is_due(self, path: Path, version: Version, rested_s: float) -> bool:
        """Whether a file that has rested for so many seconds may be read.

        Raises:
            OSError: it cannot be opened.
        """
        with opened(path, version) as descriptor:
            grant = _grant(descriptor) if descriptor is not None else Grant.WRITING
        if grant is not Grant.UNAVAILABLE:
            return grant is Grant.GRANTED
        if path.parent not in self._told:
            self._told.add(path.parent)
            log.warning("lease_unavailable", folder=f"{path.parent.parent.name}/{path.parent.name}", quiet_s=self.without_lease.total_seconds())
        return rested_s >= self.without_lease.total_seconds()
