import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.adapters.durable import write_new
from pipeline.adapters.intake import Watcher

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


def test_a_dead_observer_is_found_and_replaced(watcher: Watcher, folder: Path, wake: threading.Event) -> None:
    observer = watcher._observer  # noqa: SLF001 -- the death of a thread cannot be had otherwise
    assert observer is not None
    for emitter in tuple(observer.emitters):
        emitter.stop()
        emitter.join()
    assert not watcher.is_healthy()
    watcher.restart()
    wake.clear()
    (folder / "surat.pdf").write_bytes(b"x")
    assert wake.wait(PATIENCE_S)
