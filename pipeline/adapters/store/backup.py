"""A backup: one file that holds the register, the documents, the letters of other offices and the configuration of a moment, made while the office works.

The database is copied first, in one consistent view; documents are immutable and written before the row that names them, so all that the copy names are
there to be copied after it. The file is a plain tar with its members in a fixed order and a manifest at its end that holds the sha256 of each; it gets its
name only when it is whole and synced. It holds no key, no passphrase and nothing else of `state/`: what goes in is an explicit list.
"""

import hashlib
import io
import json
import os
import re
import sqlite3
import tarfile
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Final
from urllib.parse import quote

from pipeline.adapters.durable import TEMPORARY, rename_new, sync_folder
from pipeline.adapters.store.audit import View, open_view
from pipeline.adapters.store.database import BUSY_SECONDS, translated
from pipeline.adapters.store.documents import FileDocuments
from pipeline.adapters.store.schema import REVISION
from pipeline.domain.errors import DraftRefusedError, LaterError, SuratError
from pipeline.domain.esurat import RECEIPT
from pipeline.domain.notes import keeping as say
from pipeline.domain.notes import restoring as say_restoring

FORMAT: Final = 1
"""Counts the changes of the archive's form."""
MANIFEST: Final = "manifest.json"
DATABASE: Final = "surat.db"
CONFIG: Final = "config/"
DOCUMENTS: Final = "documents/"
ARRIVALS: Final = "masuk/"
_MODE: Final = 0o600
_KEY_MARK: Final = re.compile(r'PRIVATE KEY|"kty"[^}]*"(?:d|k)"\s*:|"(?:d|k)"\s*:[^}]*"kty"')
"""What a private key in PEM or as a JWK has."""
_SECRET_ENDINGS: Final = (".jwk", ".p12", ".pfx", ".key", ".jks", ".kdb", ".age", ".gpg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds."""

    version: str
    """of the product that made it"""
    schema: str
    office: str
    made_at: datetime
    letters: int
    documents: int
    """how many the register names"""
    digest: str
    """the audit digest of what it holds"""
    missing: tuple[str, ...]
    """digests of documents the register names that were gone or altered"""
    members: Mapping[str, str]
    """each member's name and `sha256:…`"""

    @property
    def arrivals(self) -> int:
        """How many letters of other offices."""
        return sum(name.startswith(ARRIVALS) and name.endswith(RECEIPT) and name.count("/") == 1 for name in self.members)

    def to_bytes(self) -> bytes:
        """Its JSON."""
        facts = {name: getattr(self, name) for name in self.__slots__}
        facts |= {"format": FORMAT, "made_at": self.made_at.isoformat(), "members": dict(self.members)}
        return json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True).encode()

    @classmethod
    def of(cls, stored: bytes) -> "Manifest":
        """The manifest of its JSON.

        Raises:
            DraftRefusedError: it is none, or of another version of the product.
        """
        try:
            facts = json.loads(stored)
            if facts.pop("format") != FORMAT:
                raise DraftRefusedError(say_restoring.BACKUP_OF_ANOTHER(version=facts.get("version")))
            facts |= {"made_at": datetime.fromisoformat(facts["made_at"]), "missing": tuple(facts["missing"])}
            return cls(**facts)
        except (ValueError, KeyError, TypeError, AttributeError) as exc:
            raise DraftRefusedError(say_restoring.NO_BACKUP(reason=MANIFEST)) from exc


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What is backed up."""

    database: Path
    documents: FileDocuments
    config: Path
    """the configuration's folder"""
    config_files: tuple[Path, ...]
    """which of its files go in; none that `is_secret`"""
    arrivals: Path
    """where the letters of other offices are filed"""
    arrival_files: tuple[Path, ...]
    """which of its files go in"""
    version: str
    office: str


def back_up(origin: Origin, out: Path, made_at: datetime) -> Manifest:
    """Make a backup.

    Args:
        origin: the instance; its daemon may be at work.
        out: the file to make; nothing is ever written over.
        made_at: now.

    Raises:
        DraftRefusedError: `out` is there already, or the database is too damaged to be copied.
        LaterError: the disk is full or failing.
    """
    if os.path.lexists(out):
        raise DraftRefusedError(say.BACKUP_EXISTS(file=out))
    try:
        with TemporaryDirectory(prefix=TEMPORARY, dir=out.parent) as place:  # private: mode 0700
            copy, archive = Path(place, DATABASE), Path(place, "backup")
            _copy_database(origin.database, copy)
            with open_view(copy) as view, archive.open("xb") as sink:
                archive.chmod(_MODE)
                manifest = _write(sink, view, copy, origin, made_at)
                sink.flush()
                os.fsync(sink.fileno())
            rename_new(archive, out)
            sync_folder(out.parent)
    except FileExistsError as exc:
        raise DraftRefusedError(say.BACKUP_EXISTS(file=out)) from exc
    except OSError as exc:
        raise LaterError(say.BACKUP_FAILED(file=exc.filename or out, reason=exc.strerror or str(exc))) from exc
    return manifest


def is_secret(path: Path) -> bool:
    """Whether a file is or holds a private key, whatever it is called; what is no text at all counts as one."""
    try:
        return path.suffix.casefold() in _SECRET_ENDINGS or _KEY_MARK.search(path.read_text("utf-8")) is not None
    except UnicodeDecodeError:
        return True


def _copy_database(source: Path, target: Path) -> None:
    """One consistent view of the database as a file of its own; writers go on meanwhile.

    Raises:
        DraftRefusedError: it cannot be read.
    """
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _MODE))
    address = f"file:{quote(str(source))}?mode=ro"
    try:
        with translated(), closing(sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS)) as reader, closing(sqlite3.connect(target)) as writer:
            reader.backup(writer)
            writer.execute("PRAGMA journal_mode=DELETE")
    except LaterError:
        raise
    except SuratError as exc:
        raise DraftRefusedError(say.DATABASE_NOT_COPIED(reason=exc.__cause__)) from exc


class _Archive:
    """A tar that remembers what went into it."""

    def __init__(self, sink: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=sink, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115 -- closed by `close`
        self.members: dict[str, str] = {}

    def add(self, name: str, path: Path) -> str:
        """Add a file; its `sha256:…`."""
        with path.open("rb") as source:
            reader = _Measured(source)
            self._tar.addfile(_header(name, os.fstat(source.fileno()).st_size), reader)
        self.members[name] = f"sha256:{reader.measure.hexdigest()}"
        return self.members[name]

    def close(self, manifest: bytes) -> None:
        """Add the manifest, and the end."""
        self._tar.addfile(_header(MANIFEST, len(manifest)), io.BytesIO(manifest))
        self._tar.close()


class _Measured(io.RawIOBase):
    """A file that is hashed as it is read."""

    def __init__(self, source: IO[bytes]) -> None:
        super().__init__()
        self._source = source
        self.measure = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._source.read(size)
        self.measure.update(chunk)
        return chunk


def _header(name: str, size: int) -> tarfile.TarInfo:
    """A member without a name, time or owner of this machine."""
    header = tarfile.TarInfo(name)
    header.size, header.mode = size, _MODE
    return header


def _write(sink: IO[bytes], view: View, copy: Path, origin: Origin, made_at: datetime) -> Manifest:
    archive = _Archive(sink)
    archive.add(DATABASE, copy)
    for path in sorted(origin.config_files):
        archive.add(f"{CONFIG}{path.relative_to(origin.config)}", path)
    kept = []
    for stored in origin.documents.survey():
        if stored.is_whole:
            archive.add(f"{DOCUMENTS}{stored.path.parent.name}/{stored.path.name}", stored.path)
            kept.append(stored.path.name)
    for path in origin.arrival_files:
        with suppress(FileNotFoundError):  # moved away meanwhile
            archive.add(f"{ARRIVALS}{path.relative_to(origin.arrivals)}", path)
    letters, documents = view.count()
    manifest = Manifest(
        version=origin.version,
        schema=REVISION,
        office=origin.office,
        made_at=made_at,
        letters=letters,
        documents=documents,
        digest=view.digest(kept),
        missing=tuple(_missing(view, kept)),
        members=archive.members,
    )
    archive.close(manifest.to_bytes())
    return manifest


def _missing(view: View, kept: Iterable[str]) -> list[str]:
    there = {f"sha256:{name}" for name in kept}
    return sorted({digest for _, digest in view.documents()} - there)
