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

from pipeline.adapters.intake.files import Version, is_same, unlink_same


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

    def unlink(self, path: Path, version: Version) -> bool:
        """Take a file from the share if it is still that version, its note first. Its folder is the caller's to sync.

        Once the file is gone its inode may be another form's, whose note must stay. A crash in between loses this note: one that stayed behind would vouch for
        whatever gets the inode next.

        Raises:
            OSError: one of them cannot be removed.
        """
        if not is_same(path, version):
            return False
        with contextlib.suppress(FileNotFoundError):
            self._named(*version[:2]).unlink()
        return unlink_same(path, version)

    def _named(self, dev: int, ino: int) -> Path:
        return self.folder / f"{dev}-{ino}"
