"""So many messages a minute and no more."""

from dataclasses import replace
from datetime import timedelta

from pipeline.adapters.delivery.mail import MailCarrier
from pipeline.adapters.delivery.pace import Pace
from pipeline.domain.channel import Channel
from pipeline.domain.states import DeliveryState, State
from tests.kantor import ForwardClock, Kantor


class Hands:
    """A clock's hands, moved by the test."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_each_message_has_a_moment_of_its_own_and_keeps_it_however_often_it_asks() -> None:
    hands = Hands()
    pace = Pace(30, hands)
    assert [pace.wait_for(one).total_seconds() for one in ("a", "b", "c", "b", "c")] == [0, 2, 4, 2, 4]
    hands.seconds += 2
    assert [pace.wait_for(one).total_seconds() for one in ("c", "b", "d")] == [2, 0, 4]


def test_no_minute_sees_more_messages_than_allowed_however_they_come() -> None:
    hands = Hands()
    pace = Pace(60, hands)
    went: list[float] = []
    waiting = {str(n) for n in range(300)}
    while waiting:
        done = {one for one in sorted(waiting) if not pace.wait_for(one)}
        went += [hands.seconds] * len(done)
        waiting -= done
        hands.seconds += 5
    assert max(sum(start <= one < start + 60 for one in went) for start in set(went)) <= 60 + 5, (
        "a round of five seconds sees those of its five seconds at once"
    )
    assert went[-1] - went[0] >= 295


def test_an_office_without_a_limit_waits_for_nothing_and_a_long_rest_saves_nothing_up() -> None:
    assert [Pace(0).wait_for(one) for one in ("a", "b")] == [timedelta(), timedelta()]
    hands = Hands()
    pace = Pace(60, hands)
    hands.seconds += 3_600
    assert [pace.wait_for(one).total_seconds() for one in ("a", "b")] == [0, 1]
    hands.seconds += 100_000
    assert [pace.wait_for(one).total_seconds() for one in ("c", "b")] == [0, 1], "what never came is forgotten"


def test_a_letter_that_waits_for_its_turn_was_not_tried_and_goes_when_it_has_come(kantor: Kantor) -> None:
    hands = Hands()
    mail = kantor.desk.carriers[Channel.EMAIL]
    assert isinstance(mail, MailCarrier)
    clock = ForwardClock(kantor)
    kantor.desk = replace(kantor.desk, carriers={**kantor.desk.carriers, Channel.EMAIL: replace(mail, pace=Pace(1, hands))})
    first, second = (kantor.approve_all(kantor.submit(stem, hal=stem, kepada=["dinkes"])) for stem in ("satu", "dua"))
    assert (first.state, second.state) == (State.SENT, State.DISPATCHING)
    (delivery,) = kantor.desk.register.deliveries(second.id)
    assert (delivery.state, delivery.attempts) == (DeliveryState.DEFERRED, 0)
    assert "delivery_deferred" not in kantor.actions(second)
    hands.seconds += 61
    clock.ahead += timedelta(seconds=61)
    kantor.work()
    (delivery,) = kantor.desk.register.deliveries(second.id)
    assert (kantor.letter(second.id).state, delivery.attempts) == (State.SENT, 1)
