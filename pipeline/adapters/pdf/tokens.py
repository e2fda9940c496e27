"""The placeholders of a page: where `${…}` stands, glyph by glyph, and the content stream without it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pipeline.adapters.pdf.geometry import Area
from pipeline.adapters.pdf.lexer import Operation
from pipeline.adapters.pdf.shows import Glyph, Show
from pipeline.adapters.pdf.walk import PageText

_CLOSED: Final = re.compile(r"\$\{([^${}]{0,80})\}")
_OPEN: Final = re.compile(r"\$(?:\{[^${}]{0,80})?\Z")
_UNCLOSED: Final = re.compile(r"\$\{(?![^${}]{0,80}\})")
_REST: Final = re.compile(r"\{?[^${}]{0,80}\}")
_MOST_LINES: Final = 3
"""a placeholder is wrapped over so many lines at most"""

Chars = list[tuple[str, Glyph]]
"""The characters of a line but white space, each with its glyph."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One placeholder on a page."""

    name: str
    """what stands between the braces; as written, without white space"""
    glyphs: tuple[Glyph, ...]
    closed: bool = True

    @property
    def first(self) -> Glyph:
        """Where its value is drawn."""
        return self.glyphs[0]

    @property
    def right(self) -> float:
        """Where it ends on its first line, along the text."""
        return max(glyph.right for glyph in self.glyphs if _same_line(glyph.show, self.first.show))

    @property
    def in_form(self) -> bool:
        """Whether any of it is outside the page's own content."""
        return any(glyph.show.in_form for glyph in self.glyphs)

    @property
    def areas(self) -> list[Area]:
        """What its glyphs cover, as seen; an area for each operator that shows some of them."""
        shows = {id(glyph.show): glyph.show for glyph in self.glyphs}
        return [_covered(show, [glyph for glyph in self.glyphs if glyph.show is show]) for show in shows.values()]


def find(page: PageText) -> list[Found]:
    """Every placeholder of a page in reading order; one that is opened and never closed too."""
    found: list[Found] = []
    lines = page.lines
    skip: set[tuple[int, int, int]] = set()
    for number, line in enumerate(lines):
        if not any("$" in show.text for show in line):
            continue
        chars = [one for one in _chars(line) if _key(one[1]) not in skip]
        text = "".join(char for char, _ in chars)
        found.extend(Found(name=match[1], glyphs=_glyphs(chars[match.start() : match.end()])) for match in _CLOSED.finditer(text))
        tail = _OPEN.search(text)
        if tail is not None:
            wrapped = _wrapped(chars[tail.start() :], lines[number + 1 : number + 1 + _MOST_LINES])
            if wrapped is not None:
                found.append(wrapped)
                skip |= {_key(glyph) for glyph in wrapped.glyphs}
                continue
        found.extend(Found(name="", glyphs=_glyphs(chars[match.start() : match.end()]), closed=False) for match in _UNCLOSED.finditer(text))
    return found


def _wrapped(head: Chars, following: list[list[Show]]) -> Found | None:
    """A placeholder that goes on at the beginning of the next lines."""
    chars = head
    for line in following:
        more = _chars(line)
        together = "".join(char for char, _ in [*chars, *more])
        rest = _CLOSED.match(together) if _REST.match(together[1:]) else None
        chars = [*chars, *more]
        if rest is not None:
            return Found(name=rest[1], glyphs=_glyphs(chars[: rest.end()]))
        if "}" in together or "$" in together[1:]:
            return None
    return None


def _chars(line: list[Show]) -> Chars:
    """From the left, whatever order they are drawn in; a ligature counts as its letters."""
    glyphs = [glyph for show in line for glyph in show.glyphs()]
    glyphs.sort(key=lambda glyph: glyph.left)
    return [(char, glyph) for glyph in glyphs for char in glyph.text if not char.isspace() and char != "\u00ad"]


def _glyphs(chars: Chars) -> tuple[Glyph, ...]:
    unique: dict[tuple[int, int, int], Glyph] = {}
    for _, glyph in chars:
        unique.setdefault(_key(glyph), glyph)
    return tuple(unique.values())


def _key(glyph: Glyph) -> tuple[int, int, int]:
    return id(glyph.show), glyph.piece, glyph.at


def _same_line(one: Show, other: Show) -> bool:
    return one.direction == other.direction and abs(one.across - other.across) <= 0.3 * other.size_pt


def _covered(show: Show, glyphs: list[Glyph]) -> Area:
    """From descender to ascender; turned text by the upright rectangle around it."""
    (ux, uy), across, size = show.direction, show.across, show.size_pt
    ends = (min(glyph.left for glyph in glyphs), max(glyph.right for glyph in glyphs))
    corners = [(along * ux - high * uy, along * uy + high * ux) for along in ends for high in (across - 0.27 * size, across + 0.98 * size)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return Area(min(xs), min(ys), max(xs), max(ys))


def without(content: bytes, placeholders: Iterable[Found]) -> bytes:
    """The content with the glyphs of `placeholders` taken out and their widths left as gaps.

    A replacement text (/ActualText, 14.9.4) that spells a placeholder goes too.
    """
    removed: dict[int, tuple[Show, set[tuple[int, int]]]] = {}
    for placeholder in placeholders:
        for glyph in placeholder.glyphs:
            start = glyph.show.operation.start
            if start not in removed:
                removed[start] = (glyph.show, set())
            removed[start][1].add((glyph.piece, glyph.at))
    edits = {start: (show.operation.end, _rewritten(show, gone)) for start, (show, gone) in removed.items()}
    for show, _ in removed.values():
        if show.spelt is not None:
            edits[show.spelt.start] = (show.spelt.end, _unspelt(show.spelt))
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
