"""A disk that is full, failing, read-only, over quota or forbidden, at every place and in every class of call: nothing is lost, and it goes on by itself."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.cells import PLACES, cells_of
from tests.faults.injection import Faults
from tests.faults.workplace import workplace


@pytest.fixture(scope="module")
def lived(library: Path, soak: float) -> dict[str, dict[str, object]]:
    """What became of every cell, lived through one after the other by one process, which is warmed once."""
    with workplace() as stage:
        words = [sys.executable, "-m", "tests.faults.cells", str(stage), ",".join(PLACES), *(["each"] if soak else [])]
        done = subprocess.run(words, env=Faults(stage / "plan").environment(library), capture_output=True, timeout=3600, check=False)
    assert done.returncode == 0, done.stderr[-3000:].decode()
    return {line["cell"]: line for line in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("place", PLACES)
def test_a_call_that_fails_for_a_while_costs_no_letter_and_is_told_once(place: str, lived: dict[str, dict[str, object]], soak: float) -> None:
    lines = {name: line for name, line in lived.items() if name.startswith(f"{place} ")}
    assert sorted(lines) == sorted(cell.name for cell in cells_of(place, each=bool(soak)))
    wrong = [f"{name}: {line['wrong']}" for name, line in lines.items() if "wrong" in line]
    assert not wrong, "\n".join(wrong)
    assert [name for name, line in lines.items() if not line["struck"]] == []
    assert [name for name, line in lines.items() if not line["told"]] == [], "nobody was told"
    assert {name: line["repeated"] for name, line in lines.items() if line["repeated"]} == {}, "told again at every sweep"
