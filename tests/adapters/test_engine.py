"""The engine of one machine: nothing is begun twice, nobody waits for a straggler, and what goes wrong is told."""

import threading
from collections.abc import Callable, Iterable

import pytest

from pipeline.adapters.engine.local import LocalEngine
from pipeline.ports import Lane, of_each, one_by_one


def test_a_straggler_keeps_no_round_and_is_not_begun_twice() -> None:
    go_on, begun = threading.Event(), []

    def act(name: str) -> bool:
        begun.append(name)
        return name != "slow" or go_on.wait(30)

    with LocalEngine(2) as engine:
        assert engine.each(act, ["slow", "a", "b"], lane=Lane.LETTERS) == 3  # two are done, one is in hand
        assert engine.each(act, ["slow", "c"], lane=Lane.LETTERS) == 2
        assert engine.each(act, ["slow"], lane=Lane.LETTERS) == 1
        go_on.set()
    assert sorted(begun) == ["a", "b", "c", "slow"]


def until_told(engine: LocalEngine) -> None:
    while True:
        engine.each(lambda _: True, [], lane=Lane.LETTERS)


def test_what_goes_wrong_with_a_straggler_is_told_in_a_later_round() -> None:
    go_on = threading.Event()

    def act(_: str) -> bool:
        go_on.wait(30)
        raise KeyboardInterrupt

    with LocalEngine(1) as engine:
        assert engine.each(act, ["slow"], lane=Lane.LETTERS) == 1
        go_on.set()
        with pytest.raises(KeyboardInterrupt):
            until_told(engine)


def test_where_all_are_waited_for_a_straggler_of_that_name_hinders_nobody() -> None:
    go_on = threading.Event()
    with LocalEngine(2) as engine:
        assert engine.each(lambda _: go_on.wait(30), ["surat"], lane=Lane.LETTERS) == 1
        assert engine.each(lambda _: True, ["surat", "lain"]) == 2
        go_on.set()


def test_more_than_are_begun_at_once_are_all_done() -> None:
    with LocalEngine(2, lambda: 0.0) as engine:
        assert engine.each(lambda _: True, map(str, range(200)), lane=Lane.LETTERS) == 200
        assert engine.each(lambda _: False, map(str, range(10))) == 0


def test_what_must_be_waited_for_waits_behind_no_straggler() -> None:
    go_on = threading.Event()
    with LocalEngine(2) as engine:
        names = [f"surat-{number}" for number in range(10)]
        assert engine.each(lambda _: go_on.wait(30), names, lane=Lane.LETTERS) == 1
        assert engine.each(lambda _: True, ["keputusan"]) == 1
        go_on.set()


def test_no_more_is_begun_than_there_are_threads() -> None:
    go_on, begun = threading.Event(), []

    def act(name: str) -> bool:
        begun.append(name)
        return go_on.wait(30)

    with LocalEngine(2) as engine:
        for _ in range(3):
            engine.each(act, ["a", "b", "c", "d"], lane=Lane.LETTERS)
        assert begun == ["a", "b"]
        go_on.set()


def test_letters_that_were_taken_go_on_though_drafts_fill_every_thread_of_their_own() -> None:
    go_on = threading.Event()
    with LocalEngine(2) as engine:
        assert engine.each(lambda _: go_on.wait(30), map(str, range(10)), lane=Lane.DRAFTS) == 1
        assert engine.each(lambda _: True, ["2027-000001", "2027-000002", "2027-000003"], lane=Lane.LETTERS) == 3
        go_on.set()


def test_a_batch_on_a_slow_machine_leaves_the_rest_to_the_next_round() -> None:
    seconds, begun = [0.0], []

    def act(name: str) -> bool:
        begun.append(name)
        seconds[0] += 0.25
        return True

    with LocalEngine(1, lambda: seconds[0]) as engine:
        assert engine.each(act, map(str, range(1_000)), lane=Lane.DRAFTS) == 5, "four are done in one second, and there is more to do"
    assert begun == ["0", "1", "2", "3"]


def backwards(act: Callable[[str], bool], names: Iterable[str], *, lane: Lane | None = None) -> int:
    return one_by_one(act, reversed(tuple(names)), lane=lane)


def test_what_was_done_for_each_and_what_went_wrong_are_told_in_the_order_asked_for() -> None:
    def act(name: str) -> str:
        if name.startswith("wrong"):
            raise ValueError(name)
        return name.upper()

    names = ["second", "first", "wrong b", "third", "wrong a"]
    with LocalEngine(2) as engine:
        for each in (engine.each, one_by_one, backwards):
            done, failed = of_each(iter(names), act, each, ValueError)
            assert list(done.items()) == [("second", "SECOND"), ("first", "FIRST"), ("third", "THIRD")]
            assert [(name, str(error)) for name, error in failed.items()] == [("wrong b", "wrong b"), ("wrong a", "wrong a")]


def test_an_error_of_another_kind_is_raised() -> None:
    def act(_: str) -> None:
        raise ZeroDivisionError

    with LocalEngine(1) as engine:
        for each in (one_by_one, engine.each):
            with pytest.raises(ZeroDivisionError):
                of_each(["a"], act, each, ValueError)
