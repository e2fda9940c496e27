"""Calls of the real daemon fail for a while, its workers' and its fork server's too; then they succeed again, and it finishes every letter by itself.

`test_failing_calls.py` looks at more cells, in one process. Here nothing is played but the staff and the faults: the daemon's own threads, sweeps, pauses and
log meet them.
"""

import random
import time
import traceback
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.faults.cells import CALLS, ERRORS, LIFE, NOT_MADE, Cell
from tests.faults.injection import Call, Faults
from tests.faults.running import Running, a_running_office, assert_saved_is_safe, assert_whole_in_the_end
from tests.faults.staff import Staff
from tests.faults.test_many_at_once import wait_until
from tests.faults.workplace import new_office

PLACES = {"share": "inbox", "documents": "state/documents", "database": "state/surat.db"}
CELLS = [Cell(place=place, call=call, error=error) for place in PLACES for call in CALLS if (place, call) not in NOT_MADE for error in ERRORS]
LEADS_TO = {
    "saved": "3-verifikasi/kabid-dafduk",
    "verified": "3-verifikasi/sekretaris",
    "verified again": "4-tte/kepala-dinas",
    "signed": "5-kirim/cetak",
    "handed over": "6-terkirim/*/*",
}
"""where the letter lies when a scene is over"""
AT_ONCE, AT_ONCE_IN_THE_SOAK = 3, 6
SOME_SCENES = ("saved", "verified", "signed")
PATIENCE_S = 120.0
TROUBLE_LASTS_S = 2.5
"""two sweeps and two attempts"""


@dataclass
class Trial:
    """One cell, lived through by a real daemon."""

    cell: Cell
    folder: Path
    library: Path
    struck: int = 0
    told: int = 0

    def live(self, scenes: Collection[str]) -> "Trial":
        """A letter's life, with the fault in some of its scenes; whatever is wrong is raised with the cell's name."""
        office = new_office(self.folder / "kantor", sapuan_detik="1")
        faults, staff = Faults(self.folder / "plan"), Staff(office)
        saved = {"surat.pdf": staff.pdf.read_bytes()}
        with a_running_office(office, faults.environment(self.library)) as running:
            for scene, act in LIFE.items():
                wait_until(lambda scene=scene, act=act: bool(staff.play({scene: act})), PATIENCE_S)  # type: ignore[misc]  # a default binds it
                if scene in scenes:
                    self._trouble(running, faults, saved, LEADS_TO[scene])
            wait_until(lambda: _is_all_done(office), PATIENCE_S)
        assert_whole_in_the_end(office, saved, may_have_left=self.cell.call is Call.UNLINK)
        return self

    def _trouble(self, running: Running, faults: Faults, saved: dict[str, bytes], leads_to: str) -> None:
        """Let the fault strike for a while, or until the scene is over and it had nothing to strike at."""
        since = len(running.log())
        faults.begin(self.cell.call, running.office / PLACES[self.cell.place], error=self.cell.error)
        wait_until(lambda: faults.failed > 0 or bool(list(running.inbox.glob(f"{leads_to}/*"))), PATIENCE_S)
        time.sleep(TROUBLE_LASTS_S if faults.failed else 0)
        struck = faults.failed
        faults.end()
        running.assert_lives()
        assert_saved_is_safe(running.office, saved)
        troubles = running.troubles(since)
        assert {line: times for line, times in troubles.items() if times > 1} == {}, "told again at every sweep"
        self.struck += struck
        self.told += sum(troubles.values())


def _is_all_done(office: Path) -> bool:
    """Whether the final copy is there, and nothing that anybody still has to do, or that should have gone."""
    inbox = office / "inbox"
    left = {path for path in inbox.rglob("*") if path.is_file() and path.name != "BACA-SAYA.txt"}
    final = set(inbox.glob("6-terkirim/*/*/*.pdf"))
    return bool(final) and left == final


def result_of(trial: Trial, scenes: Collection[str]) -> str:
    """What was wrong with a cell; empty if nothing was."""
    try:
        trial.live(scenes)
    except Exception:  # noqa: BLE001 -- whatever is wrong with a cell is that cell's finding
        return traceback.format_exc()
    return "" if trial.struck and trial.told else f"struck {trial.struck} times, told {trial.told} times"


def test_a_daemon_whose_calls_fail_for_a_while_finishes_every_letter_by_itself(stage: Path, library: Path, seed: int, soak: float) -> None:
    chance = random.Random(seed)  # noqa: S311 -- to be repeated, not to be secret
    cells = CELLS if soak else [chance.choice([cell for cell in CELLS if cell.place == place]) for place in PLACES]
    scenes = LIFE if soak else SOME_SCENES
    trials = [Trial(cell, stage / cell.name.replace(" ", "-"), library) for cell in cells]
    for trial in trials:
        trial.folder.mkdir()
    with ThreadPoolExecutor(AT_ONCE_IN_THE_SOAK if soak else AT_ONCE) as threads:
        results = list(threads.map(lambda trial: result_of(trial, scenes), trials))
    print(f"{len(trials)} faults of the real daemon, {sum(trial.struck for trial in trials)} failed calls")  # noqa: T201 -- the soak's figures
    wrong = [f"{trial.cell.name}: {result}" for trial, result in zip(trials, results, strict=True) if result]
    assert not wrong, f"seed {seed}: {len(wrong)} of {len(trials)}\n" + "\n".join(wrong)
