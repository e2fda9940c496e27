"""What staff feel of the real daemon: how long a hand-over takes, alone and while a batch is in work, and what it costs when nothing happens.

The daemon is a process of its own with its settings as delivered, its settle time of half a second included. Part of `make bench`.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

import yaml

from pipeline.cli.office import make_office
from tests.kantor import CODE, KONSEP, open_kantor

SURAT = (sys.executable, "-c", "from pipeline.cli import main; main()")
SINGLE = 30
BATCH = 200
WAITING = 10_000
PATIENCE_SECONDS = 120.0
IDLE_SECONDS = 30.0
_MULTIPLY = """
WITH RECURSIVE turn(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM turn WHERE n < {last})
INSERT INTO {table} SELECT {wanted} FROM {table}, turn WHERE {table}.{key} = ?
"""
FIRST = {"dafduk": "kabid-dafduk", "umum": "sekretaris"}
"""the first verifier of each unit"""


def main() -> None:
    with TemporaryDirectory() as name:
        hand_overs(Path(name) / "kantor")
    with TemporaryDirectory() as name:
        idle(Path(name) / "kantor")


def hand_overs(folder: Path) -> None:
    make_office(folder, demo=True)
    with daemon(folder):
        drop(folder, "pemanasan")
        approve(folder, "pemanasan")
        saved, signed = [], []
        for number in range(SINGLE):
            saved.append(seconds(lambda stem=f"surat-{number}": drop(folder, stem)))
            signed.append(approve(folder, f"surat-{number}"))
        print("latency of the daemon, settle time of 0.5 s included:")  # noqa: T201 - its purpose
        tell("last byte saved -> verifier's folder", saved)
        tell("decision -> signed", signed)
        for number in range(BATCH):
            save(folder, f"banyak-{number}")
        during = [seconds(lambda stem=f"susulan-{number}": drop(folder, stem, "umum")) for number in range(5)]
        tell(f"another unit's, beside a batch of {BATCH}", during)


def idle(folder: Path) -> None:
    """A daemon with letters that all wait for the same verifier, and nothing to do."""
    with open_kantor(folder) as kantor:
        letter = kantor.submit()
        source = kantor.inbox / "3-verifikasi/kabid-dafduk"
    with closing(sqlite3.connect(folder / "state/surat.db", isolation_level=None)) as database:
        database.execute("PRAGMA synchronous = OFF")
        multiply(database, "letter", {"id": "printf('2026-%06d', n)", "shown_paths": f"replace(shown_paths, '{letter.id}', printf('2026-%06d', n))"}, letter.id)
        multiply(database, "sidecar", {"letter": "printf('2026-%06d', n)"}, letter.id)
    for number in range(2, WAITING + 1):
        name = letter.name.replace(letter.id, f"2026-{number:06}")
        shutil.copyfile(source / f"{letter.name}.keputusan.yaml", source / f"{name}.keputusan.yaml")
        (source / f"{name}.pdf").hardlink_to(source / f"{letter.name}.pdf")
    with daemon(folder) as process:
        time.sleep(IDLE_SECONDS)
        before, begun = cpu_seconds(process.pid), time.monotonic()
        time.sleep(IDLE_SECONDS)
        share = (cpu_seconds(process.pid) - before) / (time.monotonic() - begun)
    print(f"idle with {WAITING:,} letters waiting: {share:.1%} of a core")  # noqa: T201 - its purpose


def multiply(database: sqlite3.Connection, table: str, changes: dict[str, str], first: str) -> None:
    """Copy a table's row of the first letter for all the others."""
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    wanted = ", ".join(changes.get(name, f"{table}.{name}") for name in columns)
    database.execute(_MULTIPLY.format(table=table, wanted=wanted, key=columns[0], last=WAITING), (first,))


@contextmanager
def daemon(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The daemon of an instance, ended by its own process id."""
    log = folder / "state/daemon.log"
    with log.open("ab") as sink:
        process = subprocess.Popen([*SURAT, "run", "--config", str(folder / "config")], stderr=sink, start_new_session=True)
    try:
        seconds(lambda: wait(lambda: b"daemon_ready" in log.read_bytes()))
        yield process
    finally:
        os.kill(process.pid, signal.SIGTERM)
        process.wait(60)


def save(folder: Path, stem: str, unit: str = "dafduk") -> None:
    konsep = folder / "inbox/1-konsep" / unit
    shutil.copyfile(KONSEP / "liberation.pdf", konsep / f"{stem}.pdf")
    (konsep / f"{stem}.yaml").write_text(f"hal: {stem}\nkepada: [diskominfo]\nklasifikasi: {CODE}\n", "utf-8")


def drop(folder: Path, stem: str, unit: str = "dafduk") -> None:
    """Save a draft and wait for its form in the first verifier's folder."""
    save(folder, stem, unit)
    wait(lambda: list(folder.glob(f"inbox/3-verifikasi/{FIRST[unit]}/*_{stem}.keputusan.yaml")))


def approve(folder: Path, stem: str) -> float:
    """Let everybody approve; the seconds between the signatory's decision and the signed copy in the partner's folder."""
    secret = str(yaml.safe_load((folder / "state/demo/passphrases.yaml").read_text("utf-8"))["kepala-dinas"])
    for place in ("3-verifikasi/kabid-dafduk", "3-verifikasi/sekretaris", "4-tte/kepala-dinas"):
        (form,) = wait(lambda place=place: list((folder / "inbox" / place).glob(f"*_{stem}.keputusan.yaml")))
        text = form.read_text("utf-8").replace('keputusan: ""', 'keputusan: "setuju"')
        form.write_text(text.replace('passphrase: ""', f'passphrase: "{secret}"'), "utf-8")
    return seconds(lambda: wait(lambda: list((folder / "state/esurat/diskominfo").glob(f"*_{stem}.json"))))


def wait(look: Callable[[], object]) -> list[Path]:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        found = look()
        if found:
            return found if isinstance(found, list) else []
        time.sleep(0.005)
    raise TimeoutError


def seconds(act: Callable[[], object]) -> float:
    begun = time.monotonic()
    act()
    return time.monotonic() - begun


def tell(what: str, took: list[float]) -> None:
    cuts = quantiles(took, n=100, method="inclusive")
    print(f"  {what:<38} p50 {cuts[49]:.2f} s · p99 {cuts[98]:.2f} s")  # noqa: T201 - its purpose


def cpu_seconds(pid: int) -> float:
    """What a process and its ended children have used."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
