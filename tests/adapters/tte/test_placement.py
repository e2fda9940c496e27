from typing import Any

import pytest

from pipeline.adapters.tte.placement import place
from pipeline.domain.page import Box

BOX = Box(page=1, x_pt=10, y_pt=20, width_pt=30, height_pt=40)


@pytest.mark.parametrize(
    ("rotate", "rect"),
    [(0, (10, 20, 40, 60)), (90, (140, 10, 180, 40)), (180, (160, 240, 190, 280)), (-90, (20, 260, 60, 290)), (450, (140, 10, 180, 40))],
)
def test_the_box_turns_with_the_page(rotate: int, rect: tuple[float, float, float, float]) -> None:
    placement = place({"/Rotate": rotate, "/MediaBox": [0, 0, 200, 300]}, BOX)
    assert (placement.rect_pt, placement.rotation) == (rect, rotate % 360)


@pytest.mark.parametrize(
    ("page", "corner"),
    [
        ({"/Parent": {"/Parent": {"/MediaBox": [0, 0, 200, 300]}}}, (10, 20)),
        ({"/MediaBox": [200, 300, -50, -60]}, (-40, -40)),
        ({"/MediaBox": [0, 0, 200, 300], "/CropBox": [5, 6, 900, 900]}, (15, 26)),
        ({"/MediaBox": [0, 0, 200, 300], "/Parent": {"/CropBox": [-7, -7, 100, 100]}}, (10, 20)),
    ],
    ids=["inherited", "corners swapped", "cut", "cut wider than the paper"],
)
def test_the_box_counts_from_the_corner_of_the_page_as_seen(page: dict[str, Any], corner: tuple[float, float]) -> None:
    assert place(page, BOX).rect_pt[:2] == corner


@pytest.mark.parametrize(
    "page",
    [{}, {"/MediaBox": [0, 0]}, {"/MediaBox": [0, 0, 200, 300], "/Rotate": 45}, {"/MediaBox": [0, 0, 9, 9], "/CropBox": [50, 50, 60, 60]}],
    ids=["no paper", "half a paper", "slanted", "cut beside the paper"],
)
def test_a_page_that_makes_no_sense_is_refused(page: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="page"):
        place(page, BOX)


def test_a_page_that_is_its_own_parent_is_refused() -> None:
    page: dict[str, Any] = {}
    page["/Parent"] = page
    with pytest.raises(ValueError, match="MediaBox"):
        place(page, BOX)
