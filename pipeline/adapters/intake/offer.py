"""A draft as one sweep offered it: the very files it is made of, copied and taken away only as they were then.

The PDF is copied once, under a lease, into the documents' scratch. That copy is what is examined and what is claimed; the share's file is not looked at again.
A draft without PDF may get a page of ours in the copy's place.
"""

import contextlib
import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.adapters.durable import sync_folder
from pipeline.adapters.intake.files import is_same, unlink_same
from pipeline.adapters.intake.lease import copy_held, read_held
from pipeline.adapters.intake.pairs import Group
from pipeline.ports import Claimed, Documents, Draft

_Key = tuple[str, str, str]
"""unit, stem and the very saving"""


@dataclass(slots=True, kw_only=True)
class Offer:
    """One draft's files.

    Attributes:
        folder: where they lie.
        group: which they are, each at its version.
        judged: sha256 of the sidecar's bytes that were read to judge it; only these are ever copied.
    """

    folder: Path
    group: Group
    judged: str = ""
    _copy: Path | None = field(default=None, init=False, repr=False)

    def sidecar(self) -> bytes | None:
        """The sidecar's bytes; None if it changed, or is being saved.

        Raises:
            OSError: it cannot be read.
        """
        file = self.group.sidecars[0]
        raw = read_held(self.folder / file.name, file.version)
        if raw is not None:
            self.judged = hashlib.sha256(raw).hexdigest()
        return raw

    def copy(self, documents: Documents) -> Path | None:
        """A private copy of the PDF, the same one at every call; None if there is none, it changed, or somebody began to write in it meanwhile.

        Raises:
            OSError: a file cannot be read or written.
        """
        if self._copy is None and self.group.pdfs:
            file, scratch = self.group.pdfs[0], documents.scratch("konsep.pdf")
            try:
                if copy_held(self.folder / file.name, file.version, scratch):
                    self._copy = scratch
            finally:
                if self._copy is None:
                    scratch.unlink(missing_ok=True)
        return self._copy

    def page(self, documents: Documents) -> Path:
        """A private place for a page of ours where there is no PDF, the same one at every call; what is written there is what a copy would be."""
        self._copy = self._copy or documents.scratch("undangan.pdf")
        return self._copy

    def claim(self, documents: Documents) -> Claimed | None:
        """Make documents of the PDF's copy and the sidecar; None if one of the files changed before or meanwhile.

        Raises:
            OSError: a file cannot be read or written.
            LaterError: the documents' disk fails.
        """
        before = self.judged
        raw = self.sidecar()
        if raw is None or (before and self.judged != before):
            return None
        copy = self.copy(documents)
        if self.group.pdfs and copy is None:
            return None
        source = None
        if copy is not None:
            source = documents.adopt(copy)
            self._copy = None
        raw_sidecar = documents.put_bytes(raw)
        return Claimed(source=source, raw_sidecar=raw_sidecar) if self.is_untouched() else None

    def drop_copy(self) -> None:
        """Forget the private copy, if it did not become a document. One that cannot be unlinked goes with the other scratch at the next start."""
        copy, self._copy = self._copy, None
        if copy is not None:
            with contextlib.suppress(OSError):
                copy.unlink()

    def is_untouched(self) -> bool:
        """Whether every file is still as it was offered."""
        return all(is_same(self.folder / file.name, file.version) for file in self.group.files)

    def take_away(self) -> None:
        """Unlink what was claimed and is still as it was offered, the PDF first: a sidecar alone asks for nothing. A rival sidecar was not claimed.

        Raises:
            OSError: a file cannot be removed.
        """
        for file in self.group.pdfs[:1] + self.group.sidecars[:1]:
            unlink_same(self.folder / file.name, file.version)
        sync_folder(self.folder)


class Offers:
    """The drafts on offer since the last sweep, and those in hand, which keep their copies whatever is swept meanwhile, in whichever thread."""

    def __init__(self) -> None:
        """Nothing is on offer."""
        self._offers: dict[_Key, Offer] = {}
        self._in_hand: set[_Key] = set()
        self._turn = threading.RLock()

    def renew(self) -> None:
        """Forget what the last sweep offered, but for what is in hand."""
        with self._turn:
            gone = [self._offers.pop(key) for key in self._offers.keys() - self._in_hand]
        for offer in gone:
            offer.drop_copy()

    def add(self, draft: Draft, offer: Offer) -> bool:
        """Offer a draft; false where this very saving is in hand."""
        with self._turn:
            if _key(draft) in self._in_hand:
                return False
            self._offers[_key(draft)] = offer
            return True

    def of(self, draft: Draft) -> Offer | None:
        """A draft's files; None if it is no longer on offer."""
        with self._turn:
            return self._offers.get(_key(draft))

    @contextlib.contextmanager
    def in_hand(self, draft: Draft) -> Iterator[None]:
        """Keep a draft's files and copy for as long as somebody is at work on it."""
        with self._turn:
            self._in_hand.add(_key(draft))
        try:
            yield
        finally:
            with self._turn:
                self._in_hand.discard(_key(draft))
                offer = self._offers.pop(_key(draft), None)
            if offer is not None:
                offer.drop_copy()


def _key(draft: Draft) -> _Key:
    return draft.unit, draft.stem, draft.identity
