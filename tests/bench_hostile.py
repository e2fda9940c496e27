"""What every file that a letter must not be costs the worker that reads it: its memory at most, and the time until the clerk is told. `make bench`.

Ends with an error where a limit of the product does not hold. Run as `python -m tests.bench_hostile`.
"""

import os
import re
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from pipeline.adapters.pdf.press import WorkerPress
from pipeline.adapters.pdf.workers import Limits
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.page import Layout
from tests.adapters.pdf.broken import BROKEN
from tests.adapters.pdf.drafts import an_order
from tests.adapters.pdf.hostile import HOSTILE

EVERYTHING = HOSTILE | BROKEN
MOST_MEGABYTES = 400
"""of one worker; what a large scan may take"""
_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one file cost."""

    name: str
    refused: bool
    seconds: float
    megabytes: int


class Watched:
    """The most memory of a process while something is done; it may die of it."""

    def __init__(self, process: int) -> None:
        """Begin from what it has now."""
        self._folder = Path(f"/proc/{process}")
        self._done = threading.Event()
        self._watching = threading.Thread(target=self._watch)
        self.megabytes = 0

    def __enter__(self) -> Self:
        """Forget what it had before."""
        (self._folder / "clear_refs").write_text("5", encoding="ascii")
        self._watching.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Look once more."""
        self._done.set()
        self._watching.join()
        self._look()

    def _watch(self) -> None:
        while not self._done.wait(0.005):
            self._look()

    def _look(self) -> None:
        with suppress(OSError):
            found = _PEAK.search((self._folder / "status").read_text(encoding="ascii"))
            self.megabytes = max(self.megabytes, int(found[1]) >> 10 if found else 0)


def main() -> None:
    with TemporaryDirectory() as name, WorkerPress(1) as press:
        costs = [cost(press, kind, Path(name)) for kind in EVERYTHING]
    refused = sum(one.refused for one in costs)
    heaviest, slowest = max(costs, key=lambda one: one.megabytes), max(costs, key=lambda one: one.seconds)
    print(f"hostile files: {len(costs)} · refused {refused} · became letters {len(costs) - refused}")  # noqa: T201 -- its purpose
    print(f"  most memory of a worker {heaviest.megabytes} MB ({heaviest.name}) · longest {slowest.seconds:.1f} s ({slowest.name})")  # noqa: T201 -- its purpose
    limit = Limits().wall.total_seconds() + 2
    if heaviest.megabytes > MOST_MEGABYTES or slowest.seconds > limit:
        sys.exit(f"A limit does not hold: {MOST_MEGABYTES} MB, {limit:.0f} s.")


def cost(press: WorkerPress, name: str, folder: Path) -> Cost:
    """One file through a worker, as it goes through the daemon's."""
    draft = folder / "in.pdf"
    draft.write_bytes(EVERYTHING[name].make())
    with Watched(press._run(os.getpid)) as watched:  # noqa: SLF001 - to stand where the PDFs are read
        before = time.monotonic()
        refused = is_refused(press, draft, EVERYTHING[name].layout)
        seconds = time.monotonic() - before
    return Cost(name=name, refused=refused, seconds=seconds, megabytes=watched.megabytes)


def is_refused(press: WorkerPress, draft: Path, layout: Layout) -> bool:
    try:
        if press.examine(draft, layout).faults:
            return True
        press.stamp(draft, draft.with_name("out.pdf"), an_order(layout))
    except DraftRefusedError:
        return True
    return False


if __name__ == "__main__":
    main()
