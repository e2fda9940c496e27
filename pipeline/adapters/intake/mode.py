"""How far the kernel's help reaches in a folder: whether it tells of changes (`watch.py`), and whether it can tell of a writer (`lease.py`).

On a network mount it knows nothing of what other machines do. Such a folder is only swept, and a file in it must rest for longer before it is believed.
"""

import contextlib
import errno
import fcntl
import os
import secrets
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from pipeline.adapters.durable import TEMPORARY
from pipeline.adapters.mounts import filesystem_of, is_remote

CANARY: Final = f"{TEMPORARY}kenari-"
"""How a file begins that is made only to see what the kernel says of it; what a crash leaves of it goes with the other temporaries."""
_STATUS: Final = Path("/proc/self/status")
_CAP_LEASE: Final = 28


class Watch(StrEnum):
    """How changes in a folder are noticed."""

    EVENTS = "events"
    """at once, and by the sweep"""
    SWEEP_ONLY = "sweep_only"
    """by the sweep alone"""


class Lease(StrEnum):
    """Whose writers the kernel tells us of."""

    EVERY_FILE = "every_file"
    """anybody's file"""
    OWN_FILES = "own_files"
    """only files of the service's own account: it lacks CAP_LEASE"""
    NONE = "none"
    """no file: it must rest for longer instead"""


class Why(StrEnum):
    """What a mode follows from."""

    TRIED = "tried"
    """it was tried out and works"""
    NETWORK_MOUNT = "network_mount"
    """other machines write there unseen"""
    NO_EVENT = "no_event"
    """a file was made and nothing was heard of it"""
    NOT_TO_BE_TRIED = "not_to_be_tried"
    """the folder is missing, or the service cannot write in it"""
    NO_CAPABILITY = "no_capability"
    """the process has no CAP_LEASE"""
    REFUSED = "refused"
    """the file system grants no leases"""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchMode:
    """How changes in one folder are noticed, why so, and on which kind of file system."""

    watch: Watch
    why: Why
    filesystem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseMode:
    """Whose writers in one folder this process is told of, why so, and on which kind of file system."""

    lease: Lease
    why: Why
    filesystem: str


def lease_mode(folder: Path) -> LeaseMode:
    """Try out with a file of our own, which is gone afterwards, whether leases are to be had in a folder. It answers for the account that asks."""
    filesystem = filesystem_of(folder)
    if is_remote(filesystem):
        return LeaseMode(lease=Lease.NONE, why=Why.NETWORK_MOUNT, filesystem=filesystem)
    try:
        with canary(folder) as path:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            try:
                is_granted = lease(descriptor) is None
            finally:
                os.close(descriptor)
    except OSError:
        return LeaseMode(lease=Lease.NONE, why=Why.NOT_TO_BE_TRIED, filesystem=filesystem)
    if not is_granted:
        return LeaseMode(lease=Lease.NONE, why=Why.REFUSED, filesystem=filesystem)
    if not _may_lease_every_file():
        return LeaseMode(lease=Lease.OWN_FILES, why=Why.NO_CAPABILITY, filesystem=filesystem)
    return LeaseMode(lease=Lease.EVERY_FILE, why=Why.TRIED, filesystem=filesystem)


def lease(descriptor: int) -> int | None:
    """Ask for a read lease on an open file; None if it is granted, else the error's number. Its signal is one that a process ignores by nature."""
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as problem:
        return problem.errno or errno.EIO
    return None


@contextlib.contextmanager
def canary(folder: Path) -> Iterator[Path]:
    """A file that is there for a moment.

    Raises:
        OSError: it cannot be made.
    """
    path = folder / f"{CANARY}{secrets.token_hex(8)}"
    path.open("xb").close()
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _may_lease_every_file() -> bool:
    line = next((one for one in _STATUS.read_text("utf-8", "replace").splitlines() if one.startswith("CapEff:")), "CapEff: 0")
    return bool(int(line.split()[1], 16) >> _CAP_LEASE & 1)
