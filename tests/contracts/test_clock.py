"""The clock that stands."""

from datetime import timedelta

from pipeline.adapters.memory import FixedClock
from tests.contracts.letters import DAY, NOW


def test_time_passes_only_when_it_is_told_to() -> None:
    clock = FixedClock(NOW)
    assert (clock.now(), clock.today(), clock.monotonic()) == (NOW, DAY, 0)
    clock.advance(timedelta(days=1))
    assert (clock.now(), clock.today(), clock.monotonic()) == (NOW + timedelta(days=1), DAY + timedelta(days=1), 86400)


def test_a_day_back_does_not_turn_back_the_daemons_own_clock() -> None:
    clock = FixedClock(NOW)
    clock.advance(timedelta(days=-1))
    assert (clock.today(), clock.monotonic()) == (DAY - timedelta(days=1), 0)
