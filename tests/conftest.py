import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.kantor import Kantor, open_kantor

settings.register_profile("shared_machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared_machine")  # a test asks whether, never how fast


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs root where we are not; `make test` says so."""
    if os.geteuid() != 0:
        config.hook.pytest_deselected(items=[one for one in items if one.get_closest_marker("root")])
        items[:] = [one for one in items if not one.get_closest_marker("root")]


@pytest.fixture
def kantor(tmp_path: Path) -> Iterator[Kantor]:
    """A new example office with identity by folder and mail to a folder."""
    with open_kantor(tmp_path / "kantor") as one:
        yield one
