from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.injection import compile_faults
from tests.faults.workplace import workplace


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", type=float, default=0, metavar="MINUTES", help="crash everywhere, and at random for so long; see `make soak`")


@pytest.fixture(scope="session")
def soak(pytestconfig: pytest.Config) -> float:
    """How many minutes of chance; 0 = the sample that every test run takes."""
    return float(pytestconfig.getoption("--soak", default=0))


@pytest.fixture(scope="session")
def seed(pytestconfig: pytest.Config) -> int:
    """What chance begins with; pytest prints it and takes it back with `-p randomly_seed=…`."""
    return int(pytestconfig.getoption("randomly_seed", default=0))


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that makes calls fail."""
    return compile_faults(tmp_path_factory.mktemp("faults"))


@pytest.fixture
def stage() -> Iterator[Path]:
    """A folder in memory for offices that are killed."""
    with workplace() as folder:
        yield folder
