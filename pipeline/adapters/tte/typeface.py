"""The embedded typeface of the visible TTE: Liberation Sans, cut down to the characters in use.

One cut serves a whole batch: it is made once for all the words of all its letters, and its compressed bytes go into each document as they are. Characters
that the typeface lacks are drawn as `?`.
"""

import hashlib
import unicodedata
import zlib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any, Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from pipeline.adapters.tte import objects

ALWAYS: Final = "?" + "".join(map(chr, range(0x20, 0x7F)))
"""Characters in every cut, so that most batches share one."""
EM: Final = 1000
"""PDF's units in an em"""


class Typeface:
    """One cut of the typeface: measures words and writes itself into documents."""

    def __init__(self, characters: str) -> None:
        """Cut the typeface down to `characters`."""
        font = _cut(characters)
        scale = EM / font["head"].unitsPerEm
        self._glyphs: dict[str, int] = {chr(code): font.getGlyphID(name) for code, name in font.getBestCmap().items()}
        self._advances_em: list[int] = [round(font["hmtx"][name][0] * scale) for name in font.getGlyphOrder()]
        head, hhea = font["head"], font["hhea"]
        self._bounds = [round(edge * scale) for edge in (head.xMin, head.yMin, head.xMax, head.yMax)]
        self._rise, self._fall = round(hhea.ascent * scale), round(hhea.descent * scale)
        packed = BytesIO()
        font.save(packed)
        self._length = packed.tell()
        self._file = zlib.compress(packed.getvalue(), 6)
        letters = hashlib.sha256(packed.getvalue()).digest()[:6]
        self._name = objects.name("/" + "".join(chr(65 + byte % 26) for byte in letters) + "+LiberationSans")
        self._inside = zlib.compress(_bits(len(self._advances_em)))
        self._meanings = zlib.compress(self._to_unicode())

    def width(self, words: str) -> float:
        """The width of `words` at size 1."""
        return sum(self._advances_em[glyph] for glyph in self._indices(words)) / EM

    def encode(self, words: str) -> bytes:
        """`words` as a hexadecimal string for the Tj operator."""
        return b"<%s>" % b"".join(b"%04X" % glyph for glyph in self._indices(words))

    def embed(self, writer: Any) -> Any:  # noqa: ANN401 - pyHanko's writer and reference
        """Write the typeface into `writer`'s document; gives the reference for a /Font resource."""
        file = writer.add_object(objects.stream(self._file, {"/Length1": objects.number(self._length)}))
        inside = writer.add_object(objects.stream(self._inside, {}))
        descendant = writer.add_object(self._descendant(writer.add_object(self._descriptor(file, inside))))
        font = {
            "/Type": objects.name("/Font"),
            "/Subtype": objects.name("/Type0"),
            "/BaseFont": self._name,
            "/Encoding": objects.name("/Identity-H"),
            "/DescendantFonts": objects.array([descendant]),
            "/ToUnicode": writer.add_object(objects.stream(self._meanings, {})),
        }
        return writer.add_object(objects.dictionary(font))

    def _indices(self, words: str) -> list[int]:
        return [self._glyphs.get(character, self._glyphs["?"]) for character in unicodedata.normalize("NFC", words)]

    def _descriptor(self, file: Any, inside: Any) -> Any:  # noqa: ANN401 - pyHanko's reference and dictionary
        return objects.dictionary(
            {
                "/Type": objects.name("/FontDescriptor"),
                "/FontName": self._name,
                "/Flags": objects.number(32),
                "/FontBBox": objects.numbers(self._bounds),
                "/ItalicAngle": objects.number(0),
                "/Ascent": objects.number(self._rise),
                "/Descent": objects.number(self._fall),
                "/CapHeight": objects.number(729),
                "/StemV": objects.number(80),
                "/FontFile2": file,
                "/CIDSet": inside,
            }
        )

    def _descendant(self, descriptor: Any) -> Any:  # noqa: ANN401 - pyHanko's reference and dictionary
        system = {"/Registry": objects.text("Adobe"), "/Ordering": objects.text("Identity"), "/Supplement": objects.number(0)}
        return objects.dictionary(
            {
                "/Type": objects.name("/Font"),
                "/Subtype": objects.name("/CIDFontType2"),
                "/BaseFont": self._name,
                "/CIDSystemInfo": objects.dictionary(system),
                "/FontDescriptor": descriptor,
                "/CIDToGIDMap": objects.name("/Identity"),
                "/W": objects.array([objects.number(0), objects.numbers(self._advances_em)]),
            }
        )

    def _to_unicode(self) -> bytes:
        pairs = [f"<{glyph:04X}> <{character.encode('utf-16-be').hex().upper()}>" for character, glyph in self._glyphs.items()]
        blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
        return "\n".join(
            [
                "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
                "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def /CMapName /Adobe-Identity-UCS def /CMapType 2 def",
                "1 begincodespacerange <0000> <FFFF> endcodespacerange",
                *(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks),
                "endcmap CMapName currentdict /CMap defineresource pop end end",
            ]
        ).encode("ascii")


def typeface_for(words: Iterable[str]) -> Typeface:
    """The cut that can write all of `words`, from this process's memory where it is the same as before."""
    return _cached(frozenset(unicodedata.normalize("NFC", "".join(words))) - frozenset(ALWAYS))


@cache
def _cached(rare: frozenset[str]) -> Typeface:
    return Typeface(ALWAYS + "".join(sorted(rare)))


def _bits(count: int) -> bytes:
    """That a cut holds each of its glyphs, a bit for each (ISO 32000-2, 9.8.3.2); PDF/A-1 wants to be told.

    >>> _bits(10).hex()
    'ffc0'
    """
    return ((1 << count) - 1 << -count % 8).to_bytes((count + 7) // 8)


def _cut(characters: str) -> Any:  # noqa: ANN401 - fontTools' font
    source = (files("pipeline.adapters") / "pdf" / "fonts" / "LiberationSans-Regular.ttf").read_bytes()
    font = TTFont(BytesIO(source), lazy=True, recalcTimestamp=False)
    options = Options(hinting=False, layout_features=[], name_IDs=[], notdef_outline=True, glyph_names=False)
    options.drop_tables += ["GDEF", "GPOS", "GSUB", "OS/2", "post", "gasp", "kern", "FFTM"]
    cutter = Subsetter(options)
    cutter.populate(text=characters)
    cutter.subset(font)
    return font
