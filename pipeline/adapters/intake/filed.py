"""The letters of other offices as they lie filed (`state/masuk`): which are whole, and what of them a backup takes. Read only.

A letter is three files of one name: the PDF, its covering note and the receipt. The receipt came last, so where there is one the others must be there; and the
PDF must be what the note says, the note what the receipt says. What is being filed at this moment has no receipt yet and is passed over. A letter of which all
three are gone is not missed: nothing else knows of it.
"""

import json
import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from pipeline.adapters.durable import TEMPORARY, digest_of_file
from pipeline.adapters.intake.arrivals import ASIDE
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.esurat import MOST_BYTES, RECEIPT, read_cover

_ENDINGS: Final = (".pdf", ".json", RECEIPT)
_NAME: Final = re.compile(r"([a-z0-9][a-z0-9.-]{7,127}?)(\.pdf|\.json|\.terima\.json)")
_ASIDE: Final = re.compile(ASIDE + r"/\d{4}-\d{2}-\d{2}/[^./\x00-\x1f\x7f\ud800-\udfff][^/\x00-\x1f\x7f\ud800-\udfff]*")
_BEING_FILED: Final = timedelta(minutes=5)
"""after how long without a receipt nobody can still be filing a letter"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """One letter."""

    message: str
    """its covering note's `id_pesan`"""
    files: tuple[Path, ...]
    """those of its files that are there"""
    missing: tuple[str, ...]
    """the names of those that are not"""
    is_altered: bool
    """whether all are there, and one is not what the others say"""


def survey(folder: Path) -> Iterator[Filed]:
    """Every letter that is filed in a folder, in the order of their names, each read whole.

    Raises:
        OSError: the folder cannot be read.
    """
    names = {found[1] for one in _entries(folder) if (found := _NAME.fullmatch(one))}
    for message in sorted(names):
        parts = [folder / f"{message}{ending}" for ending in _ENDINGS]
        there = tuple(one for one in parts if _is_file(one))
        if parts[-1] not in there and not _rests(there):
            continue
        missing = tuple(one.name for one in parts if one not in there)
        letter = Filed(message=message, files=there, missing=missing, is_altered=not missing and not _agree(message, *parts))
        if all(map(_is_file, there)):  # else it is being moved away
            yield letter


def put_aside(folder: Path) -> Iterator[Path]:
    """What `surat masuk` has put aside there, with the reasons, but for names that no backup can hold."""
    for path in (Path(place, one) for place, _, names in os.walk(folder / ASIDE) for one in sorted(names)):
        if _ASIDE.fullmatch(str(path.relative_to(folder))) and _is_file(path):
            yield path


def everything(folder: Path) -> Iterator[Path]:
    """Every file there but our own temporary ones."""
    for place, _, names in os.walk(folder):
        yield from (Path(place, one) for one in sorted(names) if not one.startswith(TEMPORARY))


def _entries(folder: Path) -> list[str]:
    """The names in a folder; one that is no folder, or leads to where nothing is, cannot be read."""
    return sorted(os.listdir(folder)) if os.path.lexists(folder) else []  # noqa: PTH208 -- the names alone are wanted


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except FileNotFoundError:
        return False


def _rests(files: tuple[Path, ...]) -> bool:
    latest = time.time() - _BEING_FILED.total_seconds()
    with suppress(FileNotFoundError):
        return all(one.lstat().st_mtime < latest for one in files)
    return False


def _agree(message: str, pdf: Path, note: Path, receipt: Path) -> bool:
    """Whether PDF, note and receipt are of one letter; what cannot be read is not."""
    try:
        cover, told = read_cover(_read(note)), json.loads(_read(receipt))
        is_pdf = pdf.stat().st_size == cover.size_bytes and digest_of_file(pdf) == cover.document
    except (DraftRefusedError, ValueError, RecursionError, OSError):
        return False
    return is_pdf and cover.message == message and isinstance(told, dict) and (told.get("id_pesan"), told.get("dokumen")) == (message, cover.document)


def _read(path: Path) -> bytes:
    with path.open("rb") as source:
        return source.read(MOST_BYTES + 1)
