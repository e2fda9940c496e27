from pathlib import Path

import yaml

from pipeline.domain.decision import DecisionFolder, Verdict
from pipeline.domain.read_decision import VERDICTS
from pipeline.domain.states import DELIVERY_MOVES, MOVES, OPEN, DeliveryState, State, may_move
from pipeline.sop import FLOW, INSTEAD, step_of

PRINTED_STEPS = [1, 2, 3, 4, 5, 8, 9]
PRINTED_MINUTES = {1: 1, 2: 3, 3: 3, 4: 3, 5: 3, 8: 5, 9: 2}
CONFIG = Path(__file__).parents[2] / "config"


def test_the_table_has_the_steps_of_the_work_instruction_in_their_order() -> None:
    steps = [step for row in FLOW for step in row.sop]
    assert list(dict.fromkeys(steps)) == PRINTED_STEPS


def test_every_row_leaves_a_letter_only_where_the_procedure_allows() -> None:
    for row in FLOW:
        assert set(row.gives) <= MOVES[row.takes], row


def test_each_state_that_is_worked_on_stands_in_one_row() -> None:
    takes = [row.takes for row in FLOW]
    assert len(takes) == len(set(takes))
    unworked = {State.RETURNED, State.HELD, State.SIGNATURE_UNCERTAIN, State.SENT, State.CANCELLED}
    assert set(takes) | unworked == set(State)


def test_a_verdict_that_does_not_raise_the_letter_is_a_legal_move_from_where_it_is_given() -> None:
    given_in = {
        Verdict.REVISE: {State.IN_VERIFICATION, State.AWAITING_SIGNATURE},
        Verdict.KEEP: {State.READY_TO_SEND},
        Verdict.CANCEL: OPEN,
    }
    assert set(given_in) == set(INSTEAD) - {Verdict.ASK_CODE}
    for verdict, states in given_in.items():
        assert all(may_move(before, INSTEAD[verdict][1]) for before in states), verdict


def test_asking_for_a_code_leaves_the_letter_with_its_signatory() -> None:
    assert INSTEAD[Verdict.ASK_CODE][1] is State.AWAITING_SIGNATURE
    assert [folder for folder, verdicts in VERDICTS.items() if Verdict.ASK_CODE in verdicts] == [DecisionFolder.SIGNATURE]


def test_what_is_cancelled_never_moves_again_and_what_is_sent_only_when_an_email_came_back() -> None:
    assert MOVES[State.CANCELLED] == frozenset()
    assert MOVES[State.SENT] == {State.DISPATCHING}


def test_what_went_out_is_never_sent_again_but_on_paper() -> None:
    assert DELIVERY_MOVES[DeliveryState.SENT] == {DeliveryState.TO_PRINT}


def test_every_letter_on_its_way_can_be_held_and_cancelled() -> None:
    for state in set(State) - {State.SENT, State.CANCELLED, State.HELD}:
        assert {State.HELD, State.CANCELLED} <= MOVES[state], state


def test_the_standard_times_are_configuration_and_add_up_as_printed() -> None:
    settings = yaml.safe_load((CONFIG / "pipeline.yaml").read_text("utf-8"))
    times = settings["waktu_baku"]
    assert {int(step): int(minutes) for step, minutes in times.items() if str(step).isdigit()} == PRINTED_MINUTES
    assert int(times["jumlah"]) == 54


def test_a_finished_letter_stands_in_no_row() -> None:
    from tests.letters import a_letter

    assert step_of(a_letter(State.SENT)) is None
    row = step_of(a_letter(State.RECEIVED))
    assert row is not None
    assert row.sop == (1, 2)
