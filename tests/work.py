"""How much work something does, counted in function calls: a measure that a busy machine does not change."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Count the calls made in this thread within the `with`, Python's own and those into C; see `Counter.total`."""
    calls: Counter[str] = Counter()

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        if event in {"call", "c_call"}:
            calls[event] += 1

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield calls
    finally:
        sys.setprofile(before)
