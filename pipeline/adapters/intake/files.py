"""Files that others may be writing, looked at so that nothing outside the folder is read and nothing they changed is taken away.

A file is known by its version. It is opened without following links and without waiting, and only if it is still the version that was seen; it is unlinked on
the same condition. The open descriptor is what is copied: a name that is swapped meanwhile changes nothing. Whoever believes what he reads holds a lease
meanwhile (`lease.py`).
"""

import contextlib
import errno
import os
import pwd
import re
import stat
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from operator import attrgetter
from pathlib import Path
from typing import Final

import structlog

from pipeline.adapters.durable import TEMPORARY, sync_folder, write_new
from pipeline.adapters.intake.names import beside
from pipeline.domain.errors import LaterError
from pipeline.domain.notes import intake as say

Version = tuple[int, int, int, int, int]
"""(dev, ino, size, mtime_ns, ctime_ns): what tells one state of a file from any other."""

MAX_TEXT_BYTES: Final = 1 << 20
"""How much of a text file is ever read; its reader's own limit is lower."""
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_SWAPPED: Final = frozenset({errno.ENOENT, errno.ELOOP, errno.ENXIO})
_COPY_MODE: Final = 0o640
_MAX_TROUBLES: Final = 1_000
_LETTER: Final = re.compile(r"\b\d{4}-\d{6}\b")
"""a letter's id"""

log = structlog.get_logger()


version_of: Final[Callable[[os.stat_result], Version]] = attrgetter("st_dev", "st_ino", "st_size", "st_mtime_ns", "st_ctime_ns")
"""The version that `lstat` saw. Every file of a folder is asked at every look, and this is the fastest way."""


@contextlib.contextmanager
def entries_of(folder: Path) -> Iterator[Iterator[os.DirEntry[str]]]:
    """The entries of a folder, through a descriptor of it: what its name stands for meanwhile changes nothing.

    Raises:
        OSError: the folder cannot be read.
    """
    descriptor = os.open(folder, _FOLDER)
    try:
        with os.scandir(descriptor) as entries:
            yield entries
    finally:
        os.close(descriptor)


def is_plain(found: os.stat_result) -> bool:
    """Whether it is a regular file with one name and something in it."""
    return stat.S_ISREG(found.st_mode) and found.st_nlink == 1 and found.st_size > 0


@contextlib.contextmanager
def opened(path: Path, version: Version | None) -> Iterator[int | None]:
    """A descriptor of a regular file; None if it is no longer that version.

    Raises:
        OSError: it cannot be read.
    """
    descriptor = _open(path)
    if descriptor is None:
        yield None
        return
    try:
        seen = os.fstat(descriptor)
        is_same = stat.S_ISREG(seen.st_mode) and (version is None or version_of(seen) == version)
        yield descriptor if is_same else None
    finally:
        os.close(descriptor)


def _open(path: Path) -> int | None:
    try:
        folder = os.open(path.parent, _FOLDER)
    except FileNotFoundError:
        return None
    try:
        return os.open(path.name, _FILE, dir_fd=folder)
    except OSError as problem:
        if problem.errno in _SWAPPED:
            return None
        raise
    finally:
        os.close(folder)


def read_same(path: Path, version: Version | None = None) -> bytes | None:
    """A small file's bytes; None if it is not, or does not stay, that version.

    Raises:
        OSError: it cannot be read.
    """
    with opened(path, version) as descriptor:
        if descriptor is None:
            return None
        before = version_of(os.fstat(descriptor))
        chunks = []
        room = MAX_TEXT_BYTES
        while room > 0 and (chunk := os.read(descriptor, room)):
            chunks.append(chunk)
            room -= len(chunk)
        return b"".join(chunks) if version_of(os.fstat(descriptor)) == before else None


def is_same(path: Path, version: Version) -> bool:
    """Whether a file is still that version."""
    try:
        return version_of(path.lstat()) == version
    except FileNotFoundError:
        return False


def unlink_same(path: Path, version: Version) -> bool:
    """Unlink a file if it is still that version. Its folder is the caller's to sync.

    Raises:
        OSError: it cannot be removed.
    """
    if not is_same(path, version):
        return False
    path.unlink(missing_ok=True)
    return True


def put_note(path: Path, text: str) -> None:
    """Write a note of ours; one that says the same already is left alone.

    Raises:
        OSError: the folder cannot be written.
    """
    content = text.encode("utf-8", "replace")
    if read_same(path) != content:
        write_new(path, content, mode=_COPY_MODE, replace=True)


def put_answer(folder: Path, stem: str, ending: str, text: str) -> None:
    """Write an answer of ours under the first name that is free, says the same already, or tells of the same letter.

    Raises:
        OSError: the folder cannot be written.
    """
    names = (beside(stem if number == 1 else f"{stem}-{number}", ending) for number in count(1))
    put_note(next(path for name in names if _may_say(path := folder / name, text)), text)


def _may_say(path: Path, text: str) -> bool:
    if not os.path.lexists(path):
        return True
    there = (read_same(path) or b"").decode("utf-8", "replace")
    return there == text or bool(set(_LETTER.findall(there)) & set(_LETTER.findall(text)))


def drop_note(path: Path, own_uid: int) -> None:
    """Remove a note of ours; a file of somebody else's stays.

    Raises:
        OSError: it cannot be removed.
    """
    with contextlib.suppress(FileNotFoundError):
        found = path.lstat()
        if stat.S_ISREG(found.st_mode) and found.st_uid == own_uid:
            path.unlink()
            sync_folder(path.parent)


def make_folder(path: Path) -> None:
    """Make a folder below one that exists, with its parent's mode, and make its name last. One that is there already is fine.

    Raises:
        OSError: it cannot be made, or something else has its name.
    """
    try:
        path.mkdir()
    except FileExistsError:
        if not stat.S_ISDIR(path.lstat().st_mode):
            raise
        return
    path.chmod(stat.S_IMODE(path.parent.stat().st_mode))
    sync_folder(path.parent)


def drop_temporaries(root: Path, older_than: timedelta | None = None) -> int:
    """Remove the half-written files a crash left anywhere in a tree; how many.

    Args:
        root: the tree.
        older_than: spare what was written since; without it, only for the daemon's start, when nobody of ours is writing.
    """
    latest = time.time() - older_than.total_seconds() if older_than else None
    dropped = 0
    for folder, _, names in os.walk(root):
        for name in names:
            if name.startswith(TEMPORARY):
                with contextlib.suppress(OSError):
                    path = Path(folder, name)
                    if latest is None or path.lstat().st_mtime < latest:
                        path.unlink()
                        dropped += 1
    return dropped


def account_name(uid: int) -> str:
    """The account with this user id; `uid:1234` if the machine knows none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid:{uid}"


@contextlib.contextmanager
def share_errors() -> Iterator[None]:
    """Let what a share does wrong be tried again: an `OSError` becomes a `LaterError`.

    Raises:
        LaterError: the share or the disk fails.
    """
    try:
        yield
    except OSError as problem:
        raise LaterError(say.SHARE_FAILS(reason=problem.strerror or str(problem))) from problem


class Troubles:
    """The folders that could not be swept: each is logged when its trouble begins and when it ends, not at every sweep, whichever thread meets it."""

    def __init__(self) -> None:
        """No trouble yet."""
        self._known: dict[str, int | None] = {}
        self._turn = threading.Lock()

    @contextlib.contextmanager
    def at(self, where: str) -> Iterator[None]:
        """Do something with one folder or file; what goes wrong there stops nobody else."""
        try:
            yield
        except OSError as problem:
            if self._is_new(where, problem.errno):
                log.warning("share_unreadable", folder=where, error=errno.errorcode.get(problem.errno or 0, "unknown"))
        else:
            with self._turn:
                is_over = self._known.pop(where, None) is not None
            if is_over:
                log.info("share_readable_again", folder=where)

    def _is_new(self, where: str, error: int | None) -> bool:
        """Note a trouble; whether it is another one than was known there."""
        with self._turn:
            before = self._known.get(where)
            if len(self._known) >= _MAX_TROUBLES:
                self._known.clear()
            self._known[where] = error
            return before != error
