"""Names and files that would harm a careless daemon: each is taken or told, nothing outside is read, and the letter beside it goes its way."""

import os
import stat
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.ports import Draft
from tests.acceptance.test_trouble import jump
from tests.adapters.pdf.hostile import HOSTILE
from tests.kantor import CODE, KONSEP, Kantor

SENTINEL = b"isi-berkas-di-luar-folder"
SIDECAR = f'hal: Undangan\nkepada: [diskominfo]\nklasifikasi: "{CODE}"\n'.encode()
PDF = (KONSEP / "carlito.pdf").read_bytes()
OTHER_PDF = (KONSEP / "liberation.pdf").read_bytes()
FAR = timedelta(minutes=16)

Plant = Callable[[Path, Path], None]
"""Puts something into a folder; the second path is a file outside that must not be read."""


def pair(stem: bytes, sidecar: bytes = b".yaml") -> Plant:
    def plant(folder: Path, _outside: Path) -> None:
        (folder / os.fsdecode(stem + b".pdf")).write_bytes(PDF)
        (folder / os.fsdecode(stem + sidecar)).write_bytes(SIDECAR)

    return plant


def twins(*names: str) -> Plant:
    def plant(folder: Path, _outside: Path) -> None:
        for name, content in zip(names, (PDF, OTHER_PDF, SIDECAR), strict=True):
            (folder / name).write_bytes(content)

    return plant


def dated(second: float) -> Plant:
    def plant(folder: Path, outside: Path) -> None:
        pair(b"surat")(folder, outside)
        for name in ("surat.pdf", "surat.yaml"):
            os.utime(folder / name, (second, second))

    return plant


def instead_of_pdf(make: Callable[[Path, Path], object]) -> Plant:
    def plant(folder: Path, outside: Path) -> None:
        make(folder / "surat.pdf", outside)
        (folder / "surat.yaml").write_bytes(SIDECAR)

    return plant


def only(name: str) -> Plant:
    def plant(folder: Path, _outside: Path) -> None:
        (folder / name).write_bytes(PDF)

    return plant


def linked_sidecar(folder: Path, outside: Path) -> None:
    (folder / "surat.pdf").write_bytes(PDF)
    (folder / "surat.yaml").symlink_to(outside)


def subfolder(folder: Path, _outside: Path) -> None:
    (folder / "berkas rapat").mkdir()
    pair(b"dalam")(folder / "berkas rapat", folder)


TAKEN = {
    "255 bytes": pair(b"a" * 251, b".yml"),
    "newline": pair(b"baris\nbaru"),
    "emoji": pair("\U0001f600".encode() * 50),
    "Windows device": pair(b"CON"),
    "another one": pair(b"aux"),
    "blanks at the end of the stem": pair(b"surat  "),
    "dot at the end of the stem": pair(b"surat."),
    "shell and format": pair(b"$(touch x) %s {0}"),
    "mtime 1970": dated(0),
    "mtime 2106": dated(4_294_967_295),
    "mtime far ahead": dated(16_000_000_000),
}
TOLD = {
    "no UTF-8": pair(b"surat\xff\xfe"),
    "case twins": twins("Surat.pdf", "surat.pdf", "surat.yaml"),
    "NFC twins": twins(unicodedata.normalize("NFC", "kafé.pdf"), unicodedata.normalize("NFD", "kafé.pdf"), "kafé.yaml"),
    "trailing dot": only("surat.pdf."),
    "trailing blank": only("surat.pdf "),
    "ending alone": only("surat.docx"),
    "link": instead_of_pdf(lambda path, outside: path.symlink_to(outside)),
    "dangling link": instead_of_pdf(lambda path, outside: path.symlink_to(outside.with_name("away"))),
    "link to a folder": instead_of_pdf(lambda path, outside: path.symlink_to(outside.parent)),
    "hard link": instead_of_pdf(lambda path, outside: os.link(outside, path)),
    "pipe": instead_of_pdf(lambda path, _: os.mkfifo(path)),
    "folder called .pdf": instead_of_pdf(lambda path, _: path.mkdir()),
    "nothing in it": instead_of_pdf(lambda path, _: path.write_bytes(b"")),
    "link for a sidecar": linked_sidecar,
    "a folder of letters": subfolder,
}


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    path = tmp_path / "luar" / "rahasia"
    path.parent.mkdir()
    path.write_bytes(PDF + b"\n%" + SENTINEL + b"\n")
    return path


def good_letter_is_taken(kantor: Kantor) -> None:
    kantor.save("baik", SIDECAR.decode().replace("Undangan", "Surat Baik"), pdf=OTHER_PDF)
    kantor.work()
    assert "Surat Baik" in {one.submission.subject for one in kantor.desk.register.letters()}


def nothing_outside_was_read(kantor: Kantor, outside: Path) -> None:
    assert outside.read_bytes().endswith(SENTINEL + b"\n")
    inside = [path for path in kantor.settings.root.rglob("*") if stat.S_ISREG(path.lstat().st_mode) and path.lstat().st_nlink == 1]
    assert not [path for path in inside if SENTINEL in path.read_bytes()]


def perbaiki(kantor: Kantor) -> list[Path]:
    return list(kantor.konsep.glob("*.PERBAIKI.txt"))


@pytest.mark.parametrize("plant", TAKEN.values(), ids=TAKEN.keys())
def test_an_odd_but_honest_file_is_taken(kantor: Kantor, outside: Path, plant: Plant) -> None:
    plant(kantor.konsep, outside)
    good_letter_is_taken(kantor)
    assert len(kantor.desk.register.letters()) == 2
    assert len(list(kantor.konsep.glob("*.diterima.txt"))) == 2
    assert perbaiki(kantor) == []


@pytest.mark.parametrize("plant", TOLD.values(), ids=TOLD.keys())
def test_what_cannot_be_taken_is_told_stays_where_it_is_and_reads_nothing_outside(
    kantor: Kantor, outside: Path, plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(kantor.konsep, outside)
    before = {path.name for path in kantor.konsep.iterdir()}
    good_letter_is_taken(kantor)
    jump(monkeypatch, FAR)
    kantor.work()
    kantor.work()
    assert len(kantor.desk.register.letters()) == 1
    assert perbaiki(kantor), "its writer is told"
    assert before <= {path.name for path in kantor.konsep.iterdir()}
    nothing_outside_was_read(kantor, outside)


@pytest.mark.parametrize("plant", ["hard link", "link", "nothing in it"])
def test_a_link_is_told_as_one_and_an_empty_file_as_empty(kantor: Kantor, outside: Path, plant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    TOLD[plant](kantor.konsep, outside)
    kantor.work()
    jump(monkeypatch, FAR)
    kantor.work()
    (note,) = perbaiki(kantor)
    assert ("kosong" if plant == "nothing in it" else "tautan") in note.read_text("utf-8-sig")


@pytest.mark.root
def test_a_device_is_told_and_never_opened(kantor: Kantor, outside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mknod(kantor.konsep / "surat.pdf", stat.S_IFCHR | 0o666, os.makedev(1, 5))  # it would be read without end
    test_what_cannot_be_taken_is_told_stays_where_it_is_and_reads_nothing_outside(kantor, outside, lambda _folder, _outside: None, monkeypatch)


class Swapping:
    """The drafts' folders, where somebody exchanges a file between the sweep that saw it and the reading of it."""

    def __init__(self, kantor: Kantor, swap: Callable[[Path], object]) -> None:
        self._real, self._path, self._swap = kantor.desk.drafts, kantor.konsep / "surat.pdf", swap
        self.swaps = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)

    def sweep(self) -> tuple[Draft, ...]:
        found = self._real.sweep()
        if any(draft.stem == "surat" and draft.pdf for draft in found) and not self.swaps:
            self.swaps += 1
            self._path.unlink()
            self._swap(self._path)
        return found


@pytest.mark.parametrize("to", ["link", "pipe", "folder", "another letter"])
def test_a_file_exchanged_after_it_was_seen_is_not_followed_and_hangs_nothing(kantor: Kantor, outside: Path, to: str, monkeypatch: pytest.MonkeyPatch) -> None:
    swap: dict[str, Callable[[Path], object]] = {
        "link": lambda path: path.symlink_to(outside),
        "pipe": os.mkfifo,
        "folder": Path.mkdir,
        "another letter": lambda path: path.write_bytes(OTHER_PDF),
    }
    pair(b"surat")(kantor.konsep, outside)
    swapping = Swapping(kantor, swap[to])
    kantor.desk = replace(kantor.desk, drafts=swapping)  # type: ignore[arg-type]  # the rest is the real one's
    kantor.work()
    assert swapping.swaps == 1
    good_letter_is_taken(kantor)
    jump(monkeypatch, FAR)
    kantor.work()
    letters = [one for one in kantor.desk.register.letters() if one.submission.subject == "Undangan"]
    if to == "another letter":
        assert [kantor.desk.documents.path(one.source).read_bytes() for one in letters] == [OTHER_PDF]
    else:
        assert letters == []
        assert perbaiki(kantor)
    nothing_outside_was_read(kantor, outside)


def test_a_file_that_never_stops_growing_waits_and_holds_nobody_up(kantor: Kantor) -> None:
    (kantor.konsep / "tumbuh.yaml").write_bytes(SIDECAR)
    with (kantor.konsep / "tumbuh.pdf").open("wb", buffering=0) as file:
        file.write(PDF)
        for number in range(3):
            file.write(b"%")
            kantor.save(f"baik-{number}", SIDECAR.decode().replace("Undangan", f"Surat {number}"), pdf=OTHER_PDF)
            kantor.work()
            assert len(kantor.desk.register.letters()) == number + 1
    kantor.work()
    assert len(kantor.desk.register.letters()) == 4


def test_what_a_letter_does_not_carry_over_is_in_its_record(kantor: Kantor) -> None:
    letter = kantor.submit(pdf=HOSTILE["a script by name"].make())
    received = next(event for event in kantor.desk.register.events(letter.id) if event.action == "received")
    assert received.note == "Dibuang dari PDF karena tidak diperlukan surat: JavaScript."
    assert b"JavaScript" not in kantor.desk.documents.path(letter.document or "").read_bytes()
