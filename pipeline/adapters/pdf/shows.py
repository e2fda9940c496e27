"""A piece of text as a page shows it: where, how large, in what colour; taken apart into glyphs only where that is needed."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pypdf.generic import StreamObject

from pipeline.adapters.pdf.draftfont import DraftFont
from pipeline.adapters.pdf.geometry import Matrix
from pipeline.adapters.pdf.lexer import Kerned, Operation


class Glyph(NamedTuple):
    """One character code as shown."""

    text: str
    show: "Show"
    piece: int
    """which of the show's pieces"""
    at: int
    """which code of the piece"""
    left: float
    """along the line of text, in points as seen"""
    right: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Show:
    """One operator that shows text, with all that its look depends on; what is worked out of that is kept, so it has no slots."""

    operation: Operation
    shown: Kerned | list[bytes | float]
    font: DraftFont
    size: float
    char_space: float
    word_space: float
    stretch: float
    fill: bytes
    """the operations that set its colour"""
    to_seen: Matrix
    """from unscaled text space, at the pen's place, to the page as seen"""
    length: float
    """how far the pen moves, in unscaled text space"""
    text: str
    form: StreamObject | None
    """the form object whose content it is in; none is the page's own"""
    hidden: bool
    """neither filled nor stroked, like the text behind a scan (9.3.6)"""
    spelt: Operation | None
    """the marked content around it that says how it is to be read (/ActualText)"""

    @cached_property
    def pieces(self) -> list[bytes | float]:
        """Strings, and TJ adjustments between them."""
        parts = self.shown.parts if isinstance(self.shown, Kerned) else self.shown
        return [part for part in parts if isinstance(part, bytes | float)]

    @cached_property
    def direction(self) -> tuple[float, float]:
        """The way the text runs, of length 1."""
        a, b = self.to_seen.a, self.to_seen.b
        long = math.hypot(a, b) or 1.0
        return round(a / long, 3) + 0.0, round(b / long, 3) + 0.0

    @cached_property
    def size_pt(self) -> float:
        """The font size as seen."""
        return abs(self.size) * math.hypot(self.to_seen.c, self.to_seen.d)

    def along(self, x: float) -> float:
        """A pen position as a place along the direction of the text, as seen."""
        ux, uy = self.direction
        px, py = self.to_seen.at(x, 0.0)
        return px * ux + py * uy

    @cached_property
    def across(self) -> float:
        """How high the baseline is, at right angles to the direction of the text."""
        ux, uy = self.direction
        return self.to_seen.f * ux - self.to_seen.e * uy

    @cached_property
    def left(self) -> float:
        """Where it begins, along its direction."""
        return self.along(0.0)

    @cached_property
    def right(self) -> float:
        """Where it ends, along its direction."""
        return self.along(self.length)

    def advance(self, code: int) -> float:
        """How far one code moves the pen, in unscaled text space."""
        spacing = self.char_space + (self.word_space if self.font.is_space(code) else 0.0)
        return (self.font.width(code) * self.size + spacing) * self.stretch

    def glyphs(self) -> Iterator[Glyph]:
        """Its glyphs one by one."""
        x = 0.0
        for number, piece in enumerate(self.pieces):
            if isinstance(piece, float):
                x -= piece / 1000 * self.size * self.stretch
                continue
            for at, code in enumerate(self.font.codes(piece)):
                end = x + self.font.width(code) * self.size * self.stretch
                yield Glyph(self.font.text(code), self, number, at, self.along(x), self.along(end))
                x += self.advance(code)
