"""Kills the daemon of an office at a chosen boundary, starts it again, and looks whether anything was lost or done twice.

Run as `python -m tests.faults.crash FOLDER KIND SHARE SHARES SAMPLE SEED`. A boundary has a place, the call of a port that is begun or done there;
each place is met many times, with other letters in other states. A warmed process without threads forks a child for each boundary, which plays the scenario
from the beginning of that scene and is killed by SIGKILL there; another child then carries the office to its end by the ordinary path and checks. One JSON
line a crash is printed, and at last one with all places.
"""

import json
import os
import random
import shutil
import signal
import sys
import traceback
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from pipeline.domain.states import State
from pipeline.logs import set_up_logs
from pipeline.ports import Desk
from tests.faults import invariants
from tests.faults.boundaries import Meet, watch
from tests.faults.injection import LASTING, VARIABLE, Faults
from tests.faults.staff import SCENARIO, Staff, end_uncertainties
from tests.faults.workplace import RestlessError, Workshop, come_to_rest, new_office, tally_of, workshop_of
from tests.kantor import KONSEP

Crash = tuple[str, int, Callable[[int], "Run"]]
"""a boundary's place, its number, and how to play so that the process is killed there"""
NEVER = 1 << 60
TURNS = 60
"""more than the longest letter needs"""
READS = frozenset(
    f"register.{one}"
    for one in (
        "letter",
        "shown",
        "has_evidence",
        "deliveries",
        "unshown",
        "due",
        "letters",
        "newest_day",
        "twin",
        "taken",
        "events",
        "is_reserved",
        "attempts",
    )
)
"""calls between which nothing lasting changes, so that a crash at them is a crash at their neighbours"""
ENDS = {
    "Surat Utama": State.SENT,
    "Surat Tanpa Kode": State.SENT,
    "Surat Ditarik": State.CANCELLED,
    "Surat Dibatalkan": State.CANCELLED,
}
ANSWERS = ("1-konsep/dafduk/minta.nomor.yaml", "1-konsep/dafduk/batal.diterima.txt", "1-konsep/dafduk/utama-lagi.diterima.txt")


@dataclass(frozen=True, kw_only=True)
class Run:
    """How one play of the scenario differs from a plain one."""

    change: Callable[[Desk], Desk] = field(default=lambda desk: desk)
    faults: Faults | None = None
    after_staff: Callable[[], object] = field(default=lambda: None)


PLAIN = Run()


def play(shop: Workshop, run: Run = PLAIN) -> None:
    """The daemon and the staff by turns, until nobody has anything to do."""
    office = shop.settings.root
    staff = Staff(office)
    with shop.desk(run.change) as desk:
        for _ in range(TURNS):
            come_to_rest(desk)
            asked = list(end_uncertainties(desk, lambda name: was_mailed(office, name)))
            with run.faults.paused() if run.faults else nullcontext():
                if not staff.play(SCENARIO) and not asked:
                    return
                run.after_staff()
    raise RestlessError


def was_mailed(office: Path, name: str) -> bool:
    """Whether the relay was handed a message; the recipient on the telephone."""
    tally = tally_of(office)
    return tally.exists() and any(line.split()[0] == name for line in tally.read_text().splitlines())


def check(shop: Workshop) -> None:
    """Assert that the scenario ended as it must."""
    office = shop.settings.root
    with shop.desk() as desk:
        come_to_rest(desk)
        invariants.assert_whole(office, desk)
        letters = {letter.submission.subject: letter for letter in desk.register.letters(everything=True)}
        assert {subject: letter.state for subject, letter in letters.items()} == ENDS
        assert len(desk.register.letters(everything=True)) == len(letters)
        assert (letters["Surat Utama"].revision, letters["Surat Tanpa Kode"].revision) == (2, 1)
        year = letters["Surat Utama"].since.year
        assert sorted(line.status.value for line in desk.register.lines(year)) == ["reserved", "used", "used", "void", "void"]
        for subject in ("Surat Utama", "Surat Tanpa Kode"):
            invariants.assert_reached_once(desk, letters[subject], office, tally_of(office))
        invariants.assert_kept(desk, [(KONSEP / name).read_bytes() for name in ("carlito.pdf", "liberation.pdf")])
    inbox = office / "inbox"
    (told,) = inbox.glob("kembali/umum/*_surat-dibatalkan.catatan.txt")
    invariants.assert_shares_are_empty(office, but=(*ANSWERS, str(told.relative_to(inbox))))


@dataclass(frozen=True)
class Theatre:
    """One office, played again and again, from the beginning of any scene."""

    folder: Path
    scenes: list[int] = field(default_factory=list)
    """how many boundaries had been met when each scene began"""

    @property
    def stage(self) -> Path:
        return self.folder / "stage"

    @property
    def office(self) -> Path:
        return self.stage / "kantor"

    def open(self) -> Workshop:
        """Make the office."""
        new_office(self.office, gerbang="petugas", kaki='"Cetakan surat ini sah."')
        return workshop_of(self.office)

    def rehearse(self, shop: Workshop, run: Run, met: Callable[[], int]) -> range:
        """Warm this process up, so that every play is like the next; then play undisturbed and keep each scene's beginning. The boundaries that were met."""
        shutil.copytree(self.stage, self.folder / "first-morning")
        play(shop)
        shutil.rmtree(self.stage)
        shutil.copytree(self.folder / "first-morning", self.stage)
        begun = met()
        self._keep(0)
        play(shop, replace(run, after_staff=lambda: self._keep(met() - begun)))
        end = met()
        check(shop)
        return range(begun, end)

    def _keep(self, met: int) -> None:
        shutil.copytree(self.stage, self.folder / f"scene-{len(self.scenes)}")
        self.scenes.append(met)

    def crash_and_recover(self, shop: Workshop, number: int, run: Callable[[int], Run]) -> dict[str, object]:
        """One line of the matrix: whether the child was killed, and what was wrong after the restart, if anything.

        Args:
            shop: the office's.
            number: the boundary, counted from the scenario's beginning.
            run: how to play so that the process is killed at a boundary, counted from the scene's beginning.
        """
        scene = bisect_right(self.scenes, number) - 1
        shutil.rmtree(self.stage)
        shutil.copytree(self.folder / f"scene-{scene}", self.stage)
        end = in_a_child(lambda: play(shop, run(number - self.scenes[scene])))
        told = self.folder / "wrong"
        recovered = in_a_child(lambda: _recover(shop, told))
        wrong = "" if recovered == 0 else told.read_text() if told.exists() else f"status {recovered}"
        if wrong:
            shutil.copytree(self.stage, self.folder / f"wrong-{number}", dirs_exist_ok=True)
        return {"killed": end == -signal.SIGKILL, "wrong": wrong}


def _recover(shop: Workshop, told: Path) -> None:
    if VARIABLE in os.environ:
        Faults(Path(os.environ[VARIABLE])).end()
    try:
        play(shop)
        check(shop)
    except BaseException:
        told.write_text(traceback.format_exc())
        raise


def in_a_child(act: Callable[[], object]) -> int:
    """Do something in a forked child; its exit code, negative for a signal."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            act()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_at(number: int) -> Meet:
    """Kill this very process at a boundary, counted from 0."""
    numbers = count()

    def meet(_: str) -> None:
        if next(numbers) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    return meet


def by_port(theatre: Theatre, shop: Workshop) -> Iterator[Crash]:
    """A crash before and after each call of a port that may change something."""
    met: list[str] = []
    theatre.rehearse(shop, Run(change=lambda desk: watch(desk, met.append)), lambda: len(met))
    for number, name in enumerate(met):
        if name.partition(":")[0] not in READS:
            yield name, number, lambda at: Run(change=lambda desk: watch(desk, killed_at(at)))


def by_call(theatre: Theatre, shop: Workshop) -> Iterator[Crash]:
    """A crash instead of each system call that changes what lasts, the half-done effects of one port's call among them."""
    faults, began = Faults(Path(os.environ[VARIABLE])), {0: "start"}
    faults.begin(LASTING, theatre.office, after=NEVER)

    def meet(name: str) -> None:
        began[faults.met] = name  # the calls from here to the next boundary are in this place

    met = theatre.rehearse(shop, Run(change=lambda desk: watch(desk, meet), faults=faults), lambda: faults.met)
    since = sorted(began)

    def killed(at: int) -> Run:
        faults.begin(LASTING, theatre.office, after=at)
        return Run(faults=faults)

    for number in met:
        yield f"in {began[since[bisect_right(since, number) - 1]]}", number - met.start, killed


def chosen(crashes: Sequence[Crash], sample: int, chance: random.Random) -> list[Crash]:
    """All of them; or at least one at each place, and so many in all, whichever chance says."""
    if not sample:
        return list(crashes)
    by_chance = chance.sample(crashes, len(crashes))
    at_each_place = list({crash[0]: crash for crash in by_chance}.values())
    others = [crash for crash in by_chance if crash not in at_each_place]
    return at_each_place + others[: max(0, sample - len(at_each_place))]


def main(folder: Path, kind: str, *how: int) -> None:
    """Crash at the `share`-th of `shares` parts of a kind's boundaries; with a `sample`, only at so many of all, at each place among them."""
    share, shares, sample, seed = how
    set_up_logs()
    theatre = Theatre(folder)
    shop = theatre.open()
    crashes = list({"port": by_port, "call": by_call}[kind](theatre, shop))
    chance = random.Random(seed)  # noqa: S311 -- to be repeated, not to be secret
    for place, number, run in chosen(crashes, sample, chance)[share::shares]:
        _print({"name": f"{kind} {number} {place}", "place": place, **theatre.crash_and_recover(shop, number, run)})
    _print({"places": sorted({place for place, _, _ in crashes})})


def _print(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:]))
