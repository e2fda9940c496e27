"""One applicants' folder as the sweeps have seen it: what lies there, what of it was answered as it is, and what is still open.

A folder may hold a hundred thousand old files, so nothing here is worked out anew unless something in the folder changed. Drafts are answered in threads beside
the sweep, so one thread at a time is at a shelf.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from os import stat_result

from pipeline.adapters.intake.names import REPAIR, beside, is_repair_note
from pipeline.adapters.intake.pairs import Candidates, File, Group, Stray, sort_out


@dataclass(slots=True)
class Shelf:
    """What is known of one folder."""

    candidates: Candidates = field(default_factory=lambda: Candidates(groups={}, strays=()))
    endless: dict[str, tuple[File, ...]] = field(default_factory=dict)
    """drafts whose PDF had no end, as they were then"""
    lonely: dict[str, float] = field(default_factory=dict)
    """since which monotonic second each PDF has been without a sidecar"""
    _judged: dict[str, tuple[File, ...]] = field(default_factory=dict)
    _open: dict[str, Group] = field(default_factory=dict)
    _odd: dict[str, Stray] = field(default_factory=dict)
    _notes: tuple[str, ...] = ()
    _wanted: frozenset[str] | None = None
    _turn: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def renew(self, found: Mapping[str, stat_result], now: float) -> None:
        """Sort the folder out anew, because something in it changed; what is gone is forgotten."""
        candidates = sort_out(found)
        groups, strays = candidates.groups, {stray.memory: stray for stray in candidates.strays}
        notes = tuple(name for name in found if is_repair_note(name))
        with self._turn:
            self.candidates = candidates
            self._judged = {key: files for key, files in self._judged.items() if key in groups or key in strays}
            self.endless = {key: files for key, files in self.endless.items() if key in groups}
            self.lonely = {key: self.lonely.get(key, now) for key, group in groups.items() if group.is_lonely_pdf}
            self._open = {key: group for key, group in groups.items() if self._judged.get(key) != group.files}
            self._odd = {key: stray for key, stray in strays.items() if self._judged.get(key) != stray.files}
            self._notes = notes
            self._wanted = None

    def open(self) -> tuple[Group, ...]:
        """The groups that were not answered as they are."""
        with self._turn:
            return tuple(self._open.values())

    def odd(self) -> tuple[Stray, ...]:
        """The files that are never taken and were not told of."""
        with self._turn:
            return tuple(self._odd.values())

    def judge(self, key: str, files: tuple[File, ...]) -> None:
        """Remember that a group or a stray was answered as it is."""
        with self._turn:
            self._judged[key] = files
            self._wanted = None
            for unanswered in (self._open, self._odd):
                one = unanswered.get(key)
                if one is not None and one.files == files:
                    unanswered.pop(key, None)

    def expect(self, group: Group) -> None:
        """Remember that a group's PDF had no end, and ask again; what it was saved as since then is another question."""
        with self._turn:
            self._judged.pop(group.key, None)
            self._wanted = None
            self.endless[group.key] = group.files
            self._open.setdefault(group.key, group)

    def stale_notes(self) -> tuple[str, ...]:
        """Each PERBAIKI whose draft is gone, or is now a PDF that only waits for its form."""
        with self._turn:
            if not self._notes:
                return ()
            wanted = self._wanted
            if wanted is None:
                groups = self.candidates.groups.items()
                drafts = (group for key, group in groups if not group.is_lonely_pdf or self._judged.get(key) == group.files)
                wanted = frozenset(stray.note for stray in self.candidates.strays) | frozenset(beside(group.stem, REPAIR) for group in drafts)
                self._wanted = wanted
            return tuple(name for name in self._notes if name not in wanted)
