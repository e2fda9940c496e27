"""What the intake costs: a sweep of many old files beside the kernel's own look at them, and the taking of a letter beside what its syncs cost.

`python -m tests.bench_intake [files]`.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from pipeline.adapters.intake import lookout
from tests.adapters.intake.conftest import SIDECAR, Office

ROUNDS = 5
LETTERS = 40
SIZES_BYTES = (100_000, 1_000_000, 10_000_000)


def main() -> None:
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with TemporaryDirectory() as place:
        office = Office(Path(place) / "kantor")
        for number in range(files):
            (office.konsep / f"surat {number}.yaml").write_bytes(SIDECAR)
        office.drafts.sweep()
        office.clock.pass_s(1)
        with patch.object(lookout, "taken_at_once", int):
            for draft in office.drafts.sweep():
                office.drafts.wait(draft)
        ours, plain = median_s(office.drafts.sweep), median_s(lambda: look(office.konsep))
        print(f"sweep of {files} old files: {ours:.3f} s; scandir and lstat alone {plain:.3f} s")  # noqa: T201 -- its purpose
    with TemporaryDirectory() as place:
        for size in SIZES_BYTES:
            whole, syncs = intake_ms(Office(Path(place) / str(size)), size)
            print(f"intake of {size / 1e6:g} MB: {whole:.1f} ms, of which syncs {syncs:.1f} ms")  # noqa: T201 -- its purpose


def look(folder: Path) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            entry.stat(follow_symlinks=False)


def median_s(act: Callable[[], object]) -> float:
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def intake_ms(office: Office, size: int) -> tuple[float, float]:
    """The median of a letter's way from the last byte at rest to the empty folder, and of its syncs, in milliseconds; settling and examining apart."""
    wholes, syncs = [], []
    sync, spent = os.fsync, [0.0]

    def timed(descriptor: int) -> None:
        began = time.perf_counter()
        sync(descriptor)
        spent[0] += time.perf_counter() - began

    for number in range(LETTERS):
        (office.konsep / "surat.pdf").write_bytes(b"%PDF-1.7\n" + os.urandom(size) + b"%%EOF\n")
        (office.konsep / "surat.yaml").write_bytes(SIDECAR + f"lampiran: {number}\n".encode())
        office.drafts.sweep()
        office.clock.pass_s(1)
        spent[0], began = 0.0, time.perf_counter()
        os.fsync = timed
        (draft,) = office.drafts.sweep()
        office.drafts.read(draft)
        office.drafts.copy(draft)
        office.drafts.claim(draft)
        office.drafts.release(draft)
        os.fsync = sync
        wholes.append(time.perf_counter() - began)
        syncs.append(spent[0])
    return statistics.median(wholes) * 1000, statistics.median(syncs) * 1000


if __name__ == "__main__":
    main()
