"""What every `Press` does with an approved letter, in worker processes or here and now."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from pipeline.adapters.pdf.press import WorkerPress
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.footer import BSRE
from pipeline.domain.invitation import examples
from pipeline.domain.notes import pages as say
from pipeline.domain.page import FooterOrder, Layout, Token
from pipeline.ports import Press
from tests.adapters.pdf.drafts import DRAFTS, SIGNATURE_LINE, a_draft, an_order
from tests.domain.drafting import OFFICE
from tests.faults.workplace import TEMPLATE, OwnPress
from tests.judges import page_text


@pytest.fixture(scope="module", params=["workers", "here"])
def press(request: pytest.FixtureRequest) -> Iterator[Press]:
    if request.param == "here":
        yield OwnPress()
    else:
        with WorkerPress(1, template=TEMPLATE) as workers:
            yield workers


def test_an_invitation_is_composed_the_same_every_time_and_can_be_stamped(press: Press, tmp_path: Path) -> None:
    little, _ = examples(OFFICE)
    for name in ("one", "other"):
        press.compose(tmp_path / name, little)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
    metadata = PdfReader(tmp_path / "one").metadata
    assert metadata is not None
    assert metadata.creation_date == datetime(2000, 1, 1, tzinfo=UTC), "the hour it was composed at would make it another page"
    found = press.examine(tmp_path / "one", Layout())
    assert found.faults == ()
    assert found.tokens == {Token.NUMBER, Token.DATE, Token.SIGNATURE}
    press.stamp(tmp_path / "one", tmp_path / "stamped.pdf", an_order())


def test_an_invitation_that_cannot_be_drawn_is_refused_whole_and_leaves_nothing_behind(press: Press, tmp_path: Path) -> None:
    little, _ = examples(OFFICE)
    with pytest.raises(DraftRefusedError) as refused:
        press.compose(tmp_path / "page.pdf", replace(little, subject="Rapat 漢", copies_to=("🎉",)))
    assert [one.message.text for one in refused.value.faults] == [say.CHARACTER_NOT_DRAWABLE] * 2
    assert not (tmp_path / "page.pdf").exists()


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
