"""Faults of the machine below a process: calls that fail, calls that kill, a disk that lies about syncing, a clock that jumps.

`faults.c` stands between the process and its C library. It is compiled by gcc when a test needs it; what it is to do is written into a mapped file, so it can
change while a daemon runs.
"""

import mmap
import os
import struct
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import IntFlag
from pathlib import Path

SOURCE = Path(__file__).with_name("faults.c")
VARIABLE = "SURAT_FAULTS"
_LAYOUT = struct.Struct("=qqqqiii500s")
_SIZE = 4096


class Call(IntFlag):
    """A class of system calls."""

    OPEN = 1
    WRITE = 2
    FSYNC = 4
    RENAME = 8
    UNLINK = 16
    MKDIR = 32


LASTING = Call.WRITE | Call.FSYNC | Call.RENAME | Call.UNLINK | Call.MKDIR
"""the calls that change what a killed process leaves behind, or promise that it lasts"""


def compile_faults(folder: Path) -> Path:
    """The library, compiled into a folder once."""
    library = folder / "faults.so"
    if not library.exists():
        subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", str(library), str(SOURCE), "-ldl"], check=True, timeout=60)
    return library


class Faults:
    """What the preloaded library is to do, in a file that it has mapped."""

    def __init__(self, file: Path) -> None:
        self.file = file
        if not file.exists():
            file.write_bytes(bytes(_SIZE))
        with file.open("r+b") as whole:
            self._map = mmap.mmap(whole.fileno(), _SIZE)

    def environment(self, library: Path) -> dict[str, str]:
        """The environment of a process that is to meet the faults."""
        return {**os.environ, "LD_PRELOAD": str(library), VARIABLE: str(self.file)}

    def begin(self, calls: Call, within: Path, *, error: int = 0, after: int = 0, silent: bool = False) -> None:
        """Let calls on paths within a folder fail, or kill their process where there is no error, all but the first few."""
        self.end()
        self._map[: _LAYOUT.size] = _LAYOUT.pack(self._read()[0], 0, after, 0, 0, error, silent, os.fsencode(within))
        struct.pack_into("=i", self._map, 32, calls)

    def end(self) -> None:
        """Let everything succeed again."""
        struct.pack_into("=i", self._map, 32, 0)

    def turn_clock(self, seconds: int) -> None:
        """Let the clock of the wall be so far from the truth."""
        struct.pack_into("=q", self._map, 0, seconds)

    @property
    def met(self) -> int:
        """How many calls matched since the last `begin`."""
        return self._read()[1]

    @property
    def failed(self) -> int:
        """How many of them failed."""
        return self._read()[3]

    def _read(self) -> tuple[int, ...]:
        return _LAYOUT.unpack(self._map[: _LAYOUT.size])

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Let calls of ours that are not the daemon's pass uncounted."""
        (calls,) = struct.unpack_from("=i", self._map, 32)
        struct.pack_into("=i", self._map, 32, 0)
        try:
            yield
        finally:
            struct.pack_into("=i", self._map, 32, calls)


def names_of(calls: Iterable[Call]) -> list[str]:
    """How a table calls them."""
    return [(call.name or "").lower() for call in calls]
