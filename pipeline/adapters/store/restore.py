"""A backup put back in place, as a new instance: nothing of it is believed before all of it is checked, and nothing is left behind if it is refused.

The archive may come from anywhere. Its members have to be plain files of names that a backup has; each is written under a private temporary folder and
compared with the manifest, the database with its audit digest. Only then the parts get their names, `state` last. Numbering is held from the first moment.
"""

import hashlib
import os
import re
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import IO, Final

from pipeline.adapters.durable import TEMPORARY, rename_new, sync_folder
from pipeline.adapters.store.audit import open_view
from pipeline.adapters.store.backup import ARRIVALS, CONFIG, DATABASE, DOCUMENTS, MANIFEST, Manifest
from pipeline.adapters.store.migrate import use_wal
from pipeline.adapters.store.schema import REVISION
from pipeline.domain.errors import DraftRefusedError, LaterError, SuratError
from pipeline.domain.notes import restoring as say

_CHUNK_BYTES: Final = 1 << 20
_FILE_MODE: Final = 0o600
_CONFIG_MODE: Final = 0o644
_DOCUMENT_MODE: Final = 0o440
_ARRIVAL_MODE: Final = 0o640
_FOLDER_MODE: Final = 0o700
_CONFIG_FOLDER_MODE: Final = 0o755
_FOLDER_MODES: Final = {_CONFIG_MODE: _CONFIG_FOLDER_MODE, _ARRIVAL_MODE: 0o750}
"""the mode of the folders above a file of this mode, where it is another"""
_NAMES: Final = re.compile(
    r"manifest\.json|surat\.db|documents/([0-9a-f]{2})/\1[0-9a-f]{62}|config/([A-Za-z0-9_][A-Za-z0-9._-]*/){0,4}[A-Za-z0-9_][A-Za-z0-9._-]*"
    r"|masuk/[a-z0-9][a-z0-9.-]{7,127}\.(?:json|pdf)|masuk/disisihkan/\d{4}-\d{2}-\d{2}/[^./\x00-\x1f\x7f\ud800-\udfff][^/\x00-\x1f\x7f\ud800-\udfff]*"
)
"""The names a backup's members can have; none leads out of the folder it is written to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """An instance that was put back in place."""

    manifest: Manifest
    config: Path
    state: Path


def restore(archive: Path, folder: Path, finish: Callable[[Path, Manifest], None]) -> Restored:
    """Make an instance from a backup.

    Args:
        archive: the backup.
        folder: the instance's folder; its `state` and `config` must be empty or missing.
        finish: what is still to be done to the checked database before it gets its place.

    Raises:
        DraftRefusedError: it is no whole backup, or there is an instance already; everything is as it was.
        LaterError: the disk is full or failing; everything is as it was.
    """
    state, config = folder / "state", folder / "config"
    for one in (state, config):
        if os.path.lexists(one) and not (one.is_dir() and not any(one.iterdir())):
            raise DraftRefusedError(say.INSTANCE_THERE(folder=one))
    with _staged(folder) as place:
        manifest = _unpack(archive, place)
        _check(place, manifest)
        use_wal(place / "state" / DATABASE)
        finish(place / "state" / DATABASE, manifest)
        _sync(place)
        for part in (config, state):
            if part.is_dir():
                part.rmdir()
            rename_new(place / part.name, part)
        sync_folder(folder)
    return Restored(manifest=manifest, config=config, state=state)


@contextmanager
def _staged(folder: Path) -> Iterator[Path]:
    """A private folder inside the instance's, gone afterwards; the instance's too if it was made for this and nothing came of it."""
    is_new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        place = Path(mkdtemp(prefix=TEMPORARY, dir=folder))
    except OSError as exc:
        raise LaterError(say.RESTORE_FAILED(reason=exc.strerror or str(exc))) from exc
    try:
        yield place
    except OSError as exc:
        raise LaterError(say.RESTORE_FAILED(reason=exc.strerror or str(exc))) from exc
    finally:
        shutil.rmtree(place, ignore_errors=True)
        if is_new and not any(folder.iterdir()):
            folder.rmdir()


def _unpack(archive: Path, place: Path) -> Manifest:
    """Write every member where it belongs under `place`; the manifest, once every member is what it says.

    Raises:
        DraftRefusedError: it is no backup, or not a whole one.
    """
    for part, mode in (("config", _CONFIG_FOLDER_MODE), ("state", _FOLDER_MODE), ("state/documents", _FOLDER_MODE)):
        (place / part).mkdir()
        (place / part).chmod(mode)
    found: dict[str, str] = {}
    stored = b""
    try:
        with tarfile.open(archive, mode="r:") as tar:
            for member in tar:
                source = _opened(tar, member, found)
                if member.name == MANIFEST:
                    stored = source.read()
                    continue
                found[member.name] = _put(source, *_place_of(member.name, place))
    except (tarfile.TarError, EOFError) as exc:
        raise DraftRefusedError(say.NO_BACKUP(reason=exc)) from exc
    manifest = Manifest.of(stored)
    if dict(manifest.members) != found or DATABASE not in found:
        strange = sorted(name for name in {*found, *manifest.members} if found.get(name) != manifest.members.get(name))
        raise DraftRefusedError(say.BACKUP_ALTERED(members=", ".join(strange[:5]) or DATABASE))
    return manifest


def _opened(tar: tarfile.TarFile, member: tarfile.TarInfo, found: dict[str, str]) -> IO[bytes]:
    """A member's bytes.

    Raises:
        DraftRefusedError: no backup has such a member.
    """
    is_plain = member.type in {tarfile.REGTYPE, tarfile.AREGTYPE} and not member.issparse()
    source = tar.extractfile(member) if is_plain else None
    if source is None or _NAMES.fullmatch(member.name) is None or member.name in found:
        raise DraftRefusedError(say.STRANGE_MEMBER(name=repr(member.name)))
    return source


def _place_of(name: str, place: Path) -> tuple[Path, int]:
    """Where a member goes, and its mode."""
    if name.startswith(CONFIG):
        return place / name, _CONFIG_MODE
    mode = _DOCUMENT_MODE if name.startswith(DOCUMENTS) else _ARRIVAL_MODE if name.startswith(ARRIVALS) else _FILE_MODE
    return place / "state" / name, mode


def _put(source: IO[bytes], target: Path, mode: int) -> str:
    """Write a file; its `sha256:…`."""
    for folder in reversed([one for one in target.parents if not one.exists()]):
        folder.mkdir(mode=_FOLDER_MODES.get(mode, _FOLDER_MODE))
    measure = hashlib.sha256()
    with target.open("xb") as sink:
        while chunk := source.read(_CHUNK_BYTES):
            measure.update(chunk)
            sink.write(chunk)
        sink.flush()
        os.fchmod(sink.fileno(), mode)
        os.fsync(sink.fileno())
    return f"sha256:{measure.hexdigest()}"


def _check(place: Path, manifest: Manifest) -> None:
    """Hold the documents to their names and the database to its digest.

    Raises:
        DraftRefusedError: they are not what the manifest says.
    """
    names = [name for name in manifest.members if name.startswith(DOCUMENTS)]
    altered = [name for name in names if manifest.members[name] != f"sha256:{name.rpartition('/')[2]}"]
    if altered:
        raise DraftRefusedError(say.BACKUP_ALTERED(members=", ".join(altered[:5])))
    if manifest.schema > REVISION:
        raise DraftRefusedError(say.BACKUP_OF_ANOTHER(version=manifest.version))
    try:
        with open_view(place / "state" / DATABASE) as view:
            digest = view.digest(sorted(name.rpartition("/")[2] for name in names))
    except SuratError as exc:
        raise DraftRefusedError(say.NO_BACKUP(reason=exc.__cause__)) from exc
    if digest != manifest.digest:
        raise DraftRefusedError(say.BACKUP_ALTERED(members=DATABASE))


def _sync(place: Path) -> None:
    """Make every name under a folder survive a crash."""
    for folder, _, _ in os.walk(place, topdown=False):
        sync_folder(Path(folder))
