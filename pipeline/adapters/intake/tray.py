"""The officials' folders: decisions are found here, answered here and taken away from here.

A folder may hold thousands of blank forms, so each is read once and then only looked at (`settle.py`). A decision is read into memory and never copied as it
is: it may hold a passphrase. What is kept of it is redacted. Whose it is comes from the folder; with `identitas: pemilik` the file's owner must be one of that
role's accounts, or ourselves, where the very form we published there (`published.py`) was saved in place: the folder's group lets nobody else write in it.

A note about a decision that was taken away stays, even beside a fresh form, until the next decision of that name is answered: its writer has not read it yet.
"""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from pipeline.adapters.durable import sync_folder, write_new
from pipeline.adapters.intake.blank import FORM_MODE, emptied, is_blank_form
from pipeline.adapters.intake.files import (
    Troubles,
    Version,
    account_name,
    drop_note,
    is_same,
    put_note,
    read_same,
    share_errors,
    unlink_same,
)
from pipeline.adapters.intake.lease import QUIET_WITHOUT_LEASE, Trust, read_held
from pipeline.adapters.intake.names import REPAIR, beside, is_decision, is_repair_note, shown
from pipeline.adapters.intake.published import PublishedForms
from pipeline.adapters.intake.seats import Seat
from pipeline.adapters.intake.settle import File, SettleTable
from pipeline.domain.decision import Decision, DecisionFolder, Item, Undecided
from pipeline.domain.errors import DraftRefusedError, Fault
from pipeline.domain.nodes import MapNode
from pipeline.domain.notes import Language
from pipeline.domain.notes import forms as say_forms
from pipeline.domain.notes import intake as say
from pipeline.ports import Clock, Documents, Ruling, Sheet

Reading = tuple[Decision | Undecided | None, tuple[Fault, ...]]
"""What a decision file says, and what is wrong with it."""

_HIDDEN: Final = b"***"
_FORM_ENDING: Final = ".keputusan.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hand:
    """Who decided."""

    actor: str
    accounts: tuple[str, ...]
    """the account that saved it; all that may have, where our own form was saved in place; none where nobody looks"""


@dataclass(slots=True, kw_only=True)
class DecisionTray:
    """The `Tray` port on folders.

    Attributes:
        seats: the folders, see `seats`.
        documents: where a redacted copy of each answered decision is kept.
        clock: the daemon's clock.
        load: reads a file's bytes, or raises `DraftRefusedError`.
        read_decision: what a tree decides, in which folder, on which day.
        redact: a file's bytes with every secret replaced by `***`.
        published: the forms that we put into these folders.
        repair_note: the text of a PERBAIKI from faults, the file's name and the language.
        language: the office's.
        quiet: how long a file must stay unchanged.
        without_lease: how long it must where the kernel cannot say that nobody is writing in it.
        by_owner: whether the file's owner is looked at (`identitas: pemilik`).
        own_uid: the service's user id.
        account_of: the name of the account with a user id.
    """

    seats: Sequence[Seat]
    documents: Documents
    clock: Clock
    load: Callable[[bytes], MapNode]
    read_decision: Callable[[MapNode, DecisionFolder, date], Reading]
    redact: Callable[[bytes], bytes]
    published: PublishedForms
    repair_note: Callable[[Sequence[Fault], str, Language], str]
    language: Language
    quiet: timedelta
    by_owner: bool
    without_lease: timedelta = QUIET_WITHOUT_LEASE
    own_uid: int = field(default_factory=os.geteuid)
    account_of: Callable[[int], str] = account_name
    _table: SettleTable = field(init=False, repr=False)
    _trust: Trust = field(init=False, repr=False)
    _troubles: Troubles = field(default_factory=Troubles, init=False, repr=False)

    def __post_init__(self) -> None:
        """Begin with nothing seen."""
        self._table = SettleTable(self.clock, self.quiet)
        self._trust = Trust(without_lease=self.without_lease)

    def is_settling(self) -> bool:
        """Whether the last sweep saw files that will soon be at rest."""
        return self._table.is_settling()

    def sweep(self) -> tuple[Sheet, ...]:
        """Every decision at rest that is filled in and has not been answered since it last changed."""
        sheets: list[Sheet] = []
        for seat in self.seats:
            with self._troubles.at(seat.label):
                sheets += self._sweep_seat(seat)
        return tuple(sheets)

    def _sweep_seat(self, seat: Seat) -> list[Sheet]:
        self._table.look(seat.path, lambda name: is_decision(name) or is_repair_note(name))
        sheets = []
        for file in self._table.unjudged(seat.path):
            if not file.is_plain or is_repair_note(file.name):
                continue
            with self._troubles.at(f"{seat.label}/inode:{file.inode}"):
                sheet = self._read(seat, file)
                if sheet is not None:
                    sheets.append(sheet)
        self._drop_stale_notes(seat.path)
        return sheets

    def _read(self, seat: Seat, file: File) -> Sheet | None:
        """What one file decides; None if it decides nothing yet."""
        path, version = seat.path / file.name, file.version
        is_due = self._trust.is_due(path, version, self._table.rested_s(file))
        raw = read_held(path, version) if is_due else None
        if raw is None:
            return None
        decision, faults = self._parsed(raw, seat.folder)
        if not faults and not isinstance(decision, Decision):
            self._drop_note(path, is_answered=False)
            if not self._renewed(path, raw, file):
                self._table.judge(path, version)
            return None
        hand = self._hand(seat, path, file)
        if isinstance(hand, Fault):
            faults = (hand, *faults)
        if isinstance(hand, Fault) or faults or not isinstance(decision, Decision):
            return Sheet(path=path, rulings=(), faults=faults, version=version)
        rulings = tuple(
            Ruling(
                item=item,
                folder=seat.folder,
                actor=hand.actor,
                accounts=hand.accounts,
                evidence=_evidence(item, hand.actor, seat.folder, version),
                secret=decision.secret,
                sealed=decision.sealed,
            )
            for item in decision.items
        )
        return Sheet(path=path, rulings=rulings, version=version)

    def _parsed(self, raw: bytes, folder: DecisionFolder) -> Reading:
        if is_blank_form(raw):
            return Undecided(), ()
        try:
            return self.read_decision(self.load(raw), folder, self.clock.today())
        except DraftRefusedError as refusal:
            return None, refusal.faults

    def _hand(self, seat: Seat, path: Path, file: File) -> _Hand | Fault:
        """Who saved a file in this folder, or that he may not."""
        first = seat.officials[0]
        if not self.by_owner:
            return _Hand(actor=first.id, accounts=())
        if file.nature.uid == self.own_uid:
            possible = tuple(one for official in seat.officials for one in official.accounts)
            is_form = self.published.knows(path, file.version[:2])
            return _Hand(actor=first.id, accounts=possible) if is_form and possible else Fault(message=say.NOT_THE_FORM(official=first.id))
        account = self.account_of(file.nature.uid)
        for official in seat.officials:
            if account in official.accounts:
                return _Hand(actor=official.id, accounts=(account,))
        return Fault(message=say.NOT_THIS_ROLE(account=account, official=first.id))

    def _renewed(self, path: Path, raw: bytes, file: File) -> bool:
        """Whether a blank form of ours that is not remembered, such as after a restored backup, gave way to one that is."""
        is_lost = path.name.endswith(_FORM_ENDING) and file.nature.uid == self.own_uid and not self.published.knows(path, file.version[:2])
        if not self.by_owner or not is_lost or not is_blank_form(raw) or not is_same(path, file.version):
            return False
        write_new(path, raw, mode=FORM_MODE, replace=True, claim=self.published.claim(path))
        return True

    def settle(self, sheet: Sheet) -> None:
        """Keep a decision that has counted (secrets struck out) and take it from the share; one that was saved anew since stays, as another decision.

        Raises:
            LaterError: the share or the disk fails; the decision is found again.
        """
        with share_errors():
            version = _version(sheet)
            raw = read_same(sheet.path, version)
            if raw is not None:
                self.documents.put_bytes(self.redact(raw))
                self.published.unlink(sheet.path, version)
                sync_folder(sheet.path.parent)
            self._drop_note(sheet.path, is_answered=True)

    def refuse(self, sheet: Sheet, faults: Sequence[Fault]) -> None:
        """Answer a decision that does not count with PERBAIKI; one with a secret is taken away, a redacted text kept.

        Raises:
            LaterError: the share or the disk fails; the decision is found again.
        """
        with share_errors():
            version = _version(sheet)
            raw = read_same(sheet.path, version)
            if raw is None:
                return  # saved anew since, or gone: the next sweep judges
            text = self._answer(sheet, faults)
            kept = self.redact(raw)
            if kept.count(_HIDDEN) <= raw.count(_HIDDEN):
                put_note(_note(sheet.path), text)
                self._table.judge(sheet.path, version)
                return
            self.documents.put_bytes(kept)
            text = text.replace(say_forms.REPAIR_END().words(self.language), say.TAKEN_AWAY().words(self.language))  # there is no file left to mend
            said = "".join(line for line in kept.decode("utf-8", "replace").splitlines(keepends=True) if not line.startswith("#"))
            try:
                put_note(_note(sheet.path), f"{text}\r\n{said}")
            finally:  # a secret goes even where nothing can be said about it
                self._take_away(sheet.path, version, emptied(raw, kept))

    def _take_away(self, path: Path, version: Version, blank: bytes | None) -> None:
        """Remove a decision that held a secret; where it was the form of a letter that is still here, a blank one takes its place."""
        is_form = path.name.endswith(_FORM_ENDING) and os.path.lexists(path.with_name(f"{path.name.removesuffix(_FORM_ENDING)}.pdf"))
        if not is_form or blank is None:
            try:
                self.published.unlink(path, version)
            finally:  # also where its note cannot be removed
                unlink_same(path, version)
            sync_folder(path.parent)
        elif is_same(path, version):
            write_new(path, blank, mode=FORM_MODE, replace=True, claim=self.published.claim(path))

    def wait(self, sheet: Sheet, faults: Sequence[Fault]) -> None:
        """Leave an early decision where it is, and say so; every later sweep offers it again.

        Raises:
            LaterError: the share fails.
        """
        with share_errors():
            put_note(_note(sheet.path), self._answer(sheet, faults))

    def _answer(self, sheet: Sheet, faults: Sequence[Fault]) -> str:
        return self.repair_note(faults, shown(sheet.path.name), self.language)

    def _drop_stale_notes(self, folder: Path) -> None:
        """Remove each note whose decision is gone; one about a decision we took away only when its letter's PDF has left too."""
        files = self._table.files(folder)
        notes = [name for name in files if is_repair_note(name)]
        wanted = {beside(name, REPAIR) for name, file in files.items() if file.is_plain} if notes else set()
        for name in notes:
            if name in wanted:
                continue
            decision = name.removesuffix(REPAIR)
            has_left = decision.endswith(_FORM_ENDING) and not os.path.lexists(folder / f"{decision.removesuffix(_FORM_ENDING)}.pdf")
            with self._troubles.at(f"{folder.parent.name}/{folder.name}/notes"):
                self._drop_note(folder / decision, is_answered=has_left)

    def _drop_note(self, path: Path, *, is_answered: bool) -> None:
        """Remove the note about a file, unless it tells of a decision we took away that was not answered anew since."""
        note = _note(path)
        if not is_answered:
            text = read_same(note)
            if text is None or say.TAKEN_AWAY().words(self.language).encode() in text:
                return
        drop_note(note, self.own_uid)


def _note(path: Path) -> Path:
    return path.with_name(beside(path.name, REPAIR))


def _version(sheet: Sheet) -> Version:
    dev, ino, size, mtime_ns, ctime_ns = sheet.version
    return dev, ino, size, mtime_ns, ctime_ns


def _evidence(item: Item, actor: str, folder: DecisionFolder, version: Version) -> str:
    """The fingerprint of one saving of one decision, with no secret in it: found again after a crash it is the same, saved anew it is another."""
    handover = item.handover
    facts = [item.letter, item.document, item.verdict.value, item.note, item.code, actor, folder.value, *version]
    if handover is not None:
        facts += [handover.recipient, handover.receipt, handover.taken_by, handover.on.isoformat() if handover.on else None]
    return "sha256:" + hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
