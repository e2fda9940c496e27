"""Files that are whole or not there: written under a temporary name, synced, renamed, and their folder synced.

The order matters. On ext4 a crash after "copy, rename, unlink" without a file sync leaves an empty claim and an empty inbox: a lost letter. So: write, fsync
the file, rename without replacing, fsync the folder; only then may a source be unlinked, and its folder is synced too. Temporary names begin with `.surat-`;
whoever sweeps a folder ignores dotfiles.
"""

import ctypes
import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

TEMPORARY: Final = ".surat-"
"""How the temporary files of this product begin."""
_RENAME_NOREPLACE: Final = 1
_AT_FDCWD: Final = -100
_CHUNK_BYTES: Final = 1 << 20
_libc = ctypes.CDLL(None, use_errno=True)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a crash."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def rename_new(source: Path, target: Path) -> None:
    """Rename, never over anything.

    Raises:
        FileExistsError: `target` is there already.
    """
    if _libc.renameat2(_AT_FDCWD, os.fsencode(source), _AT_FDCWD, os.fsencode(target), _RENAME_NOREPLACE) == 0:
        return
    code = ctypes.get_errno()
    if code not in {errno.EINVAL, errno.ENOSYS}:
        raise OSError(code, os.strerror(code), str(target))
    os.link(source, target, follow_symlinks=False)  # a file system without renameat2 flags
    source.unlink()


def write_new(  # noqa: PLR0913 -- all but two are switches with a default, named at the call
    target: Path, content: bytes, *, mode: int = 0o640, replace: bool = False, sync_name: bool = True, claim: Callable[[os.stat_result], None] | None = None
) -> None:
    """Write a file that is whole or not there.

    Args:
        target: its path; the folder exists.
        content: its bytes.
        mode: its permission bits, set whatever the umask says.
        replace: whether an older file of that name gives way.
        sync_name: whether the folder is synced too; else that is the caller's to do before anybody is told.
        claim: told what file it is, just before it appears.

    Raises:
        FileExistsError: `target` is there and `replace` is false.
    """
    temporary = target.with_name(f"{TEMPORARY}{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as sink:
            sink.write(content)
            sink.flush()
            _finish(sink.fileno(), mode)
            if claim is not None:
                claim(os.fstat(sink.fileno()))
        _put(temporary, target, replace=replace, sync_name=sync_name)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def copy_new(source: Path, target: Path, *, mode: int = 0o640, replace: bool = False, sync_name: bool = True) -> None:
    """Copy a file, whole or not at all; see `write_new`."""
    temporary = target.with_name(f"{TEMPORARY}{secrets.token_hex(8)}.tmp")
    try:
        with source.open("rb") as reader, temporary.open("xb") as sink:
            shutil.copyfileobj(reader, sink, _CHUNK_BYTES)
            sink.flush()
            _finish(sink.fileno(), mode)
        _put(temporary, target, replace=replace, sync_name=sync_name)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _finish(descriptor: int, mode: int) -> None:
    os.fchmod(descriptor, mode)
    os.fsync(descriptor)


def _put(temporary: Path, target: Path, *, replace: bool, sync_name: bool) -> None:
    if replace:
        temporary.replace(target)
    else:
        rename_new(temporary, target)
    if sync_name:
        sync_folder(target.parent)


def digest_of_file(file: Path | int) -> str:
    """`sha256:<64 hex>` of a file, by its name or an open descriptor, which stays open."""
    with open(file, "rb", closefd=not isinstance(file, int)) as source:
        return "sha256:" + hashlib.file_digest(source, "sha256").hexdigest()


def digest_of_bytes(content: bytes) -> str:
    """`sha256:<64 hex>` of bytes."""
    return "sha256:" + hashlib.sha256(content).hexdigest()
