"""The engine of one machine: a few threads, each carrying one letter on while the PDF and signing processes work for it.

The threads only wait and talk to the register; what is heavy runs in processes. A round does not wait for a straggler: a draft that takes ten seconds to be
refused, or a mail server that does not answer, goes on beside the rounds that follow and is not begun again meanwhile. No more is begun than there are threads,
so what is left stays with the register and the shares, and what has to be waited for has threads of its own.
"""

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from queue import Empty, SimpleQueue
from typing import Final, Self

_PATIENCE_S: Final = 0.1
"""how long a round waits when nothing of what it began gets done"""


class LocalEngine:
    """Two pools of threads: for what a round waits for, and for what may go on beside the next.

    Args:
        workers: how many letters are in hand at once in each, from 1.
    """

    def __init__(self, workers: int) -> None:
        """Start no thread yet."""
        self._workers = workers
        self._together = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="surat-bersama")
        self._beside = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="surat")
        self._in_hand: dict[str, Future[bool]] = {}

    def __enter__(self) -> Self:
        """Use it in a `with`, so that its threads end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Finish what is in hand and end the threads."""
        for pool in (self._together, self._beside):
            pool.shutdown(wait=True, cancel_futures=True)

    def each(self, act: Callable[[str], bool], names: Iterable[str], *, wait_for_all: bool = True) -> int:
        """See `Each`."""
        if wait_for_all:
            return sum(self._together.map(act, names))
        for name in [name for name, future in self._in_hand.items() if future.done()]:
            self._in_hand.pop(name).result()  # what went wrong with a straggler is told now
        stragglers = tuple(self._in_hand.values())
        queue = deque(name for name in names if name not in self._in_hand)
        if stragglers and not queue:
            wait(stragglers, timeout=_PATIENCE_S, return_when=FIRST_COMPLETED)
        done, is_left = self._do(act, queue)
        return done + (is_left or bool(stragglers))

    def _do(self, act: Callable[[str], bool], queue: deque[str]) -> tuple[int, bool]:
        """Do one after the other where a thread is free, until all are done or nothing got done for a while: how many succeeded, and whether any is left."""
        ended: SimpleQueue[str] = SimpleQueue()
        running = succeeded = 0
        while queue or running:
            while queue and len(self._in_hand) < self._workers:
                name = queue.popleft()
                self._in_hand[name] = self._beside.submit(act, name)
                self._in_hand[name].add_done_callback(lambda _, name=name: ended.put(name))  # type: ignore[misc]  # a default binds it
                running += 1
            try:
                name = ended.get(timeout=_PATIENCE_S)
            except Empty:
                return succeeded, True
            running -= 1
            succeeded += self._in_hand.pop(name).result()
        return succeeded, False
