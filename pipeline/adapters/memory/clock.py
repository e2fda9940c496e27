"""A clock for tests."""

from datetime import date, datetime, timedelta


class FixedClock:
    """A clock that stands until a test moves it."""

    def __init__(self, moment: datetime) -> None:
        """Start at an aware moment, in the office's zone."""
        self._moment = moment
        self._seconds = 0.0

    def now(self) -> datetime:
        """The moment it stands at."""
        return self._moment

    def today(self) -> date:
        """The day in the office."""
        return self._moment.date()

    def monotonic(self) -> float:
        """Seconds since it was made; they never go back."""
        return self._seconds

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self._moment += by
        self._seconds += max(by.total_seconds(), 0)
