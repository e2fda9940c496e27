"""The processes that the PDF work is done in: without key, database and network, with limits on time and memory.

A worker that dies, hangs or eats too much costs only the file it had in hand; the pool puts another in its place. CPU time is limited for each task anew.
"""

import logging
import resource
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from os import environ
from typing import ParamSpec, Self, TypeVar, cast

from pebble import ProcessExpired, ProcessPool

from pipeline.adapters.forkserver import fork_server
from pipeline.adapters.pdf.confined import UnconfinedError, confine
from pipeline.domain.errors import DraftRefusedError, LaterError, SuratError
from pipeline.domain.notes import Message
from pipeline.domain.notes import pages as say

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


class Workers:
    """Some processes that do the same kind of work.

    Args:
        count: how many at most, from 1.
        limits: what one task may cost.
        warm_up: what each does once, shut in already and before it can start no thread any more.
        refusal: what is said of a task that broke the limits or failed; None = what fits a PDF that somebody saved.
    """

    def __init__(self, count: int, limits: Limits, warm_up: Callable[[], None] | None = None, refusal: Message | None = None) -> None:
        """Start no process yet: the first task does."""
        self._count = count
        self._limits = limits
        self._warm_up = warm_up
        self._refusal = refusal
        self._lock = threading.Lock()
        self._pool = self._new_pool()

    def _new_pool(self) -> ProcessPool:
        facts = (self._limits, self._warm_up)
        return ProcessPool(max_workers=self._count, max_tasks=2000, context=fork_server(), initializer=_limit_process, initargs=facts)

    def __enter__(self) -> Self:
        """Use it in a `with`, so that its processes end."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes."""
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble types its calls, but not this one
        self._pool.join()

    def run(self, task: Callable[Args, Result], *args: Args.args, **kwargs: Args.kwargs) -> Result:
        """Do a task in a worker.

        Raises:
            DraftRefusedError: its file broke the limits, or made the task fail.
            LaterError: no worker can be started.
        """
        pool = self._pool
        try:
            future = pool.schedule(_with_cpu_limit, args=(task, self._limits, self._refusal, args, kwargs), timeout=self._limits.wall.total_seconds())
            return cast("Result", future.result())
        except TimeoutError as late:
            raise DraftRefusedError(self._refusal or say.TOO_SLOW(seconds=round(self._limits.wall.total_seconds()))) from late
        except (ProcessExpired, MemoryError) as dead:
            raise DraftRefusedError(self._refusal or say.TOO_HEAVY()) from dead
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


def _limit_process(limits: Limits, warm_up: Callable[[], None] | None) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_bytes, limits.file_bytes))
    resource.setrlimit(resource.RLIMIT_NOFILE, (limits.open_files, limits.open_files))
    environ.clear()  # where the keys lie, and where the service manager listens, is none of its business
    with suppress(UnconfinedError):  # `is_confined` tells, and the letters go on
        confine()
    if warm_up is not None:
        warm_up()
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))  # no process or thread of its own any more, unless it is root's
    logging.disable()  # a library that says a sentence about each of a file's sixty thousand faults would fill the daemon's log


def _with_cpu_limit(task: Callable[..., object], limits: Limits, refusal: Message | None, args: tuple[object, ...], kwargs: dict[str, object]) -> object:
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
        raise DraftRefusedError(refusal or say.UNREADABLE()) from exc
