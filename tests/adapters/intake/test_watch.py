import os
import resource
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from watchdog.events import DirMovedEvent

from pipeline.adapters import mounts as listed
from pipeline.adapters.durable import write_new
from pipeline.adapters.intake import Watcher, WatchMode, watch_mode
from pipeline.adapters.intake.mode import Watch, Why
from pipeline.wiring import Hinting

PATIENCE_S = 5.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "folder"
    path.mkdir()
    return path


@pytest.fixture
def wake() -> threading.Event:
    return threading.Event()


@pytest.fixture
def watcher(folder: Path, wake: threading.Event) -> Iterator[Watcher]:
    one = Watcher([folder], wake)
    one.start()
    yield one
    one.stop()


def test_a_saved_file_wakes_the_sweep(watcher: Watcher, folder: Path, wake: threading.Event) -> None:
    assert watcher.is_healthy()
    (folder / "surat.pdf").write_bytes(b"x")
    assert wake.wait(PATIENCE_S)


def test_a_file_moved_in_from_elsewhere_wakes_the_sweep(watcher: Watcher, folder: Path, tmp_path: Path, wake: threading.Event) -> None:
    assert watcher.is_healthy()
    (tmp_path / "surat.pdf").write_bytes(b"x")
    (tmp_path / "surat.pdf").rename(folder / "surat.pdf")
    assert wake.wait(PATIENCE_S)


def test_our_own_writing_wakes_nobody(watcher: Watcher, folder: Path, tmp_path: Path) -> None:
    mark = threading.Event()
    write_new(folder / "x.PERBAIKI.txt", b"x")
    other = tmp_path / "other"
    other.mkdir()
    second = Watcher([other], mark)
    second.start()
    (other / "y").write_bytes(b"y")
    assert mark.wait(PATIENCE_S)
    second.stop()
    assert watcher.is_healthy()


def test_a_replaced_folder_is_found_and_watched_again(watcher: Watcher, folder: Path, wake: threading.Event) -> None:
    folder.rename(folder.with_name("old"))
    folder.mkdir()
    assert not watcher.is_healthy()
    watcher.restart()
    assert watcher.is_healthy()
    wake.clear()
    (folder / "surat.pdf").write_bytes(b"x")
    assert wake.wait(PATIENCE_S)


def test_a_folder_that_goes_and_comes_back_is_found(watcher: Watcher, folder: Path) -> None:
    shutil.rmtree(folder)
    watcher.restart()
    assert watcher.is_healthy()
    folder.mkdir()
    assert not watcher.is_healthy()
    watcher.restart()
    assert watcher.is_healthy()


def test_a_watcher_that_was_stopped_is_not_healthy_and_stops_twice(watcher: Watcher) -> None:
    watcher.stop()
    watcher.stop()
    assert not watcher.is_healthy()


def _emitters_die(watcher: Watcher) -> None:
    for emitter in tuple(watcher._observer.emitters):  # type: ignore[union-attr]  # noqa: SLF001 -- the death of a thread cannot be had otherwise
        emitter.stop()
        emitter.join()


def _dispatcher_dies(watcher: Watcher) -> None:
    watcher._observer.stop()  # type: ignore[union-attr]  # noqa: SLF001 -- as above
    watcher._observer.join()  # type: ignore[union-attr]  # noqa: SLF001 -- as above


def _reader_dies(watcher: Watcher) -> None:
    watcher._observer._inotify_fd.stop()  # type: ignore[union-attr]  # noqa: SLF001 -- as above
    watcher._observer._inotify_fd.join()  # type: ignore[union-attr]  # noqa: SLF001 -- as above


def _folder_is_replaced(watcher: Watcher) -> None:
    (folder,) = watcher.modes
    folder.rename(folder.with_name("old"))
    folder.mkdir()


def _folder_goes_and_comes_back(watcher: Watcher) -> None:
    (folder,) = watcher.modes
    shutil.rmtree(folder)
    assert not watcher.is_healthy()
    watcher.restart()
    folder.mkdir()


@pytest.mark.parametrize(
    "harm",
    [_emitters_die, _dispatcher_dies, _reader_dies, _folder_is_replaced, _folder_goes_and_comes_back],
    ids=["the emitters' threads", "the dispatcher's thread", "the kernel's reader", "a replaced folder", "a folder away and back"],
)
def test_what_stopped_watching_is_found_and_watches_again(watcher: Watcher, folder: Path, wake: threading.Event, harm: Callable[[Watcher], None]) -> None:
    assert watcher.is_healthy()
    harm(watcher)
    hints = Hinting(watcher=watcher, wake=wake)
    assert not watcher.is_healthy()
    hints.supervise()
    assert watcher.is_healthy()
    wake.clear()
    (folder / "surat.pdf").write_bytes(b"x")
    assert hints.wait(PATIENCE_S)


@pytest.mark.parametrize("name", [b"\xff\xfe.pdf", b"a\nb.pdf", b"a" * 255, "\U0001f600.pdf".encode()], ids=["no UTF-8", "newline", "255 bytes", "emoji"])
def test_no_name_ends_the_watching(watcher: Watcher, folder: Path, wake: threading.Event, name: bytes) -> None:
    (folder / os.fsdecode(name)).write_bytes(b"x")
    assert wake.wait(PATIENCE_S)
    assert watcher.is_healthy()


def test_a_folder_from_which_events_are_heard_is_said_to_be_so_once_by_its_path_in_the_tree(folder: Path, wake: threading.Event) -> None:
    unit = folder / "1-konsep" / "umum"
    unit.mkdir(parents=True)
    numbering = folder / "2-penomoran"
    numbering.mkdir()
    with capture_logs() as logs:
        watcher = Watcher([unit, numbering], wake)
        watcher.start()
        watcher.restart()
        watcher.stop()
    assert [(one["event"], one["folder"], one["mode"]) for one in logs] == [
        ("watch_mode", "1-konsep/umum", "events"),
        ("watch_mode", "2-penomoran", "events"),
    ]
    assert [*unit.iterdir(), *numbering.iterdir()] == []
    assert not wake.is_set(), "our canary wakes nobody"


def test_a_folder_that_is_heard_nothing_from_is_only_swept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.adapters.intake.watch._EVENTS", [DirMovedEvent])  # as where the kernel says nothing of files
    monkeypatch.setattr("pipeline.adapters.intake.watch._HEARD_WITHIN_S", 0.2)
    assert watch_mode(folder).why is Why.NO_EVENT
    assert list(folder.iterdir()) == []


def test_a_missing_folder_is_only_swept(folder: Path) -> None:
    assert watch_mode(folder / "away") == WatchMode(watch=Watch.SWEEP_ONLY, why=Why.NOT_TO_BE_TRIED, filesystem="unknown")


def test_a_network_mount_is_only_swept_and_no_canary_is_made_there(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    device = folder.stat().st_dev
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"36 25 {os.major(device)}:{os.minor(device)} / /srv/surat rw - nfs4 server:/surat rw\n")
    monkeypatch.setattr(listed, "MOUNTS", mounts)
    listed.forget_mounts()
    before = folder.stat().st_mtime_ns
    try:
        assert watch_mode(folder) == WatchMode(watch=Watch.SWEEP_ONLY, why=Why.NETWORK_MOUNT, filesystem="nfs4")
    finally:
        listed.forget_mounts()
    assert folder.stat().st_mtime_ns == before


def test_where_the_kernel_gives_no_more_watchers_the_sweep_goes_on_alone(folder: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        watcher = Watcher([folder], threading.Event())
        watcher.start()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert not watcher.is_healthy()
    watcher.restart()
    assert watcher.is_healthy()
    watcher.stop()
