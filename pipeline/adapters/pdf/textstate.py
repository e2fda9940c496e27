"""The part of the graphics state that text depends on, and how far a text moves the pen in it (ISO 32000-2, 8.4.1 and 9.4.4)."""

from dataclasses import dataclass
from typing import Final

from pipeline.adapters.pdf.draftfont import DraftFont
from pipeline.adapters.pdf.geometry import Matrix
from pipeline.adapters.pdf.lexer import Kerned

WORD_GAP: Final = 0.18
"""in ems: a wider gap within a line reads as a space"""
_WIDE: Final = -1000 * WORD_GAP
"""the same as a TJ adjustment"""


@dataclass(slots=True)
class State:
    """The part of the graphics state that text depends on (8.4.1, 9.3.1); a leading of the text line is kept with it."""

    ctm: Matrix
    font: DraftFont | None = None
    size: float = 0.0
    char_space: float = 0.0
    word_space: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: float = 0.0
    space: bytes = b""
    fill: bytes = b""

    def kept(self) -> "State":
        """The same, for `Q` to come back to."""
        return State(self.ctm, self.font, self.size, self.char_space, self.word_space, self.stretch, self.leading, self.rise, self.mode, self.space, self.fill)


def measured(shown: Kerned | list[bytes | float], font: DraftFont, state: State) -> tuple[str, float]:
    """The text of an operator, and how far it moves the pen."""
    if isinstance(shown, Kerned):
        joined, moves = shown.whole
    else:
        joined, moves = b"".join([piece for piece in shown if isinstance(piece, bytes)]), [piece for piece in shown if isinstance(piece, float)]
    if moves and min(moves) < _WIDE:
        pieces = shown.parts if isinstance(shown, Kerned) else shown
        text = "".join(font.meaning(piece) if isinstance(piece, bytes) else " " * (isinstance(piece, float) and piece < _WIDE) for piece in pieces)
    else:
        text = font.meaning(joined)
    ems, count = font.measure(joined)
    spaces = joined.count(b" ") if font.code_bytes == 1 else 0
    return text, ((ems - sum(moves) / 1000) * state.size + count * state.char_space + spaces * state.word_space) * state.stretch
