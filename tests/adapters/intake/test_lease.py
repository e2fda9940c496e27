"""What happens when somebody else writes in a file that we read: real writers, real leases, real accounts."""

import errno
import fcntl
import os
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from pipeline.adapters import mounts as listed
from pipeline.adapters.intake import mode
from pipeline.adapters.intake.files import version_of
from pipeline.adapters.intake.lease import copy_held, held, read_held
from pipeline.domain.errors import ConflictError
from pipeline.ports import Draft
from tests.adapters.intake.conftest import PDF, SIDECAR, Office, filled

PATIENCE_S = 10.0
BIG = 64 << 20
NOBODY = 65534


def put(office: Office, pdf: bytes = PDF) -> Path:
    (office.konsep / "surat.pdf").write_bytes(pdf)
    (office.konsep / "surat.yaml").write_bytes(SIDECAR)
    return office.konsep / "surat.pdf"


def sweep(office: Office) -> tuple[Draft, ...]:
    found = office.settled(office.drafts.sweep)
    assert isinstance(found, tuple)
    return found


@contextmanager
def a_writer(path: Path) -> Iterator[None]:
    """Somebody has the file open for writing and writes nothing."""
    with path.open("r+b"):
        yield


@contextmanager
def a_clerk_who_saves(path: Path) -> Iterator[list[float]]:
    """A thread that opens the file for writing and is ended; how long that took, in seconds."""
    took: list[float] = []

    def save() -> None:
        began = time.monotonic()
        with path.open("r+b"):
            took.append(time.monotonic() - began)

    clerk = threading.Thread(target=save)
    clerk.start()
    yield took
    clerk.join(PATIENCE_S)
    assert not clerk.is_alive()


@contextmanager
def without_rights() -> Iterator[None]:
    """Be an account that owns nothing and may lease nothing of others'."""
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("name", ["surat.pdf", "surat.yaml"])
def test_a_file_that_somebody_has_open_for_writing_is_waited_for_however_still_it_lies(office: Office, name: str) -> None:
    put(office)
    with a_writer(office.konsep / name):
        assert sweep(office) == ()
        office.clock.pass_s(3600)
        assert office.drafts.sweep() == ()
    (draft,) = office.drafts.sweep()
    assert office.drafts.claim(draft) is not None


def test_a_reader_of_the_file_delays_nothing(office: Office) -> None:
    with put(office).open("rb"):
        assert len(sweep(office)) == 1


def test_a_writer_who_comes_after_the_sweep_makes_the_copy_fail_and_the_draft_come_again(office: Office) -> None:
    pdf = put(office)
    (draft,) = sweep(office)
    with a_writer(office.konsep / "surat.yaml"), pytest.raises(ConflictError):
        office.drafts.read(draft)
    with a_writer(pdf):
        assert office.drafts.copy(draft) is None
        assert office.drafts.claim(draft) is None
    assert office.kept() == []
    assert len(sweep(office)) == 1


def test_a_decision_that_is_still_open_for_writing_does_not_count_yet(office: Office) -> None:
    path = office.tte / "2027-000001_rapat.keputusan.yaml"
    path.write_text(filled(), newline="")
    with a_writer(path):
        assert office.settled(office.tray.sweep) == ()
    assert len(office.tray.sweep()) == 1


def test_a_clerk_who_saves_while_we_read_waits_for_one_piece_and_we_let_go(office: Office) -> None:
    path = put(office, b"%PDF-" + bytes(BIG))
    with held(path, version_of(path.lstat())) as file:
        assert file is not None
        pieces = file.pieces()
        next(pieces)
        with a_clerk_who_saves(path) as took:
            until = time.monotonic() + PATIENCE_S
            while file.is_undisturbed():
                assert time.monotonic() < until
            assert took == [], "he waits"
            assert list(pieces) == [], "and we read no further"
            assert not file.is_whole()
            fcntl.fcntl(file.descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)  # as leaving the `with` does
    assert took
    assert took[0] < PATIENCE_S


def test_the_copy_of_a_big_file_is_given_up_for_a_clerk_who_saves(office: Office, tmp_path: Path) -> None:
    path = put(office, b"%PDF-" + bytes(BIG))
    version, results = version_of(path.lstat()), list[bool]()
    os.mkfifo(tmp_path / "slow")
    copier = threading.Thread(target=lambda: results.append(_copy_into_pipe(path, version, tmp_path / "slow")))
    copier.start()
    with (tmp_path / "slow").open("rb") as reader:
        reader.read(1 << 16)  # the copy is under way and cannot go on before somebody reads
        with a_clerk_who_saves(path) as took:
            while reader.read(1 << 20):
                pass
    copier.join(PATIENCE_S)
    assert results == [False]
    assert took[0] < PATIENCE_S


def _copy_into_pipe(path: Path, version: tuple[int, int, int, int, int], pipe: Path) -> bool:
    with held(path, version) as file, pipe.open("wb", buffering=0) as sink:
        assert file is not None
        for piece in file.pieces():
            sink.write(piece)
        return file.is_whole()


def test_a_broken_lease_ends_nobody(office: Office) -> None:
    """The kernel's signal would end a process by nature; ours is one that is ignored."""
    path = put(office)
    with held(path, version_of(path.lstat())) as file:
        assert file is not None
        with pytest.raises(BlockingIOError):
            os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        assert not file.is_undisturbed()
    assert signal.getsignal(signal.SIGURG) == signal.SIG_DFL
    assert read_held(path, version_of(path.lstat())) == PDF


def test_a_file_that_changed_since_it_was_seen_is_not_copied(office: Office, tmp_path: Path) -> None:
    path = put(office)
    version = version_of(path.lstat())
    path.write_bytes(b"%PDF-1.7\nan applicant's LETTER\n%%EOF\n")
    assert not copy_held(path, version, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


@pytest.mark.root
def test_where_another_s_file_cannot_be_leased_it_must_rest_for_half_a_minute_which_is_said_once() -> None:
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        office = Office(Path(place) / "kantor")
        put(office)
        for folder in (office.root, *office.root.rglob("*")):
            if folder.is_dir():
                os.chown(folder, NOBODY, -1)
        with capture_logs() as logs, without_rights():
            assert sweep(office) == ()
            office.clock.pass_s(28)
            assert office.drafts.sweep() == ()
            office.clock.pass_s(2)
            (draft,) = office.drafts.sweep()
            assert office.drafts.claim(draft) is not None
        assert [(one["event"], one["folder"]) for one in logs] == [("lease_unavailable", "1-konsep/dafduk")]
        with without_rights():
            assert mode.lease_mode(office.konsep).lease is mode.Lease.OWN_FILES


def test_on_a_network_mount_a_file_must_rest_for_half_a_minute(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    device = office.konsep.stat().st_dev
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"36 25 {os.major(device)}:{os.minor(device)} / /srv/surat rw - cifs //server/surat rw\n")
    monkeypatch.setattr(listed, "MOUNTS", mounts)
    listed.forget_mounts()
    try:
        put(office)
        with a_writer(office.konsep / "surat.pdf"):
            assert sweep(office) == ()
            office.clock.pass_s(28)
            assert office.drafts.sweep() == ()
            office.clock.pass_s(2)
            assert len(office.drafts.sweep()) == 1
        assert mode.lease_mode(office.konsep) == mode.LeaseMode(lease=mode.Lease.NONE, why=mode.Why.NETWORK_MOUNT, filesystem="cifs")
    finally:
        listed.forget_mounts()


def test_what_leases_a_folder_grants_is_tried_out_and_nothing_is_left_behind(tmp_path: Path) -> None:
    found = mode.lease_mode(tmp_path)
    expected = mode.Lease.EVERY_FILE if os.geteuid() == 0 else mode.Lease.OWN_FILES
    assert (found.lease, found.filesystem) == (expected, listed.filesystem_of(tmp_path))
    assert list(tmp_path.iterdir()) == []
    assert mode.lease_mode(tmp_path / "away").why is mode.Why.NOT_TO_BE_TRIED


def test_a_descriptor_that_cannot_be_leased_is_no_error(tmp_path: Path) -> None:
    descriptor = os.open(tmp_path, os.O_RDONLY)
    try:
        assert mode.lease(descriptor) == errno.EINVAL
    finally:
        os.close(descriptor)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("36 25 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw", {(8, 1): "ext4"}),
        ("40 36 0:52 /x /srv/a\\040b rw - nfs4 server:/x rw,vers=4.2", {(0, 52): "nfs4"}),
        ("41 36 0:53 / /srv/c rw shared:3 master:4 propagate_from:2 - fuse.sshfs me@host:/ rw", {(0, 53): "fuse.sshfs"}),
        ("no mount at all", {}),
        ("1 2", {}),
        ("", {}),
    ],
    ids=["local", "nfs with a blank in its path", "fuse with tags", "nonsense", "short", "empty"],
)
def test_a_mount_line_says_which_device_is_which_file_system(line: str, found: dict[tuple[int, int], str]) -> None:
    assert listed.mounted(line) == found


@pytest.mark.parametrize("name", ["surat.pdf", "surat.yaml"])
def test_who_keeps_a_letter_open_is_told_after_some_minutes_and_the_note_goes_with_the_letter(office: Office, name: str) -> None:
    put(office)
    note = office.konsep / "surat.PERBAIKI.txt"
    with a_writer(office.konsep / name):
        assert sweep(office) == ()
        office.clock.pass_s(290)
        assert sweep(office) == ()
        assert not note.exists(), "he may be about to close it"
        office.clock.pass_s(20)
        assert sweep(office) == ()
        assert name in note.read_text("utf-8-sig")
        assert "Tutup berkasnya" in note.read_text("utf-8-sig")
        assert sweep(office) == ()
    (draft,) = sweep(office)
    with office.drafts.in_hand(draft):
        assert office.drafts.claim(draft) is not None
        office.drafts.release(draft)
    assert list(office.konsep.iterdir()) == []
