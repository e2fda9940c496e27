"""From a box on the page as seen to the page's own coordinates.

A page's own coordinates may start anywhere (also below zero), may be cut by a CropBox and are turned by /Rotate before anybody sees the page. Signature
widgets live in the page's own coordinates, their appearance is drawn upright and turned by the form's matrix.
"""

from dataclasses import dataclass
from typing import Any, Final

from pipeline.domain.page import Box

TURNS: Final = {0: (1, 0, 0, 1, 0, 0), 90: (0, 1, -1, 0, 0, 0), 180: (-1, 0, 0, -1, 0, 0), 270: (0, -1, 1, 0, 0, 0)}
"""The form matrix that shows a drawing upright on a page of that /Rotate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a widget goes on its page."""

    rect_pt: tuple[float, float, float, float]
    """left, bottom, right, top in the page's own coordinates"""
    rotation: int
    """the page's /Rotate: 0, 90, 180 or 270"""


def place(page: Any, box: Box) -> Placement:  # noqa: ANN401 - pyHanko's dictionary of a page
    """Put `box` on `page`, a pyHanko page dictionary.

    Raises:
        ValueError: the page has no usable MediaBox or a /Rotate that is no quarter turn.
    """
    media = _rectangle(_inherited(page, "/MediaBox"))
    crop = _rectangle(_inherited(page, "/CropBox") or _inherited(page, "/MediaBox"))
    visible = max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3])
    rotation = int(_inherited(page, "/Rotate") or 0) % 360
    if rotation not in TURNS or visible[0] >= visible[2] or visible[1] >= visible[3]:
        reason = f"a page turned by {rotation} with the visible part {visible}"
        raise ValueError(reason)
    one = _own(visible, rotation, box.x_pt, box.y_pt)
    other = _own(visible, rotation, box.x_pt + box.width_pt, box.y_pt + box.height_pt)
    rect = min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])
    return Placement(rect_pt=rect, rotation=rotation)


def _own(visible: tuple[float, float, float, float], rotation: int, x: float, y: float) -> tuple[float, float]:
    left, bottom, right, top = visible
    return {0: (left + x, bottom + y), 90: (right - y, bottom + x), 180: (right - x, top - y), 270: (left + y, top - x)}[rotation]


def _inherited(page: Any, key: str) -> Any:  # noqa: ANN401 - any PDF value
    depth = 0
    while page is not None and depth < 64:  # noqa: PLR2004 - deeper than any real page tree, and an end for a circular one
        if key in page:
            return page[key]
        page, depth = (page["/Parent"] if "/Parent" in page else None), depth + 1  # noqa: SIM401 - pyHanko's `get` gives the bare reference
    return None


def _rectangle(corners: Any) -> tuple[float, float, float, float]:  # noqa: ANN401 - a PDF array
    if corners is None or len(corners) != 4:  # noqa: PLR2004 - a PDF rectangle
        reason = "a page without a MediaBox"
        raise ValueError(reason)
    x0, y0, x1, y1 = (float(corner) for corner in corners)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
