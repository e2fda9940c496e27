"""Content streams as they really come: untidy."""

import pytest

from pipeline.adapters.pdf.lexer import Kerned, operations

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
    "inline image": (b"BI /W 1 /H 1 ID \x00(\xff EI Q", [(b"BI", []), (b"Q", [])]),
    "name with a hash": (b"/F#31 12 Tf", [(b"Tf", ["F1", 12.0])]),
    "strange numbers": (b"--5 +.5 4. 0 0 1- cm", [(b"cm", [0.0, 0.5, 4.0, 0.0, 0.0, 0.0])]),
    "odd bytes": (b"q ] } ) >> \x80 Q", [(b"q", []), (b"Q", [])]),
    "no end": (b"q (never closed", [(b"q", [])]),
    "constants": (b"true null gs", [(b"gs", [0.0, 0.0])]),
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
