"""The folders' disks: of what kind, how full, whether the service may write there."""

import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from pipeline.adapters.mounts import filesystem_of, is_remote
from pipeline.domain.health import Finding, Standing
from pipeline.domain.notes import doctor as say

GIB: Final = 1 << 30
"""Bytes in a gibibyte."""
_LEAST_FREE_BYTES: Final = GIB
_LEAST_FREE_SHARE: Final = 0.1
_PRIVATE_MODE: Final = 0o700


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
    kind = filesystem_of(state)
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
