"""The real daemon, killed at random while letters go through every step, with clerks and officials who know nothing of it.

Here its threads, workers and fork server die in the middle of anything. That a kill at each boundary is survived, `test_crash_matrix.py` proves in every run;
how often chance is tried adds to that, so most of it is left to `make soak`.
"""

import json
import os
import random
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import yaml

from pipeline.config import load_settings
from pipeline.domain.states import State
from pipeline.wiring import open_desk
from tests.acceptance.test_the_daemon import SURAT, surat
from tests.faults import invariants
from tests.faults.staff import Staff
from tests.faults.test_many_at_once import a_running_daemon, wait_until
from tests.faults.workplace import workplace
from tests.kantor import CODE, KONSEP, make_example, settle_fast

KILLS, KILLS_IN_THE_SOAK = 16, 40
LETTERS, LETTERS_IN_THE_SOAK = 6, 12
SHORTEST_LIFE_S, LONGEST_LIFE_S = 0.7, 2.3
MORE_AT_LAST_S = 5
PATIENCE_S = 240
AN_ORDINARY_START_S = 1.0
"""on a machine that has nothing else to do; on another all these times are as many times longer as its start is, or no daemon would live to do anything"""


def test_a_daemon_killed_at_random_loses_and_doubles_no_letter(seed: int, soak: float) -> None:
    chance, until = random.Random(seed), time.monotonic() + soak * 60  # noqa: S311 -- to be repeated, not to be secret
    with workplace() as folder:
        office = folder / "kantor"
        make_example(office)
        settle_fast(office / "config", gerbang="petugas")
        pace = _pace(office)
        kills = letters = 0
        wanted, more = (KILLS_IN_THE_SOAK, LETTERS_IN_THE_SOAK) if soak else (KILLS, LETTERS)
        while kills < wanted or time.monotonic() < until:
            _save(office, range(letters, letters + more))
            letters += more
            kills += _kill_until_all_is_done(office, letters, Lives(chance, pace), at_least=wanted - kills)
        _check(office, letters)
        print(f"{kills} kills, {letters} letters")  # noqa: T201 -- the soak's figures


def _save(office: Path, places: range) -> None:
    """Clerks save, each its own PDF."""
    for place in places:
        unit = ("dafduk", "umum")[place % 2]
        target = office / "inbox/1-konsep" / unit / f"surat-{place}.pdf"
        facts = {"hal": f"Surat {place}", "kepada": ["diskominfo", "dinkes", "kecamatan-sewon"][: 1 + place % 3], "klasifikasi": CODE}
        target.write_bytes((KONSEP / "carlito.pdf").read_bytes() + b"\n%% %d\n" % place)
        target.with_suffix(".yaml").write_text(yaml.safe_dump(facts), "utf-8")


@dataclass(frozen=True)
class Lives:
    """How long daemons live before they are killed."""

    chance: random.Random
    pace: float

    def next(self, *, is_last: bool) -> float:
        """The next one's seconds; longer where nothing is left but to finish."""
        return self.pace * (self.chance.uniform(SHORTEST_LIFE_S, LONGEST_LIFE_S) + is_last * MORE_AT_LAST_S)


def _pace(office: Path) -> float:
    """How many times longer than ordinarily this machine takes now, at least once."""
    with a_running_daemon(office):
        took = wait_until(lambda: "daemon_ready" in _log(office), PATIENCE_S)
    return max(1.0, took / AN_ORDINARY_START_S)


def _kill_until_all_is_done(office: Path, letters: int, lives: Lives, *, at_least: int) -> int:
    """Start the daemon, let the staff work, kill it; at last let it finish. How often it was killed."""
    staff, kills, until = Staff(office), 0, time.monotonic() + PATIENCE_S * lives.pace
    while kills < at_least or _sent(office) < letters:
        assert time.monotonic() < until, f"{_sent(office)} of {letters} letters are sent after {kills} kills\n{_log(office)}"
        with (office / "state/daemon.log").open("ab") as log:
            daemon = subprocess.Popen([*SURAT, "run", "--config", str(office / "config")], stderr=log, start_new_session=True)
        end = time.monotonic() + lives.next(is_last=kills > at_least)
        while time.monotonic() < end and daemon.poll() is None:
            _decide(staff)
            time.sleep(0.05)
        os.killpg(daemon.pid, signal.SIGKILL)
        assert daemon.wait(30) == -signal.SIGKILL, _log(office)
        kills += 1
    return kills


def _decide(staff: Staff) -> None:
    """Whoever finds a blank form fills it in; the form of a letter that some have already may ask for more than one hand-over."""
    for form in staff.inbox.rglob("*.keputusan.yaml"):
        try:
            if 'keputusan: ""' in form.read_text("utf-8"):
                _fill(staff, form)
        except FileNotFoundError:
            continue  # the daemon took it back just now


def _fill(staff: Staff, form: Path) -> None:
    folder = form.relative_to(staff.inbox).parts
    verdict = {"5-kirim/siap": "lepas", "5-kirim/cetak": "terkirim"}.get("/".join(folder[:2]), "setuju")
    secret = {"passphrase": staff.passphrase} if folder[0] == "4-tte" else {}
    staff.fill(form, keputusan=verdict, penerima="Bu Tini", **secret)


def _sent(office: Path) -> int:
    return len(list((office / "inbox/6-terkirim").glob("*/*/*.pdf")))


def _log(office: Path) -> str:
    return (office / "state/daemon.log").read_text("utf-8")[-3000:]


def _check(office: Path, letters: int) -> None:
    """The daemon, started once more, has nothing to do; every letter was sent once; an audit finds nothing."""
    assert surat(office, "run", "--once").returncode == 0
    settings = load_settings(office / "config")
    with open_desk(settings) as (desk, _):
        invariants.assert_whole(office, desk)
        all_letters = desk.register.letters(everything=True)
        assert [letter.state for letter in all_letters] == [State.SENT] * letters
        invariants.assert_kept(desk, [(KONSEP / "carlito.pdf").read_bytes() + b"\n%% %d\n" % place for place in range(letters)])
        for letter in all_letters:
            _assert_mailed_once(office, letter.name, len([one for one in letter.submission.recipients if one.email]))
    invariants.assert_shares_are_empty(office)
    audit = surat(office, "audit", "--json")
    assert (audit.returncode, json.loads(audit.stdout)["faults"]) == (0, [])


def _assert_mailed_once(office: Path, name: str, mails: int) -> None:
    assert len(list((office / "state/mail").glob(f"{name}-*.eml"))) == mails
    assert sorted(path.suffix for path in (office / "state/esurat/diskominfo").glob(f"{name}.*")) == [".json", ".pdf"]
