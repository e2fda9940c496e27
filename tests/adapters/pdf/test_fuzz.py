"""Drafts with bytes changed at random: whatever they are, they get one of our verdicts, and the workers go on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipeline.adapters.pdf.press import WorkerPress
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.page import Layout
from tests.adapters.pdf.drafts import DRAFTS, an_order
from tests.adapters.pdf.hostile import HOSTILE
from tests.judges import qpdf_check

SEEDS = [path.read_bytes() for path in DRAFTS] + [HOSTILE[name].make() for name in ("a chain of actions", "a Stamp", "layers that are all seen", "signed")]
WORDS = [b"", b"<<", b">>", b"]", b" 0 R", b"/Kids", b"/Type", b"endobj", b"stream\n", b"-1", b"99999999999", b"\0", b"(", b"null", b"/Length", b"1e400"]
CHANGES = st.lists(st.tuples(st.floats(0, 1), st.sampled_from(WORDS) | st.binary(max_size=4), st.integers(0, 6)), min_size=1, max_size=6)


@pytest.fixture(scope="module")
def press() -> Iterator[WorkerPress]:
    with WorkerPress(1) as press:
        yield press


def changed(draft: bytes, changes: list[tuple[float, bytes, int]]) -> bytes:
    for where, word, instead_of in changes:
        at = int(where * len(draft))
        draft = draft[:at] + word + draft[at + instead_of :]
    return draft


@settings(max_examples=60, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(seed=st.integers(0, len(SEEDS) - 1), changes=CHANGES)  # by its place: what is found is told, and a draft's bytes are too long for that
def test_a_damaged_draft_gets_a_verdict_and_the_workers_go_on(seed: int, changes: list[tuple[float, bytes, int]], press: WorkerPress, tmp_path: Path) -> None:
    draft, target = tmp_path / "in.pdf", tmp_path / "out.pdf"
    draft.write_bytes(changed(SEEDS[seed], changes))
    try:
        if press.examine(draft, Layout()).faults:
            return
        press.stamp(draft, target, an_order())
    except DraftRefusedError:
        assert not target.exists()
        return
    assert [words for words in complaints(qpdf_check(target)) if "(content, offset" not in words] == [], "a page's own operators stay as they were written"
    target.unlink()


def complaints(told: str) -> list[str]:
    """What qpdf complains of; its last word on it is none of its own."""
    return [words for words in told.splitlines() if "WARNING" in words or (words.startswith("qpdf: ") and not words.endswith("succeeded with warnings"))]


def test_the_workers_are_as_good_as_new(press: WorkerPress) -> None:
    assert press.examine(DRAFTS[0], Layout()).faults == ()
