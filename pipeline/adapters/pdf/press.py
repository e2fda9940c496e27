"""Runs the PDF work in worker processes: what people saved is read by one with no key, no database and no network, with limits on time and memory.

A worker that dies, hangs or eats too much costs only the file it had in hand; the pool puts another in its place. CPU time is limited for each task anew.
The libraries that read and write PDFs are imported by the workers alone, so that the daemon, which lives for months, stays small.
"""

import logging
import resource
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from os import environ
from pathlib import Path
from typing import ParamSpec, Self, TypeVar, cast

import structlog
from pebble import ProcessExpired, ProcessPool

from pipeline.adapters.forkserver import fork_server
from pipeline.adapters.pdf.confined import UnconfinedError, confine, is_confined
from pipeline.domain.errors import DraftRefusedError, LaterError, SuratError
from pipeline.domain.notes import pages as say
from pipeline.domain.page import Binding, Box, Examination, FooterOrder, Layout, StampOrder
from pipeline.domain.sheet import DispatchSheet

log = structlog.get_logger()

Args = ParamSpec("Args")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one file may cost."""

    cpu: timedelta = timedelta(seconds=5)
    wall: timedelta = timedelta(seconds=10)
    memory_bytes: int = 1 << 30
    file_bytes: int = 512 << 20
    """what a worker may write"""
    largest_bytes: int = 200 << 20
    """the largest PDF that is taken"""
    open_files: int = 64
    """what a worker may have open at once"""


class WorkerPress:
    """The PDF workers of one daemon.

    Args:
        workers: how many files are in hand at once, from 1.
        limits: what one file may cost.
    """

    def __init__(self, workers: int, limits: Limits | None = None) -> None:
        """Start no process yet: the first file does."""
        self._workers = workers
        self._limits = limits or Limits()
        self._lock = threading.Lock()
        self._told = threading.Lock()
        self._pool = self._new_pool()

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(max_workers=self._workers, max_tasks=2000, context=fork_server(), initializer=_limit_process, initargs=(self._limits,))

    def __enter__(self) -> Self:
        """Use it in a `with`, so that its processes end."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes."""
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble types its calls, but not this one
        self._pool.join()

    def examine(self, draft: Path, layout: Layout) -> Examination:
        """See `pdf.examine`; a file beyond the limit is refused unread."""
        if draft.stat().st_size > self._limits.largest_bytes:
            raise DraftRefusedError(say.TOO_LARGE(megabytes=self._limits.largest_bytes >> 20))
        return self._run(_examine, draft, layout)

    def stamp(self, source: Path, target: Path, order: StampOrder) -> tuple[Box, ...]:
        """See `pdf.stamp`; what a failure leaves of the target is removed."""
        with _whole(target):
            return self._run(_stamp, source, target, order)

    def prepare(self, approved: Path, target: Path, order: FooterOrder) -> None:
        """See `pdf.foot`; what a failure leaves of the target is removed."""
        with _whole(target):
            self._run(_prepare, approved, target, order)

    def sheet(self, target: Path, sheet: DispatchSheet) -> None:
        """See `pdf.sheet`; what a failure leaves of the target is removed."""
        with _whole(target):
            self._run(_sheet, target, sheet)

    def binding(self, document: Path) -> Binding | None:
        """See `pdf.stamp.read_binding`."""
        return self._run(_binding, document)

    def words(self, document: Path) -> tuple[str, ...]:
        """See `pdf.finished`."""
        return self._run(_words, document)

    def is_confined(self) -> bool:
        """Whether the workers are shut in: no network, no programs, no other processes. A worker finds out by trying.

        Raises:
            LaterError: no worker can be started.
        """
        return self._in_worker(is_confined)

    def _run(self, task: Callable[Args, Result], *args: Args.args, **kwargs: Args.kwargs) -> Result:
        self._tell_once()
        return self._in_worker(task, *args, **kwargs)

    def _tell_once(self) -> None:
        """Log, before the first file, that the workers are not shut in; the letters go on."""
        if not self._told.acquire(blocking=False):
            return
        try:
            if not self.is_confined():
                log.error("pdf_workers_not_confined")
        except SuratError:
            self._told.release()

    def _in_worker(self, task: Callable[Args, Result], *args: Args.args, **kwargs: Args.kwargs) -> Result:
        pool = self._pool
        try:
            future = pool.schedule(_with_cpu_limit, args=(task, self._limits, args, kwargs), timeout=self._limits.wall.total_seconds())
            return cast("Result", future.result())
        except TimeoutError as late:
            raise DraftRefusedError(say.TOO_SLOW(seconds=round(self._limits.wall.total_seconds()))) from late
        except (ProcessExpired, MemoryError) as dead:
            raise DraftRefusedError(say.TOO_HEAVY()) from dead
        except (RuntimeError, CancelledError) as broken:
            self._renew(pool)
            raise LaterError(say.WORKERS_GONE()) from broken

    def _renew(self, broken: ProcessPool) -> None:
        """Put another pool in the place of one whose processes cannot be started any more."""
        with self._lock:
            if self._pool is broken:
                with suppress(Exception):
                    broken.stop()  # type: ignore[no-untyped-call]  # as above
                    broken.join(timeout=5)
                self._pool = self._new_pool()


@contextmanager
def _whole(target: Path) -> Iterator[None]:
    """Let a target be whole or not there: a full disk must not be filled further by every try."""
    try:
        yield
    except BaseException:
        with suppress(OSError):
            target.unlink(missing_ok=True)
        raise


def _limit_process(limits: Limits) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_bytes, limits.file_bytes))
    resource.setrlimit(resource.RLIMIT_NOFILE, (limits.open_files, limits.open_files))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))  # no process of its own, unless it is root's
    environ.clear()  # where the keys lie, and where the service manager listens, is none of its business
    with suppress(UnconfinedError):  # `is_confined` tells, and the letters go on
        confine()
    logging.disable()  # a library that says a sentence about each of a file's sixty thousand faults would fill the daemon's log


def _with_cpu_limit(task: Callable[..., object], limits: Limits, args: tuple[object, ...], kwargs: dict[str, object]) -> object:
    """Give this task its own CPU seconds on top of what the process has used; whatever it raises is a verdict on its file alone."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(spent.ru_utime + spent.ru_stime + limits.cpu.total_seconds()) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
    try:
        return task(*args, **kwargs)
    except (SuratError, MemoryError, OSError):
        raise
    except Exception as exc:
        raise DraftRefusedError(say.UNREADABLE()) from exc


def _examine(draft: Path, layout: Layout) -> Examination:
    from pipeline.adapters.pdf.examine import examine

    return examine(draft, layout)


def _stamp(source: Path, target: Path, order: StampOrder) -> tuple[Box, ...]:
    from pipeline.adapters.pdf.stamp import stamp

    return stamp(source, target, order)


def _prepare(approved: Path, target: Path, order: FooterOrder) -> None:
    from pipeline.adapters.pdf.foot import add_footer

    add_footer(approved, target, order)


def _sheet(target: Path, sheet: DispatchSheet) -> None:
    from pipeline.adapters.pdf.sheet import dispatch_sheet

    dispatch_sheet(target, sheet)


def _binding(document: Path) -> Binding | None:
    from pipeline.adapters.pdf.stamp import read_binding

    return read_binding(document)


def _words(document: Path) -> tuple[str, ...]:
    from pipeline.adapters.pdf.finished import read_words

    return read_words(document)
