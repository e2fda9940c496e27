"""The folders' disks: of what kind, how full, whether the service may write there, whether a lease tells of a writer."""

import errno
import fcntl
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from pipeline.domain.finding import Finding, Standing
from pipeline.domain.notes import doctor as say

GIB: Final = 1 << 30
"""Bytes in a gibibyte."""
_LEAST_FREE_BYTES: Final = GIB
_LEAST_FREE_SHARE: Final = 0.1
_MOUNTS: Final = Path("/proc/self/mountinfo")
_REMOTE: Final = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "fuse", "fuseblk", "virtiofs"})
_PRIVATE_MODE: Final = 0o700
_NO_LEASE: Final = frozenset({errno.EINVAL, errno.EAGAIN, errno.EOPNOTSUPP, errno.EISDIR, errno.ENOLCK, errno.EACCES, errno.EPERM})


def free_space(folders: Iterable[Path]) -> Iterator[Finding]:
    """Whether each folder's disk has room: a tenth of it, and 1 GiB."""
    for folder in folders:
        usage = shutil.disk_usage(folder)
        is_scarce = usage.free < _LEAST_FREE_BYTES or usage.free < usage.total * _LEAST_FREE_SHARE
        words = say.DISK_SCARCE if is_scarce else say.DISK_OK
        message = words(folder=folder, free=f"{usage.free / GIB:.1f}", percent=usage.free * 100 // usage.total)
        yield Finding(check="disk", standing=Standing.WARN if is_scarce else Standing.OK, message=message)


def private_folder(state: Path) -> Iterator[Finding]:
    """Whether the private folder is local and nobody else's to enter."""
    kind = file_system_of(state)
    if is_remote(kind):
        yield Finding(check="state", standing=Standing.FAULT, message=say.STATE_REMOTE(folder=state, kind=kind))
    mode = stat.S_IMODE(state.stat().st_mode)
    if mode != _PRIVATE_MODE:
        yield Finding(check="state", standing=Standing.FAULT, message=say.WRONG_MODE(folder=state, found=f"{mode:04o}", mode=f"{_PRIVATE_MODE:04o}"))
    if mode == _PRIVATE_MODE and not is_remote(kind):
        yield Finding(check="state", standing=Standing.OK, message=say.STATE_OK(folder=state, kind=kind))


def writable(folders: Iterable[Path], check: str) -> Iterator[Finding]:
    """Whether this account may put files into each folder."""
    for folder in folders:
        if not folder.is_dir():
            yield Finding(check=check, standing=Standing.AWAY, message=say.FOLDER_AWAY(folder=folder))
        elif not os.access(folder, os.W_OK | os.X_OK):
            yield Finding(check=check, standing=Standing.FAULT, message=say.FOLDER_CLOSED(folder=folder))
        else:
            yield Finding(check=check, standing=Standing.OK, message=say.FOLDER_OPEN(folder=folder))


def watching(folders: Iterable[Path]) -> Iterator[Finding]:
    """How each watched folder can be watched: with a lease a file at rest is known at once, else only after a longer quiet time."""
    for folder in folders:
        kind = file_system_of(folder)
        if is_remote(kind):
            yield Finding(check="watch", standing=Standing.WARN, message=say.SWEEP_ONLY(folder=folder, kind=kind))
        elif not gives_leases(folder):
            yield Finding(check="watch", standing=Standing.WARN, message=say.NO_LEASE(folder=folder, kind=kind))
        else:
            yield Finding(check="watch", standing=Standing.OK, message=say.LEASE_OK(folder=folder, kind=kind))


def gives_leases(folder: Path) -> bool:
    """Whether a lease can be had on a file there, tried on one that never has a name."""
    try:
        writer = os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as problem:
        if problem.errno in _NO_LEASE:
            return False
        raise
    try:
        reader = os.open(f"/proc/self/fd/{writer}", os.O_RDONLY | os.O_CLOEXEC)
    finally:
        os.close(writer)
    try:
        fcntl.fcntl(reader, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as problem:
        if problem.errno in _NO_LEASE:
            return False
        raise
    finally:
        os.close(reader)
    return True


def file_system_of(path: Path) -> str:
    """The kind of file system a path lies on, such as `ext4`; `?` if nobody can tell."""
    found = ("", "?")
    whole = path.resolve()
    for line in _MOUNTS.read_text("utf-8", "surrogateescape").splitlines():
        fields, _, kind = line.partition(" - ")
        place = fields.split(" ")[4].replace("\\040", " ")
        if whole.is_relative_to(place) and len(place) >= len(found[0]):
            found = (place, kind.split(" ")[0])
    return found[1]


def is_remote(kind: str) -> bool:
    """Whether a kind of file system is another machine's, or may be."""
    return kind in _REMOTE or kind.startswith("fuse.")
