"""The documents: immutable files named by their sha256, `ab/ab…` under one folder, mode 0440.

What `put`, `put_bytes` and `adopt` return is on the disk: file synced, renamed into its place, folder synced. A digest that is there already is the same
document; it is kept and the newcomer dropped. Results on their way in lie in `.scratch`, on the same file system, and are worth nothing after a crash.
"""

import contextlib
import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from pipeline.adapters.durable import digest_of_file, rename_new, sync_folder
from pipeline.domain.errors import HeldError, LaterError
from pipeline.domain.notes import store as say

_DIGEST: Final = re.compile(r"sha256:([0-9a-f]{64})")
_NAME: Final = re.compile(r"[0-9a-f]{64}")
_SHELF: Final = re.compile(r"[0-9a-f]{2}")
_SCRATCH: Final = ".scratch"
_MODE: Final = 0o440
_CHUNK_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One file of the store as it was found."""

    path: Path
    digest: str | None
    """`sha256:…` of what is in it; None where its name or place is no document's"""

    @property
    def is_whole(self) -> bool:
        """Whether it is the document it is called."""
        return self.digest == f"sha256:{self.path.name}"


class FileDocuments:
    """The `Documents` port on a local folder, for any number of threads and processes."""

    def __init__(self, folder: Path) -> None:
        """Open the store; its folder is made if it is missing.

        Raises:
            LaterError: the disk is full or failing.
        """
        self._folder = folder
        self._scratch = folder / _SCRATCH
        self._synced: set[str] = set()
        with _disk():
            self._scratch.mkdir(parents=True, exist_ok=True)

    def put(self, path: Path) -> str:
        """Copy a file in, whole and synced; its digest.

        Raises:
            LaterError: the file cannot be read, or the disk is full or failing.
        """
        with _disk(), path.open("rb") as source:
            return self._take_in(iter(lambda: source.read(_CHUNK_BYTES), b""))

    def put_bytes(self, content: bytes) -> str:
        """Write bytes in, whole and synced; their digest.

        Raises:
            LaterError: the disk is full or failing.
        """
        with _disk():
            return self._take_in(iter((content,)))

    def adopt(self, scratch: Path) -> str:
        """Move a finished scratch file in; its digest.

        Raises:
            LaterError: it is gone, or the disk is full or failing.
        """
        with _disk():
            try:
                digest = digest_of_file(scratch)
                with scratch.open("rb") as source:
                    _finish(source.fileno())
                self._file(scratch, digest)
            except OSError:
                with contextlib.suppress(OSError):  # what cannot be kept must not fill the disk further
                    scratch.unlink(missing_ok=True)
                raise
            return digest

    def path(self, digest: str) -> Path:
        """Where the file with this digest is, to be read only.

        Raises:
            HeldError: it is gone, or `digest` is none.
        """
        found = _DIGEST.fullmatch(digest)
        if found:
            path = self._path(found[1])
            if path.is_file():
                return path
        raise HeldError(say.DOCUMENT_GONE(digest=digest))

    def scratch(self, purpose: str) -> Path:
        """A path that nobody else has, for a result on its way in; it ends with `purpose`."""
        return self._scratch / f"{secrets.token_hex(8)}-{purpose}"

    def sweep_scratch(self) -> None:
        """Drop what a crash left in the scratch folder. Only for the daemon's start: other processes may be writing there.

        Raises:
            LaterError: the disk fails.
        """
        with _disk():
            for left in self._scratch.iterdir():
                left.unlink(missing_ok=True)

    def verify(self) -> Iterator[Path]:
        """The files that are not what they are called: altered, misplaced, or no documents at all.

        Raises:
            LaterError: the disk fails.
        """
        return (one.path for one in self.survey() if not one.is_whole)

    def survey(self) -> Iterator["Stored"]:
        """Every file of the store but the scratch, in the order of their names, each read whole.

        Raises:
            LaterError: the disk fails.
        """
        with _disk():
            for path in sorted([*self._folder.glob("*/*"), *self._folder.glob("*")]):
                if self._scratch in {path, path.parent} or (path.parent == self._folder and path.is_dir() and _SHELF.fullmatch(path.name)):
                    continue
                is_file = path.is_file() and not path.is_symlink()
                is_named = is_file and _NAME.fullmatch(path.name) is not None and path == self._path(path.name)
                with contextlib.suppress(FileNotFoundError):  # moved away meanwhile
                    yield Stored(path=path, digest=digest_of_file(path) if is_named else None)

    def leftovers(self, older_than: timedelta) -> Iterator[Path]:
        """What an interrupted piece of work left in the scratch folder so long ago."""
        latest = time.time() - older_than.total_seconds()
        with _disk():
            for path in sorted(self._scratch.iterdir()):
                with contextlib.suppress(FileNotFoundError):
                    if path.lstat().st_mtime < latest:
                        yield path

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name

    def _take_in(self, chunks: Iterator[bytes]) -> str:
        scratch = self.scratch("incoming")
        measure = hashlib.sha256()
        try:
            with scratch.open("xb") as sink:
                for chunk in chunks:
                    measure.update(chunk)
                    sink.write(chunk)
                sink.flush()
                _finish(sink.fileno())
            digest = f"sha256:{measure.hexdigest()}"
            self._file(scratch, digest)
        finally:
            scratch.unlink(missing_ok=True)
        return digest

    def _file(self, scratch: Path, digest: str) -> None:
        """Rename a synced file into its place; what is there already stays, and is synced in case its writer fell before it could."""
        target = self._path(digest.partition(":")[2])
        shelf = target.parent
        if shelf.name not in self._synced:
            shelf.mkdir(exist_ok=True)
            sync_folder(self._folder)
            self._synced.add(shelf.name)
        try:
            rename_new(scratch, target)
        except FileExistsError:
            scratch.unlink()
        sync_folder(shelf)


def _finish(descriptor: int) -> None:
    os.fchmod(descriptor, _MODE)
    os.fsync(descriptor)


@contextlib.contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        raise LaterError(say.DISK_FAILED(reason=exc.strerror or str(exc))) from exc
