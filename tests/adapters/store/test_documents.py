"""The documents on a real disk."""

import resource
import stat
from pathlib import Path

import pytest

from pipeline.adapters.store import FileDocuments
from pipeline.domain.errors import LaterError


@pytest.fixture
def documents(tmp_path: Path) -> FileDocuments:
    return FileDocuments(tmp_path / "documents")


def scratch_files(documents: FileDocuments) -> list[Path]:
    return list(documents.scratch("x").parent.iterdir())


def test_nobody_can_write_a_document_any_more(documents: FileDocuments) -> None:
    path = documents.path(documents.put_bytes(b"isi"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o440
    assert path.parent.name == path.name[:2]


def test_the_same_document_again_leaves_one_file_and_no_scratch(documents: FileDocuments) -> None:
    first = documents.path(documents.put_bytes(b"isi"))
    inode = first.stat().st_ino
    again = documents.scratch("again")
    again.write_bytes(b"isi")
    assert documents.path(documents.put_bytes(b"isi")) == documents.path(documents.adopt(again)) == first
    assert first.stat().st_ino == inode
    assert scratch_files(documents) == []


def test_what_a_crash_left_in_scratch_is_swept_and_no_document(documents: FileDocuments) -> None:
    kept = documents.put_bytes(b"isi")
    documents.scratch("half").write_bytes(b"set")
    documents.sweep_scratch()
    assert scratch_files(documents) == []
    assert documents.path(kept).read_bytes() == b"isi"


def test_an_altered_or_misplaced_document_is_found(documents: FileDocuments) -> None:
    whole, altered, moved = (documents.path(documents.put_bytes(content)) for content in (b"satu", b"dua", b"tiga"))
    assert list(documents.verify()) == []
    altered.chmod(0o640)
    altered.write_bytes(b"duA")
    stray = moved.rename(whole.parent / moved.name)
    documents.scratch("half").write_bytes(b"no document yet")
    assert set(documents.verify()) == {altered, stray}


def test_a_full_disk_is_tried_again_later_and_leaves_nothing(documents: FileDocuments) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        with pytest.raises(LaterError, match="disk"):
            documents.put_bytes(b"lebih dari sepuluh byte")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert scratch_files(documents) == []


def test_a_folder_that_cannot_be_made_is_tried_again_later(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(LaterError):
        FileDocuments(tmp_path / "file" / "documents")
