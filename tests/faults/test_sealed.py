"""The passphrase of fifty signatures is nowhere, whenever the daemon was killed."""

import json
import subprocess
import sys
from pathlib import Path

from tests.faults import sealed


def test_after_fifty_sealed_signatures_and_many_kills_the_passphrase_is_nowhere(stage: Path, seed: int) -> None:
    with (stage / "log").open("wb") as log:
        words = [sys.executable, "-m", "tests.faults.sealed", str(stage), str(seed)]
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=log, timeout=600, check=False)
    assert done.returncode == 0, f"seed {seed}: {(stage / 'log').read_text()[-3000:]}"
    figures = json.loads(done.stdout)
    assert figures["letters"] == sealed.LETTERS
    assert figures["kills"] >= sealed.KILLS // 2, figures
    assert figures["files"] > 4 * sealed.LETTERS, "there is much to look through"
    assert figures["found"] == []
