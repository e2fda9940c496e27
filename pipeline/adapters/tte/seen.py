"""Whether a gateway's TTE is seen where it was asked for, and nowhere else (SOP 8).

The bytes of the pages are compared elsewhere (`additions`): a result adds nothing to a page but signatures' widgets. But a widget lies over the page, and one
that lies elsewhere hides what was approved. The box was found free of ink when the letter was stamped, so a widget that fills it covers nothing.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pyhanko.pdf_utils.reader import PdfFileReader

from pipeline.adapters.tte.placement import place
from pipeline.domain.errors import DoubtfulResultError
from pipeline.domain.notes import gateway as say
from pipeline.domain.signing import SigningOrder

TOLERANCE_PT: Final = 3.0
"""how far an edge may lie from where it was asked for: gateways round to whole points, some to the next even one"""
_MOST_DEPTH: Final = 64
Rect = tuple[float, float, float, float]


def seen_as_asked(order: SigningOrder, *, is_visible: bool) -> None:
    """Compare what the newest revisions show with the order's box; an invisible TTE shows nothing.

    Args:
        order: its source is the approved file, its target the one that came back, which adds nothing but signatures.
        is_visible: whether a picture was asked for.

    Raises:
        DoubtfulResultError: it is seen elsewhere, more than once, or not at all.
        OSError: a file cannot be opened.
    """
    with Path(order.source).open("rb") as before, Path(order.target).open("rb") as after:
        old, new = _pages(before), _pages(after)
        added = [(number, rect) for number, (was, now) in enumerate(zip(old, new, strict=True), 1) for rect in _widgets(now)[len(_widgets(was)) :]]
        shown = [(number, rect) for number, rect in added if rect[0] < rect[2] and rect[1] < rect[3]]
        wanted = [(order.box.page, place(old[order.box.page - 1], order.box).rect_pt)] if is_visible else []
    if len(shown) == len(wanted) and all(map(_is_near, shown, wanted)):
        return
    raise DoubtfulResultError(say.SEEN_ELSEWHERE(letter=order.letter, asked=_told(wanted), found=_told(shown)))


def _is_near(one: tuple[int, Rect], other: tuple[int, Rect]) -> bool:
    return one[0] == other[0] and all(abs(a - b) <= TOLERANCE_PT for a, b in zip(one[1], other[1], strict=True))


def _told(places: list[tuple[int, Rect]]) -> str:
    """Page and rectangle in points, as `1: 300 90 476 152`; `-` for none."""
    return "; ".join(f"{page}: " + " ".join(f"{edge:.0f}" for edge in rect) for page, rect in places) or "-"


def _pages(file: Any) -> list[Any]:  # noqa: ANN401 - PDF objects, here and below
    return list(_leaves(PdfFileReader(file, strict=True).root["/Pages"]))


def _leaves(node: Any, depth: int = 0) -> Iterator[Any]:  # noqa: ANN401
    if "/Kids" not in node:
        yield node
    elif depth < _MOST_DEPTH:
        for kid in node["/Kids"]:
            yield from _leaves(kid.get_object(), depth + 1)


def _widgets(page: Any) -> list[Rect]:  # noqa: ANN401
    """The rectangles of a page's annotations, in their order."""
    found = page["/Annots"] if "/Annots" in page else ()  # noqa: SIM401 - pyHanko's `get` gives the bare reference
    return [_rect(one.get_object()) for one in found]


def _rect(widget: Any) -> Rect:  # noqa: ANN401
    x0, y0, x1, y1 = (float(edge) for edge in widget["/Rect"]) if "/Rect" in widget else (0.0, 0.0, 0.0, 0.0)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
