"""What wakes a sweep early: the kernel's events on the shared folders. A hint and nothing more.

An event sets a flag; which file it was, and whether the event is true, nobody asks. Events get lost, and an observer can live on deaf: after its folder was
replaced, after a thread of it died. `is_healthy` finds that out and `restart` mends it; between the two, the sweep that comes every few seconds misses nothing.
Our own temporary files wake nobody; what they are renamed to does.
"""

import os
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import structlog
from watchdog.events import FileClosedEvent, FileDeletedEvent, FileMovedEvent, FileSystemEvent, FileSystemEventHandler
from watchdog.observers.inotify import InotifyObserver

from pipeline.adapters.durable import TEMPORARY

_STOP_WITHIN_S: Final = 5.0
_EVENTS: Final[list[type[FileSystemEvent]]] = [FileClosedEvent, FileMovedEvent, FileDeletedEvent]

log = structlog.get_logger()


class _Waker(FileSystemEventHandler):
    """Sets the flag. It must never raise: that would kill the observer's thread."""

    def __init__(self, wake: threading.Event) -> None:
        self._wake = wake

    def dispatch(self, event: FileSystemEvent) -> None:
        """Wake the sweep, whatever happened, unless all it left is a temporary file of ours."""
        name = os.path.basename(os.fsdecode(event.dest_path or event.src_path or ""))  # noqa: PTH119 -- a path from outside, not worth a Path
        if not name.startswith(TEMPORARY):
            self._wake.set()


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
        self._observer: InotifyObserver | None = None
        self._watched: dict[Path, tuple[int, int] | None] = {}

    def start(self) -> None:
        """Begin to watch. What cannot be watched is logged; sweeping goes on without."""
        try:
            observer = InotifyObserver(generate_full_events=True)
            observer.start()
        except (OSError, RuntimeError) as problem:
            log.warning("watch_failed", reason=str(problem))
            return
        self._observer = observer
        self._watched = {}
        for folder in self._folders:
            identity = _identity(folder)
            if identity is not None:
                try:
                    observer.schedule(self._handler, str(folder), event_filter=_EVENTS)
                except OSError as problem:
                    log.warning("watch_failed", folder=folder.name, reason=problem.strerror)
                    continue
            self._watched[folder] = identity

    def is_healthy(self) -> bool:
        """Whether every folder is watched as it is now: all threads alive, and no folder replaced, gone or come."""
        observer = self._observer
        if observer is None or not observer.is_alive() or not all(emitter.is_alive() for emitter in tuple(observer.emitters)):
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
