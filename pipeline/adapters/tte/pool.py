"""Runs the signing of one decision in worker processes that die with it (SOP 8).

Processes, never threads: the parser of pyHanko is lazy and fails when threads share it, and a key lives only as long as its process. A worker starts from
a fork server that has the libraries loaded and has never seen a key. The passphrase travels over a pipe, never in arguments or the environment; the worker
makes no core dump and cannot be traced by others of its user.

What can go wrong stays with the letters it met: the letter in hand when a worker dies or runs out of time is held, those behind it are tried again
later, those before it are signed. No exception leaves `Pkcs12Signer.sign` but for mistakes of our own.
"""

import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Final

from pipeline.adapters.forkserver import fork_server
from pipeline.adapters.tte.memory import keep_memory_private
from pipeline.domain.errors import HeldError, LaterError
from pipeline.domain.notes import Message
from pipeline.domain.notes import signing as notes
from pipeline.domain.office import KeyToken
from pipeline.domain.signing import Secret, SignatureLevel, SigningOrder, SigningResult, SigningTerms

WORTH_SPLITTING: Final = 8
"""from this many orders on, a batch is split over the cores"""
ANSWERS: Final = {SignatureLevel.BASIC: 0, SignatureLevel.TIMED: 1, SignatureLevel.LONG_TERM: 1, SignatureLevel.ARCHIVAL: 2}
"""how many answers each letter needs from the time stamping authority"""
ANSWERS_ONCE: Final = 8
"""how many time limits a batch may take for what is fetched once"""
GOODBYE_SECONDS: Final = 2.0
"""how long a worker that has answered everything may take to end"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pkcs12Signer:
    """Signs with the signatories' PKCS#12 files and tokens.

    Attributes:
        trust_roots: PEM files that every signature must chain to.
        terms: the level wanted, and who is asked for what it needs.
        base_time: the time one decision may take, whatever its size.
        time_per_order: what each order adds to it.
    """

    trust_roots: tuple[Path, ...]
    terms: SigningTerms = field(default_factory=SigningTerms)
    base_time: timedelta = timedelta(seconds=30)
    time_per_order: timedelta = timedelta(seconds=2)

    def sign(self, orders: Sequence[SigningOrder], key: Path | KeyToken, passphrase: Secret) -> tuple[SigningResult, ...]:
        """Sign all `orders` of one decision; the results stand in the order of the orders.

        Args:
            orders: sources are only read; a target exists afterwards if and only if its order was signed.
            key: the signatory's PKCS#12 file, or token; a token is opened by one process, so that one decision tries its PIN once.
            passphrase: sent to the workers alone.
        """
        if not orders:
            return ()
        limit = self._limit(len(orders))
        deadline = time.monotonic() + limit.total_seconds()
        workers = [_Worker(orders=share) for share in ([tuple(orders)] if isinstance(key, KeyToken) else _shares(orders))]
        try:
            for worker in workers:
                worker.start(key if isinstance(key, KeyToken) else str(key), passphrase, tuple(map(str, self.trust_roots)), self.terms)
            late = _collect(workers, deadline)
        finally:
            for worker in workers:
                worker.end()
        seconds = round(limit.total_seconds())
        return tuple(result for worker in workers for result in worker.told(late_after=seconds if late else None))

    def _limit(self, orders: int) -> timedelta:
        """Signing, and as long as authorities may take that answer just in time; one that does not is not asked again."""
        answers = ANSWERS[self.terms.level]
        return self.base_time + self.time_per_order * orders + self.terms.authority.timeout * (answers * orders + (ANSWERS_ONCE if answers else 0))


@dataclass(slots=True, kw_only=True)
class _Worker:
    """One process, its share of the orders and what it has answered so far."""

    orders: tuple[SigningOrder, ...]
    results: list[SigningResult] = field(default_factory=list)
    process: ForkServerProcess | None = None
    line: Connection | None = None

    def start(self, key: str | KeyToken, passphrase: Secret, trust_roots: tuple[str, ...], terms: SigningTerms) -> None:
        """Start the process and send it its task; a machine that cannot start one leaves the results empty."""
        context = fork_server()
        with suppress(OSError, EOFError):
            self.line, theirs = context.Pipe()
            with theirs:
                process = context.Process(target=_work, args=(theirs,), name="surat-tte", daemon=True)
                process.start()
                self.process = process
            self.line.send((self.orders, key, passphrase.reveal(), trust_roots, terms))

    def end(self) -> None:
        """Make sure that the process is gone."""
        if self.line is not None:
            self.line.close()
        if self.process is not None:
            complete = len(self.results) == len(self.orders)
            self.process.join(GOODBYE_SECONDS if complete else 0)
            if self.process.is_alive():
                self.process.kill()
            self.process.join()
            self.process.close()

    def told(self, *, late_after: int | None) -> Iterator[SigningResult]:
        """A result for every order; targets without one are removed."""
        yield from self.results
        for place, order in enumerate(self.orders[len(self.results) :]):
            with suppress(OSError):  # a disk that fails here failed before; the result says so
                Path(order.target).unlink(missing_ok=True)
            if place or self.process is None:
                yield LaterError(notes.NOT_BEGUN(letter=order.letter))
            else:
                yield HeldError(_why(order, late_after))


def _why(order: SigningOrder, late_after: int | None) -> Message:
    if late_after is None:
        return notes.WORKER_DIED(letter=order.letter)
    return notes.WORKER_LATE(letter=order.letter, seconds=late_after)


def _shares(orders: Sequence[SigningOrder]) -> list[tuple[SigningOrder, ...]]:
    """Even shares, one a core, in order."""
    count = min(len(os.sched_getaffinity(0)), len(orders)) if len(orders) >= WORTH_SPLITTING else 1
    cuts = [len(orders) * number // count for number in range(count + 1)]
    return [tuple(orders[start:end]) for start, end in pairwise(cuts)]


def _collect(workers: list[_Worker], deadline: float) -> bool:
    """Take answers until all workers are done or dead; gives whether the time ran out first."""
    waiting = [(worker.line, worker) for worker in workers if worker.line is not None]
    while waiting:
        ready = wait([line for line, _ in waiting], max(0.0, deadline - time.monotonic()))
        if not ready:
            return True
        waiting = [(line, worker) for line, worker in waiting if line not in ready or _answered(line, worker)]
    return False


def _answered(line: Connection, worker: _Worker) -> bool:
    """Take one answer; gives whether there is more to wait for."""
    try:
        worker.results.append(line.recv())
    except (EOFError, OSError):
        return False
    return len(worker.results) < len(worker.orders)


def _work(line: Connection) -> None:
    """The worker process: one task in, its results out one by one."""
    from pipeline.adapters.tte.pkcs12 import sign_each

    keep_memory_private()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with line, suppress(EOFError, BrokenPipeError):
        for result in sign_each(*line.recv()):
            line.send(result)
