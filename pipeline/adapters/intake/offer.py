"""A draft as one sweep offered it: the very files it is made of, copied and taken away only as they were then."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pipeline.adapters.durable import sync_folder
from pipeline.adapters.intake.files import is_same, opened, read_same, unlink_same
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

    def sidecar(self) -> bytes | None:
        """The sidecar's bytes; None if it changed.

        Raises:
            OSError: it cannot be read.
        """
        file = self.group.sidecars[0]
        raw = read_same(self.folder / file.name, file.version)
        if raw is not None:
            self.judged = hashlib.sha256(raw).hexdigest()
        return raw

    def copy(self, documents: Documents) -> Claimed | None:
        """Copy PDF and sidecar in; None if one of them changed before or meanwhile. The open PDF is what is copied, whatever becomes of its name.

        Raises:
            OSError: a file cannot be read.
            LaterError: the documents' disk fails.
        """
        before = self.judged
        raw = self.sidecar()
        if raw is None or (before and self.judged != before):
            return None
        source = None
        for file in self.group.pdfs:
            with opened(self.folder / file.name, file.version) as descriptor:
                if descriptor is None:
                    return None
                source = documents.put(Path(f"/proc/self/fd/{descriptor}"))
        raw_sidecar = documents.put_bytes(raw)
        return Claimed(source=source, raw_sidecar=raw_sidecar) if self.is_untouched() else None

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
