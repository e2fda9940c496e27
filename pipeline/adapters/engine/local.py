"""The engine of one machine: a few threads, each carrying one letter on while the PDF and signing processes work for it.

The threads only wait and talk to the register; what is heavy runs in processes. A round does not wait for a straggler: a draft that takes ten seconds to be
refused, or a mail server that does not answer, goes on beside the rounds that follow and is not begun again meanwhile. No more is begun than there are threads,
and nothing new once a lane has had its time in a round, so what is left stays with the register and the shares. Each lane has threads of its own: thousands of
drafts on a slow machine do not keep the letters already taken from going on, nor what has to be waited for from being done.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from queue import Empty, SimpleQueue
from typing import Final, Self

from pipeline.ports import Lane

_PATIENCE_S: Final = 0.1
"""how long a round waits when nothing of what it began gets done"""
_TURN_S: Final = 1.0
"""for how long a lane begins new things in one round, so that decisions do not wait for a batch"""


class LocalEngine:
    """Threads for what a round waits for, and for each lane that goes on beside the next.

    Args:
        workers: how many letters are in hand at once in each, from 1.
        monotonic: seconds on a clock that never jumps.
    """

    def __init__(self, workers: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Start no thread yet."""
        self._together = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="surat-bersama")
        self._lanes = {lane: _Beside(workers, lane, monotonic) for lane in Lane}

    def __enter__(self) -> Self:
        """Use it in a `with`, so that its threads end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Finish what is in hand and end the threads."""
        for pool in (self._together, *(lane.pool for lane in self._lanes.values())):
            pool.shutdown(wait=True, cancel_futures=True)

    def each(self, act: Callable[[str], bool], names: Iterable[str], *, lane: Lane | None = None) -> int:
        """See `Each`."""
        return sum(self._together.map(act, names)) if lane is None else self._lanes[lane].each(act, names)


class _Beside:
    """One lane: its threads, and what they have in hand."""

    def __init__(self, workers: int, lane: Lane, monotonic: Callable[[], float]) -> None:
        self.pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix=f"surat-{lane.value}")
        self._workers = workers
        self._monotonic = monotonic
        self._in_hand: dict[str, Future[bool]] = {}

    def each(self, act: Callable[[str], bool], names: Iterable[str]) -> int:
        for name in [name for name, future in self._in_hand.items() if future.done()]:
            self._in_hand.pop(name).result()  # what went wrong with a straggler is told now
        stragglers = tuple(self._in_hand.values())
        queue = deque(name for name in names if name not in self._in_hand)
        if stragglers and not queue:
            wait(stragglers, timeout=_PATIENCE_S, return_when=FIRST_COMPLETED)
        done, is_left = self._do(act, queue)
        return done + (is_left or bool(stragglers))

    def _do(self, act: Callable[[str], bool], queue: deque[str]) -> tuple[int, bool]:
        """Do one after the other where a thread is free, until all are done or the turn is over: how many succeeded, and whether any is left.

        The turn is over when nothing got done for a while, and nothing new is begun after its time.
        """
        ended: SimpleQueue[str] = SimpleQueue()
        running = succeeded = 0
        until = self._monotonic() + _TURN_S
        while running or queue:
            is_time_left = self._monotonic() < until
            while queue and is_time_left and len(self._in_hand) < self._workers:
                name = queue.popleft()
                self._in_hand[name] = self.pool.submit(act, name)
                self._in_hand[name].add_done_callback(lambda _, name=name: ended.put(name))  # type: ignore[misc]  # a default binds it
                running += 1
            if not running and not is_time_left:
                return succeeded, True
            try:
                name = ended.get(timeout=_PATIENCE_S)
            except Empty:
                return succeeded, True
            running -= 1
            succeeded += self._in_hand.pop(name).result()
        return succeeded, False
