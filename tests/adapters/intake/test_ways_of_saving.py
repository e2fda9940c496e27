"""How Windows programs, scanners and bad networks save, done by threads on real files: a letter is taken once and whole, or it waits."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.adapters.intake.conftest import SIDECAR, Office

WHOLE = b"%PDF-1.7\n" + bytes(range(256)) * 4096 + b"\n%%EOF\n"
OLDER = WHOLE.replace(b"%%EOF", b"%%eof")
LONG_AGO = 1_546_300_800  # 2019
PATIENCE_S = 20.0

Way = Callable[[Path, Callable[[], None]], None]
"""Saves a file, and calls its second argument wherever the network pauses."""


def explorer(path: Path, pause: Callable[[], None]) -> None:
    """The full size first, then the content, then an old time, then closed."""
    with path.open("wb") as file:
        file.truncate(len(WHOLE))
        pause()
        for start in range(0, len(WHOLE), 1 << 18):
            file.write(WHOLE[start : start + (1 << 18)])
            file.flush()
            pause()
        os.utime(file.fileno(), (LONG_AGO, LONG_AGO))
        pause()


def word(path: Path, pause: Callable[[], None]) -> None:
    """A temporary beside it, the old one renamed away, the new one renamed in, the old one removed."""
    fresh, old = path.with_name("~WRD0001.tmp"), path.with_name("~WRL0002.tmp")
    path.write_bytes(OLDER)
    pause()
    fresh.write_bytes(WHOLE)
    pause()
    path.rename(old)
    pause()
    fresh.rename(path)
    pause()
    old.unlink()


def acrobat(path: Path, pause: Callable[[], None]) -> None:
    """In place, the change appended at the end."""
    cut = len(WHOLE) - 5000
    path.write_bytes(WHOLE[:cut])
    pause()
    with path.open("r+b") as file:
        file.seek(0, os.SEEK_END)
        pause()
        file.write(WHOLE[cut:])
        file.flush()
        pause()


def slow(path: Path, pause: Callable[[], None]) -> None:
    """Bit by bit, closed only at the end."""
    with path.open("wb", buffering=0) as file:
        for start in range(0, len(WHOLE), 1 << 17):
            file.write(WHOLE[start : start + (1 << 17)])
            pause()


def resumed(path: Path, pause: Callable[[], None]) -> None:
    """Cut off, the beginning compared, gone on with."""
    path.write_bytes(WHOLE[: 1 << 18])
    with path.open("r+b") as file:
        file.seek(1 << 18)
        pause()
        file.write(WHOLE[1 << 18 :])


def moved_in(path: Path, pause: Callable[[], None]) -> None:
    """Made whole elsewhere on the same disk."""
    elsewhere = path.parent.parent / "elsewhere"
    elsewhere.write_bytes(WHOLE)
    pause()
    elsewhere.rename(path)


def touched(path: Path, pause: Callable[[], None]) -> None:
    """Whole at once, then only opened for writing and closed, and its times set."""
    path.write_bytes(WHOLE)
    with path.open("r+b"):
        pause()
    os.utime(path, (4e9, 4e9))
    pause()


@pytest.mark.parametrize("way", [explorer, word, acrobat, slow, resumed, moved_in, touched], ids=lambda way: way.__name__)
def test_a_letter_is_taken_once_and_whole_however_it_is_saved(office: Office, way: Way) -> None:
    taken: list[bytes] = []

    def look() -> None:
        """Sweep, long after each pause by the daemon's clock, and claim whatever is offered; what is open or not whole yet must not be."""
        office.drafts.sweep()
        office.clock.pass_s(5)
        for draft in office.drafts.sweep():
            copy = office.drafts.copy(draft)
            if draft.pdf is None:
                office.drafts.wait(draft)
            elif copy is not None and not copy.read_bytes().rstrip().endswith(b"%%EOF"):
                office.drafts.expect(draft)  # as a round does where the end is missing
            elif (claimed := office.drafts.claim(draft)) is not None:
                taken.append(office.documents.path(claimed.source or "").read_bytes())
                office.drafts.release(draft)

    (office.konsep / "surat.yaml").write_bytes(SIDECAR)
    way(office.konsep / "surat.pdf", look)
    look()
    look()
    assert taken == [WHOLE]


def take(office: Office, taken: list[bytes]) -> None:
    """Take whatever one sweep offers, as a round does."""
    for draft in office.drafts.sweep():
        claimed = office.drafts.claim(draft) if draft.pdf else office.drafts.wait(draft)
        if claimed is not None:
            taken.append(office.documents.path(claimed.source or "").read_bytes())
            office.drafts.release(draft)
            (office.konsep / "surat.yaml").write_bytes(SIDECAR)


def test_a_client_that_keeps_saving_the_same_letter_never_has_it_taken_in_part(office: Office) -> None:
    """A real thread: the file is saved over and over, each time whole and each time another, and by our clock it is always at rest."""
    path, done, taken = office.konsep / "surat.pdf", threading.Event(), list[bytes]()
    (office.konsep / "surat.yaml").write_bytes(SIDECAR)
    versions = [b"%PDF-1.7\n" + bytes([65 + number]) * 300_000 + b"\n%%EOF\n" for number in range(12)]

    def save() -> None:
        for version in versions:
            with path.open("wb", buffering=0) as file:
                for start in range(0, len(version), 50_000):
                    file.write(version[start : start + 50_000])
            done.wait(0.02)
        done.set()

    clerk = threading.Thread(target=save)
    clerk.start()
    until = time.monotonic() + PATIENCE_S
    while not done.is_set():
        assert time.monotonic() < until
        take(office, taken)
        office.clock.pass_s(1)
    clerk.join()
    for _ in range(3):
        take(office, taken)
        office.clock.pass_s(1)
    assert set(taken) <= set(versions), "a version that was never saved"
    assert versions[-1] in taken, "the last saving is never lost"
    assert not path.exists()


def test_a_pdf_that_never_gets_its_end_is_offered_again_after_ten_minutes_and_then_given_up(office: Office) -> None:
    (office.konsep / "surat.pdf").write_bytes(WHOLE[:5000])
    (office.konsep / "surat.yaml").write_bytes(SIDECAR)
    office.drafts.sweep()
    office.clock.pass_s(1)
    (draft,) = office.drafts.sweep()
    assert not draft.is_long_at_rest
    office.drafts.expect(draft)
    office.clock.pass_s(598)
    assert office.drafts.sweep() == ()
    office.clock.pass_s(2)
    (draft,) = office.drafts.sweep()
    assert draft.is_long_at_rest


def test_a_change_begins_the_ten_minutes_anew(office: Office) -> None:
    path = office.konsep / "surat.pdf"
    path.write_bytes(WHOLE[:5000])
    (office.konsep / "surat.yaml").write_bytes(SIDECAR)
    for size in (6000, 7000, 8000):
        office.drafts.sweep()
        office.clock.pass_s(1)
        (draft,) = office.drafts.sweep()
        assert not draft.is_long_at_rest
        office.drafts.expect(draft)
        office.clock.pass_s(590)
        path.write_bytes(WHOLE[:size])


def test_a_pdf_that_lay_cut_off_for_long_is_given_up_as_soon_as_its_sidecar_comes(office: Office) -> None:
    (office.konsep / "surat.pdf").write_bytes(WHOLE[:5000])
    office.drafts.sweep()
    office.clock.pass_s(30)
    office.drafts.sweep()
    office.clock.pass_s(570)
    (office.konsep / "surat.yaml").write_bytes(SIDECAR)
    office.drafts.sweep()
    office.clock.pass_s(1)
    (draft,) = office.drafts.sweep()
    assert draft.is_long_at_rest
