"""The wheel carries the example office from an explicit list, and nothing that happens to lie beside it."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from pipeline.adapters.instance import CONFIG_TEMPLATES, INBOX_TEMPLATES

REPOSITORY = Path(__file__).parents[2]
PLANTED = (
    "config/sandi-surel.txt",
    "config/kepala-dinas.p12",
    "config/pejabat.yaml.bak",
    "config/templat/draf.txt",
    "inbox/1-konsep/umum/surat.pdf",
    "inbox/1-konsep/umum/surat.yaml",
    "inbox/4-tte/kepala-dinas/2026-000001_surat.keputusan.yaml",
    "inbox/papan/index.html",
)
TEMPLATES = frozenset({*(f"config/{name}" for name in CONFIG_TEMPLATES), *(f"inbox/{name}" for name in INBOX_TEMPLATES)})


def _project() -> dict[str, Any]:
    return tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy of the source tree in which letters and secrets were left lying about."""
    copy = tmp_path_factory.mktemp("source")
    for folder in ("pipeline", "config", "inbox"):
        shutil.copytree(REPOSITORY / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "pyproject.toml", copy)
    for name in ("README.md", "LICENSE", ".gitignore"):
        there = REPOSITORY / name
        (copy / name).write_bytes(there.read_bytes() if there.exists() else b"")
    for name in PLANTED:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_text("sandi: rahasia", encoding="utf-8")
    subprocess.run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", copy / "dist"], cwd=copy, check=True, capture_output=True)
    (built,) = (copy / "dist").glob("*.whl")
    return built


@pytest.fixture
def names(wheel: Path) -> frozenset[str]:
    """The names in that wheel."""
    with ZipFile(wheel) as archive:
        return frozenset(archive.namelist())


def test_the_wheel_carries_every_template(names: frozenset[str]) -> None:
    assert {f"pipeline/templates/{name}" for name in TEMPLATES} <= names


def test_nothing_that_lies_beside_the_templates_gets_into_the_wheel(names: frozenset[str]) -> None:
    carried = {name.removeprefix("pipeline/templates/") for name in names if name.startswith("pipeline/templates/")}
    assert carried == TEMPLATES
    assert not [name for name in names if name.startswith(("config/", "inbox/"))]
    assert not [name for name in names if Path(name).name in {Path(planted).name for planted in PLANTED}]


def test_an_installed_wheel_finds_its_templates(wheel: Path, tmp_path: Path) -> None:
    with ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    program = "import sys, pathlib; from pipeline.adapters.instance import copy_templates as make; make(pathlib.Path(sys.argv[1]), demo=True)"
    subprocess.run([sys.executable, "-c", program, tmp_path / "kantor"], cwd=tmp_path, env={"PYTHONPATH": str(tmp_path / "site")}, check=True)
    assert {path.relative_to(tmp_path / "kantor/config").as_posix() for path in (tmp_path / "kantor/config").rglob("*.*")} == set(CONFIG_TEMPLATES)


def test_the_list_of_the_wheel_is_the_list_that_init_copies() -> None:
    listed = _project()["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert listed == {name: f"pipeline/templates/{name}" for name in TEMPLATES}


def test_the_repository_holds_every_template() -> None:
    assert not [name for name in TEMPLATES if not (REPOSITORY / name).is_file()]
