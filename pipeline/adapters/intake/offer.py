"""A draft as one sweep offered it: the very files it is made of, copied and taken away only as they were then.

The PDF is copied once, under a lease, into the documents' scratch. That copy is what is examined and what is claimed; the share's file is not looked at again.
"""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.adapters.durable import sync_folder
from pipeline.adapters.intake.files import is_same, unlink_same
from pipeline.adapters.intake.lease import copy_held, read_held
from pipeline.adapters.intake.pairs import Group
from pipeline.ports import Claimed, Documents


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
        """Forget the private copy, if it did not become a document."""
        copy, self._copy = self._copy, None
        if copy is not None:
            copy.unlink(missing_ok=True)

    def is_untouched(self) -> bool:
        """Whether every file is still as it was offered."""
        return all(is_same(self.folder / file.name, file.version) for file in self.group.files)

    def take_away(self) -> None:
        """Unlink what is still as it was offered, the PDF first: a sidecar alone asks for nothing.

        Raises:
            OSError: a file cannot be removed.
        """
        for file in self.group.files:
            unlink_same(self.folder / file.name, file.version)
        sync_folder(self.folder)
