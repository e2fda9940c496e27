"""The sweep of the applicants' folders: what lies there at rest becomes drafts, those whose turn it is first.

It looks at everything and believes nothing: PDF and sidecar are paired by name, in any order of arrival, once every file of the pair is at rest (`settle.py`).
A pair that was answered is not offered again until one of its files changes. A PDF alone gets a form to fill in; what cannot be taken is told. An error of one
folder or file stops no other.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from operator import attrgetter
from pathlib import Path
from typing import Final

from pipeline.adapters.intake.backoff import Backoff
from pipeline.adapters.intake.blank import give_form, take_back
from pipeline.adapters.intake.files import Troubles, account_name, drop_note
from pipeline.adapters.intake.lease import QUIET_WITHOUT_LEASE, Trust
from pipeline.adapters.intake.names import REPAIR, Kind, beside, read_name, shown
from pipeline.adapters.intake.offer import Offer, Offers
from pipeline.adapters.intake.pairs import Group
from pipeline.adapters.intake.settle import File, SettleTable
from pipeline.adapters.intake.shelf import Shelf
from pipeline.domain.errors import Fault
from pipeline.domain.notes import Message
from pipeline.domain.notes import intake as say
from pipeline.domain.turns import in_turn, taken_at_once
from pipeline.ports import Clock, Draft

_NOTES_PER_SWEEP: Final = 200
"""A sweep that must write more forms and notes than this leaves the rest to the next, so that nobody's letter waits for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long what lies in a folder is left alone.

    Attributes:
        quiet: a file must stay unchanged for so long.
        without_lease: and for so long where the kernel cannot say that nobody is writing in it.
        incomplete: after what time no end is expected any more of a PDF without one.
        alone: after what time a PDF without sidecar gets a form.
        strange: after what time a file that cannot be taken is told.
        kept_open: after what time a draft that somebody keeps open for writing is told.
    """

    quiet: timedelta
    without_lease: timedelta = QUIET_WITHOUT_LEASE
    incomplete: timedelta = timedelta(minutes=10)
    alone: timedelta = timedelta(seconds=60)
    strange: timedelta = timedelta(minutes=15)
    kept_open: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class _Ready:
    """A group at rest that may be offered."""

    since: float
    unit: str
    folder: Path
    group: Group

    @property
    def owner(self) -> tuple[str, int]:
        """Whose it is: the PDF's owner, else the sidecar's."""
        return self.unit, self.group.files[0].nature.uid

    @property
    def order(self) -> tuple[float, str, str]:
        """First come, first served."""
        return self.since, self.unit, self.group.stem


@dataclass(slots=True, kw_only=True)
class Lookout:
    """What looks at the applicants' folders.

    Attributes:
        folders: each unit's folder.
        clock: the daemon's clock; only its monotonic seconds decide when a file is at rest.
        patience: how long files are left alone.
        prefilled: the form that a unit's PDF without sidecar gets.
        tell: puts the note with this path about a file of that name.
        own_uid: whose notes are ours to remove.
        account_of: the name of the account with a user id.
        backoff: which drafts wait for better surroundings.
        offers: where drafts are offered.
        troubles: the folders that fail.
    """

    folders: Mapping[str, Path]
    clock: Clock
    patience: Patience
    prefilled: Callable[[str], str]
    tell: Callable[[Path, str, Sequence[Fault]], None]
    own_uid: int = field(default_factory=os.geteuid)
    account_of: Callable[[int], str] = account_name
    backoff: Backoff
    offers: Offers
    troubles: Troubles
    _table: SettleTable = field(init=False, repr=False)
    _trust: Trust = field(init=False, repr=False)
    _shelves: dict[Path, Shelf] = field(default_factory=dict, init=False, repr=False)
    _written: int = field(default=0, init=False, repr=False)

    def __post_init__(self) -> None:
        """Begin with nothing seen."""
        self._table = SettleTable(self.clock, self.patience.quiet)
        self._trust = Trust(without_lease=self.patience.without_lease)

    def is_settling(self) -> bool:
        """Whether the last sweep saw files that will soon be at rest."""
        return self._table.is_settling()

    def shelf(self, folder: Path) -> Shelf:
        """What is known of a folder."""
        return self._shelves.setdefault(folder, Shelf())

    def sweep(self) -> tuple[Draft, ...]:
        """The drafts at rest that were not answered as they are and whose turn it is, first come first."""
        self.offers.renew()
        self._written = 0
        ready: list[_Ready] = []
        for unit, folder in self.folders.items():
            with self.troubles.at(f"{folder.parent.name}/{unit}"):
                ready += self._sweep_folder(unit, folder)
        return self._offered(sorted(ready, key=attrgetter("order")))

    def _sweep_folder(self, unit: str, folder: Path) -> list[_Ready]:
        changed, shelf = self._table.look(folder, _is_wanted), self.shelf(folder)
        if changed:
            shelf.renew(self._table.files(folder), changed, self.clock.monotonic())
            self.backoff.keep_only(folder, shelf.groups.keys())
        ready = []
        for group in shelf.open():
            since = self._since(group)
            if since is None or self._must_wait(folder, group):
                continue
            if group.is_pair:
                ready.append(_Ready(since, unit, folder, group))
                continue
            with self._trouble_of(group.files[0], folder):
                left = self._looked_after(unit, folder, group)
                ready += [_Ready(since, unit, folder, left)] if left is not None else []
        self._tell_strays(folder)
        for name in shelf.stale_notes():
            with self._trouble_of(self._table.files(folder)[name], folder):
                drop_note(folder / name, self.own_uid)
        return ready

    def _since(self, group: Group) -> float | None:
        """Since when every file of a group is at rest; None while one is not."""
        if group.is_hindered or not all(self._table.is_at_rest(file) for file in group.files):
            return None
        return max(file.since for file in group.files)

    def _must_wait(self, folder: Path, group: Group) -> bool:
        """Whether a group is not to be offered now: its PDF may still get its end, or the surroundings failed a moment ago."""
        is_endless = self.shelf(folder).endless.get(group.key) == group.files
        return (is_endless and not self._is_given_up(group)) or self.backoff.is_waiting(folder, group.key, group.files)

    def _is_given_up(self, group: Group) -> bool:
        """Whether a group's PDF has rested for so long that what it lacks will not come."""
        return all(self._table.rested_s(file) >= self.patience.incomplete.total_seconds() for file in group.pdfs)

    def _looked_after(self, unit: str, folder: Path, group: Group) -> Group | None:
        """What is left to offer of a group that is no plain pair; its writer is told or given first what he needs."""
        if len(group.pdfs) > 1:
            names = ", ".join(shown(file.name) for file in group.pdfs)
            self._judge(folder, group, group.pdfs[0].name, say.SEVERAL_PDFS(names=names))
            return None
        if group.is_lonely_pdf:
            if self.clock.monotonic() - self.shelf(folder).lonely[group.key] >= self.patience.alone.total_seconds():
                self._give_form(unit, folder, group)
            return None
        left = self._without_our_form(unit, folder, group)
        return left if left.sidecars and not left.is_lonely_pdf else None

    def _offered(self, ready: Sequence[_Ready]) -> tuple[Draft, ...]:
        """The drafts of this sweep: of those whose turn it is, each that nobody is writing in and that is not in hand already."""
        drafts: list[Draft] = []
        most = taken_at_once(len(ready))
        for one in in_turn(ready, whose=attrgetter("owner")):
            if len(drafts) == most:
                break
            with self._trouble_of(one.group.files[0], one.folder):
                if (busy := self._in_use(one)) is not None:
                    self._tell_of_use(one, busy)
                    continue
                draft = self._draft(one)
                drafts += [draft] if self.offers.add(draft, Offer(folder=one.folder, group=one.group)) else []
        return tuple(drafts)

    def _in_use(self, ready: _Ready) -> File | None:
        """The first file of a group at rest that somebody may still be writing in; None if there is none."""
        files = ready.group.files
        return next((file for file in files if not self._trust.is_due(ready.folder / file.name, file.version, self._table.rested_s(file))), None)

    def _tell_of_use(self, ready: _Ready, file: File) -> None:
        """Say which file somebody keeps open, once it has lasted for a while; where there are no leases, nobody knows."""
        if self._table.rested_s(file) >= max(self.patience.kept_open, self.patience.without_lease).total_seconds():
            note = ready.folder / beside(ready.group.stem, REPAIR)
            self.tell(note, file.name, (Fault(message=say.STILL_OPEN(name=shown(file.name))),))

    def _draft(self, ready: _Ready) -> Draft:
        group, folder = ready.group, ready.folder
        return Draft(
            unit=ready.unit,
            stem=group.stem,
            pdf=folder / group.pdfs[0].name if group.pdfs else None,
            sidecar=folder / group.sidecars[0].name,
            account=self.account_of(group.files[0].nature.uid),
            rivals=tuple(file.name for file in group.sidecars[1:]),
            is_long_at_rest=self._is_given_up(group),
            identity=" ".join(f"{file.version[0]}-{file.version[1]}-{file.version[4]}" for file in group.sidecars + group.pdfs),
        )

    def _give_form(self, unit: str, folder: Path, group: Group) -> None:
        """Put the form beside a PDF that stayed alone."""
        if self._written >= _NOTES_PER_SWEEP:
            return
        form = folder / f"{group.stem}.yaml"
        if beside(group.stem, ".yaml") != form.name:
            self._judge(folder, group, form.name, say.NAME_TOO_LONG(name=shown(group.pdfs[0].name)))
            return
        self._written += give_form(form, self.prefilled(unit).encode())

    def _without_our_form(self, unit: str, folder: Path, group: Group) -> Group:
        """Take our untouched form back where its writer brought another sidecar, or took the PDF away."""
        blank = self.prefilled(unit).encode()
        for file in group.sidecars:
            if file.name == f"{group.stem}.yaml" and take_back(folder / file.name, file.version, blank):
                return group.without(file)
        return group

    def _judge(self, folder: Path, group: Group, name: str, message: Message) -> None:
        self.tell(folder / beside(group.stem, REPAIR), name, (Fault(message=message),))
        self.shelf(folder).judge(group.key, group.files)

    def _tell_strays(self, folder: Path) -> None:
        """Say about each file that cannot be taken what to do instead, once it has stayed for a while."""
        shelf = self.shelf(folder)
        for stray in shelf.odd():
            if self._written >= _NOTES_PER_SWEEP or any(self._table.rested_s(file) < self.patience.strange.total_seconds() for file in stray.files):
                continue
            with self._trouble_of(stray.files[0], folder):
                self._written += 1
                self.tell(folder / stray.note, stray.files[0].name, tuple(Fault(message=one) for one in stray.told))
                shelf.judge(stray.memory, stray.files)

    def _trouble_of(self, file: File, folder: Path) -> AbstractContextManager[None]:
        """Let what goes wrong with one file stop no other."""
        return self.troubles.at(f"{folder.parent.name}/{folder.name}/inode:{file.inode}")


def _is_wanted(name: str) -> bool:
    return read_name(name).kind is not Kind.IGNORED
