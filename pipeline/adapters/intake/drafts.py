"""The applicants' folders: what lies there at rest becomes drafts, and what is said about them lies beside them.

`lookout.py` finds them; here is what is done with one that was found. Only `release` takes a file away, and only if it is still the one that was copied; only
`quarantine` moves one.
"""

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pipeline.adapters.intake.aside import put_aside, reason
from pipeline.adapters.intake.backoff import Backoff
from pipeline.adapters.intake.files import (
    Troubles,
    account_name,
    drop_note,
    make_folder,
    put_answer,
    put_note,
    share_errors,
)
from pipeline.adapters.intake.lookout import Lookout, Patience
from pipeline.adapters.intake.names import REASON, REPAIR, beside, shown
from pipeline.adapters.intake.offer import Offer, Offers
from pipeline.domain.errors import ConflictError, DraftRefusedError, Fault
from pipeline.domain.nodes import MapNode
from pipeline.domain.notes import Language
from pipeline.domain.notes import intake as say
from pipeline.domain.notes import pages as say_page
from pipeline.ports import Claimed, Clock, Documents, Draft

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
        patience: how long files are left alone.
        largest_bytes: the largest PDF that is looked at.
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
    patience: Patience
    largest_bytes: int = 200 << 20
    own_uid: int = field(default_factory=os.geteuid)
    account_of: Callable[[int], str] = account_name
    _lookout: Lookout = field(init=False, repr=False)
    _backoff: Backoff = field(init=False, repr=False)
    _troubles: Troubles = field(default_factory=Troubles, init=False, repr=False)
    _offers: Offers = field(default_factory=Offers, init=False, repr=False)
    _turns: tuple[threading.Lock, ...] = field(default_factory=lambda: tuple(threading.Lock() for _ in range(_TURNS)), init=False, repr=False)

    def __post_init__(self) -> None:
        """Begin with nothing seen."""
        self._backoff = Backoff(self.clock)
        self._lookout = Lookout(
            folders=self.folders,
            clock=self.clock,
            patience=self.patience,
            prefilled=self.prefilled,
            tell=self._tell,
            own_uid=self.own_uid,
            account_of=self.account_of,
            backoff=self._backoff,
            offers=self._offers,
            troubles=self._troubles,
        )

    def is_settling(self) -> bool:
        """Whether the last sweep saw files that will soon be at rest."""
        return self._lookout.is_settling()

    def sweep(self) -> tuple[Draft, ...]:
        """The drafts at rest that were not answered as they are and whose turn it is, first come first."""
        return self._lookout.sweep()

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

    def page(self, draft: Draft) -> Path | None:
        """A private place for the page that is composed for a draft without PDF, which `claim` makes a document; None if the draft changed meanwhile."""
        offer = self._offers.of(draft)
        return offer.page(self.documents) if offer is not None and not offer.group.pdfs else None

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
            self._lookout.shelf(offer.folder).expect(offer.group)

    def defer(self, draft: Draft) -> None:
        """Leave a draft that cannot be taken because of the surroundings; it is offered again after a pause that grows. One that is held is told."""
        offer = self._offers.of(draft)
        if offer is None:
            return
        with self._troubles.at(f"{offer.folder.parent.name}/{draft.unit}/inode:{offer.group.files[0].inode}"):
            offer.drop_copy()
            if self._backoff.defer(offer.folder, offer.group.key, offer.group.files):
                self._tell(offer.folder / beside(draft.stem, REPAIR), draft.stem, (Fault(message=say.HELD_BY_SURROUNDINGS(name=shown(draft.stem))),))

    def _close(self, offer: Offer) -> None:
        """Remember that a draft was answered as it is."""
        self._lookout.shelf(offer.folder).judge(offer.group.key, offer.group.files)
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
            why = reason(moved.name, day.name, f"{offer.folder.parent.name}/{draft.unit}", faults, self.language)
            put_aside(moved, version, day, why)
            put_note(offer.folder / beside(draft.stem, REASON), why)
            drop_note(offer.folder / beside(draft.stem, REPAIR), self.own_uid)
            offer.drop_copy()
        self._backoff.forget(offer.folder, offer.group.key)

    def _tell(self, note: Path, name: str, faults: Sequence[Fault]) -> None:
        put_note(note, self.repair_note(faults, shown(name), self.language))
