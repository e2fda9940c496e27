"""Content streams without their placeholders."""

from collections.abc import Iterable

from pypdf.generic import StreamObject

from pipeline.adapters.pdf.lexer import Operation
from pipeline.adapters.pdf.rules import Rule
from pipeline.adapters.pdf.shows import Show
from pipeline.adapters.pdf.tokens import Found

Spelt = Iterable[tuple[StreamObject | None, Operation]]
"""Marked contents, each with the form it is in."""


def without(content: bytes, placeholders: Iterable[Found], spelt: Spelt = (), bars: Iterable[Rule] = (), form: StreamObject | None = None) -> bytes:
    """The content of a page, or of a form it draws, with the glyphs of `placeholders` that are in it taken out and their widths left as gaps.

    A replacement text (/ActualText, 14.9.4) around them goes too, and that of the marked contents `spelt`; `bars` are left
    unpainted.
    """
    removed: dict[int, tuple[Show, set[tuple[int, int]]]] = {}
    for placeholder in placeholders:
        for glyph in (glyph for glyph in placeholder.glyphs if glyph.show.form is form):
            start = glyph.show.operation.start
            if start not in removed:
                removed[start] = (glyph.show, set())
            removed[start][1].add((glyph.piece, glyph.at))
    edits = {start: (show.operation.end, _rewritten(show, gone)) for start, (show, gone) in removed.items()}
    edits |= {bar.start: (bar.end, b"n") for bar in bars}
    for marked in (*(marked for place, marked in spelt if place is form), *(show.spelt for show, _ in removed.values())):
        if marked is not None:
            edits[marked.start] = (marked.end, _unspelt(marked))
    kept: list[bytes] = []
    at = 0
    for start, (end, words) in sorted(edits.items()):
        kept += (content[at:start], words)
        at = end
    return b"".join([*kept, content[at:]])


def _unspelt(marked: Operation) -> bytes:
    """Marked content that keeps its place in the document's structure, without its replacement text."""
    properties = marked.operands[-1]
    number = properties.get("MCID") if isinstance(properties, dict) else None
    return f"/Span <</MCID {number:.0f}>> BDC".encode() if isinstance(number, float) else b"/Span BMC"


def _rewritten(show: Show, removed: set[tuple[int, int]]) -> bytes:
    """The operator as a TJ, with an adjustment in place of each glyph removed."""
    words: list[str] = []
    gap = 0.0
    for number, piece in enumerate(show.pieces):
        if isinstance(piece, float):
            gap += piece
            continue
        shown: list[str] = []
        for at, code in enumerate(show.font.codes(piece)):
            if (number, at) in removed:
                words += _string(shown)
                shown = []
                gap -= show.advance(code) * 1000 / ((show.size * show.stretch) or 1.0)
                continue
            if gap:
                words.append(f"{gap:.3f}")
                gap = 0.0
            shown.append(f"{code:0{2 * show.font.code_bytes}X}")
        words += _string(shown)
    if gap:
        words.append(f"{gap:.3f}")
    before = {b"'": "T* ", b'"': f"{show.word_space:.4f} Tw {show.char_space:.4f} Tc T* "}.get(show.operation.operator, "")
    return f"{before}[{' '.join(words)}]TJ".encode()


def _string(shown: list[str]) -> list[str]:
    return [f"<{''.join(shown)}>"] if shown else []
