"""A disk of the office's is full, really full, while the real daemon works: the shared folders', the documents' or the database's.

Each is a small file system in memory of its own. No draft is touched that is not safe, one alert tells of it, what needs no room goes on, and when room comes
back everything is done by itself.
"""

import errno
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from pipeline.exits import Exit
from tests.acceptance.test_the_daemon import surat
from tests.faults.running import Running, a_running_office, assert_saved_is_safe, assert_whole_in_the_end
from tests.faults.test_many_at_once import wait_until
from tests.faults.workplace import new_office
from tests.kantor import CODE, KONSEP

pytestmark = [pytest.mark.root, pytest.mark.tmpfs]

PDF = (KONSEP / "carlito.pdf").read_bytes()
SIZE_MIB = 6
PATIENCE_S = 90.0
TROUBLE_LASTS_S = 2.5
"""some sweeps and some attempts"""
MOUNTS = {"share": ("inbox",), "documents": ("state/documents",), "database": ("state", "state/documents")}
"""what is mounted for each; the first of them fills up"""


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of its own at a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE_MIB}m,mode=0755", "surat-uji", str(folder)], check=True, timeout=60)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True, timeout=60)


@dataclass
class Ballast:
    """Takes all the room on a disk, and what is set free too, until it goes."""

    file: Path
    _gone: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def lying(self) -> Iterator[None]:
        self.fill()
        keeper = threading.Thread(target=self._keep)
        keeper.start()
        try:
            yield
        finally:
            self._gone.set()
            keeper.join()
            self.file.unlink()

    def fill(self) -> None:
        with self.file.open("ab", buffering=0) as sink:
            for piece in (1 << 20, 1 << 12):
                try:
                    while True:
                        sink.write(bytes(piece))
                except OSError as full:
                    if full.errno != errno.ENOSPC:
                        raise

    def _keep(self) -> None:
        while not self._gone.wait(0.01):
            self.fill()


def saves(office: Path, stem: str, saved: dict[str, bytes]) -> None:
    """A clerk saves a letter of its own."""
    content = PDF + f"\n%% {stem}\n".encode()
    folder = office / "inbox/1-konsep/dafduk"
    (folder / f"{stem}.pdf").write_bytes(content)
    saved[f"{stem}.pdf"] = content
    (folder / f"{stem}.yaml").write_text(yaml.safe_dump({"hal": f"Surat {stem}", "kepada": ["kecamatan-sewon"], "klasifikasi": CODE}), "utf-8")


def waiting(office: Path, letters: int) -> None:
    """Wait until so many letters lie in their first verifier's folder, each with its form."""
    forms = office / "inbox/3-verifikasi/kabid-dafduk"
    wait_until(lambda: len(list(forms.glob("*.keputusan.yaml"))) == letters, PATIENCE_S)


def tells(running: Running, since: int) -> None:
    """Wait until the trouble was told, and then for some sweeps more."""
    wait_until(lambda: bool(running.troubles(since)), PATIENCE_S)
    threading.Event().wait(TROUBLE_LASTS_S)
    running.assert_lives()


@contextmanager
def an_office_with_a_small_disk(place: str, stage: Path) -> Iterator[Path]:
    office = stage / "kantor"
    with ExitStack() as disks:
        for folder in MOUNTS[place]:
            disks.enter_context(small_disk(office / folder))
        yield new_office(office, sapuan_detik="1")


def assert_told_once(running: Running, since: int, *, deferred: int) -> None:
    troubles = running.troubles(since)
    assert {line: times for line, times in troubles.items() if times > 1} == {}, "told again at every sweep"
    assert running.told("drafts_deferred") == deferred, troubles


def assert_lies_untouched(office: Path, saved: dict[str, bytes]) -> None:
    """Every draft lies where it was saved, as it was saved, and no other."""
    assert {path.name: path.read_bytes() for path in (office / "inbox/1-konsep/dafduk").glob("*.pdf")} == saved, "there was no room for any of them"


@pytest.mark.parametrize("place", ["documents", "database"])
def test_while_the_documents_or_the_database_have_no_room_drafts_wait_where_they_lie_and_are_taken_when_there_is_room(place: str, stage: Path) -> None:
    saved: dict[str, bytes] = {}
    with an_office_with_a_small_disk(place, stage) as office:
        with a_running_office(office) as running:
            saves(office, "sebelum", saved)
            waiting(office, 1)
            since = len(running.log())
            with Ballast(office / MOUNTS[place][0] / "ballast").lying():
                for stem in ("satu", "dua", "tiga"):
                    saves(office, stem, saved)
                (office / "inbox/1-konsep/dafduk/salah.yaml").write_text("kepada: [diskominfo]\nnomer: 1\npermintaan: nomor\n", "utf-8")
                tells(running, since)
                saves(office, "menyusul", saved)
                tells(running, since)
                assert_lies_untouched(office, {name: content for name, content in saved.items() if name != "sebelum.pdf"})
                assert (office / "inbox/1-konsep/dafduk/salah.PERBAIKI.txt").exists(), "what needs no room goes on"
                assert_told_once(running, since, deferred=1)
            waiting(office, len(saved))
            wait_until(lambda: running.told("drafts_taken_again") == 1, PATIENCE_S)
            assert_told_once(running, since, deferred=1)
        assert_whole_in_the_end(office, saved)


def test_a_daemon_started_while_the_database_has_no_room_says_so_and_a_later_start_takes_everything(stage: Path) -> None:
    saved: dict[str, bytes] = {}
    with an_office_with_a_small_disk("database", stage) as office:
        saves(office, "satu", saved)
        with Ballast(office / "state/ballast").lying():
            refused = surat(office, "run", "--once")
            assert refused.returncode == Exit.LATER, "systemd starts it again"
            assert "disk" in refused.stderr
            assert_lies_untouched(office, saved)
        assert surat(office, "run", "--once").returncode == 0
        waiting(office, 1)
        assert_whole_in_the_end(office, saved)


def test_while_the_share_has_no_room_letters_are_numbered_and_shown_when_there_is_room(stage: Path) -> None:
    saved: dict[str, bytes] = {}
    with an_office_with_a_small_disk("share", stage) as office:
        konsep = office / "inbox/1-konsep/dafduk"
        with a_running_office(office) as running:
            saves(office, "sebelum", saved)
            waiting(office, 1)
            since = len(running.log())
            for stem in ("satu", "dua", "tiga"):
                saves(office, stem, saved)
            with Ballast(office / "inbox/ballast").lying():
                with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
                    saves(office, "putus", saved)
                tells(running, since)
                assert_saved_is_safe(office, saved)
                assert running.told("letter_received") == len(saved), "what was saved before is taken"
                assert [path.stat().st_size for path in konsep.glob("*.pdf")] == [0], "what could not be saved is left alone"
                assert_told_once(running, since, deferred=0)
            waiting(office, len(saved))
            saves(office, "putus", saved)
            waiting(office, len(saved))
            assert_told_once(running, since, deferred=0)
        assert_whole_in_the_end(office, saved)
