"""The letters as the shared tree shows them: a user interface, made anew from the register as often as needed.

Running it twice shows the same. What comes appears PDF first, notes next, `.yaml` last, so that nobody decides on what he cannot read yet; what goes leaves the
other way round. A form is never written over: an official may be writing in it. Nothing of a user's is lost: what he wrote into a form that goes, or saved over
a copy of ours, is kept in the documents first, its secrets struck out.
"""

import contextlib
import errno
import os
import stat
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

from pipeline.adapters.durable import copy_new, digest_of_file, sync_folder, write_new
from pipeline.adapters.intake.blank import FORM_MODE, is_blank_form
from pipeline.adapters.intake.files import Version, drop_temporaries, make_folder, opened, read_same, share_errors, version_of
from pipeline.adapters.intake.lease import held
from pipeline.adapters.intake.names import RECEIPT, fitting
from pipeline.adapters.intake.published import PublishedForms
from pipeline.domain.errors import HeldError, LaterError
from pipeline.domain.notes import intake as say
from pipeline.domain.public import PUBLIC
from pipeline.ports import Documents, Shown

_COPY_MODE: Final = 0o640
_TRIES: Final = 5
_TURNS: Final = 64
_LONG_AGO: Final = timedelta(minutes=5)
_FORM_ENDING: Final = ".keputusan.yaml"
_EMPTY_FOR: Final = timedelta(seconds=10)
"""An editor that saves in place empties a file before it writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareTree:
    """The `Shares` port on a folder tree.

    Attributes:
        root: the shared tree (`inbox`).
        documents: where shown copies come from, and where a user's words are kept.
        redact: a file's bytes with every secret replaced by `***`.
        published: where the forms we put on the shares are remembered.
        is_blank: whether nobody has written anything into a form.
        own_uid: the service's user id.
    """

    root: Path
    documents: Documents
    redact: Callable[[bytes], bytes]
    published: PublishedForms
    is_blank: Callable[[bytes], bool] = is_blank_form
    own_uid: int = field(default_factory=os.geteuid)
    _turns: tuple[threading.Lock, ...] = field(default_factory=lambda: tuple(threading.Lock() for _ in range(_TURNS)), init=False, repr=False)

    def show(self, name: str, wanted: Sequence[Shown], old: Sequence[str]) -> frozenset[str]:
        """Make the tree show exactly `wanted` of a letter: what is missing is written, what of `old` is no longer wanted goes.

        Args:
            name: the letter's `<id>_<slug>`; every file of it is called so.
            wanted: all that is to be seen of it.
            old: paths that may still hold something of it.

        Returns:
            The folders to be synced, also those in which an earlier try that was cut off wrote everything already.

        Raises:
            HeldError: a path leads out of the tree, or a document is gone.
            LaterError: the share fails, or a form is just being saved; calling again goes on.
        """
        targets = [(self._target(one.path, name), one) for one in sorted(wanted, key=_rank)]
        stay = {one.path for one in wanted}
        gone = sorted((path for path in set(old) if path not in stay), key=lambda path: (-_turn(path), path))
        leaving = [self._target(path, name) for path in gone]
        with share_errors():
            for target, one in targets:
                if target.name.endswith(RECEIPT):
                    self._put_receipt(target, one, name)
                else:
                    self._put(target, one)
            for target in leaving:
                if not _tells_of_another(target, name):
                    self._remove(target)
                if target.name.endswith(RECEIPT):
                    self._remove(_own_receipt(target, name))
        return frozenset(path.rpartition("/")[0] for path in (*(one.path for one in wanted), *gone))

    def sync(self, folder: str) -> None:
        """Make what was shown in a folder survive a crash; one that is gone shows nothing.

        Raises:
            LaterError: the share fails.
        """
        with share_errors(), contextlib.suppress(FileNotFoundError):
            sync_folder(self.root / folder)

    def tidy(self) -> None:
        """Remove temporary files of ours that somebody's interrupted command left long ago; one may hold a secret."""
        drop_temporaries(self.root, older_than=_LONG_AGO)

    def lacks(self, paths: Sequence[str]) -> bool:
        """Whether any of these is not there, because somebody took it away or emptied it."""
        return any(not os.path.lexists(target) or _is_emptied(target) for target in (self._target(path, "") for path in paths))

    def _target(self, path: str, name: str) -> Path:
        """The place of a path in the tree.

        Raises:
            HeldError: it leads out of it.
        """
        parts = path.split("/")
        is_inside = not path.startswith("/") and "\0" not in path and all(part not in {"", ".", ".."} for part in parts)
        if not is_inside:
            raise HeldError(say.OUTSIDE_THE_TREE(path=f"{path!r} ({name})"))
        return self.root.joinpath(*parts[:-1], fitting(parts[-1]))

    def _put_receipt(self, target: Path, one: Shown, name: str) -> None:
        """Put a receipt in its place, or beside it where another letter's lies, whose draft had the same name. Letters of one name take turns."""
        with self._turns[hash(target) % len(self._turns)]:
            if not _tells_of_another(target, name):
                self._put(target, one, replace=os.path.lexists(target))
            if _tells_of_another(target, name):
                self._put(_own_receipt(target, name), one)
            else:
                self._remove(_own_receipt(target, name))

    def _put(self, target: Path, one: Shown, *, replace: bool = True) -> None:
        self._make_folder(target.parent)
        if one.is_form and os.path.lexists(target):
            self._renew(target, one)
            return
        if not one.is_form and self._shows(target, one):
            return
        if not one.is_form:
            self._keep_what_a_user_saved(target)
        mode = FORM_MODE if one.is_form else _COPY_MODE
        try:
            if one.document is not None:
                copy_new(self.documents.path(one.document), target, mode=mode, replace=replace and not one.is_form, sync_name=False)
            else:
                claim = self.published.claim(target) if one.is_form else None
                write_new(target, one.content or b"", mode=mode, replace=replace and not one.is_form, sync_name=False, claim=claim)
        except FileExistsError:
            return  # a form that somebody saved this very moment, or another letter's receipt

    def _renew(self, form: Path, one: Shown) -> None:
        """Fill a form again that somebody emptied to nothing, unless it is just being saved."""
        if _is_emptied(form):
            with held(form, version_of(form.lstat())) as empty:
                if empty is not None:
                    write_new(form, one.content or b"", mode=FORM_MODE, replace=True, claim=self.published.claim(form))

    def _make_folder(self, folder: Path) -> None:
        """Make year and month folders and that of a public page; any other folder is the office's to make, with its own group and mode.

        Raises:
            OSError: another folder is missing, or not one.
        """
        if stat.S_ISDIR(_mode(folder)):
            return
        missing = []
        while not os.path.lexists(folder) and folder != self.root and (folder.name.isdigit() or folder.parent == self.root / PUBLIC):
            missing.append(folder)
            folder = folder.parent
        if not stat.S_ISDIR(_mode(folder)):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder.relative_to(self.root)))
        for one in reversed(missing):
            make_folder(one)

    def _shows(self, target: Path, one: Shown) -> bool:
        """Whether a copy or note is there already as it should be."""
        if not stat.S_ISREG(_mode(target)):
            return False
        if one.document is None:
            return read_same(target) == (one.content or b"")
        size = self.documents.path(one.document).stat().st_size
        return target.lstat().st_size == size and digest_of_file(target) == one.document

    def _remove(self, target: Path) -> None:
        """Take a file from the share, after keeping what a user wrote into it.

        Raises:
            LaterError: it is being saved again and again.
        """
        for _ in range(_TRIES):
            try:
                status = target.lstat()
            except (FileNotFoundError, NotADirectoryError):
                return
            version = version_of(status)
            self._keep_what_a_user_saved(target)
            if self.published.unlink(target, version):
                return
        raise LaterError(say.STILL_BEING_SAVED(path=target.relative_to(self.root)))

    def _keep_what_a_user_saved(self, path: Path) -> None:
        """Keep a file's content in the documents unless it is our own: a filled-in form, or whatever has another owner."""
        try:
            status = path.lstat()
        except FileNotFoundError:
            return
        version: Version = version_of(status)
        if path.name.casefold().endswith(".yaml"):
            raw = read_same(path, version)
            if raw and not self.is_blank(raw):
                self.documents.put_bytes(self.redact(raw))
        elif status.st_uid != self.own_uid and stat.S_ISREG(status.st_mode):
            with opened(path, version) as descriptor:
                if descriptor is not None:
                    self.documents.put(Path(f"/proc/self/fd/{descriptor}"))


def _turn(path: str) -> int:
    """When a file appears: PDFs, then notes, then what is decided on."""
    return {"pdf": 0, "yaml": 2}.get(path.rpartition(".")[2].casefold(), 1)


def _rank(one: Shown) -> tuple[int, str]:
    return _turn(one.path), one.path


def _mode(path: Path) -> int:
    """What is there, links not followed; 0 if nothing."""
    try:
        return path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return 0


def _is_emptied(path: Path) -> bool:
    """Whether a form has had nothing in it for a while; only the kernel's own time of change is asked."""
    try:
        status = path.lstat()
    except FileNotFoundError:
        return False
    is_nothing = path.name.endswith(_FORM_ENDING) and stat.S_ISREG(status.st_mode) and status.st_size == 0
    return is_nothing and time.time() - status.st_ctime >= _EMPTY_FOR.total_seconds()


def _tells_of_another(target: Path, name: str) -> bool:
    """Whether a receipt is by now another letter's, whose draft had the same name."""
    if not target.name.endswith(RECEIPT):
        return False
    text = read_same(target)
    return text is not None and name.partition("_")[0].encode() not in text


def _own_receipt(target: Path, name: str) -> Path:
    """Where a letter's receipt lies if another letter's has its place."""
    return target.with_name(fitting(f"{target.name.removesuffix(RECEIPT)}.{name.partition('_')[0]}{RECEIPT}"))
