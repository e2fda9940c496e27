"""A seal that two commands use at the same moment counts once."""

from datetime import timedelta
from pathlib import Path

from pipeline.adapters.store import seals
from pipeline.adapters.store.database import Database
from tests.adapters.store import processes
from tests.contracts import letters as make


def test_of_two_that_both_found_a_seal_unused_only_the_first_uses_it(tmp_path: Path) -> None:
    processes.open_register(tmp_path / "surat.db").close()
    database, until = Database(tmp_path / "surat.db"), make.NOW + timedelta(minutes=10)
    answers = []
    for evidence in ("simpanan-1", "simpanan-2", "simpanan-1"):
        with database.writing() as connection:
            answers.append(seals.spend(connection, "segel-1", until, evidence, make.NOW))
    database.close()
    assert answers == [True, False, True]
