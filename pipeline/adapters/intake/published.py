"""Which files on the shares are forms that we published: remembered in the private folder, where nobody else writes.

An official who saves a form in place leaves it ours: its owner is the service. Such a decision counts only if the file is the very one we put there, so each
form's device and inode are noted with its path before it appears. Anything else that bears our name (a share with `force user`, a file moved in from another
folder) is nobody's decision. A note is a small file called `<dev>-<ino>` that holds the path; an inode used again overwrites its note. Nothing is synced: the
loss of power may lose a note, never invent one, and a blank form without a note is renewed.
"""

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PublishedForms:
    """The forms that lie on the shares.

    Attributes:
        folder: where they are remembered; made when the first is.
    """

    folder: Path

    def claim(self, path: Path) -> Callable[[os.stat_result], None]:
        """What notes a finished file as the form that is about to appear at `path`."""

        def note(found: os.stat_result) -> None:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            self._named(found.st_dev, found.st_ino).write_bytes(os.fsencode(path))

        return note

    def knows(self, path: Path, found: tuple[int, int]) -> bool:
        """Whether the file (dev, ino) at `path` is the form that we published there."""
        try:
            return self._named(*found).read_bytes() == os.fsencode(path)
        except FileNotFoundError:
            return False

    def forget(self, found: tuple[int, int]) -> None:
        """Remember a form no longer: it has left the share."""
        with contextlib.suppress(FileNotFoundError):
            self._named(*found).unlink()

    def _named(self, dev: int, ino: int) -> Path:
        return self.folder / f"{dev}-{ino}"
