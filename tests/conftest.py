from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.kantor import Kantor, open_kantor

settings.register_profile("shared_machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared_machine")  # a test asks whether, never how fast


@pytest.fixture
def kantor(tmp_path: Path) -> Iterator[Kantor]:
    """A new example office with identity by folder and mail to a folder."""
    with open_kantor(tmp_path / "kantor") as one:
        yield one
