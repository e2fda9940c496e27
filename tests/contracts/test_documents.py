"""What every store of documents promises, synced or not."""

import hashlib
from pathlib import Path

import pytest

from pipeline.adapters.memory import MemoryDocuments
from pipeline.adapters.store import FileDocuments
from pipeline.domain.errors import HeldError, LaterError
from pipeline.ports import Documents

LETTER = b"%PDF-1.7 surat"
DIGEST = "sha256:" + hashlib.sha256(LETTER).hexdigest()


@pytest.fixture(params=[FileDocuments, MemoryDocuments], ids=["files", "memory"])
def documents(request: pytest.FixtureRequest, tmp_path: Path) -> Documents:
    opened: Documents = request.param(tmp_path / "documents")
    return opened


def test_a_document_is_called_by_its_digest_however_it_came(documents: Documents, tmp_path: Path) -> None:
    draft = tmp_path / "draft.pdf"
    draft.write_bytes(LETTER)
    finished = documents.scratch("stamped.pdf")
    finished.write_bytes(LETTER)
    assert documents.put_bytes(LETTER) == documents.put(draft) == documents.adopt(finished) == DIGEST
    assert documents.path(DIGEST).read_bytes() == LETTER
    assert draft.exists()
    assert not finished.exists()


def test_two_scratch_files_for_one_purpose_do_not_meet(documents: Documents) -> None:
    first, second = documents.scratch("signed.pdf"), documents.scratch("signed.pdf")
    assert first != second
    assert first.name.endswith("signed.pdf")


@pytest.mark.parametrize("digest", [DIGEST, "sha256:../../etc/passwd", "", "sha256:" + "A" * 64], ids=["gone", "path", "empty", "capitals"])
def test_a_document_that_is_gone_holds_the_letter(documents: Documents, digest: str) -> None:
    with pytest.raises(HeldError, match="not in the store"):
        documents.path(digest)


def test_a_draft_that_went_away_is_tried_again_later(documents: Documents, tmp_path: Path) -> None:
    with pytest.raises(LaterError):
        documents.put(tmp_path / "gone.pdf")
