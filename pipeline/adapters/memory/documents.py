"""The documents without the care for crashes: they last as long as their folder."""

import re
import secrets
from pathlib import Path

from pipeline.adapters.durable import digest_of_bytes
from pipeline.domain.errors import HeldError, LaterError
from pipeline.domain.notes import store as say


class MemoryDocuments:
    """The `Documents` port in a folder that nobody syncs."""

    def __init__(self, folder: Path) -> None:
        """Keep the documents in `folder`, such as a test's own."""
        self._folder = folder
        self._scratch = folder / ".scratch"
        self._scratch.mkdir(parents=True, exist_ok=True)

    def put(self, path: Path) -> str:
        """Copy a file in; its digest."""
        try:
            content = path.read_bytes()
        except OSError as exc:
            raise LaterError(say.DISK_FAILED(reason=str(exc))) from exc
        return self.put_bytes(content)

    def put_bytes(self, content: bytes) -> str:
        """Write bytes in; their digest."""
        digest = digest_of_bytes(content)
        target = self._folder / digest.removeprefix("sha256:")
        if not target.exists():
            target.write_bytes(content)
        return digest

    def path(self, digest: str) -> Path:
        """Where the file with this digest is."""
        name = digest.removeprefix("sha256:")
        if re.fullmatch("[0-9a-f]{64}", name) is None or not (self._folder / name).is_file():
            raise HeldError(say.DOCUMENT_GONE(digest=digest))
        return self._folder / name

    def scratch(self, purpose: str) -> Path:
        """A path that nobody else has; it ends with `purpose`."""
        return self._scratch / f"{secrets.token_hex(8)}-{purpose}"

    def adopt(self, scratch: Path) -> str:
        """Move a finished scratch file in; its digest."""
        digest = self.put(scratch)
        scratch.unlink()
        return digest
