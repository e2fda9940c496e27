"""Drafts that could not be taken because of the surroundings: a full disk, a failing share, a register that does not answer.

Each waits by itself, 30 seconds at first and one hour at most, while every other draft goes on. The file stays where it is. The log says once a folder that
the trouble began, once that it has lasted an hour, and once that it is over. After five days a draft is held: not tried again until it is saved anew or the
daemon starts. What is remembered is only in memory, so a restart tries everything at once. Drafts are answered in threads beside the sweep, so one thread at a
time is at what is remembered; the log is written after it.
"""

import threading
from collections.abc import Container
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

import structlog

from pipeline.adapters.intake.settle import File
from pipeline.domain.retry import is_out_of_patience, pause_after
from pipeline.ports import Clock

WARN_AFTER: Final = timedelta(hours=1)

log = structlog.get_logger()


@dataclass(slots=True)
class _Deferral:
    files: tuple[File, ...]
    attempts: int
    until: float
    """seconds on the monotonic clock"""


@dataclass(slots=True)
class _Spell:
    """The trouble of one folder."""

    since: float
    is_warned: bool = False


@dataclass(slots=True)
class Backoff:
    """Which drafts wait for better surroundings, and until when."""

    clock: Clock
    _deferred: dict[Path, dict[str, _Deferral]] = field(default_factory=dict, init=False)
    _spells: dict[Path, _Spell] = field(default_factory=dict, init=False)
    _turn: threading.RLock = field(default_factory=threading.RLock, init=False, repr=False)

    def is_waiting(self, folder: Path, key: str, files: tuple[File, ...]) -> bool:
        """Whether a draft is not to be tried yet; one that was saved anew is."""
        with self._turn:
            deferral = self._deferred.get(folder, {}).get(key)
        return deferral is not None and deferral.files == files and self.clock.monotonic() < deferral.until

    def defer(self, folder: Path, key: str, files: tuple[File, ...]) -> bool:
        """Let a draft wait, longer each time; whether it is held from now on."""
        now = self.clock.monotonic()
        with self._turn:
            waiting = self._deferred.setdefault(folder, {})
            before = waiting.get(key)
            attempts = before.attempts + 1 if before is not None and before.files == files else 1
            is_held = is_out_of_patience(attempts)
            until = float("inf") if is_held else now + pause_after(attempts).total_seconds()
            waiting[key] = _Deferral(files, attempts, until)
            drafts, is_first = len(waiting), folder not in self._spells
            spell = self._spells.setdefault(folder, _Spell(now))
            lasted = now - spell.since
            is_overdue = not spell.is_warned and lasted >= WARN_AFTER.total_seconds()
            spell.is_warned = spell.is_warned or is_overdue
        if is_first:
            log.error("drafts_deferred", folder=_name(folder))
        elif is_overdue:
            log.error("drafts_still_deferred", folder=_name(folder), drafts=drafts, since_s=round(lasted))
        if is_held:
            log.error("draft_held", folder=_name(folder), attempts=attempts)
        return is_held

    def forget(self, folder: Path, key: str) -> None:
        """A draft has been answered; where it was the last that waited, the folder's trouble is over."""
        self._forget(folder, frozenset({key}))

    def keep_only(self, folder: Path, present: Container[str]) -> None:
        """Forget the drafts of a folder that are gone."""
        with self._turn:
            gone = {key for key in self._deferred.get(folder, {}) if key not in present}
        self._forget(folder, gone)

    def _forget(self, folder: Path, keys: AbstractSet[str]) -> None:
        with self._turn:
            waiting = self._deferred.get(folder, {})
            for key in keys:
                waiting.pop(key, None)
            spell = None if waiting else self._spells.pop(folder, None)
        if spell is not None:
            log.info("drafts_taken_again", folder=_name(folder), lasted_s=round(self.clock.monotonic() - spell.since))


def _name(folder: Path) -> str:
    return f"{folder.parent.name}/{folder.name}"
