"""How many messages a minute the office hands to its relay: each message gets a moment of its own, one after the other.

Moments are remembered in memory only; after a restart the messages that still wait get new ones.
"""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final

_FORGOTTEN_AFTER: Final = 7_200.0
"""seconds after its moment at which a message that never came, such as a cancelled letter's, is forgotten"""


class Pace:
    """Hands out moments."""

    def __init__(self, per_minute: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Begin with a moment that is free.

        Args:
            per_minute: how many messages a minute; 0 = as many as there are.
            monotonic: seconds that never jump.
        """
        self._between = 60.0 / per_minute if per_minute else 0.0
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._free = float("-inf")
        self._moments: dict[str, float] = {}

    def wait_for(self, message: str) -> timedelta:
        """How long a message must still wait; none when its moment has come, which it then has used up."""
        if not self._between:
            return timedelta()
        with self._lock:
            now = self._monotonic()
            if message not in self._moments:
                self._moments[message] = max(self._free, now)
                self._free = self._moments[message] + self._between
                self._moments = {one: at for one, at in self._moments.items() if at > now - _FORGOTTEN_AFTER}
            left = self._moments[message] - now
            if left <= 0:
                del self._moments[message]
            return timedelta(seconds=max(left, 0.0))
