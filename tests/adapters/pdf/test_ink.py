"""What is printed at a place, looked at through a window."""

from pathlib import Path

import pytest

from pipeline.adapters.pdf.geometry import Area
from pipeline.adapters.pdf.ink import Drawings
from tests.adapters.pdf.drafts import DRAFTS, Paper, a_draft

PLACES = [Area(x, y, x + width, y + 40.0) for x in range(20, 560, 180) for y in range(10, 820, 110) for width in (30.0, 150.5)]
INK = "0.5 0 0 0.5 0 0 cm 0 0 m 1100 1600 l S BT /F1 40 Tf 150 900 Td (Isi surat) Tj ET"
PAPERS = {
    "upright": Paper(),
    "of odd size": Paper(media=(0, 0, 595.28, 841.89)),
    "cropped": Paper(media=(-10, -20, 700, 900), crop=(5, 5, 600, 850)),
    "turned": Paper(rotate=90),
}


@pytest.fixture
def drafts(tmp_path: Path) -> list[Path]:
    return [*DRAFTS, *(a_draft(tmp_path / f"{number}.pdf", INK, paper=paper) for number, paper in enumerate(PAPERS.values()))]


def test_a_window_shows_what_the_whole_page_shows(drafts: list[Path]) -> None:
    for draft in drafts:
        drawings = Drawings(draft)
        whole = drawings.window(1, Area(-10, -10, 2000, 2000))
        for place in PLACES:
            window = drawings.window(1, place)
            assert window.is_free(place) == whole.is_free(place)
            assert window.next_ink(place) == whole.next_ink(place)
            middle = (place.bottom + place.top) / 2
            narrow, wide = window.free_band(place.left, place.right, middle), whole.free_band(place.left, place.right, middle)
            assert (narrow is None) == (wide is None)
            if narrow and wide:
                assert narrow == (max(wide[0], narrow[0]), min(wide[1], narrow[1]))
        drawings.close()


def test_a_place_with_and_without_ink_is_told(tmp_path: Path) -> None:
    draft = a_draft(tmp_path / "in.pdf", "100 100 50 50 re f")
    drawings = Drawings(draft)
    assert not drawings.window(1, Area(90, 90, 110, 110)).is_free(Area(90, 90, 110, 110))
    assert drawings.window(1, Area(155, 155, 200, 200)).is_free(Area(155, 155, 200, 200))
    assert drawings.window(1, Area(50, 110, 200, 120)).next_ink(Area(50, 110, 200, 120)) == pytest.approx(100, abs=1)
    drawings.close()
