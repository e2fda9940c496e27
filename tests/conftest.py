from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kantor import Kantor, open_kantor


@pytest.fixture
def kantor(tmp_path: Path) -> Iterator[Kantor]:
    """A new example office with identity by folder and mail to a folder."""
    with open_kantor(tmp_path / "kantor") as one:
        yield one
