"""What a page shows, as a reader reads it: the texts that the walk met, put together to lines; and what of it is out of sight."""

import math
from dataclasses import dataclass

from pypdf.generic import PdfObject, StreamObject

from pipeline.adapters.pdf.geometry import Area, Matrix
from pipeline.adapters.pdf.lexer import Operation
from pipeline.adapters.pdf.rules import Cover, Rule
from pipeline.adapters.pdf.shows import Show
from pipeline.adapters.pdf.textstate import WORD_GAP
from pipeline.adapters.pdf.walk import Pen, dictionary


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """What a page shows, and how its content stream leaves the graphics state."""

    shows: list[Show]
    lines: list[list[Show]]
    """from the top; each from its beginning"""
    open: int
    """`q` that are never closed"""
    surplus: int
    """`Q` that close nothing"""
    spelt: list[tuple[StreamObject | None, Operation]]
    """marked content that is to be read as a placeholder, wherever its own text is; each with the form it is in, none for the page itself"""
    veils: list[tuple[int, Area]]
    """pictures that nothing shines through, and how many shows each was drawn after"""
    covers: list[Cover]
    rules: list[Rule]
    """thin bars of the page's own content"""

    def is_hidden(self, shown: Show) -> bool:
        """Whether a reader of the page cannot see it: text without paint, or behind a picture as in a scan."""
        if shown.hidden:
            return True
        x, y = shown.to_seen.at(shown.length / 2, 0.0)
        covering = [number for number, area in self.veils if area.left <= x <= area.right and area.bottom <= y <= area.top]
        return bool(covering) and self.shows.index(shown) < max(covering)

    @property
    def text(self) -> str:
        """All lines as a reader reads them."""
        return "\n".join(line_text(line) for line in self.lines)


def page_text(content: bytes, resources: PdfObject | None, to_seen: Matrix) -> PageText:
    """Walk a page's content."""
    pen = Pen()
    pen.walk(content, dictionary(resources), to_seen)
    return PageText(
        shows=pen.shows,
        lines=_lines(pen.shows),
        open=pen.open,
        surplus=-pen.deepest,
        spelt=pen.spelt,
        veils=pen.veils,
        covers=pen.covers,
        rules=pen.rules,
    )


def line_text(line: list[Show]) -> str:
    """A line's text, with a space where a gap is wide."""
    words: list[str] = []
    end = math.inf
    for show in line:
        left = show.left
        if left - end > WORD_GAP * show.size_pt:
            words.append(" ")
        words.append(show.text)
        end = show.right
    return "".join(words)


def _lines(shows: list[Show]) -> list[list[Show]]:
    """Shows on one baseline, by direction; a little up or down is still one line."""
    lines: list[list[Show]] = []
    before: tuple[tuple[float, float], float] | None = None
    for direction, height, _, show in sorted(((show.direction, -show.across, number, show) for number, show in enumerate(shows)), key=lambda one: one[:3]):
        if before is None or before[0] != direction or height - before[1] > show.size_pt * 0.3:
            lines.append([])
        lines[-1].append(show)
        before = (direction, height)
    for line in lines:
        line.sort(key=lambda show: show.left)
    upright = (1.0, 0.0)
    lines.sort(key=lambda line: line[0].direction != upright)
    return lines
