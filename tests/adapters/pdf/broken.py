"""Files that would choke, mislead or crash a reader, written byte by byte: bombs, loops, lies, cut tables, odd pages, and what is no PDF."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import cache

from pipeline.domain.notes import Text
from pipeline.domain.notes import pages as say
from tests.adapters.pdf.hostile import FONT, PLACED, SIGNED, TEXT, Hostile, flat, form, image, parts, stream, whole

HEAVY = frozenset({say.TOO_HEAVY, say.TOO_SLOW})
DAMAGED = frozenset({say.UNREADABLE, say.INCOMPLETE, say.READ_DIFFERENTLY, say.NO_PAGES, say.NUMBER_HAS_NO_PLACE})
GIGABYTE = 1 << 30
MENDED = frozenset(
    {
        "a table before itself",
        "two tables before each other",
        "a hybrid table that is itself",
        "more pages told than there are",
        "no pages told",
        "a negative count of pages",
        "parents in a ring",
        "a bookmark after itself",
        "a form within itself",
        "junk before",
        "junk after",
        "a wrong place of the table",
        "a table that is off by one",
        "a table of wrong places",
        "a table with short lines",
        "no table",
        "no head",
        "a wrong length",
        "a too great length",
        "packed objects",
        "a hybrid table",
        "an older revision",
        "a letter in another's bytes",
        "annotations that are a number",
        "an annotation that is a number",
        "a size that is a name",
        "names that are a number",
        "a hundred thousand saved states",
    }
)
"""what becomes a sound letter by being written anew"""


def _cases(made: Mapping[str, Callable[[], bytes]], says: frozenset[Text]) -> dict[str, Hostile]:
    return {name: Hostile(make=make, says=frozenset() if name in MENDED else says) for name, make in made.items()}


def _ready(made: bytes) -> Callable[[], bytes]:
    return lambda: made


@cache
def _zeros(size: int, byte: bytes = b" ") -> bytes:
    """So many bytes, packed a little at a time."""
    packer, packed = zlib.compressobj(9), bytearray()
    for _ in range(size >> 20):
        packed += packer.compress(byte * (1 << 20))
    return bytes(packed + packer.flush())


def _flate_bomb(times: int) -> bytes:
    packed = _zeros(GIGABYTE)
    for _ in range(times - 1):
        packed = zlib.compress(packed, 9)
    return whole(parts() | {4: stream(packed, b"/Filter[%b]" % (b"/FlateDecode" * times))})


def _lzw(codes: int) -> bytes:
    """Codes of 12 bits, each one longer than the one before: a few kilobytes that become gigabytes."""
    bits, out = 0, bytearray()
    held = 0
    width, following = 9, 258
    for code in [256, 32, *range(258, 258 + codes)]:
        held, bits = held << width | min(code, 4095), bits + width
        while bits >= 8:
            bits -= 8
            out.append(held >> bits & 0xFF)
        held &= (1 << bits) - 1
        following += 1
        width = 9 if following < 511 else 10 if following < 1023 else 11 if following < 2047 else 12
    return bytes(out)


def _xref_stream(objects: dict[int, bytes], packed: dict[int, bytes], facts: bytes = b"", filters: int = 1) -> bytes:
    """A file whose `packed` objects lie in object stream 8, and whose table is stream 9."""
    numbers = b"".join(b"%d %d " % (number, sum(len(words) + 1 for words in list(packed.values())[:at])) for at, number in enumerate(packed))
    first = len(numbers)
    objects = objects | {8: flat(numbers + b"\n".join(packed.values()), b"/Type/ObjStm/N %d/First %d" % (len(packed), first) + facts, filters)}
    out, at = bytearray(b"%PDF-1.7\n"), {}
    for number, words in objects.items():
        at[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, words)
    at[9] = len(out)
    size = max(9, *objects, *packed) + 1
    rows = b""
    for number in range(size):
        if number in packed:
            rows += struct.pack(">BIH", 2, 8, list(packed).index(number))
        else:
            rows += struct.pack(">BIH", 1 if number in at else 0, at.get(number, 0), 0)
    out += b"9 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (flat(rows, b"/Type/XRef/W[1 4 2]/Size %d/Root 1 0 R" % size), at[9])
    return bytes(out)


def _object_stream(facts: bytes = b"", filters: int = 1, **changed: bytes) -> bytes:
    objects = parts()
    packed = {number: objects.pop(number) for number in (1, 2, 3, 5)}
    return _xref_stream(objects, packed | {int(number[1:]): words for number, words in changed.items()}, facts, filters)


def _deep(opening: bytes, closing: bytes, count: int = 60_000) -> bytes:
    return opening * count + closing * count


def _bombs() -> dict[str, Hostile]:
    jbig2 = struct.pack(">IBBIIIIIBH", 0, 48, 0, 1, 19, 0x7FFFFFFF, 0x7FFFFFF, 0, 0, 0)
    jpx = b"\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x14ftypjp2 \0\0\0\0jp2 \0\0\0\x2djp2h\0\0\0\x16ihdr" + struct.pack(">IIHBBBB", 1 << 30, 1 << 30, 3, 7, 7, 0, 0)

    def pictured(picture: bytes) -> bytes:
        return whole(parts(before=b"q 99 0 0 99 400 100 cm /I Do Q\n", resources=b"/XObject<</I 10 0 R>>", more={10: picture}))

    vast = b"BI /W 1000000 /H 1000000 /BPC 8 /CS /G /F /Fl ID %b EI\n" % zlib.compress(b"\0" * 1000)
    swollen = b"BI /W 9 /H 9 /BPC 8 /CS /G /F /Fl ID %b EI\n" % _zeros(1 << 27)
    drawn = b"/Resources<<>>/BBox[0 0 9 9]"
    tiles = b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/XStep 9/YStep 9" + drawn
    glyphs = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/FirstChar 65/LastChar 65/Widths[9]"
        b"/Encoding<</Differences[65/A]>>/CharProcs<</A 11 0 R>>>>"
    )
    makers = {
        "a picture within the content of a trillion dots": lambda: whole(parts(before=b"q 99 0 0 99 400 100 cm " + vast + b"Q\n")),
        "a picture within the content of 128 MB": lambda: whole(parts(before=b"q 99 0 0 99 400 100 cm " + swollen + b"Q\n")),
        "a vast picture within a form": lambda: whole(parts(before=b"/X Do\n", resources=b"/XObject<</X 10 0 R>>", more={10: form(vast)})),
        "a vast picture within a pattern": lambda: whole(
            parts(before=b"q /Pattern cs /P scn 400 100 99 99 re f Q\n", resources=b"/Pattern<</P 10 0 R>>", more={10: stream(vast, tiles)})
        ),
        "a vast picture within a drawn letter": lambda: whole(
            parts(before=b"BT /F3 9 Tf 72 99 Td (A) Tj ET\n", more={10: glyphs, 11: stream(b"9 0 d0 " + vast)})
        ).replace(b"/Font<<", b"/Font<</F3 10 0 R"),
        "a content of a gigabyte": lambda: _flate_bomb(1),
        "a content of a gigabyte in two layers": lambda: _flate_bomb(2),
        "a content of a gigabyte in three layers": lambda: _flate_bomb(3),
        "a content packed by LZW": lambda: whole(parts() | {4: stream(_lzw(200_000), b"/Filter/LZWDecode")}),
        "a content of runs": lambda: whole(
            parts() | {4: flat(b"\x81 " * 5_000_000, b"", 2).replace(b"/FlateDecode/FlateDecode]", b"/FlateDecode/FlateDecode/RunLengthDecode]")}
        ),
        "a content through a hundred filters": lambda: whole(parts() | {4: flat(TEXT * 1000, b"", 100)}),
        "a font of a gigabyte": lambda: whole(
            parts(more={10: b"<</Type/FontDescriptor/FontName/A/Flags 4/FontFile2 11 0 R>>", 11: stream(_zeros(GIGABYTE), b"/Filter/FlateDecode")})
            | {5: FONT.replace(b">>", b"/FontDescriptor 10 0 R>>")}
        ),
        "a table of letters of a gigabyte": lambda: whole(
            parts(more={10: stream(_zeros(GIGABYTE), b"/Filter/FlateDecode")}) | {5: FONT.replace(b">>", b"/ToUnicode 10 0 R>>")}
        ),
        "a picture of a trillion dots": lambda: pictured(image(b"/Filter/FlateDecode", (1_000_000, 1_000_000), zlib.compress(b"\0" * 1000))),
        "a JBIG2 picture of a billion rows": lambda: pictured(image(b"/Filter/JBIG2Decode", (0x7FFFFFF, 0x7FFFFFF), jbig2)),
        "a JPEG 2000 picture as wide as the sea": lambda: pictured(image(b"/Filter/JPXDecode", (1 << 30, 1 << 30), jpx)),
        "a JPEG 2000 picture that says it is small": lambda: pictured(image(b"/Filter/JPXDecode", (9, 9), jpx)),
        "an object stream of a gigabyte": lambda: whole(
            {
                8: stream(_zeros(GIGABYTE), b"/Type/ObjStm/N 99999999/First 9/Filter/FlateDecode"),
                **parts(),
            }
        ).replace(b"/Contents 4 0 R", b"/Contents 8 0 R"),
        "an object stream of too many": lambda: _object_stream(facts=b"/N 99999999"),
        "a packed table of a gigabyte": lambda: (
            b"%PDF-1.7\n9 0 obj\n"
            + stream(_zeros(GIGABYTE, b"\0"), b"/Type/XRef/W[1 4 2]/Size 150000000/Root 1 0 R/Filter/FlateDecode")
            + b"\nendobj\nstartxref\n9\n%%EOF\n"
        ),
        "a table of a billion objects": lambda: whole(parts()).replace(b"xref\n0 6\n", b"xref\n0 1000000000\n"),
        "lists 60,000 deep": lambda: whole(parts(page=b"/Entah" + _deep(b"[", b"]"))),
        "dictionaries 60,000 deep": lambda: whole(parts(resources=b"/ColorSpace" + _deep(b"<</A", b">>"))),
        "a content of lists 60,000 deep": lambda: whole(parts(before=_deep(b"[", b"]") + b" TJ\n")),
        "forms within forms": lambda: whole(
            parts(
                before=b"/X Do\n",
                resources=b"/XObject<</X 10 0 R>>",
                more={
                    number: stream(
                        b"/X Do " * 10,
                        b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X %d 0 R>>>>" % (number + 1 if number < 24 else 10),
                    )
                    for number in range(10, 25)
                },
            )
        ),
        "a hundred thousand saved states": lambda: whole(parts(before=b"q " * 100_000)),
        "a million strings": lambda: whole(parts() | {4: flat(TEXT + b"BT /F1 1 Tf " + b"(a)' " * 1_000_000 + b"ET " + SIGNED)}),
    }
    return _cases(makers, HEAVY | DAMAGED)


def _loops() -> dict[str, Hostile]:
    tree = b"<</Type/Pages/Count %d/Kids[%b]>>"
    twice = parts() | {2: tree % (2, b"3 0 R 3 0 R")}
    text = whole(parts())
    table = text[text.index(b"xref\n") :]
    start = text.index(b"xref\n")
    cases = {
        "pages that hold themselves": whole(parts() | {2: tree % (1, b"2 0 R 3 0 R")}),
        "pages that hold their holder": whole(parts(more={6: tree % (1, b"2 0 R")}) | {2: tree % (1, b"6 0 R 3 0 R")}),
        "a table before itself": text.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % start),
        "two tables before each other": text
        + table.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % start).replace(b"startxref\n%d" % start, b"startxref\n%d" % len(text)),
        "a hybrid table that is itself": text.replace(b"/Root 1 0 R", b"/Root 1 0 R/XRefStm %d" % start),
        "more pages told than there are": whole(parts() | {2: tree % (99_999_999, b"3 0 R")}),
        "fewer pages told than there are": whole(parts(more={6: parts()[3]}) | {2: tree % (1, b"3 0 R 6 0 R")}),
        "no pages told": whole(parts() | {2: tree % (0, b"3 0 R")}),
        "a negative count of pages": whole(parts() | {2: tree % (-5, b"3 0 R")}),
        "a page twice": whole(twice),
        "a font that is its own descendant": whole(parts() | {5: b"<</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[5 0 R]>>"}),
        "a length that is itself": whole(parts() | {4: b"<</Length 4 0 R>>\nstream\n%b\nendstream" % (TEXT + SIGNED)}),
        "an object that is itself": whole(parts(more={10: b"10 0 R"}, page=b"/CropBox 10 0 R")),
        "parents in a ring": whole(parts() | {2: b"<</Type/Pages/Count 1/Kids[3 0 R]/Parent 2 0 R>>"}),
        "a bookmark after itself": whole(
            parts(catalogue=b"/Outlines 10 0 R", more={10: b"<</First 11 0 R/Last 11 0 R>>", 11: b"<</Title(Isi)/Parent 10 0 R/Next 11 0 R/First 11 0 R>>"})
        ),
        "a form within itself": whole(
            parts(
                before=b"/X Do\n", resources=b"/XObject<</X 10 0 R>>", more={10: form(b"/X Do", b"/Penipu 1").replace(b"/Font", b"/XObject<</X 10 0 R>>/Font")}
            )
        ),
    }
    twins = frozenset({say.TWO_SIGNATURES})  # a page that is there twice has two places for the TTE
    return _cases({name: _ready(made) for name, made in cases.items()}, DAMAGED | HEAVY | twins)


def _untidy() -> dict[str, Hostile]:
    text = whole(parts())
    start = text.index(b"xref\n")
    cases = {
        "junk before": b"\r\nHTTP/1.1 200 OK\r\n\r\n" + text,
        "junk after": text + b"\0" * 900 + b"<html>",
        "a wrong place of the table": text.replace(b"startxref\n%d" % start, b"startxref\n%d" % (start + 7)),
        "a table that is off by one": text.replace(b"\n0 6\n", b"\n1 6\n"),
        "a table of wrong places": text.replace(b"00000 n", b"00000 n").replace(b"0000000009", b"0000000099"),
        "a table with short lines": text.replace(b" n \n", b" n\n").replace(b" f \n", b" f\n"),
        "no table": text[:start] + text[text.index(b"trailer") :],
        "no trailer": text[:start] + b"startxref\n%d\n%%%%EOF\n" % start,
        "no head": text.replace(b"%PDF-1.7", b"%PDF-9.9"),
        "a wrong length": text.replace(b"/Length %d" % len(TEXT + SIGNED), b"/Length 5"),
        "a too great length": text.replace(b"/Length %d" % len(TEXT + SIGNED), b"/Length 99999"),
        "packed objects": _object_stream(),
        "a hybrid table": text.replace(b"/Root 1 0 R", b"/Root 1 0 R/XRefStm 15"),
        "cut in the middle": text[: len(text) // 2] + b"\n%%EOF\n",
        "cut before the table": text[:start] + b"%%EOF\n",
        "without end": text[: len(text) // 2],
        "an older revision": text + text[9:].replace(b"Isi surat", b"Isi palsu"),
        "a letter in another's bytes": text[:-6] + b"\n" + text,
    }
    return _cases({name: _ready(made) for name, made in cases.items()}, DAMAGED)


def _odd_pages() -> dict[str, Hostile]:
    boxes = {
        "a page as large as a field": b"[0 0 144000 144000]",
        "a page without end": b"[0 0 1e38 1e38]",
        "a page of a dot": b"[0 0 1 1]",
        "a page of nothing": b"[0 0 0 0]",
        "a page of words": b"[/A/B/C/D]",
        "a page of two figures": b"[0 0]",
    }
    crops = {"less": b"/CropBox[40 30 560 800]", "more": b"/CropBox[-900 -900 9000 9000]"}
    corners = {"below": b"[-90 -60 595 842]", "above": b"[595 842 0 0]", "F4": b"[0 0 609.4 935.4]"}
    seen = {
        f"{turned} cropped to {how}, from {corner}": whole(parts(media=media, page=b"/Rotate %d%b" % (turned, crop)))
        for turned in (0, 90, 180, 270)
        for how, crop in crops.items()
        for corner, media in corners.items()
    }
    sizes = frozenset({say.PAGE_SIZE})
    return {
        **{name: Hostile(make=lambda box=box: whole(parts(media=box)), says=sizes | DAMAGED) for name, box in boxes.items()},
        "a unit of its own": Hostile(make=lambda: whole(parts(page=b"/UserUnit 10")), says=sizes),
        "an unit that is usual": Hostile(make=lambda: whole(parts(page=b"/UserUnit 1.0"))),
        "turned by 45": Hostile(make=lambda: whole(parts(page=b"/Rotate 45")), says=sizes),
        "no pages": Hostile(make=lambda: whole(parts() | {2: b"<</Type/Pages/Count 0/Kids[]>>"}), says=frozenset({say.NO_PAGES})),
        "a page without content": Hostile(make=lambda: whole(parts() | {4: stream(b"")}), says=frozenset({say.NUMBER_HAS_NO_PLACE})),
        "letters nobody can read": Hostile(
            make=lambda: whole(parts() | {5: b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[<</Subtype/CIDFontType2/DW 500>>]>>"}),
            says=frozenset({say.NUMBER_HAS_NO_PLACE}),
        ),
        "letters nobody can read, with places": Hostile(
            make=lambda: whole(parts() | {5: b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[<</Subtype/CIDFontType2/DW 0>>]>>"}),
            layout=PLACED,
            same_picture=False,
        ),
        **{name: Hostile(make=lambda made=made: made) for name, made in seen.items()},
    }


def _no_pdf() -> dict[str, Hostile]:
    docx = io.BytesIO()
    with zipfile.ZipFile(docx, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", "<w:document/>")
    files = {
        "a Word file": docx.getvalue(),
        "a web page": b"<!doctype html><title>Surat</title>" + b" " * 2000 + b"%PDF-1.7",
        "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 2000,
        "nothing": b"",
        "a shortcut": b"[InternetShortcut]\r\nURL=https://contoh.test/surat.pdf\r\n",
    }
    return {name: Hostile(make=lambda made=made: made, says=frozenset({say.NOT_A_PDF})) for name, made in files.items()}


def _wrong_kinds() -> dict[str, Hostile]:
    """Whatever a reader expects to be something else."""
    cases = {
        "a catalogue that is a list": whole(parts() | {1: b"[1 2 3]"}),
        "a catalogue that is nothing": whole(parts() | {1: b"null"}),
        "pages that are a number": whole(parts() | {2: b"42"}),
        "kids that are a name": whole(parts() | {2: b"<</Type/Pages/Count 1/Kids/Entah>>"}),
        "a page that is a string": whole(parts() | {3: b"(halaman)"}),
        "a content that is a number": whole(parts() | {4: b"17"}),
        "resources that are a list": whole(parts() | {3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources[1]>>"}),
        "a font that is a name": whole(parts() | {5: b"/Helvetica"}),
        "widths that are names": whole(parts() | {5: FONT.replace(b">>", b"/FirstChar/A/Widths[/A/B(c)]>>")}),
        "annotations that are a number": whole(parts(page=b"/Annots 7")),
        "an annotation that is a number": whole(parts(page=b"/Annots[7(a)/B null]")),
        "a turn that is a name": whole(parts(page=b"/Rotate/Kiri")),
        "a filter that nobody knows": whole(parts() | {4: stream(TEXT + SIGNED, b"/Filter/EntahDecode")}),
        "a filter that is a number": whole(parts() | {4: stream(TEXT + SIGNED, b"/Filter 5")}),
        "a filter for locked content": whole(parts() | {4: stream(TEXT + SIGNED, b"/Filter/Crypt")}),
        "a root that is a number": whole(parts()).replace(b"/Root 1 0 R", b"/Root 12345"),
        "a size that is a name": whole(parts()).replace(b"/Size 6", b"/Size/A"),
        "a content cut off": whole(parts() | {4: flat(TEXT + SIGNED)}).replace(b"x\xda", b"x\xdb"),
        "names that are a number": whole(parts(catalogue=b"/Names 5/Outlines 6/AcroForm 7/OCProperties 8/StructTreeRoot 9/OpenAction 10/Dests 11")),
    }
    strange = {say.ENCRYPTED, say.PAGE_SIZE, say.TOKEN_NOT_READ, say.TOKEN_HIDDEN, say.NO_ROOM_FOR_SIGNATURE}
    return _cases({name: _ready(made) for name, made in cases.items()}, DAMAGED | HEAVY | strange)


BROKEN: dict[str, Hostile] = _bombs() | _loops() | _untidy() | _odd_pages() | _no_pdf() | _wrong_kinds()
