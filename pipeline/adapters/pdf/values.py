"""The values of a letter as they will stand on its pages: in which face, how large, and exactly where."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pipeline.adapters.pdf.draft import Draft, Leaf
from pipeline.adapters.pdf.faces import Face, outlines_of, width_em
from pipeline.adapters.pdf.geometry import Area, Matrix
from pipeline.adapters.pdf.places import At, found_tokens, located, spot_of
from pipeline.adapters.pdf.tokens import Found
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import Message
from pipeline.domain.notes import pages as say
from pipeline.domain.page import SIGNATURES, StampOrder, Token

_LEAST_PART: Final = 0.7
_LEAST_PT: Final = 7.0
_GAP_EM: Final = 0.15
"""blank paper to keep before the next ink on the line"""
_PLAIN_SIZE_PT: Final = 12.0
_UPRIGHT: Final = (1.0, 0.0)
_LOW_EM, _HIGH_EM = 0.06, 0.65
"""between these heights above the baseline a value must not meet ink"""
_EDGE_PT: Final = 12.0
_STRAIGHT: Final = 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One value as drawn."""

    page: int
    text: str
    face: Face
    size_pt: float
    fill: str
    """the operations that set its colour, as Latin-1"""
    matrix: Matrix
    """from the beginning of its baseline to the page as seen"""


def written(draft: Draft, order: StampOrder) -> list[Written]:
    """Every value that has a place.

    Raises:
        DraftRefusedError: a value does not fit in its place, or our faces cannot draw it.
    """
    return [value for token in Token for value in _of_token(draft, token, order)]


def _of_token(draft: Draft, token: Token, order: StampOrder) -> Iterator[Written]:
    text = " ".join(order.values.get(token, "").split())
    if not text or token in SIGNATURES:
        return
    for leaf, found in found_tokens(draft, token):
        yield _at_placeholder(draft, leaf, found, text)
    spot = spot_of(draft, token, order.layout)
    if spot is not None:
        at = located(draft, token, spot)
        if isinstance(at, Message):
            raise DraftRefusedError(at)
        yield _at_spot(draft, at, token, text)


def _at_placeholder(draft: Draft, leaf: Leaf, found: Found, text: str) -> Written:
    first, show = found.first, found.first.show
    width = width_em(show.font.face, text)
    size = show.size_pt
    ux, uy = show.direction
    x, y = first.left * ux - show.across * uy, first.left * uy + show.across * ux
    if width * size > found.right - first.left:
        line = _Line(x=x, y=y, size_pt=size, way=show.direction, gone=found)
        size = _fitting(draft, leaf, line, text, width, found.name)
    return Written(
        page=leaf.number,
        text=text,
        face=show.font.face,
        size_pt=size,
        fill=show.fill.decode("latin-1"),
        matrix=Matrix(ux, uy, -uy, ux, x, y),
    )


def _at_spot(draft: Draft, at: At, token: Token, text: str) -> Written:
    """In the page's most frequent face and size, its ascenders touching the spot's upper edge."""
    face, size = _usual(at.leaf)
    ascent = outlines_of(face).ascent / outlines_of(face).em
    size = _fitting(draft, at.leaf, _Line(x=at.x, y=at.top - ascent * size, size_pt=size), text, width_em(face, text), token)
    return Written(page=at.leaf.number, text=text, face=face, size_pt=size, fill="", matrix=Matrix(e=at.x, f=at.top - ascent * size))


def _usual(leaf: Leaf) -> tuple[Face, float]:
    looks: Counter[tuple[Face, float]] = Counter()
    for show in leaf.text.shows:
        looks[show.font.face, round(show.size_pt, 1)] += len(show.text)
    face, size = looks.most_common(1)[0][0] if looks else (Face.SERIF, _PLAIN_SIZE_PT)
    return face, size or _PLAIN_SIZE_PT


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """Where a value begins on its baseline, and how large it would be."""

    x: float
    y: float
    size_pt: float
    way: tuple[float, float] = _UPRIGHT
    """which way it runs, of length 1"""
    gone: Found | None = None
    """the placeholder whose room it takes"""


def _fitting(draft: Draft, leaf: Leaf, line: _Line, text: str, width_in_ems: float, token: str) -> float:  # noqa: PLR0913, PLR0917 - all of it is needed to tell why not
    """The size in which the value fits before the next ink or the margin."""
    room = _room(draft, leaf, line, width_in_ems * line.size_pt)
    fitting = min(line.size_pt, room / width_in_ems) if width_in_ems else line.size_pt
    if fitting < min(line.size_pt, max(_LEAST_PT, _LEAST_PART * line.size_pt)) - 0.001:
        raise DraftRefusedError(say.NO_ROOM_FOR_VALUE(page=leaf.number, value=text, token=token))
    return fitting


def _room(draft: Draft, leaf: Leaf, line: _Line, length: float) -> float:
    """How long the value may be: up to the next ink, or the margin."""
    if line.way != _UPRIGHT:
        return _turned_room(draft, leaf, line, length)
    _, margin = leaf.margins
    band = Area(line.x, line.y + _LOW_EM * line.size_pt, line.x + length + 2, line.y + _HIGH_EM * line.size_pt)
    ink = draft.picture(leaf.number, band, line.gone).next_ink(band)
    return min(margin, ink - _GAP_EM * line.size_pt if ink < band.right - 1 else margin) - line.x


def _turned_room(draft: Draft, leaf: Leaf, line: _Line, length: float) -> float:
    """The same for text that runs another way, whose margin is the page's edge."""
    (ux, uy), size = line.way, line.size_pt
    ends = (line.x + ux * length, line.y + uy * length)
    around = Area(min(line.x, ends[0]), min(line.y, ends[1]), max(line.x, ends[0]), max(line.y, ends[1])).grown(size + 2)
    picture = draft.picture(leaf.number, around, line.gone)
    ink = picture.ink_along((line.x, line.y), line.way, length + 2, (_LOW_EM * size, _HIGH_EM * size))
    edge = min(_until(line.x, ux, leaf.frame.width_pt), _until(line.y, uy, leaf.frame.height_pt))
    return min(edge, ink - _GAP_EM * size if ink < length + 1 else length)


def _until(start: float, way: float, end: float) -> float:
    """How far it is to the page's edge, less what printers leave blank."""
    if abs(way) < _STRAIGHT:
        return math.inf
    return ((end - _EDGE_PT if way > 0 else _EDGE_PT) - start) / way
