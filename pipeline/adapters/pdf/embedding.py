"""A typeface as a PDF font: the glyphs one letter needs, their widths, and their way back to text (ISO 32000-2, 9.7)."""

import hashlib
import struct
from collections.abc import Set as AbstractSet

from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, FloatObject, NameObject, NumberObject, PdfObject, StreamObject, TextStringObject

from pipeline.adapters.pdf.copying import OwnObject
from pipeline.adapters.pdf.faces import Face, Outlines, outlines_of


def embedded(face: Face, characters: AbstractSet[str]) -> DictionaryObject:
    """The face as a PDF font that holds just `characters`, with widths and ToUnicode."""
    outlines = outlines_of(face)
    used = {outlines.glyphs[char]: char for char in sorted(characters)}
    name = NameObject(f"/{_tag(characters)}+{face.value}")
    descendant = _own(
        Type=NameObject("/Font"),
        Subtype=NameObject("/CIDFontType2"),
        BaseFont=name,
        CIDSystemInfo=_dictionary(Registry=TextStringObject("Adobe"), Ordering=TextStringObject("Identity"), Supplement=NumberObject(0)),
        CIDToGIDMap=NameObject("/Identity"),
        DW=NumberObject(0),
        W=_widths(outlines, used.keys()),
        FontDescriptor=_descriptor(face, outlines, name, used.keys()),
    )
    return _own(
        Type=NameObject("/Font"),
        Subtype=NameObject("/Type0"),
        BaseFont=name,
        Encoding=NameObject("/Identity-H"),
        DescendantFonts=ArrayObject([descendant]),
        ToUnicode=_stream(_to_unicode(used)),
    )


def _descriptor(face: Face, outlines: Outlines, name: NameObject, glyphs: AbstractSet[int]) -> DictionaryObject:
    serif, bold = face in {Face.SERIF, Face.SERIF_BOLD}, face in {Face.SANS_BOLD, Face.SERIF_BOLD}
    return _own(
        Type=NameObject("/FontDescriptor"),
        FontName=name,
        Flags=NumberObject(6 if serif else 4),
        FontBBox=ArrayObject([_thousandths(edge, outlines.em) for edge in outlines.bounds]),
        ItalicAngle=NumberObject(0),
        Ascent=_thousandths(outlines.ascent, outlines.em),
        Descent=_thousandths(outlines.descent, outlines.em),
        CapHeight=NumberObject(700),
        StemV=NumberObject(140 if bold else 80),
        FontFile2=_stream(_program(outlines, glyphs)),
        CIDSet=_stream(_those_inside(_with_parts(outlines, glyphs), len(outlines.drawings))),
    )


def _widths(outlines: Outlines, glyphs: AbstractSet[int]) -> ArrayObject:
    widths = ArrayObject()
    for glyph in sorted(glyphs):
        widths.extend((NumberObject(glyph), ArrayObject([_thousandths(outlines.advances[glyph], outlines.em)])))
    return widths


def _program(outlines: Outlines, glyphs: AbstractSet[int]) -> bytes:
    """A TrueType font with the drawings of `glyphs` and of what they are composed of; all others are blank."""
    kept = _with_parts(outlines, glyphs)
    drawings = [drawing + b"\0" * (-len(drawing) % 4) if glyph in kept else b"" for glyph, drawing in enumerate(outlines.drawings)]
    offsets = [0]
    for drawing in drawings:
        offsets.append(offsets[-1] + len(drawing))
    return _sfnt({**outlines.tables, "glyf": b"".join(drawings), "loca": struct.pack(f">{len(offsets)}L", *offsets)})


def _with_parts(outlines: Outlines, glyphs: AbstractSet[int]) -> AbstractSet[int]:
    """The glyphs, what they are composed of, and the one for whatever is missing."""
    kept, waiting = {0}, list(glyphs)
    while waiting:
        glyph = waiting.pop()
        kept.add(glyph)
        waiting.extend(part for part in outlines.parts.get(glyph, ()) if part not in kept)
    return kept


def _those_inside(glyphs: AbstractSet[int], count: int) -> bytes:
    """Which of `count` glyphs the font holds, a bit for each (ISO 32000-2, 9.8.3.2); PDF/A-1 wants to be told."""
    bits = bytearray((count + 7) // 8)
    for glyph in glyphs:
        bits[glyph >> 3] |= 0x80 >> (glyph & 7)
    return bytes(bits)


def _sfnt(tables: dict[str, bytes]) -> bytes:
    """The tables as one font file (ISO/IEC 14496-22, 4.5)."""
    count = len(tables)
    power = count.bit_length() - 1
    directory = [struct.pack(">LHHHH", 0x00010000, count, 16 << power, power, 16 * count - (16 << power))]
    body: list[bytes] = []
    offset = 12 + 16 * count
    for tag, table in sorted(tables.items()):
        padded = table + b"\0" * (-len(table) % 4)
        checksum = sum(struct.unpack(f">{len(padded) // 4}L", padded)) & 0xFFFFFFFF
        directory.append(struct.pack(">4sLLL", tag.encode(), checksum, offset, len(table)))
        body.append(padded)
        offset += len(padded)
    return b"".join(directory + body)


def _to_unicode(used: dict[int, str]) -> bytes:
    lines = [f"<{glyph:04X}> <{char.encode('utf-16-be').hex().upper()}>" for glyph, char in sorted(used.items())]
    blocks = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    pairs = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{pairs}"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()


def _tag(characters: AbstractSet[str]) -> str:
    """Six letters that tell one subset from another (ISO 32000-2, 9.9.2)."""
    digest = hashlib.sha256("".join(sorted(characters)).encode()).digest()
    return "".join(chr(65 + byte % 26) for byte in digest[:6])


def _dictionary(**entries: PdfObject) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in entries.items()})


def _own(**entries: PdfObject) -> OwnObject:
    return OwnObject(_dictionary(**entries))


def _thousandths(units: int, em: int) -> FloatObject:
    return FloatObject(round(units * 1000 / em, 3))


def _stream(content: bytes) -> StreamObject:
    stream = DecodedStreamObject()
    stream.set_data(content)
    return stream.flate_encode()
