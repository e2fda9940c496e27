"""The placeholders of a page: where `${…}` stands, glyph by glyph.

A page has no lines and no columns, only glyphs. Lines are made of what stands on one baseline, runs of what stands closely together on a line; a placeholder
is looked for within a run, and where it is wrapped, in the runs below. Whatever is left of a `${` after that is answered too, as one that is not closed:
a letter must never be signed with it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from pipeline.adapters.pdf.geometry import Area
from pipeline.adapters.pdf.pagetext import PageText
from pipeline.adapters.pdf.shows import Glyph, Show
from pipeline.domain.page import Token

_CLOSED: Final = re.compile(r"\$\{([^${}]{0,80})\}")
_HEAD: Final = re.compile(r"\$(?:\{[^${}]{0,80})?\Z")
_OPEN: Final = re.compile(r"\$\{[^${}]{0,20}")
_PLAIN: Final = re.compile(r"\w+")
_HYPHENS: Final = "-\u2010"
_KNOWN: Final = frozenset(str(token) for token in Token)
_MOST_LINES: Final = 3
"""a placeholder goes on over so many lines at most"""
_LOWEST_EM: Final = 3.0
"""the next line of a wrapped placeholder is not farther below"""
_RUN_GAP_EM: Final = 1.0
"""a wider gap begins another run: another column, mostly"""
_WORD_GAP_EM: Final = 3.0
"""between the words of a justified line"""
_TWIN_EM: Final = 0.15
"""text printed twice to look bold is no farther apart"""

Key = tuple[int, int, int]
Chars = list[tuple[str, Glyph]]
"""Characters but white space, each with its glyph."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One placeholder on a page."""

    name: str
    """what stands between the braces; as written, without white space, nor the hyphen of a line's end"""
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
    def areas(self) -> list[Area]:
        """What its glyphs cover, as seen; an area for each operator that shows some of them."""
        shows = {id(glyph.show): glyph.show for glyph in self.glyphs}
        return [_covered(show, [glyph for glyph in self.glyphs if glyph.show is show]) for show in shows.values()]


def find(page: PageText) -> list[Found]:
    """Every placeholder of a page in reading order; one that is opened and never closed too."""
    if not any("$" in show.text for show in page.shows):
        return []
    search = _Search(lines=page.lines)
    search.take_closed(_RUN_GAP_EM, known=True)
    search.take_wrapped(known=True)
    search.take_closed(_WORD_GAP_EM, known=True)
    search.take_closed(_RUN_GAP_EM, known=False)
    search.take_wrapped(known=False)
    search.take_open()
    search.take_strays(page.shows)
    return [found for _, found in sorted(search.found, key=lambda one: one[0])]


@dataclass(slots=True, kw_only=True)
class _Search:
    """What is found so far, and what is left of the lines."""

    lines: list[list[Show]]
    found: list[tuple[tuple[int, float], Found]] = field(default_factory=list)
    _used: set[Key] = field(default_factory=set)
    _twins: dict[Key, list[Glyph]] = field(default_factory=dict)
    _chars: dict[int, Chars] = field(default_factory=dict)
    _signs: list[int] | None = None
    """the lines that hold a dollar sign"""

    def take_closed(self, gap_em: float, *, known: bool) -> None:
        """Placeholders within one run."""
        for number in self._marked():
            for run in self._runs(number, gap_em):
                for match in _CLOSED.finditer(_text(run)):
                    if match[1] in _KNOWN or not known:
                        self._take(number, match[1], run[match.start() : match.end()])

    def take_wrapped(self, *, known: bool) -> None:
        """Placeholders that go on below, in the same column."""
        for number in self._marked():
            for run in self._runs(number, _RUN_GAP_EM):
                head = _HEAD.search(_text(run))
                whole = self._below(number, [run[head.start() :]], run[0][1].left, known=known) if head else None
                if whole is not None:
                    self._take(number, *whole)

    def take_open(self) -> None:
        """`${` that is closed nowhere."""
        for number in self._marked():
            chars = self._rest(number)
            for match in _OPEN.finditer(_text(chars)):
                self._take(number, match[0], chars[match.start() : match.end()], closed=False)

    def take_strays(self, shows: list[Show]) -> None:
        """`${` of two places that a reader of the text would put together, such as the end and the beginning of lines."""
        chars: Chars = []
        for show in shows:
            if "$" in show.text or "{" in show.text:
                chars += [(char, glyph) for glyph in show.glyphs() if key(glyph) not in self._used for char in _printed(glyph)]
            elif show.text.strip():
                self._take_stray(chars)
                chars = []
        self._take_stray(chars)

    def _take_stray(self, chars: Chars) -> None:
        for match in _OPEN.finditer(_text(chars)):
            self._take(len(self.lines), match[0], chars[match.start() : match.end()], closed=False)

    def _marked(self) -> Iterator[int]:
        """The lines that still hold the beginning of a placeholder."""
        marked = [number for number, line in enumerate(self.lines) if any("$" in show.text for show in line)] if self._signs is None else self._signs
        self._signs = [number for number in marked if any(char == "$" for char, _ in self._rest(number))]
        return iter(self._signs)

    def _take(self, number: int, name: str, chars: Chars, *, closed: bool = True) -> None:
        glyphs = {key(glyph): glyph for _, glyph in chars}
        glyphs |= {key(twin): twin for one in list(glyphs) for twin in self._twins.get(one, ())}
        self._used |= glyphs.keys()
        self.found.append(((number, chars[0][1].left), Found(name=name, glyphs=tuple(glyphs.values()), closed=closed)))

    def _rest(self, number: int) -> Chars:
        """What is left of a line, from its beginning, whatever order it is drawn in; a ligature counts as its letters."""
        if number not in self._chars:
            glyphs = self._single(sorted((glyph for show in self.lines[number] for glyph in show.glyphs()), key=lambda glyph: glyph.left))
            self._chars[number] = [(char, glyph) for glyph in glyphs for char in _printed(glyph)]
        return [one for one in self._chars[number] if key(one[1]) not in self._used]

    def _single(self, glyphs: list[Glyph]) -> Iterator[Glyph]:
        """Each glyph once, where it is printed several times with a small offset to look bold."""
        before: Glyph | None = None
        for glyph in glyphs:
            if before is not None and _is_twin(before, glyph):
                self._twins.setdefault(key(before), []).append(glyph)
                continue
            before = glyph
            yield glyph

    def _runs(self, number: int, gap_em: float) -> list[Chars]:
        runs: list[Chars] = []
        end = 0.0
        for char, glyph in self._rest(number):
            if not runs or glyph.left - end > gap_em * glyph.show.size_pt:
                runs.append([])
            runs[-1].append((char, glyph))
            end = glyph.right
        return runs

    def _below(self, number: int, parts: list[Chars], left: float, *, known: bool) -> tuple[str, Chars] | None:
        """A placeholder whose last part so far is on line `number`, in a column that begins at `left`: its name and all of it."""
        for line, run in self._next_runs(number, parts[-1], left):
            together = [one for part in [*parts, run] for one in part]
            closed = _CLOSED.match(_text(together))
            if closed is not None:
                name = _unbroken(closed[1], parts)
                if name in _KNOWN or (not known and _PLAIN.fullmatch(name)):
                    return name, together[: closed.end()]
            elif len(parts) < _MOST_LINES and _HEAD.match(_text(together)):
                longer = self._below(line, [*parts, run], left, known=known)
                if longer is not None:
                    return longer
        return None

    def _next_runs(self, number: int, part: Chars, left: float) -> list[tuple[int, Chars]]:
        """The runs below that could go on with `part`, the likeliest first."""
        end, above = part[-1][1].right, part[-1][1].show
        likely: list[tuple[float, int, Chars]] = []
        for line in range(number + 1, len(self.lines)):
            show = self.lines[line][0]
            drop = above.across - show.across
            if show.direction != above.direction or drop > _LOWEST_EM * above.size_pt:
                break
            likely += [(abs(run[0][1].left - left) + drop, line, run) for run in self._runs(line, _RUN_GAP_EM) if run[0][1].left < end]
        return [(line, run) for _, line, run in sorted(likely, key=lambda one: one[0])]


def _text(chars: Chars) -> str:
    return "".join([char for char, _ in chars])


def _printed(glyph: Glyph) -> str:
    return "".join(glyph.text.split()).replace("\u00ad", "")


def _unbroken(name: str, parts: list[Chars]) -> str:
    """The name of a wrapped placeholder, without the hyphens that its lines end in if that makes it one we know."""
    text = "".join(_text(part).rstrip(_HYPHENS) for part in parts)
    whole = (text + f"${{{name}"[sum(len(part) for part in parts) :]).removeprefix("${")
    return whole if whole in _KNOWN else name


def _is_twin(one: Glyph, other: Glyph) -> bool:
    size = one.show.size_pt
    near = min(_TWIN_EM * size, 0.5 * (one.right - one.left))
    return one.text == other.text and other.left - one.left < near and abs(one.show.across - other.show.across) < _TWIN_EM * size


def key(glyph: Glyph) -> Key:
    """What tells a glyph from all others of its page."""
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
