"""Writes requirements.lock: `make lock`. What a run needs first, what only the tests need behind a marker line; hashes, and no index.

What the lock has stays as it is; `make lock UPGRADE=ya` takes the newest of everything.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
UPGRADE = "--upgrade" in sys.argv
MARKER = "# for the tests"
SHOWN = ("--extra", "undangan")
"""what `make run` and `make demo` show, though an office may do without"""
BUILD = ("hatchling", "editables")
"""what an editable install builds with"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        build = Path(folder) / "build.in"
        build.write_text("\n".join(BUILD) + "\n", "utf-8")
        run = blocks(compiled(Path(folder) / "run.lock", build, *SHOWN))
        everything = blocks(compiled(Path(folder) / "all.lock", build, *SHOWN, "--extra", "test", "--constraint", str(Path(folder) / "run.lock")))
    lines = [*run.values(), f"{MARKER}\n", *(block for name, block in everything.items() if name not in run)]
    (ROOT / "requirements.lock").write_text("".join(lines), "utf-8")


def compiled(target: Path, build: Path, *more: str) -> str:
    if not UPGRADE:
        target.write_text((ROOT / "requirements.lock").read_text("utf-8"), "utf-8")
    quiet = ("--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host", "--no-header", "--no-annotate", "--strip-extras", "--allow-unsafe")
    command = [sys.executable, "-m", "piptools", "compile", "--quiet", "--generate-hashes", *quiet, *more, "-o", str(target), "pyproject.toml", str(build)]
    subprocess.run(command, cwd=ROOT, check=True)
    return target.read_text("utf-8")


def blocks(lock: str) -> dict[str, str]:
    """Each requirement with its hashes, by name."""
    found = re.findall(r"^([A-Za-z0-9._-]+)==[^\n]*(?:\n    --hash[^\n]*)*\n", lock, re.MULTILINE)
    bodies = [match.group(0) for match in re.finditer(r"^[A-Za-z0-9._-]+==[^\n]*(?:\n    --hash[^\n]*)*\n", lock, re.MULTILINE)]
    return dict(zip(found, bodies, strict=True))


if __name__ == "__main__":
    main()
