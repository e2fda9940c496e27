"""Placeholders in form objects, and in fonts of all kinds: replaced like any other."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from pipeline.adapters.pdf.examine import examine
from pipeline.adapters.pdf.stamp import stamp
from pipeline.domain.notes import pages as say
from pipeline.domain.page import Layout
from tests.adapters.pdf.drafts import NUMBER, SIGNATURE_LINE, a_draft, an_order, raw_text, words
from tests.adapters.pdf.hostile import FONT, SIGNED, form, parts, stream, whole
from tests.adapters.pdf.test_hostile import changed, unpacked
from tests.judges import qpdf_check

IN_FORM = "0 0 1 rg BT /F1 12 Tf 72 700 Td (Nomor: ${nomor_naskah}) Tj 0 -100 Td (Kop surat) Tj ET\n"
DRAWN = "q 1 0 0 1 0 10 cm /X1 Do Q "


def test_a_placeholder_in_a_form_is_replaced_where_it_is_drawn(tmp_path: Path) -> None:
    draft, target = a_draft(tmp_path / "in.pdf", SIGNATURE_LINE + " " + DRAWN, form=IN_FORM), tmp_path / "out.pdf"
    assert examine(draft, Layout()).faults == ()
    stamp(draft, target, an_order())
    assert NUMBER in raw_text(target)
    assert b"${" not in unpacked(target)
    assert qpdf_check(target) == ""
    assert not changed(draft, target)
    number, old = (next(word for word in words(path) if start in word[0]) for path, start in ((target, "400.12"), (draft, "$")))
    assert number[1] == pytest.approx(old[1], abs=0.5)
    assert number[4] == pytest.approx(old[4], abs=3)


def test_a_form_that_is_drawn_twice_has_its_value_twice(tmp_path: Path) -> None:
    twice = DRAWN + "q 1 0 0 1 0 -300 cm /X1 Do Q "
    draft, target = a_draft(tmp_path / "in.pdf", SIGNATURE_LINE + " " + twice, form=IN_FORM), tmp_path / "out.pdf"
    stamp(draft, target, an_order())
    assert raw_text(target).count(NUMBER) == 2
    assert not changed(draft, target)


def test_a_form_that_pages_share_has_its_value_on_each(tmp_path: Path) -> None:
    draft, target = a_draft(tmp_path / "in.pdf", SIGNATURE_LINE + " " + DRAWN, DRAWN, DRAWN, form=IN_FORM), tmp_path / "out.pdf"
    assert examine(draft, Layout()).faults == ()
    stamp(draft, target, an_order())
    assert [NUMBER in page.extract_text() for page in PdfReader(target).pages] == [True] * 3
    assert b"nomor_naskah" not in unpacked(target)
    assert qpdf_check(target) == ""


def test_a_placeholder_in_a_form_within_a_form_is_replaced(tmp_path: Path) -> None:
    outer = stream(b"/Y Do", b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Matrix[1 0 0 1 5 5]/Resources<</XObject<</Y 11 0 R>>>>")
    letter = parts(before=b"/X Do\n", resources=b"/XObject<</X 10 0 R>>", more={10: outer, 11: form(IN_FORM.encode())}) | {4: stream(b"/X Do " + SIGNED)}
    draft, target = tmp_path / "in.pdf", tmp_path / "out.pdf"
    draft.write_bytes(whole(letter))
    assert examine(draft, Layout()).faults == ()
    stamp(draft, target, an_order())
    assert NUMBER in raw_text(target)
    assert b"${" not in unpacked(target)
    assert not changed(draft, target)


NAMES = {"$": "dollar", "{": "braceleft", "}": "braceright", "_": "underscore", ":": "colon", " ": "space"}


def coded(text: str) -> tuple[bytes, bytes]:
    """The text in codes of a font's own, and the /Differences that tell them."""
    letters = sorted(set(text))
    names = "".join(f"/{NAMES.get(letter, letter)}" for letter in letters)
    return bytes(letters.index(letter) + 1 for letter in text).hex().encode(), b"/Encoding<</Differences[1%b]>>" % names.encode()


TEXT, DIFFERENCES = coded("Nomor: ${nomor_naskah}")
GLYPH = stream(b"500 0 0 0 400 600 d1 0 0 400 600 re f")
TYPE_3 = b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 1/LastChar 40/Widths[%b]%b/CharProcs<<%b>>>>" % (
    b"500 " * 40,
    DIFFERENCES,
    b"".join(b"/%b 11 0 R" % NAMES.get(one, one).encode() for one in sorted(set("Nomor: ${nomor_naskah}"))),
)
FONTS = {"with letters of its own": FONT.replace(b"/Encoding/WinAnsiEncoding", DIFFERENCES), "drawn letter by letter": TYPE_3}


@pytest.mark.parametrize("font", FONTS.values(), ids=FONTS)
@pytest.mark.parametrize("show", ["<%b> Tj", "<%b> '", '1 0.5 <%b> "'])
def test_a_placeholder_in_a_font_of_any_kind_is_replaced(font: bytes, show: str, tmp_path: Path) -> None:
    text = b"BT /F2 12 Tf 14 TL 72 700 Td " + show.encode() % TEXT + b" ET\n"
    letter = parts(resources=b"", more={10: font, 11: GLYPH}) | {4: stream(text + SIGNED)}
    letter[3] = letter[3].replace(b"/F1 5 0 R", b"/F1 5 0 R/F2 10 0 R")
    draft, target = tmp_path / "in.pdf", tmp_path / "out.pdf"
    draft.write_bytes(whole(letter))
    assert examine(draft, Layout()).faults == ()
    stamp(draft, target, an_order())
    assert NUMBER in raw_text(target)
    assert "${" not in raw_text(target)
    assert not changed(draft, target)


def test_a_number_nobody_can_see_is_told_and_a_white_place_for_the_signature_is_not(tmp_path: Path) -> None:
    draft = a_draft(tmp_path / "in.pdf", f"1 g BT /F1 12 Tf 72 700 Td (${{nomor_naskah}}) Tj ET {SIGNATURE_LINE}")
    assert examine(draft, Layout()).faults == (say.TOKEN_HIDDEN(page=1, token="nomor_naskah"),)


def test_a_letters_boxes_are_told_from_the_lower_left_corner(tmp_path: Path) -> None:
    draft, target = tmp_path / "in.pdf", tmp_path / "out.pdf"
    draft.write_bytes(whole(parts(media=b"[595 842 0 0]", page=b"/CropBox[-9 -9 900 900]")))
    stamp(draft, target, an_order())
    page = PdfReader(target).pages[0]
    assert [float(edge) for edge in page.mediabox] == [float(edge) for edge in page.cropbox] == [0, 0, 595, 842]


def test_a_draft_that_others_read_with_other_pages_is_told(tmp_path: Path) -> None:
    second = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    letter = parts(more={6: second}) | {2: b"<</Type/Pages/Count 1/Kids[3 0 R 6 0 R]>>"}
    (tmp_path / "in.pdf").write_bytes(whole(letter))
    assert examine(tmp_path / "in.pdf", Layout()).faults == (say.READ_DIFFERENTLY(ours=2, theirs=1),)
