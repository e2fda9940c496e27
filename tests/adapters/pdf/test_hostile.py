"""What is signed is what was read: every file that a letter must not be, through the real workers with their real limits.

A file is refused in words a clerk can act on, or it becomes a letter that opens strictly, holds none of what it hid, and looks as it looked.
"""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from pipeline.adapters.pdf.draft import open_draft, union
from pipeline.adapters.pdf.geometry import Area
from pipeline.adapters.pdf.press import WorkerPress
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import Message
from pipeline.domain.notes import pages as say
from pipeline.domain.page import Box, Layout
from tests.adapters.pdf.broken import BROKEN
from tests.adapters.pdf.drafts import NUMBER, an_order, raw_text
from tests.adapters.pdf.hostile import HOSTILE, Hostile
from tests.bench_hostile import MOST_MEGABYTES, Watched
from tests.judges import qpdf_check

EVERYTHING = HOSTILE | BROKEN
LONGEST = 120.0
"""points that a value may be longer than its placeholder"""


@pytest.fixture(scope="module")
def press() -> Iterator[WorkerPress]:
    with WorkerPress(1) as press:
        yield press


def verdict(press: WorkerPress, draft: Path, target: Path, layout: Layout) -> Message | tuple[Box, ...]:
    """The first thing the clerk is told; or the boxes for the TTEs of the letter it became."""
    try:
        examination = press.examine(draft, layout)
        return examination.faults[0] if examination.faults else press.stamp(draft, target, an_order(layout))
    except DraftRefusedError as refusal:
        return refusal.message


@pytest.mark.parametrize("hostile", EVERYTHING.values(), ids=EVERYTHING)
def test_what_is_signed_is_what_was_read(hostile: Hostile, press: WorkerPress, tmp_path: Path) -> None:
    draft, target = tmp_path / "in.pdf", tmp_path / "out.pdf"
    draft.write_bytes(hostile.make())
    with Watched(press._run(os.getpid)) as worker:  # noqa: SLF001 - to stand where the PDFs are read
        found = verdict(press, draft, target, hostile.layout)
    assert worker.megabytes <= MOST_MEGABYTES
    if hostile.says:
        assert isinstance(found, Message)
        assert found.text in hostile.says
        assert not target.exists()
        return
    assert not isinstance(found, Message), found
    assert len(found) == 1
    assert qpdf_check(target) == ""
    with target.open("rb") as file:
        assert PdfFileReader(file, strict=True).root["/Type"] == "/Catalog"
    inside = unpacked(target)
    assert [word for word in hostile.gone if word in inside] == []
    assert bool(press.examine(draft, hostile.layout).left_out) == hostile.recorded
    assert not hostile.same_picture or not changed(draft, target)
    assert NUMBER in raw_text(target)


@pytest.mark.parametrize("frames", range(8))
def test_a_file_too_deep_to_be_read_is_refused_however_deep_the_reader_stands(frames: int, tmp_path: Path) -> None:
    draft = tmp_path / "in.pdf"
    draft.write_bytes(EVERYTHING["dictionaries 60,000 deep"].make())

    def opened_at(depth: int) -> None:
        if depth:
            opened_at(depth - 1)
        else:
            open_draft(draft)

    with pytest.raises(DraftRefusedError) as refusal:
        opened_at(frames)
    assert refusal.value.message == say.TOO_HEAVY()


def unpacked(path: Path) -> bytes:
    """Every object as qpdf writes it out."""
    return subprocess.run(["qpdf", "--qdf", "--object-streams=disable", str(path), "-"], capture_output=True, check=True).stdout


def changed(before: Path, after: Path) -> bool:
    """Whether the first page looks otherwise than it looked, as pdfium draws it, but for where placeholders stood and values stand."""
    old, new = (picture(path) for path in (before, after))
    assert old.shape == new.shape
    spots = [one.grown(3) for one in stamped(before)]
    for at, (was, now) in enumerate(zip(old.rows, new.rows, strict=True)):
        y = old.shape[1] - at - 0.5
        across = [one for one in spots if one.bottom <= y <= one.top]
        if was != now and any(was[x] != now[x] and not any(one.left <= x <= one.right for one in across) for x in range(len(was))):
            return True
    return False


def stamped(draft: Path) -> Iterator[Area]:
    """Where placeholders stand on the first page as seen, and their values may reach to."""
    with open_draft(draft) as opened:
        for found in opened.leaves[0].found:
            (ux, uy), area = found.first.show.direction, union(found.areas)
            far = Area(area.left + LONGEST * ux, area.bottom + LONGEST * uy, area.right + LONGEST * ux, area.top + LONGEST * uy)
            yield union([area, far])


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A page in grey, one pixel a point."""

    shape: tuple[int, int]
    rows: list[bytes]


def picture(path: Path) -> Picture:
    document = pypdfium2.PdfDocument(path)
    try:
        bitmap = document[0].render(scale=1, grayscale=True)
        grey = bytes(bitmap.buffer)
        rows = [grey[at * bitmap.stride : at * bitmap.stride + bitmap.width] for at in range(bitmap.height)]
        return Picture(shape=(bitmap.width, bitmap.height), rows=rows)
    finally:
        document.close()
