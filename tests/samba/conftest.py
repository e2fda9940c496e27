from collections.abc import Iterator

import pytest

from pipeline.config import Settings
from tests.samba.people import accounts, an_office


@pytest.fixture(scope="session")
def people() -> Iterator[None]:
    """The office's accounts and groups on this machine."""
    with accounts():
        yield


@pytest.fixture
def office(people: None) -> Iterator[Settings]:
    """A well set-up office with identity by owner."""
    del people
    with an_office(demo=False) as settings:
        yield settings
