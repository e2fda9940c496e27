"""What every `Press` does with an approved letter, in worker processes or here and now."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.adapters.pdf.press import WorkerPress
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.footer import BSRE
from pipeline.domain.page import FooterOrder
from pipeline.ports import Press
from tests.adapters.pdf.drafts import DRAFTS, SIGNATURE_LINE, a_draft, an_order
from tests.faults.workplace import OwnPress
from tests.judges import page_text


@pytest.fixture(scope="module", params=["workers", "here"])
def press(request: pytest.FixtureRequest) -> Iterator[Press]:
    if request.param == "here":
        yield OwnPress()
    else:
        with WorkerPress(1) as workers:
            yield workers


def test_an_approved_letter_is_prepared_the_same_every_time(press: Press, tmp_path: Path) -> None:
    stamped = tmp_path / "stamped.pdf"
    (box,) = press.stamp(DRAFTS[0], stamped, an_order())
    order = FooterOrder(text=BSRE, page=box.page, kept_clear=(box,))
    before = stamped.read_bytes()
    for name in ("one", "other"):
        press.prepare(stamped, tmp_path / name, order)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
    assert BSRE in page_text(tmp_path / "one")
    assert stamped.read_bytes() == before


def test_a_letter_whose_foot_is_full_is_refused_and_leaves_nothing_behind(press: Press, tmp_path: Path) -> None:
    draft = a_draft(tmp_path / "draft.pdf", f"BT /F1 12 Tf 72 700 Td (${{nomor_naskah}}) Tj ET {SIGNATURE_LINE} 0 0 595 95 re f")
    (box,) = press.stamp(draft, tmp_path / "stamped.pdf", an_order())
    with pytest.raises(DraftRefusedError):
        press.prepare(tmp_path / "stamped.pdf", tmp_path / "prepared.pdf", FooterOrder(text=BSRE, page=box.page, kept_clear=(box,)))
    assert not (tmp_path / "prepared.pdf").exists()


def test_a_signed_letter_is_never_written_anew(press: Press, tmp_path: Path) -> None:
    signed = tmp_path / "signed.pdf"
    (box,) = press.stamp(DRAFTS[0], signed, an_order())
    signed.write_bytes(signed.read_bytes() + b"\n% /ByteRange [0 1 2 3]\n%%EOF\n")
    with pytest.raises(DraftRefusedError):
        press.prepare(signed, tmp_path / "prepared.pdf", FooterOrder(text=BSRE, page=box.page, kept_clear=(box,)))
    assert not (tmp_path / "prepared.pdf").exists()
