"""The typefaces that values are drawn in: Liberation, embedded as the few glyphs a letter needs.

A face is cut down to Latin letters, figures and signs once in a process; a letter then takes its own glyphs out of that, which costs well under a
millisecond. The same text always gives the same bytes.
"""

import struct
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import pages

_LATIN: Final = (*range(0x20, 0x7F), *range(0xA0, 0x250), *range(0x2010, 0x2040), 0x20AC, 0x2116, 0x2122, 0x2212)


class Face(StrEnum):
    """A typeface we may embed (SIL Open Font License); the value is its PostScript name."""

    SANS = "LiberationSans-Regular"
    """for drafts in Arial, Calibri and their like"""
    SANS_BOLD = "LiberationSans-Bold"
    """the same, bold"""
    SERIF = "LiberationSerif-Regular"
    """for drafts in Times, Cambria and their like"""
    SERIF_BOLD = "LiberationSerif-Bold"
    """the same, bold"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlines:
    """A face cut down to `_LATIN`: what each character is, how wide, and of what it is drawn."""

    glyphs: dict[str, int]
    advances: tuple[int, ...]
    """in units of the em, per glyph"""
    drawings: tuple[bytes, ...]
    """the `glyf` entry of each glyph"""
    parts: dict[int, tuple[int, ...]]
    """the glyphs a composed glyph is made of"""
    tables: dict[str, bytes]
    """`head`, `hhea`, `hmtx` and `maxp` as they stand"""
    em: int
    ascent: int
    descent: int
    bounds: tuple[int, int, int, int]


def font_file(face: Face) -> str:
    """Where the face's file is, for a library that wants a path."""
    return str(files("pipeline.adapters.pdf").joinpath("fonts", f"{face.value}.ttf"))


def width_em(face: Face, text: str) -> float:
    """How wide `text` is, in ems.

    Raises:
        DraftRefusedError: a character the face cannot draw; typed into the draft itself, it can be.
    """
    outlines = outlines_of(face)
    try:
        return sum(outlines.advances[outlines.glyphs[char]] for char in text) / outlines.em
    except KeyError as exc:
        raise DraftRefusedError(pages.CHARACTER_NOT_DRAWABLE(character=exc.args[0], text=text)) from None


def lacking(face: Face, text: str) -> str:
    """The first character that the face's file has no drawing of; empty where all can be drawn."""
    return next((char for char in text if ord(char) not in _drawn(face)), "")


@cache
def _drawn(face: Face) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(font_file(face), lazy=True) as font:
        return frozenset(font.getBestCmap())


def advance_em(face: Face, char: str) -> float:
    """How wide one character is, in ems; half an em where the face has none."""
    outlines = outlines_of(face)
    glyph = outlines.glyphs.get(char)
    return outlines.advances[glyph] / outlines.em if glyph is not None else 0.5


def coded(face: Face, text: str) -> str:
    """`text` as the hexadecimal string that the embedded font shows."""
    glyphs = outlines_of(face).glyphs
    return "".join(f"{glyphs[char]:04X}" for char in text)


@cache
def outlines_of(face: Face) -> Outlines:
    """Cut the face down; once in a process."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(
        hinting=False, layout_features=[], notdef_outline=True, recalc_timestamp=False, drop_tables=[*subset.Options().drop_tables, "FFTM"]
    )
    with TTFont(font_file(face), lazy=True, recalcTimestamp=False) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=_LATIN)
        subsetter.subset(font)
        names = font.getGlyphOrder()
        index = {name: number for number, name in enumerate(names)}
        glyf, head, hhea = font["glyf"], font["head"], font["hhea"]
        return Outlines(
            glyphs={chr(code): index[name] for code, name in font.getBestCmap().items()},
            advances=tuple(font["hmtx"][name][0] for name in names),
            drawings=tuple(glyf[name].compile(glyf) for name in names),
            parts={index[name]: tuple(index[part] for part in glyf[name].getComponentNames(glyf)) for name in names if glyf[name].isComposite()},
            tables={tag: font[tag].compile(font) for tag in ("hmtx", "maxp", "hhea")} | {"head": _long_offsets(head.compile(font))},
            em=head.unitsPerEm,
            ascent=hhea.ascent,
            descent=hhea.descent,
            bounds=(head.xMin, head.yMin, head.xMax, head.yMax),
        )


def _long_offsets(head: bytes) -> bytes:
    """The `head` table for a `loca` of 32-bit offsets."""
    return head[:50] + struct.pack(">h", 1) + head[52:]
