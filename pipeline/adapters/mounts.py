"""On which kind of file system a folder lies, as the kernel lists its mounts (proc_pid_mountinfo(5)), and whether other machines write there too."""

import os
import time
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

MOUNTS: Final = Path("/proc/self/mountinfo")
_REMOTE: Final = frozenset(
    {"9p", "afs", "ceph", "cifs", "gfs2", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "smb2", "smb3", "smbfs", "vboxsf", "virtiofs"}
)
_FUSE: Final = "fuse"
_MOUNTS_HOLD_S: Final = 5.0


def filesystem_of(folder: Path) -> str:
    """The kind of file system a folder is on; `unknown` if it cannot be told."""
    try:
        device = folder.stat().st_dev
    except OSError:
        return "unknown"
    return filesystem_on(device)


def filesystem_on(device: int) -> str:
    """The kind of file system with this device number. Mounts are read anew every few seconds, as numbers are used again, and for one not seen yet."""
    key = os.major(device), os.minor(device)
    moment = int(time.monotonic() / _MOUNTS_HOLD_S)
    if key not in _mounts(moment):
        forget_mounts()
    return _mounts(moment).get(key, "unknown")


def is_remote(filesystem: str) -> bool:
    """Whether other machines may write there unseen.

    >>> [is_remote(one) for one in ("ext4", "nfs4", "cifs", "fuse.sshfs", "tmpfs")]
    [False, True, True, True, False]
    """
    return filesystem in _REMOTE or filesystem.partition(".")[0] in {_FUSE, f"{_FUSE}blk"}


def mounted(text: str) -> dict[tuple[int, int], str]:
    """The file system of every device in a mountinfo(5).

    >>> mounted("36 25 0:31 / /srv/surat rw,relatime shared:1 master:2 - cifs //server/surat rw")
    {(0, 31): 'cifs'}
    """
    found = {}
    for line in text.splitlines():
        ids, mark, rest = line.partition(" - ")
        fields = ids.split()
        major, colon, minor = fields[2].partition(":") if len(fields) > 2 else ("", "", "")  # noqa: PLR2004 -- the third field
        if mark and colon and rest:
            found[int(major), int(minor)] = rest.split()[0]
    return found


def forget_mounts() -> None:
    """Read the mounts anew at the next question."""
    _mounts.cache_clear()


@lru_cache(maxsize=1)
def _mounts(_moment: int) -> Mapping[tuple[int, int], str]:
    try:
        return mounted(MOUNTS.read_text("utf-8", "surrogateescape"))
    except OSError:
        return {}
