"""The engine of one machine: a few threads, each carrying one letter on while the PDF and signing processes work for it.

The threads only wait and talk to the register; what is heavy runs in processes. Two threads never hold the same letter: what is still in hand is not begun
again. A round does not wait for a straggler: a draft that takes ten seconds to be refused goes on beside the rounds that follow.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from queue import Empty, SimpleQueue
from typing import Final, Self

_AT_ONCE: Final = 100
"""how many are begun together; what is not begun yet costs no memory, and the next round finds it again"""
_PATIENCE_S: Final = 0.1
"""how long a round waits when nothing of what it began gets done"""


class LocalEngine:
    """A pool of threads.

    Args:
        workers: how many letters are in hand at once, from 1.
    """

    def __init__(self, workers: int) -> None:
        """Start no thread yet."""
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="surat")
        self._in_hand: dict[str, Future[bool]] = {}

    def __enter__(self) -> Self:
        """Use it in a `with`, so that its threads end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Finish what is in hand and end the threads."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def each(self, act: Callable[[str], bool], names: Iterable[str], *, wait_for_all: bool = True) -> int:
        """See `Each`."""
        if wait_for_all:
            return sum(self._pool.map(act, names))
        for name in [name for name, future in self._in_hand.items() if future.done()]:
            self._in_hand.pop(name).result()  # what went wrong with a straggler is told now
        stragglers = dict(self._in_hand)
        new = [name for name in names if name not in stragglers]
        done = 0
        for start in range(0, len(new), _AT_ONCE):
            succeeded, is_left = self._do(act, new[start : start + _AT_ONCE])
            done += succeeded
            if is_left:
                return done + 1
        if stragglers and not new:
            wait(stragglers.values(), timeout=_PATIENCE_S, return_when=FIRST_COMPLETED)
        return done + bool(stragglers)

    def _do(self, act: Callable[[str], bool], names: Sequence[str]) -> tuple[int, bool]:
        """Begin a few and wait until all are done, or nothing got done for a while: how many succeeded, and whether any is left in hand."""
        ended: SimpleQueue[str] = SimpleQueue()
        for name in names:
            self._in_hand[name] = self._pool.submit(act, name)
            self._in_hand[name].add_done_callback(lambda _, name=name: ended.put(name))  # type: ignore[misc]  # a default binds it
        succeeded = 0
        for _ in names:
            try:
                name = ended.get(timeout=_PATIENCE_S)
            except Empty:
                return succeeded, True
            succeeded += self._in_hand.pop(name).result()
        return succeeded, False
