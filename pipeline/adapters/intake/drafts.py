"""The applicants' folders: what lies there at rest becomes drafts, and what is said about them lies beside them.

A sweep looks at everything and believes nothing: PDF and sidecar are paired by name, in any order of arrival, once every file of the pair is at rest
(`settle.py`). A pair that was judged is not offered again until one of its files changes. A PDF alone gets a form to fill in; what cannot be taken is told.
Only `release` takes a file away, and only if it is still the one that was copied; only `quarantine` moves one. An error of one folder stops no other.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

from pipeline.adapters.intake.aside import put_aside, reason
from pipeline.adapters.intake.blank import give_form, take_back
from pipeline.adapters.intake.files import (
    Troubles,
    account_name,
    drop_note,
    make_folder,
    put_note,
    scan,
    share_errors,
)
from pipeline.adapters.intake.names import REASON, REPAIR, Kind, beside, is_repair_note, read_name, shown
from pipeline.adapters.intake.offer import Offer
from pipeline.adapters.intake.pairs import Candidates, File, Group, Stray, sort_out
from pipeline.adapters.intake.settle import SettleTable
from pipeline.domain.errors import DraftRefusedError, Fault
from pipeline.domain.nodes import MapNode
from pipeline.domain.notes import Language
from pipeline.domain.notes import intake as say
from pipeline.ports import Claimed, Clock, Documents, Draft

_FORMS_PER_SWEEP: Final = 200
"""A sweep that must make more forms than this leaves the rest to the next, so that nobody's letter waits for them."""


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
    alone: timedelta = timedelta(seconds=60)
    strange: timedelta = timedelta(minutes=15)
    own_uid: int = field(default_factory=os.geteuid)
    account_of: Callable[[int], str] = account_name
    _table: SettleTable = field(init=False, repr=False)
    _troubles: Troubles = field(default_factory=Troubles, init=False, repr=False)
    _offers: dict[tuple[str, str], Offer] = field(default_factory=dict, init=False, repr=False)
    _judged: dict[Path, dict[str, tuple[File, ...]]] = field(default_factory=dict, init=False, repr=False)
    _sorted: dict[Path, Candidates] = field(default_factory=dict, init=False, repr=False)
    _lonely: dict[Path, dict[str, float]] = field(default_factory=dict, init=False, repr=False)
    _forms_made: int = field(default=0, init=False, repr=False)

    def __post_init__(self) -> None:
        """Begin with nothing seen."""
        self._table = SettleTable(self.clock, self.quiet)

    def is_settling(self) -> bool:
        """Whether the last sweep saw files that will soon be at rest."""
        return self._table.is_settling()

    def sweep(self) -> tuple[Draft, ...]:
        """Everything at rest that has not been judged since it last changed, first come first."""
        self._offers = {}
        self._forms_made = 0
        drafts: list[tuple[float, Draft]] = []
        for unit, folder in self.folders.items():
            with self._troubles.at(f"{folder.parent.name}/{unit}"):
                drafts += self._sweep_folder(unit, folder)
        return tuple(draft for _, draft in sorted(drafts, key=lambda one: (one[0], one[1].unit, one[1].stem)))

    def _sweep_folder(self, unit: str, folder: Path) -> list[tuple[float, Draft]]:
        found = scan(folder, lambda name: read_name(name).kind is not Kind.IGNORED)
        if self._table.observe(folder, found) or folder not in self._sorted:
            self._sorted[folder] = sort_out(found)
        candidates = self._sorted[folder]
        self._forget_the_gone(folder, candidates)
        drafts, judged = [], self._judged[folder]
        for key, group in candidates.groups.items():
            if judged.get(key) == group.files or (since := self._since(folder, group)) is None:
                continue
            with self._troubles.at(f"{folder.parent.name}/{unit}/inode:{group.files[0].version[1]}"):
                draft = self._look(unit, folder, group, found)
                if draft is not None:
                    drafts.append((since, draft))
        self._tell_strays(folder, candidates.strays)
        self._drop_stale_notes(folder, found, candidates)
        return drafts

    def _forget_the_gone(self, folder: Path, candidates: Candidates) -> None:
        now = self.clock.monotonic()
        present = candidates.groups.keys() | {stray.memory for stray in candidates.strays}
        self._judged[folder] = {key: files for key, files in self._judged.get(folder, {}).items() if key in present}
        lonely = self._lonely.get(folder, {})
        self._lonely[folder] = {key: lonely.get(key, now) for key, group in candidates.groups.items() if group.is_lonely_pdf}

    def _since(self, folder: Path, group: Group) -> float | None:
        """Since when every file of a group is at rest; None while one is not."""
        latest = 0.0
        for file in group.files:
            since = self._table.at_rest_since(folder, file.name)
            if since is None:
                return None
            latest = max(latest, since)
        return None if group.is_hindered else latest

    def _look(self, unit: str, folder: Path, group: Group, found: Mapping[str, os.stat_result]) -> Draft | None:
        """What a group at rest is: a draft, or something its writer must be told or given first."""
        if len(group.pdfs) > 1:
            names = ", ".join(shown(file.name) for file in group.pdfs)
            self._tell(folder / beside(group.stem, REPAIR), group.pdfs[0].name, (Fault(message=say.SEVERAL_PDFS(names=names)),))
            self._judged[folder][group.key] = group.files
            return None
        if group.is_lonely_pdf:
            if self.clock.monotonic() - self._lonely[folder][group.key] >= self.alone.total_seconds():
                self._give_form(unit, folder, group)
            return None
        group = self._without_our_form(unit, folder, group)
        if not group.sidecars or group.is_lonely_pdf:
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
            identity=" ".join(f"{file.version[0]}-{file.version[1]}-{file.version[4]}" for file in group.sidecars + group.pdfs),
        )
        self._offers[unit, group.stem] = Offer(folder=folder, group=group)
        return draft

    def _give_form(self, unit: str, folder: Path, group: Group) -> None:
        """Put the form beside a PDF that stayed alone."""
        if self._forms_made >= _FORMS_PER_SWEEP:
            return
        form = folder / f"{group.stem}.yaml"
        if beside(group.stem, ".yaml") != form.name:
            self._tell(folder / beside(group.stem, REPAIR), form.name, (Fault(message=say.NAME_TOO_LONG(name=shown(group.pdfs[0].name))),))
            self._judged[folder][group.key] = group.files
            return
        self._forms_made += give_form(form, self.prefilled(unit).encode())

    def _without_our_form(self, unit: str, folder: Path, group: Group) -> Group:
        """Take our untouched form back where its writer brought another sidecar, or took the PDF away."""
        if len(group.sidecars) == 1 and group.pdfs:
            return group
        blank = self.prefilled(unit).encode()
        for file in group.sidecars:
            if file.name == f"{group.stem}.yaml" and take_back(folder / file.name, file.version, blank):
                return group.without(file)
        return group

    def _tell_strays(self, folder: Path, strays: Sequence[Stray]) -> None:
        """Say about each file that cannot be taken what to do instead, once it has stayed for a while."""
        now = self.clock.monotonic()
        for stray in strays:
            since = [self._table.at_rest_since(folder, file.name) for file in stray.files]
            if any(one is None or now - one < self.strange.total_seconds() for one in since) or self._judged[folder].get(stray.memory) == stray.files:
                continue
            with self._troubles.at(f"{folder.parent.name}/{folder.name}/inode:{stray.files[0].version[1]}"):
                self._tell(folder / stray.note, stray.files[0].name, tuple(Fault(message=one) for one in stray.told))
                self._judged[folder][stray.memory] = stray.files

    def _drop_stale_notes(self, folder: Path, found: Mapping[str, os.stat_result], candidates: Candidates) -> None:
        """Remove each PERBAIKI whose draft is gone, or is now a PDF that only waits for its form."""
        notes = [name for name in found if is_repair_note(name)]
        if not notes:
            return
        judged = self._judged[folder]
        wanted = {stray.note for stray in candidates.strays}
        wanted |= {beside(group.stem, REPAIR) for key, group in candidates.groups.items() if not group.is_lonely_pdf or judged.get(key) == group.files}
        for name in notes:
            if name not in wanted:
                with self._troubles.at(f"{folder.parent.name}/{folder.name}/inode:{found[name].st_ino}"):
                    drop_note(folder / name, self.own_uid)

    def read(self, draft: Draft) -> MapNode:
        """The sidecar's tree.

        Raises:
            DraftRefusedError: it is not YAML we can read, or it has just changed.
            LaterError: the share fails.
        """
        offer = self._offers.get((draft.unit, draft.stem))
        with share_errors():
            raw = offer.sidecar() if offer is not None and draft.sidecar is not None else None
        if raw is None:
            raise DraftRefusedError(say.CHANGED_MEANWHILE(name=shown((draft.sidecar or Path(draft.stem)).name)))
        return self.load(raw)

    def claim(self, draft: Draft) -> Claimed | None:
        """Copy a draft into the documents; None if it changed meanwhile.

        Raises:
            LaterError: the share or the disk fails; nothing is taken away.
        """
        offer = self._offers.get((draft.unit, draft.stem))
        if offer is None:
            return None
        with share_errors():
            return offer.copy(self.documents)

    def release(self, draft: Draft) -> None:
        """Take away what was claimed, unless somebody has changed it since, with the notes about it.

        Raises:
            LaterError: the share fails; what is left is found again.
        """
        offer = self._offers.pop((draft.unit, draft.stem), None)
        if offer is None:
            return
        with share_errors():
            offer.take_away()
            for note in (REPAIR, REASON):
                drop_note(offer.folder / beside(draft.stem, note), self.own_uid)

    def refuse(self, draft: Draft, faults: Sequence[Fault]) -> None:
        """Put PERBAIKI beside a draft; it stays where it is until its writer mends it.

        Raises:
            LaterError: the share fails.
        """
        offer = self._offers.get((draft.unit, draft.stem))
        name = " + ".join(one.name for one in (draft.pdf, draft.sidecar) if one) or draft.stem
        with share_errors():
            if offer is None or not offer.is_untouched():
                return  # another saving by now, which the next sweep judges
            self._tell(offer.folder / beside(draft.stem, REPAIR), name, faults)
        self._judged[offer.folder][offer.group.key] = offer.group.files

    def wait(self, draft: Draft) -> None:
        """Leave a draft that is not ready, and mend its notes: no PERBAIKI any more.

        Raises:
            LaterError: the share fails.
        """
        offer = self._offers.get((draft.unit, draft.stem))
        if offer is None:
            return
        with share_errors():
            drop_note(offer.folder / beside(draft.stem, REPAIR), self.own_uid)
        self._judged[offer.folder][offer.group.key] = offer.group.files

    def answer(self, draft: Draft, ending: str, text: str) -> None:
        """Put an answer beside a draft: `<stem><ending>`.

        Raises:
            LaterError: the share fails.
        """
        with share_errors():
            put_note(self.folders[draft.unit] / beside(draft.stem, ending), text)

    def quarantine(self, draft: Draft, faults: Sequence[Fault]) -> None:
        """Move a draft's PDF that cannot be a letter to `karantina/`, with the reason beside it; its sidecar stays and waits for another PDF.

        Raises:
            LaterError: the share fails; the file is where it was.
        """
        offer = self._offers.get((draft.unit, draft.stem))
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

    def _tell(self, note: Path, name: str, faults: Sequence[Fault]) -> None:
        put_note(note, self.repair_note(faults, shown(name), self.language))
