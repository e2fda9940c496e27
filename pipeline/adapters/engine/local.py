"""The engine of one machine: a few threads, each carrying one letter on while the PDF and signing processes work for it.

The threads only wait and talk to the register; what is heavy runs in processes. Two threads never hold the same letter: a round names each once.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Self


class LocalEngine:
    """A pool of threads.

    Args:
        workers: how many letters are in hand at once, from 1.
    """

    def __init__(self, workers: int) -> None:
        """Start no thread yet."""
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="surat")

    def __enter__(self) -> Self:
        """Use it in a `with`, so that its threads end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Finish what is in hand and end the threads."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def each(self, act: Callable[[str], bool], names: Iterable[str]) -> int:
        """Do one thing for each and wait for all; how many times it succeeded. `act` keeps its errors to itself."""
        return sum(self._pool.map(act, names))
