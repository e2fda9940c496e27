"""A shared folder goes away, comes back or is replaced while the real daemon works: nobody else's letter waits, and its own letters are taken by themselves."""

import time
from itertools import count
from pathlib import Path

import yaml

from tests.faults.running import Running, a_running_office, assert_whole_in_the_end
from tests.faults.test_many_at_once import wait_until
from tests.faults.workplace import new_office
from tests.kantor import CODE, KONSEP

PATIENCE_S = 90.0
A_WHILE_S = 4.0
A_LONG_TIME = "3600"
"""seconds between two sweeps, so that only the kernel's events wake the daemon meanwhile"""


def saves(folder: Path, stem: str, saved: dict[str, bytes]) -> None:
    content = (KONSEP / "carlito.pdf").read_bytes() + f"\n%% {stem}\n".encode()
    (folder / f"{stem}.pdf").write_bytes(content)
    saved[stem] = content
    (folder / f"{stem}.yaml").write_text(yaml.safe_dump({"hal": f"Surat {stem}", "kepada": ["kecamatan-sewon"], "klasifikasi": CODE}), "utf-8")


def forms(office: Path, official: str) -> int:
    return len(list((office / "inbox/3-verifikasi" / official).glob("*.keputusan.yaml")))


def until_it_rests(running: Running) -> None:
    """Wait until the daemon has logged nothing for a while."""
    lines = -1
    while len(running.log()) != lines:
        lines = len(running.log())
        time.sleep(A_WHILE_S)


def test_a_share_that_is_away_holds_up_no_other_and_its_letters_are_taken_when_it_is_back(stage: Path) -> None:
    office, saved = new_office(stage / "kantor", sapuan_detik="1"), dict[str, bytes]()
    konsep, away = office / "inbox/1-konsep/dafduk", stage / "terputus"
    with a_running_office(office) as running:
        konsep.rename(away)
        saves(away, "di-sana", saved)
        saves(office / "inbox/1-konsep/umum", "di-sini", saved)
        wait_until(lambda: forms(office, "sekretaris") == 1 and running.told("share_unreadable") > 0, PATIENCE_S)
        assert forms(office, "kabid-dafduk") == 0
        away.rename(konsep)
        wait_until(lambda: forms(office, "kabid-dafduk") == 1 and running.told("share_readable_again") > 0, PATIENCE_S)
        assert (running.told("share_unreadable"), running.told("share_readable_again")) == (1, 1)
    assert_whole_in_the_end(office, saved)


def test_a_folder_that_was_replaced_is_watched_again(stage: Path) -> None:
    office, saved = new_office(stage / "kantor", sapuan_detik=A_LONG_TIME), dict[str, bytes]()
    konsep, numbers = office / "inbox/1-konsep/dafduk", count()
    with a_running_office(office) as running:
        konsep.rename(stage / "lama")
        konsep.mkdir()
        saves(office / "inbox/1-konsep/umum", "di-sini", saved)
        wait_until(lambda: forms(office, "sekretaris") == 1, PATIENCE_S)
        until_it_rests(running)  # somebody else's letter woke it, and before it rests it looks after its watching

        def one_is_taken() -> bool:
            saves(konsep, f"di-sana-{next(numbers)}", saved)
            try:
                wait_until(lambda: forms(office, "kabid-dafduk") > 0, 5)
            except AssertionError:
                return False
            return True

        wait_until(one_is_taken, PATIENCE_S)
        wait_until(lambda: forms(office, "kabid-dafduk") == len(saved) - 1, PATIENCE_S)
    assert_whole_in_the_end(office, saved)
