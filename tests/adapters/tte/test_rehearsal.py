"""What the fork server does before any key is there."""

import subprocess
import sys
import tempfile
from pathlib import Path

from pipeline.adapters.pdf import press
from pipeline.adapters.tte import pool
from pipeline.domain.signing import SignedDocument


def test_the_rehearsal_signs_a_page_that_holds_and_leaves_nothing_behind() -> None:
    question = (
        "import tempfile, pathlib, sys\n"
        "tempfile.tempdir = sys.argv[1]\n"
        "from pipeline.adapters.tte.rehearsal import rehearse\n"
        "print(type(rehearse()).__name__, list(pathlib.Path(sys.argv[1]).iterdir()))\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        told = subprocess.run([sys.executable, "-c", question, folder], check=True, capture_output=True, text=True, cwd=Path(__file__).parents[3])
    assert told.stdout.split() == [SignedDocument.__name__, "[]"]


def test_the_workers_of_both_rooms_come_from_a_fork_server_that_has_rehearsed() -> None:
    assert "pipeline.adapters.tte.rehearsal" in pool.PRELOAD
    assert "pipeline.adapters.tte.rehearsal" in press.PRELOAD
