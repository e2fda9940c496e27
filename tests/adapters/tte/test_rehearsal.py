"""What the fork server does before any key is there."""

import subprocess
import sys
import tempfile
from pathlib import Path

from pipeline.adapters.forkserver import PRELOAD
from pipeline.domain.signing import SignedDocument

ROOT = Path(__file__).parents[3]
HEAVY = ("pyhanko", "pypdf", "fpdf", "fontTools", "PIL", "asn1crypto")


def test_the_rehearsal_signs_a_page_that_holds_and_leaves_nothing_behind() -> None:
    question = (
        "import tempfile, pathlib, sys\n"
        "tempfile.tempdir = sys.argv[1]\n"
        "from pipeline.adapters.tte.rehearsal import rehearse\n"
        "print(type(rehearse()).__name__, list(pathlib.Path(sys.argv[1]).iterdir()))\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        told = subprocess.run([sys.executable, "-c", question, folder], check=True, capture_output=True, text=True, cwd=ROOT)
    assert told.stdout.split() == [SignedDocument.__name__, "[]"]


def test_the_fork_server_of_all_workers_has_rehearsed_and_loaded_the_work_of_each() -> None:
    assert "pipeline.adapters.tte.rehearsal" in PRELOAD
    loads = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)\n"
    tell = f"print(*(name for name in {HEAVY} if name in sys.modules))"
    told = subprocess.run([sys.executable, "-c", loads + tell, *PRELOAD], check=True, capture_output=True, text=True, cwd=ROOT)
    assert told.stdout.split() == list(HEAVY)


def test_the_daemon_itself_imports_nothing_that_reads_or_signs_a_pdf() -> None:
    question = f"import sys, pipeline.cli, pipeline.daemon, pipeline.wiring\nprint(*(name for name in {(*HEAVY, 'pypdfium2')} if name in sys.modules))"
    told = subprocess.run([sys.executable, "-c", question], check=True, capture_output=True, text=True, cwd=ROOT)
    assert told.stdout.split() == []
