"""The power fails: what a disk holds at that moment, copied and mounted, has every letter whole that anybody was told is safe.

The office lies on a small ext4 in a loop-mounted image that is opened past the cache of the file below it, so it holds exactly what reached the disk. A copy of
the image taken while the office works is what a power cut leaves. That the test can fail is part of it: with a sync that does nothing, letters are lost.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.adapters.durable import digest_of_file
from pipeline.domain.errors import SuratError
from pipeline.domain.states import State
from pipeline.wiring import open_register
from tests.faults.cells import LIFE
from tests.faults.injection import Call, Faults
from tests.faults.invariants import assert_reached_once, assert_shares_are_empty, assert_whole
from tests.faults.staff import Staff
from tests.faults.workplace import come_to_rest, new_office, tally_of, workshop_of

pytestmark = [pytest.mark.root, pytest.mark.loopfs]

IMAGE_BYTES = 48 << 20
BEFORE_MAIL = 3
"""until then no relay was handed anything, which a power cut here would make it forget"""


@contextmanager
def mounted(image: Path, folder: Path) -> Iterator[Path]:
    """An image as a disk."""
    folder.mkdir(exist_ok=True)
    loop = subprocess.run(["losetup", "--find", "--show", "--direct-io=on", str(image)], check=True, capture_output=True, text=True, timeout=60).stdout.strip()
    try:
        subprocess.run(["mount", "-o", "commit=300,noatime", loop, str(folder)], check=True, timeout=60)
        try:
            yield folder
        finally:
            subprocess.run(["umount", str(folder)], check=True, timeout=60)
    finally:
        subprocess.run(["losetup", "--detach", loop], check=True, timeout=60)


def new_disk(image: Path) -> Path:
    """An empty disk, whose file system writes nothing before it is told to."""
    with image.open("wb") as sink:
        sink.truncate(IMAGE_BYTES)
    subprocess.run(["mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0", str(image)], check=True, timeout=60)
    return image


def worked_until_cut(folder: Path, library: Path, *, does_sync: bool) -> list[tuple[Path, str]]:
    """Work a letter through an office on a disk, in a process of its own; a copy of the disk after each step, with what had been acknowledged."""
    image = new_disk(folder / "disk.img")
    faults = Faults(folder / "plan")
    with mounted(image, folder / "disk") as disk:
        new_office(disk / "kantor")
        os.sync()
        if not does_sync:
            faults.begin(Call.FSYNC, disk, silent=True)
        words = [sys.executable, "-m", "tests.faults.acknowledge", str(disk / "kantor")]
        with subprocess.Popen(words, env=faults.environment(library), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as office:
            assert office.stdin is not None
            assert office.stdout is not None
            cuts = []
            for line in office.stdout:
                cut = folder / f"cut-{len(cuts)}.img"
                shutil.copyfile(image, cut)  # the power fails now
                cuts.append((cut, line.strip()))
                office.stdin.write("\n")
                office.stdin.flush()
        assert office.returncode == 0
    return cuts


def loss_after(cut: Path, acknowledged: str, folder: Path) -> str:
    """What of the acknowledged is not on the disk after the cut; empty if nothing."""
    state, document = acknowledged.split()
    with mounted(cut, folder / "disk") as disk:
        try:
            with open_register(workshop_of(disk / "kantor").settings) as register:
                (letter,) = register.letters(everything=True)
            is_kept = digest_of_file(disk / "kantor/state/documents" / document[7:9] / document[7:]) == document
        except (OSError, ValueError, SuratError) as unreadable:  # no database any more, no letter, no document
            return repr(unreadable)
        return "" if letter.state == state and is_kept else f"{letter.state} instead of {state}"


def test_what_was_acknowledged_survives_a_power_cut_at_every_step(tmp_path: Path, library: Path) -> None:
    cuts = worked_until_cut(tmp_path, library, does_sync=True)
    assert len(cuts) == len(LIFE)
    assert [loss_after(cut, acknowledged, tmp_path) for cut, acknowledged in cuts] == [""] * len(LIFE)


def test_after_a_power_cut_the_office_goes_on_to_the_end(tmp_path: Path, library: Path) -> None:
    cuts = worked_until_cut(tmp_path, library, does_sync=True)
    for place, (cut, _) in enumerate(cuts[:BEFORE_MAIL]):
        with mounted(cut, tmp_path / "disk") as disk:
            office = disk / "kantor"
            staff = Staff(office)
            staff.diary.write_text("".join(f"{act}\n" for act in list(LIFE)[: place + 1]), "utf-8")
            with workshop_of(office).desk() as desk:
                come_to_rest(desk)
                while staff.play(LIFE):
                    come_to_rest(desk)
                (letter,) = desk.register.letters(everything=True)
                assert letter.state is State.SENT, (place, [one.note for one in desk.register.deliveries(letter.id)])
                assert_whole(office, desk)
                assert_reached_once(desk, letter, office, tally_of(office))
                assert_shares_are_empty(office)


def test_an_office_that_does_not_sync_loses_letters(tmp_path: Path, library: Path) -> None:
    """The control: these tests see a loss where there is one."""
    cuts = worked_until_cut(tmp_path, library, does_sync=False)
    assert all([loss_after(cut, acknowledged, tmp_path) for cut, acknowledged in cuts])  # noqa: C419 -- every image is looked at
