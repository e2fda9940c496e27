"""Content streams as they really come: untidy."""

import zlib

import pytest
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject

from pipeline.adapters.pdf.inline import components_in
from pipeline.adapters.pdf.lexer import Kerned, operations
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import Text
from pipeline.domain.notes import pages as say

CASES = {
    "nested brackets": (b"(a (b) \\) c) Tj", [(b"Tj", [b"a (b) ) c"])]),
    "escapes": (rb"(\101\n\(\\\z) Tj", [(b"Tj", [b"A\n(\\z"])]),
    "line end in a string": (b"(a\r\nb\\\nc) Tj", [(b"Tj", [b"a\nbc"])]),
    "odd hexadecimal": (b"<4 1\n4> Tj", [(b"Tj", [b"A@"])]),
    "array": (b"[(a)-20<62>.5 () 3.(c)]TJ", [(b"TJ", [Kerned(b"(a)-20<62>.5 () 3.(c)")])]),
    "marked content": (b"/P<</MCID 3>>BDC EMC", [(b"BDC", ["P", {"MCID": 3.0}]), (b"EMC", [])]),
    "array with nested brackets": (b"[(a (b)) 7] TJ", [(b"TJ", [[b"a (b)", 7.0]])]),
    "dictionary": (b"/P <</MCID 3 /Lang (id)>> BDC", [(b"BDC", ["P", {"MCID": 3.0, "Lang": b"id"}])]),
    "comment": (b"q % (not this) Tj\nQ", [(b"q", []), (b"Q", [])]),
    "paths": (b"q 1 2 m 3 4 l S 0 0 5 5 re W* n BT ET Q", [(b"q", []), (b"", []), (b"BT", []), (b"ET", []), (b"Q", [])]),
    "a picture of raw dots": (b"BI /W 3 /H 1 ID \x00(\xff EI Q", [(b"BI", [{"W": 3.0, "H": 1.0}]), (b"Q", [])]),
    "a picture without ID": (b"BI q Q", [(b"q", [Kerned(b"BI")]), (b"Q", [])]),
    "an ID without a picture": (b"ID q Q", [(b"ID", []), (b"q", []), (b"Q", [])]),
    "name with a hash": (b"/F#31 12 Tf", [(b"Tf", ["F1", 12.0])]),
    "strange numbers": (b"--5 +.5 4. 0 0 1- cm", [(b"cm", [0.0, 0.5, 4.0, 0.0, 0.0, 0.0])]),
    "odd bytes": (b"q ] } ) >> \x80 Q", [(b"q", []), (b"Q", [])]),
    "no end": (b"q (never closed", [(b"q", [])]),
    "constants": (b"true null gs", [(b"gs", [1.0, 0.0])]),
}


@pytest.mark.parametrize(("content", "found"), CASES.values(), ids=CASES)
def test_a_content_stream_is_read_as_viewers_do(content: bytes, found: list[tuple[bytes, list[object]]]) -> None:
    assert [(word, operands) for word, operands, _, _ in operations(content)] == found


ARRAYS = {
    "of both kinds": (b"(a)-20<62>.5 () 3.(c)", [b"a", -20.0, b"b", 0.5, b"", 3.0, b"c"]),
    "hexadecimal": (b"<6162>-20<63>4<64> 1", [b"ab", -20.0, b"c", 4.0, b"d", 1.0]),
    "odd digits": (b"<4>-20<1>", [b"@", -20.0, b"\x10"]),
    "spaces within": (b"<61\n62>\x00-20\t<63>", [b"ab", -20.0, b"c"]),
    "strange numbers": (b"<61>1-2<62>--3<63>", [b"a", 0.0, b"b", 0.0, b"c"]),
}


@pytest.mark.parametrize(("array", "parts"), ARRAYS.values(), ids=ARRAYS)
def test_a_kerned_text_is_the_same_in_parts_and_as_a_whole(array: bytes, parts: list[object]) -> None:
    kerned = Kerned(array)
    assert kerned.parts == parts
    strings = [part for part in parts if isinstance(part, bytes)]
    assert kerned.whole == (b"".join(strings), [part for part in parts if isinstance(part, float)])


def test_an_operation_knows_its_own_bytes() -> None:
    content = b" q\n  /F1 12 Tf  (a) Tj\tQ"
    assert [content[one.start : one.end] for one in operations(content)] == [b"q", b"/F1 12 Tf", b"(a) Tj", b"Q"]


def test_a_million_numbers_take_no_time() -> None:
    assert list(operations(b"1 " * 200_000)) == []


LIE = b" EI (palsu) Tj "
"""what a picture's bytes may hold"""
PACKED = zlib.compress(LIE * 9, 0)
JPEG = b"\xff\xd8\xff\xe1" + (len(LIE) + 2 + 2).to_bytes(2) + LIE + b"\xff\xd9\xff\xda\x00\x02" + LIE + b"\xff\x00\xff\xd0\xff\xff\xd9"
PICTURES = {
    "as long as its size": b"/W 15 /H 1 /BPC 8 /CS /G ID " + LIE,
    "of three figures a dot": b"/W 5 /H 1 /BPC 8 /CS /RGB ID " + LIE,
    "of a palette": b"/W 30 /H 1 /BPC 4 /CS [/I /RGB 1 <000000FFFFFF>] ID " + LIE,
    "of a colour space of the office": b"/W 3 /H 1 /BPC 8 /CS /Cs5 ID " + LIE,
    "of a named profile": b"/W 5 /H 1 /BPC 8 /CS /Icc ID " + LIE,
    "of holes": b"/IM true /W 120 /H 1 ID " + LIE,
    "in full words": b"/ImageMask true /Width 120 /Height 1 ID " + LIE,
    "by Flate": b"/W 9 /H 15 /F /Fl ID " + PACKED,
    "by hexadecimal, then Flate": b"/W 9 /H 15 /F [/AHx /Fl] ID " + PACKED.hex().encode() + b">",
    "by base 85": b"/W 9 /H 15 /F /A85 ID " + LIE + b"~>",
    "by hexadecimal, then JPEG": b"/W 9 /H 15 /F [/AHx /DCT] ID " + JPEG.hex().encode() + b">",
    "by runs": b"/W 9 /H 15 /F /RL ID \x0e" + LIE + b"\xff \x80",
    "by JPEG": b"/W 9 /H 15 /F /DCT ID " + JPEG,
    "by fax": b"/IM true /W 9 /H 15 /F /CCF ID \x26\xa0 EI\xff",
}
SPACES = DictionaryObject(
    {
        NameObject("/Cs5"): ArrayObject([NameObject("/DeviceN"), ArrayObject(NameObject(f"/{name}") for name in "abcde")]),
        NameObject("/Icc"): ArrayObject([NameObject("/ICCBased"), StreamObject()]),
    }
)
SPACES["/Icc"][1][NameObject("/N")] = NumberObject(3)
NAMED = components_in(DictionaryObject({NameObject("/ColorSpace"): SPACES}))


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)
def test_a_picture_within_the_content_ends_where_its_bytes_do(picture: bytes) -> None:
    found = [*operations(b"q BI " + picture + b"\nEI Q", NAMED)]
    assert [one.operator for one in found] == [b"q", b"BI", b"Q"]
    assert found[1].end == len(b"q BI " + picture + b"\nEI")


TWISTED = {
    "that is shorter than it says": (b"/W 9 /H 9 ID " + LIE, say.UNREADABLE),
    "that is longer than it says": (b"/W 2 /H 2 ID " + LIE, say.UNREADABLE),
    "of a colour space nobody knows": (b"/W 15 /H 1 /CS /Entah ID " + LIE, say.UNREADABLE),
    "of an odd depth": (b"/W 15 /H 1 /BPC 7 ID " + LIE, say.UNREADABLE),
    "cut short": (b"/W 9 /H 15 /F /Fl ID " + PACKED[:-9], say.UNREADABLE),
    "not packed at all": (b"/W 9 /H 15 /F /Fl ID " + LIE, say.UNREADABLE),
    "without an end of base 85": (b"/W 9 /H 15 /F /A85 ID " + LIE, say.UNREADABLE),
    "without an end of hexadecimal": (b"/W 9 /H 15 /F /AHx ID " + LIE, say.UNREADABLE),
    "without an end of runs": (b"/W 9 /H 15 /F /RL ID \x7f" + LIE, say.UNREADABLE),
    "without an end of JPEG": (b"/W 9 /H 15 /F /DCT ID " + JPEG[:-2], say.UNREADABLE),
    "of a filter nobody uses": (b"/W 9 /H 15 /F /LZW ID " + LIE, say.UNREADABLE),
    "by fax with a second end": (b"/IM true /W 9 /H 15 /F /CCF ID \x26" + LIE, say.UNREADABLE),
    "of a trillion dots": (b"/W 1000000 /H 1000000 ID ", say.TOO_HEAVY),
    "of endless width": (b"/W (a) /H 0 ID ", say.TOO_HEAVY),
    "of less than nothing": (b"/W -9 /H -9 ID ", say.TOO_HEAVY),
    "that unpacks to a gigabyte": (b"/W 9 /H 9 /F /Fl ID " + zlib.compress(bytes(1 << 27)), say.TOO_HEAVY),
    "through a hundred filters": (b"/W 9 /H 9 /F [" + b"/AHx " * 100 + b"] ID 00>", say.TOO_HEAVY),
}


@pytest.mark.parametrize(("picture", "told"), TWISTED.values(), ids=TWISTED)
def test_a_picture_that_viewers_would_read_differently_is_refused(picture: bytes, told: Text) -> None:
    with pytest.raises(DraftRefusedError) as refusal:
        list(operations(b"q BI " + picture + b"\nEI Q", NAMED))
    assert refusal.value.message.text is told


def test_a_fax_picture_without_an_end_is_refused() -> None:
    with pytest.raises(DraftRefusedError):
        list(operations(b"BI /IM true /W 9 /H 15 /F /CCF ID \x26\xa0"))


def test_fax_pictures_one_after_another_are_told_apart() -> None:
    one = b"BI /IM true /W 9 /H 15 /F /CCF ID \x26\xa0 EI\n"
    assert [word for word, _, _, _ in operations(b"q\n" + one * 3 + b"Q")] == [b"q", b"BI", b"BI", b"BI", b"Q"]
