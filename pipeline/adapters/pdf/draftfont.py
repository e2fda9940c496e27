"""A font of the draft: what its codes mean, how far they carry, and which of our faces is nearest to it."""

import re
from dataclasses import dataclass
from typing import Final

from pypdf.generic import ArrayObject, DictionaryObject, PdfObject, StreamObject

from pipeline.adapters.pdf import cmap
from pipeline.adapters.pdf.faces import Face, advance_em

_SERIF_NAME: Final = re.compile(r"times|serif|roman|georgia|cambria|caladea|garamond|palatino|bookman|century|antiqua|tinos|nimbusrom", re.IGNORECASE)
_SANS_NAME: Final = re.compile(r"sans|arial|helvet|calibri|carlito|tahoma|verdana|segoe|arimo|roboto", re.IGNORECASE)
_BOLD_NAME: Final = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_MONOSPACED: Final = re.compile(r"courier|mono|cousine", re.IGNORECASE)
_SERIF_FLAG, _FORCE_BOLD_FLAG = 1 << 1, 1 << 18
_BOLD_WEIGHT: Final = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFont:
    """One font resource, as far as finding and replacing text needs it."""

    texts: dict[int, str]
    """by code; a simple font's holds all 256"""
    widths: dict[int, float]
    """in ems, by code"""
    default_width: float
    code_bytes: int
    """1 for a simple font, 2 for a composite one"""
    face: Face
    table: tuple[float, ...] = ()
    """a simple font's widths in ems, all 256"""

    def codes(self, shown: bytes) -> list[int]:
        """The codes of a string operand."""
        if self.code_bytes == 1:
            return list(shown)
        return [high << 8 | low for high, low in zip(shown[::2], shown[1::2], strict=False)]

    def meaning(self, shown: bytes) -> str:
        """The text of a string operand."""
        if self.code_bytes == 1:
            return shown.decode("latin-1").translate(self.texts)
        return "".join([self.texts.get(code, "\ufffd") for code in self.codes(shown)])

    def measure(self, shown: bytes) -> tuple[float, int]:
        """How far a string operand carries, in ems, and how many codes it has."""
        if self.table:
            return sum(map(self.table.__getitem__, shown)), len(shown)
        widths, otherwise, codes = self.widths, self.default_width, self.codes(shown)
        return sum([widths.get(code, otherwise) for code in codes]), len(codes)

    def text(self, code: int) -> str:
        """What the code means; the replacement character where the font does not say."""
        return self.texts.get(code, "\ufffd")

    def width(self, code: int) -> float:
        """How far the code carries, in ems."""
        return self.widths.get(code, self.default_width)

    def is_space(self, code: int) -> bool:
        """Whether word spacing (Tw) is added: on the one-byte code 32 alone."""
        return self.code_bytes == 1 and code == 0x20  # noqa: PLR2004 - the space of ISO 32000-2, 9.3.3


def draft_font(font: DictionaryObject) -> DraftFont:
    """Read a font resource."""
    composite = font.get("/Subtype") == "/Type0"
    if composite:
        return _composite(font)
    return _simple(font)


def _composite(font: DictionaryObject) -> DraftFont:
    descendants = _object(font, "/DescendantFonts")
    descendant = descendants[0].get_object() if isinstance(descendants, ArrayObject) and descendants else DictionaryObject()
    if not isinstance(descendant, DictionaryObject):
        descendant = DictionaryObject()
    return DraftFont(
        texts=_to_unicode(font),
        widths=_composite_widths(descendant),
        default_width=_number(descendant.get("/DW"), 1000.0) / 1000,
        code_bytes=2,
        face=_face(font, _object(descendant, "/FontDescriptor")),
    )


def _composite_widths(descendant: DictionaryObject) -> dict[int, float]:
    """The /W array: `c [w1 w2 …]` and `first last w` (ISO 32000-2, 9.7.4.3)."""
    array = _object(descendant, "/W")
    widths: dict[int, float] = {}
    entries = [entry.get_object() for entry in array] if isinstance(array, ArrayObject) else []
    at = 0
    while at + 1 < len(entries):
        first, second = int(_number(entries[at])), entries[at + 1]
        if isinstance(second, ArrayObject):
            widths |= {first + step: _number(width.get_object()) / 1000 for step, width in enumerate(second)}
            at += 2
        elif at + 2 < len(entries):
            last = min(int(_number(second)), first + 0xFFFF)
            widths |= dict.fromkeys(range(first, last + 1), _number(entries[at + 2]) / 1000)
            at += 3
        else:
            break
    return widths


def _simple(font: DictionaryObject) -> DraftFont:
    descriptor = _object(font, "/FontDescriptor")
    face = _face(font, descriptor)
    texts = dict.fromkeys(range(0x100), "\ufffd") | _encoding(font) | _to_unicode(font)
    unit = 1 / 1000
    matrix = _object(font, "/FontMatrix")
    if font.get("/Subtype") == "/Type3" and isinstance(matrix, ArrayObject) and matrix:
        unit = _number(matrix[0].get_object())
    first = int(_number(_object(font, "/FirstChar")))
    listed = _object(font, "/Widths")
    if isinstance(listed, ArrayObject):
        widths = {first + step: _number(width.get_object()) * unit for step, width in enumerate(listed)}
    elif _MONOSPACED.search(str(font.get("/BaseFont", ""))):
        widths = dict.fromkeys(range(0x100), 0.6)
    else:
        widths = {code: advance_em(face, text) for code, text in texts.items()}
    missing = _number(descriptor.get("/MissingWidth")) if isinstance(descriptor, DictionaryObject) else 0.0
    otherwise = missing * unit
    table = tuple(widths.get(code, otherwise) for code in range(0x100))
    return DraftFont(texts=texts, widths=widths, default_width=otherwise, code_bytes=1, face=face, table=table)


def _encoding(font: DictionaryObject) -> dict[int, str]:
    encoding = _object(font, "/Encoding")
    if not isinstance(encoding, DictionaryObject):
        return cmap.of_encoding(str(encoding), [])
    differences = _object(encoding, "/Differences")
    entries = [entry.get_object() for entry in differences] if isinstance(differences, ArrayObject) else []
    return cmap.of_encoding(str(encoding.get("/BaseEncoding", "")), [int(entry) if isinstance(entry, int) else str(entry) for entry in entries])


def _to_unicode(font: DictionaryObject) -> dict[int, str]:
    stream = _object(font, "/ToUnicode")
    return cmap.to_unicode(stream.get_data()) if isinstance(stream, StreamObject) else {}


def _face(font: DictionaryObject, descriptor: PdfObject | None) -> Face:
    """The nearest of our faces: by the font's name first (office suites set no flags), then by its flags."""
    facts = descriptor if isinstance(descriptor, DictionaryObject) else DictionaryObject()
    name, flags = str(font.get("/BaseFont", "")), int(_number(facts.get("/Flags")))
    serif = bool(flags & _SERIF_FLAG)
    if _SANS_NAME.search(name):
        serif = False
    elif _SERIF_NAME.search(name):
        serif = True
    bold = bool(_BOLD_NAME.search(name) or flags & _FORCE_BOLD_FLAG) or _number(facts.get("/FontWeight")) >= _BOLD_WEIGHT
    if serif:
        return Face.SERIF_BOLD if bold else Face.SERIF
    return Face.SANS_BOLD if bold else Face.SANS


def _object(dictionary: DictionaryObject, key: str) -> PdfObject | None:
    value = dictionary.get(key)
    return value.get_object() if value is not None else None


def _number(value: object, otherwise: float = 0.0) -> float:
    return float(value) if isinstance(value, int | float) else otherwise
