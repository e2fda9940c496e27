"""Where things are on a page: matrices, and the page as a reader sees it.

A PDF page may be turned (`/Rotate`), cropped, and start at any corner. A `Frame` takes points of the page's own space to the page as seen, upright, with
its origin in the lower left corner; every box this package answers is in that space, in points.
"""

from dataclasses import dataclass
from typing import NamedTuple

from pypdf import PageObject
from pypdf.generic import RectangleObject


class Matrix(NamedTuple):
    """A PDF transformation, in PDF's own order and names (ISO 32000-2, 8.3.3)."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def then(self, outer: "Matrix") -> "Matrix":
        """This transformation first, `outer` after it.

        >>> Matrix(e=5).then(Matrix(a=2)).at(1, 1)
        (12.0, 1.0)
        """
        a, b, c, d, e, f = self
        p, q, r, s, t, u = outer
        return Matrix(a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where the point goes."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def inverse(self) -> "Matrix":
        """The way back; a flat matrix has none and answers the identity."""
        a, b, c, d, e, f = self
        area = a * d - b * c
        if not area:
            return Matrix()
        return Matrix(d / area, -b / area, -c / area, a / area, (c * f - d * e) / area, (b * e - a * f) / area)


class Area(NamedTuple):
    """A rectangle on the page as seen, in points."""

    left: float
    bottom: float
    right: float
    top: float

    def grown(self, by_pt: float) -> "Area":
        """The same, larger on every side."""
        return Area(self.left - by_pt, self.bottom - by_pt, self.right + by_pt, self.top + by_pt)

    def inside(self, outer: "Area") -> bool:
        """Whether nothing of it is outside `outer`, to a tenth of a point."""
        slack = 0.1
        return self.left >= outer.left - slack and self.bottom >= outer.bottom - slack and self.right <= outer.right + slack and self.top <= outer.top + slack


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A page as seen: its size in points, and the way there from the page's own space."""

    width_pt: float
    height_pt: float
    to_seen: Matrix

    @property
    def area(self) -> Area:
        """The whole page."""
        return Area(0.0, 0.0, self.width_pt, self.height_pt)


def frame(page: PageObject) -> Frame:
    """The page as seen: CropBox within MediaBox, upright under /Rotate."""
    left, bottom, right, top = boxes(page)[1]
    width, height = right - left, top - bottom
    match int(page.rotation) % 360:
        case 90:
            return Frame(width_pt=height, height_pt=width, to_seen=Matrix(0, -1, 1, 0, -bottom, right))
        case 180:
            return Frame(width_pt=width, height_pt=height, to_seen=Matrix(-1, 0, 0, -1, right, top))
        case 270:
            return Frame(width_pt=height, height_pt=width, to_seen=Matrix(0, 1, -1, 0, top, -left))
        case _:
            return Frame(width_pt=width, height_pt=height, to_seen=Matrix(1, 0, 0, 1, -left, -bottom))


def boxes(page: PageObject) -> tuple[Area, Area]:
    """The sheet, and what is seen of it, whichever corners they are told by; a CropBox beside the sheet counts for nothing."""
    media, crop = _upright(page.mediabox), _upright(page.cropbox)
    seen = Area(max(media.left, crop.left), max(media.bottom, crop.bottom), min(media.right, crop.right), min(media.top, crop.top))
    return media, media if seen.right <= seen.left or seen.top <= seen.bottom else seen


def _upright(box: RectangleObject) -> Area:
    one, other, third, fourth = (float(edge) for edge in box)
    return Area(min(one, third), min(other, fourth), max(one, third), max(other, fourth))
