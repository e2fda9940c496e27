"""What wakes a sweep early: the kernel's events on the shared folders. A hint and nothing more.

An event sets a flag; which file it was, and whether the event is true, nobody asks. Events get lost, and an observer can live on deaf: after its folder was
replaced, after a thread of it died. `is_healthy` finds that out and `restart` mends it; between the two, the sweep that comes every few seconds misses nothing.
At each start a canary is made in every folder: a folder from which nothing is heard of it is only swept, which is said. Our own temporary files wake nobody;
what they are renamed to does.
"""

import contextlib
import os
import threading
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import structlog
from watchdog.events import FileClosedEvent, FileDeletedEvent, FileMovedEvent, FileSystemEvent, FileSystemEventHandler
from watchdog.observers.inotify import InotifyObserver

from pipeline.adapters.durable import TEMPORARY
from pipeline.adapters.intake.mode import CANARY, Watch, WatchMode, Why, canary
from pipeline.adapters.mounts import filesystem_of, is_remote

_STOP_WITHIN_S: Final = 5.0
_HEARD_WITHIN_S: Final = 2.0
_EVENTS: Final[list[type[FileSystemEvent]]] = [FileClosedEvent, FileMovedEvent, FileDeletedEvent]

log = structlog.get_logger()


def watch_mode(folder: Path) -> WatchMode:
    """Try out with a file of our own, which is gone afterwards, how changes in a folder are noticed. It takes two seconds at most."""
    watcher = Watcher([folder], threading.Event())
    watcher.begin()
    watcher.stop()
    return watcher.modes[folder]


class _Waker(FileSystemEventHandler):
    """Sets the flag. It must never raise: that would kill the observer's thread."""

    def __init__(self, wake: threading.Event) -> None:
        self._wake = wake
        self._heard: set[str] = set()
        self._hearing = threading.Condition()

    def dispatch(self, event: FileSystemEvent) -> None:
        """Wake the sweep, whatever happened, unless all it left is a temporary file of ours."""
        name = os.path.basename(os.fsdecode(event.dest_path or event.src_path or ""))  # noqa: PTH119 -- a path from outside, not worth a Path
        if not name.startswith(TEMPORARY):
            self._wake.set()
        elif name.startswith(CANARY):
            with self._hearing:
                self._heard.add(name)
                self._hearing.notify_all()

    def has_heard(self, name: str, until: float) -> bool:
        """Whether a canary's event arrives, waiting for it until that monotonic second."""
        with self._hearing:
            while name not in self._heard and (left := until - time.monotonic()) > 0:
                self._hearing.wait(left)
            is_heard = name in self._heard
            self._heard.discard(name)
            return is_heard


class _Observer(InotifyObserver):
    """An observer that knows whether all its threads live: its own, those of the folders, and the one that reads what the kernel says."""

    def is_whole(self) -> bool:
        """Whether nothing of it has died."""
        return all(thread.is_alive() for thread in (self, self._inotify_fd, *self.emitters))


class Watcher:
    """Watches folders, each for itself, and sets a flag when a file in one of them was closed, moved or deleted."""

    def __init__(self, folders: Iterable[Path], wake: threading.Event) -> None:
        """Watch nothing yet.

        Args:
            folders: what to watch; one that is missing is watched from the next `restart` after it came.
            wake: the flag.
        """
        self._folders = tuple(dict.fromkeys(folders))
        self._handler = _Waker(wake)
        self._observer: _Observer | None = None
        self._watched: dict[Path, tuple[int, int] | None] = {}
        self._modes: dict[Path, WatchMode] = {}

    @property
    def modes(self) -> Mapping[Path, WatchMode]:
        """How changes in each folder are noticed, as the last start found it."""
        return dict(self._modes)

    def start(self) -> None:
        """Begin to watch, and log how. What cannot be watched is logged; sweeping goes on without."""
        before = self._modes
        for folder, reason in self.begin():
            log.warning("watch_failed", **({"folder": self._named(folder)} if folder else {}), reason=reason)
        for folder, mode in self._modes.items():
            if before.get(folder) != mode:
                log.info("watch_mode", folder=self._named(folder), mode=mode.watch, reason=mode.why, filesystem=mode.filesystem)

    def _named(self, folder: Path) -> str:
        """A folder as the office calls it: its path in the shared tree."""
        return str(folder.relative_to(os.path.commonpath([one.parent for one in self._folders])))

    def begin(self) -> list[tuple[Path | None, str]]:
        """Begin to watch, without a word; the folders that cannot be watched and why, None for all of them."""
        self._watched = {}
        failed: list[tuple[Path | None, str]] = []
        try:
            observer = _Observer(generate_full_events=True)
            observer.start()
        except (OSError, RuntimeError) as problem:
            failed.append((None, str(problem)))
        else:
            self._observer = observer
            for folder in self._folders:
                try:
                    self._schedule(observer, folder)
                except OSError as problem:
                    failed.append((folder, problem.strerror or str(problem)))
        self._modes = self._found_modes()
        return failed

    def _schedule(self, observer: _Observer, folder: Path) -> None:
        identity = _identity(folder)
        if identity is not None:
            observer.schedule(self._handler, str(folder), event_filter=_EVENTS)
        self._watched[folder] = identity

    def _found_modes(self) -> dict[Path, WatchMode]:
        """How changes in each folder are noticed, from a canary in every one, all at once."""
        until = time.monotonic() + _HEARD_WITHIN_S
        with contextlib.ExitStack() as aviary:
            names: dict[Path, str] = {}
            for folder in self._folders:
                if not is_remote(filesystem_of(folder)):
                    with contextlib.suppress(OSError):
                        names[folder] = aviary.enter_context(canary(folder)).name
            return {folder: self._mode(folder, names.get(folder), until) for folder in self._folders}

    def _mode(self, folder: Path, name: str | None, until: float) -> WatchMode:
        filesystem = filesystem_of(folder)
        if is_remote(filesystem):
            return WatchMode(watch=Watch.SWEEP_ONLY, why=Why.NETWORK_MOUNT, filesystem=filesystem)
        if name is None:
            return WatchMode(watch=Watch.SWEEP_ONLY, why=Why.NOT_TO_BE_TRIED, filesystem=filesystem)
        is_heard = self._observer is not None and self._handler.has_heard(name, until)
        watch, why = (Watch.EVENTS, Why.TRIED) if is_heard else (Watch.SWEEP_ONLY, Why.NO_EVENT)
        return WatchMode(watch=watch, why=why, filesystem=filesystem)

    def is_healthy(self) -> bool:
        """Whether every folder is watched as it is now: all threads alive, and no folder replaced, gone or come."""
        if self._observer is None or not self._observer.is_whole():
            return False
        return all(folder in self._watched and self._watched[folder] == _identity(folder) for folder in self._folders)

    def restart(self) -> None:
        """Watch anew, with a new observer."""
        self.stop()
        self.start()

    def stop(self) -> None:
        """End all watching; nothing happens if there is none."""
        observer, self._observer = self._observer, None
        if observer is not None and observer.is_alive():
            observer.stop()
            observer.join(_STOP_WITHIN_S)


def _identity(folder: Path) -> tuple[int, int] | None:
    """Which folder has this name now."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
