"""The machine's clock, in the office's time zone."""

import time
from dataclasses import dataclass
from datetime import date, datetime, tzinfo


@dataclass(frozen=True, slots=True)
class OfficeClock:
    """The time as the office reads it."""

    zone: tzinfo

    def now(self) -> datetime:
        """The moment, aware, in the office's zone."""
        return datetime.now(self.zone)

    def today(self) -> date:
        """The day in the office."""
        return self.now().date()

    def monotonic(self) -> float:
        """Seconds on a clock that never jumps."""
        return time.monotonic()
