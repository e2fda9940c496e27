"""The PDF work in processes of its own."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.adapters.pdf.press import WorkerPress
from pipeline.adapters.pdf.workers import Limits
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import pages as say
from pipeline.domain.page import Layout
from tests.adapters.pdf.drafts import BINDING, DRAFTS, NUMBER, a_draft, an_order
from tests.adapters.pdf.test_sheet import a_sheet
from tests.judges import page_text


@pytest.fixture(scope="module")
def press() -> Iterator[WorkerPress]:
    with WorkerPress(1) as press:
        yield press


def test_a_draft_goes_through_the_workers(press: WorkerPress, tmp_path: Path) -> None:
    target = tmp_path / "out.pdf"
    assert press.examine(DRAFTS[0], Layout()).faults == ()
    assert [box.page for box in press.stamp(DRAFTS[0], target, an_order())] == [1]
    assert press.binding(target) == BINDING
    press.sheet(tmp_path / "sheet.pdf", a_sheet())
    assert NUMBER in page_text(target)
    assert NUMBER in page_text(tmp_path / "sheet.pdf")


def test_a_verdict_comes_back_whole(press: WorkerPress, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"PK\x03\x04")
    with pytest.raises(DraftRefusedError) as refusal:
        press.examine(tmp_path / "x.pdf", Layout())
    assert refusal.value.message == say.NOT_A_PDF()


def test_a_draft_that_takes_too_long_costs_only_itself(tmp_path: Path) -> None:
    slow = a_draft(tmp_path / "slow.pdf", "BT /F1 1 Tf " + "(abcdefgh) Tj " * 190_000 + "ET")
    with WorkerPress(1, Limits(wall=timedelta(seconds=0.2))) as press:
        with pytest.raises(DraftRefusedError) as refusal:
            press.examine(slow, Layout())
        assert refusal.value.message.text in {say.TOO_SLOW, say.TOO_HEAVY}
