import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.kantor import Kantor, open_kantor

settings.register_profile("shared_machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared_machine")  # a test asks whether, never how fast


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what makes system users where that cannot be; `make test` says so."""
    if os.geteuid() != 0:
        out = [one for one in items if one.get_closest_marker("root")]
        config.hook.pytest_deselected(items=out)
        items[:] = [one for one in items if one not in out]


@pytest.fixture
def kantor(tmp_path: Path) -> Iterator[Kantor]:
    """A new example office with identity by folder and mail to a folder."""
    with open_kantor(tmp_path / "kantor") as one:
        yield one
