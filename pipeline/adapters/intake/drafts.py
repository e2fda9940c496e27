"""The applicants' folders: what lies there at rest becomes drafts, and what is said about them lies beside them.

A sweep looks at everything and believes nothing: PDF and sidecar are paired by name, in any order of arrival, once every file of the pair is at rest
(`settle.py`). A pair that was judged is not offered again until one of its files changes. A PDF alone gets a form to fill in; what cannot be taken is told.
Only `release` takes a file away, and only if it is still the one that was copied; only `quarantine` moves one. An error of one folder stops no other.
"""

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

from pipeline.adapters.intake.aside import put_aside, reason
from pipeline.adapters.intake.backoff import Backoff
from pipeline.adapters.intake.blank import give_form, take_back
from pipeline.adapters.intake.files import (
    Troubles,
    account_name,
    drop_note,
    make_folder,
    put_answer,
    put_note,
    scan,
    share_errors,
)
from pipeline.adapters.intake.lease import QUIET_WITHOUT_LEASE, Trust
from pipeline.adapters.intake.names import REASON, REPAIR, Kind, beside, read_name, shown
from pipeline.adapters.intake.offer import Offer, Offers
from pipeline.adapters.intake.pairs import Group
from pipeline.adapters.intake.settle import SettleTable
from pipeline.adapters.intake.shelf import Shelf
from pipeline.domain.errors import ConflictError, DraftRefusedError, Fault
from pipeline.domain.nodes import MapNode
from pipeline.domain.notes import Language
from pipeline.domain.notes import intake as say
from pipeline.domain.notes import pages as say_page
from pipeline.ports import Claimed, Clock, Documents, Draft

_NOTES_PER_SWEEP: Final = 200
"""A sweep that must write more forms and notes than this leaves the rest to the next, so that nobody's letter waits for them."""
_TURNS: Final = 64


@dataclass(slots=True, kw_only=True)
class DraftFolders:
    """The `Drafts` port on folders.

    Attributes:
        folders: each unit's folder.
        aside: the folder of refused files; each day gets one below it.
        documents: where a claimed draft is copied to.
        clock: the daemon's clock; only its monotonic seconds decide when a file is at rest.
        load: reads a sidecar's bytes, or raises `DraftRefusedError`.
        prefilled: the form that a unit's PDF without sidecar gets.
        repair_note: the text of a PERBAIKI from faults, the file's name and the language.
        language: the office's.
        quiet: how long a file must stay unchanged.
        without_lease: how long it must where the kernel cannot say that nobody is writing in it.
        incomplete: how long a PDF without an end must stay unchanged until no end is expected any more.
        largest_bytes: the largest PDF that is looked at.
        alone: after what time a PDF without sidecar gets a form.
        strange: after what time a file that cannot be taken is told.
        own_uid: whose notes are ours to remove.
        account_of: the name of the account with a user id.
    """

    folders: Mapping[str, Path]
    aside: Path
    documents: Documents
    clock: Clock
    load: Callable[[bytes], MapNode]
    prefilled: Callable[[str], str]
    repair_note: Callable[[Sequence[Fault], str, Language], str]
    language: Language
    quiet: timedelta
    without_lease: timedelta = QUIET_WITHOUT_LEASE
    incomplete: timedelta = timedelta(minutes=10)
    largest_bytes: int = 200 << 20
    alone: timedelta = timedelta(seconds=60)
    strange: timedelta = timedelta(minutes=15)
    own_uid: int = field(default_factory=os.geteuid)
    account_of: Callable[[int], str] = account_name
    _table: SettleTable = field(init=False, repr=False)
    _trust: Trust = field(init=False, repr=False)
    _backoff: Backoff = field(init=False, repr=False)
    _troubles: Troubles = field(default_factory=Troubles, init=False, repr=False)
    _offers: Offers = field(default_factory=Offers, init=False, repr=False)
    _shelves: dict[Path, Shelf] = field(default_factory=dict, init=False, repr=False)
    _turns: tuple[threading.Lock, ...] = field(default_factory=lambda: tuple(threading.Lock() for _ in range(_TURNS)), init=False, repr=False)
    _written: int = field(default=0, init=False, repr=False)

    def __post_init__(self) -> None:
        """Begin with nothing seen."""
        self._table = SettleTable(self.clock, self.quiet)
        self._trust = Trust(without_lease=self.without_lease)
        self._backoff = Backoff(self.clock)

    def is_settling(self) -> bool:
        """Whether the last sweep saw files that will soon be at rest."""
        return self._table.is_settling()

    def sweep(self) -> tuple[Draft, ...]:
        """Everything at rest that has not been judged since it last changed, first come first."""
        self._offers.renew()
        self._written = 0
        drafts: list[tuple[float, Draft]] = []
        for unit, folder in self.folders.items():
            with self._troubles.at(f"{folder.parent.name}/{unit}"):
                drafts += self._sweep_folder(unit, folder)
        return tuple(draft for _, draft in sorted(drafts, key=lambda one: (one[0], one[1].unit, one[1].stem)))

    def _sweep_folder(self, unit: str, folder: Path) -> list[tuple[float, Draft]]:
        found = scan(folder, lambda name: read_name(name).kind is not Kind.IGNORED, self._table.known(folder))
        shelf = self._shelves.setdefault(folder, Shelf())
        if self._table.observe(folder, found):
            shelf.renew(found, self.clock.monotonic())
            self._backoff.keep_only(folder, shelf.candidates.groups.keys())
        drafts = []
        for group in shelf.open():
            if (since := self._since(folder, group)) is None or self._must_wait(folder, group):
                continue
            with self._troubles.at(f"{folder.parent.name}/{unit}/inode:{group.files[0].version[1]}"):
                draft = self._look(unit, folder, group, found)
                if draft is not None:
                    drafts.append((since, draft))
        self._tell_strays(folder, shelf)
        for name in shelf.stale_notes():
            with self._troubles.at(f"{folder.parent.name}/{folder.name}/inode:{found[name].st_ino}"):
                drop_note(folder / name, self.own_uid)
        return drafts

    def _since(self, folder: Path, group: Group) -> float | None:
        """Since when every file of a group is at rest; None while one is not."""
        latest = 0.0
        for file in group.files:
            since = self._table.at_rest_since(folder, file.name)
            if since is None:
                return None
            latest = max(latest, since)
        return None if group.is_hindered else latest

    def _must_wait(self, folder: Path, group: Group) -> bool:
        """Whether a group is not to be offered now: its PDF may still get its end, or the surroundings failed a moment ago."""
        is_endless = self._shelves[folder].endless.get(group.key) == group.files
        return (is_endless and not self._is_given_up(folder, group)) or self._backoff.is_waiting(folder, group.key, group.files)

    def _is_given_up(self, folder: Path, group: Group) -> bool:
        """Whether a group's PDF has rested for so long that what it lacks will not come."""
        since = (self._table.at_rest_since(folder, file.name) for file in group.pdfs)
        return all(one is not None and self.clock.monotonic() - one >= self.incomplete.total_seconds() for one in since)

    def _look(self, unit: str, folder: Path, group: Group, found: Mapping[str, os.stat_result]) -> Draft | None:
        """What a group at rest is: a draft, or something its writer must be told or given first."""
        if len(group.pdfs) > 1:
            names = ", ".join(shown(file.name) for file in group.pdfs)
            self._tell(folder / beside(group.stem, REPAIR), group.pdfs[0].name, (Fault(message=say.SEVERAL_PDFS(names=names)),))
            self._shelves[folder].judge(group.key, group.files)
            return None
        if group.is_lonely_pdf:
            if self.clock.monotonic() - self._shelves[folder].lonely[group.key] >= self.alone.total_seconds():
                self._give_form(unit, folder, group)
            return None
        group = self._without_our_form(unit, folder, group)
        if not group.sidecars or group.is_lonely_pdf or not self._is_due(folder, group):
            return None
        pdf = group.pdfs[0].name if group.pdfs else None
        sidecar = group.sidecars[0].name
        draft = Draft(
            unit=unit,
            stem=group.stem,
            pdf=folder / pdf if pdf else None,
            sidecar=folder / sidecar,
            account=self.account_of(found[pdf or sidecar].st_uid),
            rivals=tuple(file.name for file in group.sidecars[1:]),
            is_long_at_rest=self._is_given_up(folder, group),
            identity=" ".join(f"{file.version[0]}-{file.version[1]}-{file.version[4]}" for file in group.sidecars + group.pdfs),
        )
        return draft if self._offers.add(draft, Offer(folder=folder, group=group)) else None

    def _is_due(self, folder: Path, group: Group) -> bool:
        """Whether nobody can be writing in any file of a group at rest."""
        now = self.clock.monotonic()
        return all(self._trust.is_due(folder / file.name, file.version, now - (self._table.at_rest_since(folder, file.name) or now)) for file in group.files)

    def _give_form(self, unit: str, folder: Path, group: Group) -> None:
        """Put the form beside a PDF that stayed alone."""
        if self._written >= _NOTES_PER_SWEEP:
            return
        form = folder / f"{group.stem}.yaml"
        if beside(group.stem, ".yaml") != form.name:
            self._tell(folder / beside(group.stem, REPAIR), form.name, (Fault(message=say.NAME_TOO_LONG(name=shown(group.pdfs[0].name))),))
            self._shelves[folder].judge(group.key, group.files)
            return
        self._written += give_form(form, self.prefilled(unit).encode())

    def _without_our_form(self, unit: str, folder: Path, group: Group) -> Group:
        """Take our untouched form back where its writer brought another sidecar, or took the PDF away."""
        if len(group.sidecars) == 1 and group.pdfs:
            return group
        blank = self.prefilled(unit).encode()
        for file in group.sidecars:
            if file.name == f"{group.stem}.yaml" and take_back(folder / file.name, file.version, blank):
                return group.without(file)
        return group

    def _tell_strays(self, folder: Path, shelf: Shelf) -> None:
        """Say about each file that cannot be taken what to do instead, once it has stayed for a while."""
        latest = self.clock.monotonic() - self.strange.total_seconds()
        for stray in shelf.odd():
            since = (self._table.at_rest_since(folder, file.name) for file in stray.files)
            if self._written >= _NOTES_PER_SWEEP or any(one is None or one > latest for one in since):
                continue
            with self._troubles.at(f"{folder.parent.name}/{folder.name}/inode:{stray.files[0].version[1]}"):
                self._written += 1
                self._tell(folder / stray.note, stray.files[0].name, tuple(Fault(message=one) for one in stray.told))
                shelf.judge(stray.memory, stray.files)

    def in_hand(self, draft: Draft) -> AbstractContextManager[None]:
        """While a draft is in hand no sweep offers it again or forgets its copy."""
        return self._offers.in_hand(draft)

    def read(self, draft: Draft) -> MapNode:
        """The sidecar's tree.

        Raises:
            DraftRefusedError: it is not YAML we can read.
            ConflictError: it has just changed, or is being saved.
            LaterError: the share fails.
        """
        offer = self._offers.of(draft)
        with share_errors():
            raw = offer.sidecar() if offer is not None and draft.sidecar is not None else None
        if raw is None:
            raise ConflictError(say.CHANGED_MEANWHILE(name=shown((draft.sidecar or Path(draft.stem)).name)))
        return self.load(raw)

    def copy(self, draft: Draft) -> Path | None:
        """A private copy of a draft's PDF, which `claim` makes a document; None if it changed meanwhile.

        Raises:
            DraftRefusedError: it is larger than any letter may be.
            LaterError: the share or the disk fails.
        """
        offer = self._offers.of(draft)
        if offer is None:
            return None
        if any(file.version[2] > self.largest_bytes for file in offer.group.pdfs):
            raise DraftRefusedError(say_page.TOO_LARGE(megabytes=self.largest_bytes >> 20))
        with share_errors():
            return offer.copy(self.documents)

    def claim(self, draft: Draft) -> Claimed | None:
        """Make documents of a draft; None if it changed meanwhile.

        Raises:
            LaterError: the share or the disk fails; nothing is taken away.
        """
        offer = self._offers.of(draft)
        if offer is None:
            return None
        with share_errors():
            return offer.claim(self.documents)

    def alone_with(self, source: str) -> AbstractContextManager[object]:
        """Keep others that do this with the same PDF waiting; a few with another one wait too."""
        return self._turns[hash(source) % len(self._turns)]

    def release(self, draft: Draft) -> None:
        """Take away what was claimed, unless somebody has changed it since, with the notes about it.

        Raises:
            LaterError: the share fails; what is left is found again.
        """
        offer = self._offers.of(draft)
        if offer is None:
            return
        with share_errors():
            offer.take_away()
            for note in (REPAIR, REASON):
                drop_note(offer.folder / beside(draft.stem, note), self.own_uid)
        self._backoff.forget(offer.folder, offer.group.key)

    def refuse(self, draft: Draft, faults: Sequence[Fault]) -> None:
        """Put PERBAIKI beside a draft; it stays where it is until its writer mends it.

        Raises:
            LaterError: the share fails.
        """
        offer = self._offers.of(draft)
        name = " + ".join(one.name for one in (draft.pdf, draft.sidecar) if one) or draft.stem
        with share_errors():
            if offer is None or not offer.is_untouched():
                return  # another saving by now, which the next sweep judges
            self._tell(offer.folder / beside(draft.stem, REPAIR), name, faults)
            offer.drop_copy()
        self._close(offer)

    def wait(self, draft: Draft) -> None:
        """Leave a draft that is not ready, and mend its notes: no PERBAIKI any more.

        Raises:
            LaterError: the share fails.
        """
        offer = self._offers.of(draft)
        if offer is None:
            return
        with share_errors():
            drop_note(offer.folder / beside(draft.stem, REPAIR), self.own_uid)
            offer.drop_copy()
        self._close(offer)

    def expect(self, draft: Draft) -> None:
        """Leave a draft whose PDF has no end yet; it is offered again when it changes, and when it has rested for so long that no end will come.

        Raises:
            LaterError: the share fails.
        """
        self.wait(draft)
        offer = self._offers.of(draft)
        if offer is not None:
            self._shelves[offer.folder].expect(offer.group)

    def defer(self, draft: Draft) -> None:
        """Leave a draft that cannot be taken because of the surroundings; it is offered again after a pause that grows. One that is held is told."""
        offer = self._offers.of(draft)
        if offer is None:
            return
        with self._troubles.at(f"{offer.folder.parent.name}/{draft.unit}/inode:{offer.group.files[0].version[1]}"):
            offer.drop_copy()
            if self._backoff.defer(offer.folder, offer.group.key, offer.group.files):
                self._tell(offer.folder / beside(draft.stem, REPAIR), draft.stem, (Fault(message=say.HELD_BY_SURROUNDINGS(name=shown(draft.stem))),))

    def _close(self, offer: Offer) -> None:
        """Remember that a draft was answered as it is."""
        self._shelves[offer.folder].judge(offer.group.key, offer.group.files)
        self._backoff.forget(offer.folder, offer.group.key)

    def answer(self, draft: Draft, ending: str, text: str) -> None:
        """Put an answer beside a draft: `<stem><ending>`, or `<stem>-2<ending>` and so on where something else was answered under that name.

        Raises:
            LaterError: the share fails.
        """
        with share_errors():
            put_answer(self.folders[draft.unit], draft.stem, ending, text)

    def quarantine(self, draft: Draft, faults: Sequence[Fault]) -> None:
        """Move a draft's PDF that cannot be a letter to `karantina/`, with the reason beside it; its sidecar stays and waits for another PDF.

        Raises:
            LaterError: the share fails; the file is where it was.
        """
        offer = self._offers.of(draft)
        moved = draft.pdf or draft.sidecar
        if offer is None or moved is None:
            return
        version = offer.group.version_of(moved.name)
        with share_errors():
            day = self.aside / self.clock.today().isoformat()
            make_folder(day)
            why = reason(moved.name, faults, self.language)
            put_aside(moved, version, day, why)
            put_note(offer.folder / beside(draft.stem, REASON), f"{why}\r\n{say.MOVED_ASIDE(day=day.name).words(self.language)}\r\n")
            drop_note(offer.folder / beside(draft.stem, REPAIR), self.own_uid)
            offer.drop_copy()
        self._backoff.forget(offer.folder, offer.group.key)

    def _tell(self, note: Path, name: str, faults: Sequence[Fault]) -> None:
        put_note(note, self.repair_note(faults, shown(name), self.language))
