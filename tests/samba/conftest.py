from collections.abc import Iterator

import pytest

from pipeline.config import Settings
from tests.samba.people import accounts, an_office


@pytest.fixture(scope="module")
def people() -> Iterator[None]:
    """The office's accounts and groups on this machine, for one file of tests after the other: each runs on one worker, and they wait for each other."""
    with accounts():
        yield


@pytest.fixture
def office(people: None) -> Iterator[Settings]:
    """A well set-up office with identity by owner."""
    del people
    with an_office(demo=False) as settings:
        yield settings
