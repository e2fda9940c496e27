"""One set of keys for all tests of signing."""

import pytest

from pipeline.adapters.tte.demo import make_demo_keys
from tests.adapters.tte.office import NOW, Office


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp("demo")
    people = {"kepala-dinas": ("Dr. Rina Wulandari, S.H., M.Si.", "Dinas Kependudukan"), "sekretaris": ("Budi Santoso", "Dinas Kependudukan")}
    return Office(folder, make_demo_keys(folder, people, NOW))
