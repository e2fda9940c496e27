import re
from pathlib import Path

import pytest

import pipeline
from pipeline.domain.notes import Language
from pipeline.domain.notes.record import ACTIONS, DELIVERIES, STATES, action_words
from pipeline.domain.states import DeliveryState, State

WIDTH = 17
"""characters of the column in which `surat status` lists the state"""


def acts_of_the_product() -> set[str]:
    """Every act that the code records, by its stored name."""
    code = "\n".join(one.read_text("utf-8") for one in Path(pipeline.__file__).parent.rglob("*.py"))
    named = set(re.findall(r'action="([a-z_]+)"', code)) | {name for pair in re.findall(r'action="(\w+)" if .* else "(\w+)"', code) for name in pair}
    return named | {f"delivery_{state}" for state in DeliveryState}


def test_every_state_has_its_words() -> None:
    assert set(STATES) == set(State)
    assert set(DELIVERIES) == set(DeliveryState)


@pytest.mark.parametrize("language", Language)
def test_a_states_words_fit_the_list(language: Language) -> None:
    assert [text().words(language) for text in STATES.values() if len(text().words(language)) > WIDTH] == []


def test_every_act_the_office_records_has_its_words() -> None:
    assert len(acts_of_the_product()) > 20
    assert acts_of_the_product() - set(ACTIONS) == set()


def test_an_act_of_a_newer_version_is_told_by_its_name() -> None:
    assert action_words("moved_on", Language.INDONESIAN) == "moved on"
    assert action_words("signed", Language.INDONESIAN) == "ditandatangani (TTE)"
