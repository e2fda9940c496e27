"""One applicants' folder as the sweeps have seen it: what lies there, what of it was answered as it is, and what is still open.

A folder may hold a hundred thousand old files, so only the stems that changed are sorted out anew. Drafts are answered in threads beside the sweep, so one
thread at a time is at a shelf.
"""

import threading
from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from pipeline.adapters.intake.names import REPAIR, beside, is_repair_note, read_name
from pipeline.adapters.intake.pairs import Group, Stray, sort_out
from pipeline.adapters.intake.settle import File


@dataclass(slots=True)
class Shelf:
    """What is known of one folder."""

    groups: dict[str, Group] = field(default_factory=dict)
    endless: dict[str, tuple[File, ...]] = field(default_factory=dict)
    """drafts whose PDF had no end, as they were then"""
    lonely: dict[str, float] = field(default_factory=dict)
    """since which monotonic second each PDF has been without a sidecar"""
    _names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """the names of each stem"""
    _strays: dict[str, Mapping[str, Stray]] = field(default_factory=dict)
    _judged: dict[str, tuple[File, ...]] = field(default_factory=dict)
    _open: dict[str, Group] = field(default_factory=dict)
    _odd: dict[str, Stray] = field(default_factory=dict)
    _notes: set[str] = field(default_factory=set)
    _wanted: frozenset[str] | None = None
    _turn: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def renew(self, files: Mapping[str, File], changed: Collection[str], now: float) -> None:
        """Sort out anew what changed; what is gone is forgotten.

        Args:
            files: all that lies in the folder.
            changed: the names of what is new, other or gone.
            now: the monotonic second.
        """
        with self._turn:
            for key in self._gather(files, changed):
                self._renew_stem(key, files, now)
            self._wanted = None

    def _gather(self, files: Mapping[str, File], changed: Collection[str]) -> AbstractSet[str]:
        """Take note of the names that came and went; the stems they are of."""
        keys: dict[str, set[str]] = {}
        for name in changed:
            if is_repair_note(name):
                (self._notes.add if name in files else self._notes.discard)(name)
            else:
                keys.setdefault(read_name(name).key, set()).add(name)
        for key, names in keys.items():
            self._names[key] = tuple(name for name in sorted(names | set(self._names.get(key, ()))) if name in files)
        return keys.keys()

    def _renew_stem(self, key: str, files: Mapping[str, File], now: float) -> None:
        group, strays = sort_out(key, (files[name] for name in self._names[key]))
        if not self._names[key]:
            del self._names[key]
        if group is None:
            for memory in (self.groups, self.endless, self.lonely, self._judged, self._open):
                memory.pop(key, None)
        else:
            self._put(group, now)
        self._put_strays(key, {stray.memory: stray for stray in strays})

    def _put(self, group: Group, now: float) -> None:
        self.groups[group.key] = group
        if group.is_lonely_pdf:
            self.lonely.setdefault(group.key, now)
        else:
            self.lonely.pop(group.key, None)
        if self._judged.get(group.key) == group.files:
            self._open.pop(group.key, None)
        else:
            self._open[group.key] = group

    def _put_strays(self, key: str, strays: Mapping[str, Stray]) -> None:
        for memory in self._strays.pop(key, {}):
            self._odd.pop(memory, None)
            if memory not in strays:
                self._judged.pop(memory, None)
        if strays:
            self._strays[key] = strays
            self._odd |= {memory: stray for memory, stray in strays.items() if self._judged.get(memory) != stray.files}

    def open(self) -> tuple[Group, ...]:
        """The groups that were not answered as they are."""
        with self._turn:
            return tuple(self._open.values())

    def odd(self) -> tuple[Stray, ...]:
        """The files that are never taken and were not told of."""
        with self._turn:
            return tuple(self._odd.values())

    def judge(self, key: str, files: tuple[File, ...]) -> None:
        """Remember that a group or a stray was answered as it is; of one that is gone by now nothing is remembered."""
        with self._turn:
            if key not in self.groups and key not in self._odd:
                return
            self._judged[key] = files
            self._wanted = None
            for unanswered in (self._open, self._odd):
                one = unanswered.get(key)
                if one is not None and one.files == files:
                    unanswered.pop(key, None)

    def expect(self, group: Group) -> None:
        """Remember that a group's PDF had no end, and ask again; what it was saved as since then is another question."""
        with self._turn:
            now = self.groups.get(group.key)
            if now is None:
                return
            self._judged.pop(group.key, None)
            self._wanted = None
            self.endless[group.key] = group.files
            self._open.setdefault(group.key, now)

    def stale_notes(self) -> tuple[str, ...]:
        """Each PERBAIKI whose draft is gone, or is now a PDF that only waits for its form."""
        with self._turn:
            if not self._notes:
                return ()
            if self._wanted is None:
                drafts = (group for key, group in self.groups.items() if not group.is_lonely_pdf or self._judged.get(key) == group.files)
                of_strays = (stray.note for strays in self._strays.values() for stray in strays.values())
                self._wanted = frozenset(of_strays) | frozenset(beside(group.stem, REPAIR) for group in drafts)
            return tuple(name for name in self._notes if name not in self._wanted)
