"""Kill -9 at the boundaries between the office's steps: the ordinary path, run again, finishes every letter once.

Every run crashes at each place at least once: before and after each call of a port that may change something, and amid the system calls of each. Which of the
many times that a place is met, chance says. `make soak` crashes at all of them.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.injection import Faults

SAMPLE = 60
"""how many boundaries of each kind every test run crashes at, or one at each place where that is more"""
FEWEST_PLACES = 20
AT_ONCE = 2


@pytest.mark.parametrize("kind", ["port", "call"])
def test_a_daemon_killed_between_any_two_steps_loses_and_doubles_nothing(kind: str, stage: Path, library: Path, seed: int, soak: float) -> None:
    shares = AT_ONCE if soak else 1
    plays = [_play(stage, kind, library, (share, shares, 0 if soak else SAMPLE, seed)) for share in range(shares)]
    lines, places = [], set[str]()
    for play in plays:
        out, errors = play.communicate(timeout=4 * 3600 if soak else 600)
        assert play.returncode == 0, errors[-3000:].decode()
        *told, last = map(json.loads, out.splitlines())
        lines += told
        places |= set(last["places"])
    assert len(lines) >= (400 if soak else SAMPLE)
    wrong = [f"{line['name']}: {line['wrong']}" for line in lines if line["wrong"]]
    assert not wrong, f"seed {seed}: {len(wrong)} of {len(lines)}\n" + "\n".join(wrong)
    assert [line["name"] for line in lines if not line["killed"]] == []
    assert places - {line["place"] for line in lines} == set(), "everywhere at least once"
    assert len(places) > FEWEST_PLACES


def _play(stage: Path, kind: str, library: Path, how: tuple[int, ...]) -> subprocess.Popen[bytes]:
    folder = stage / f"theatre-{how[0]}"
    folder.mkdir()
    environment = Faults(stage / f"plan-{how[0]}").environment(library) if kind == "call" else dict(os.environ)
    words = [sys.executable, "-m", "tests.faults.crash", str(folder), kind, *map(str, how)]
    return subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
