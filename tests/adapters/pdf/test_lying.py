"""Placeholders however they lie on the page: in columns, hyphenated, printed twice, out of sight. None may stay in a letter, nor be taken for another."""

import subprocess
from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from pipeline.adapters.pdf.examine import examine
from pipeline.adapters.pdf.geometry import Area
from pipeline.adapters.pdf.ink import Drawings
from pipeline.adapters.pdf.stamp import stamp
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import Message
from pipeline.domain.notes import pages as say
from pipeline.domain.page import Layout
from tests.adapters.pdf.drafts import NUMBER, SIGNATURE_LINE, a_draft, an_order, with_picture, words
from tests.judges import page_text, qpdf_check

NUMBER_LINE = "BT /F1 12 Tf 72 760 Td (Nomor: ${nomor_naskah}) Tj ET\n"


def cells(*rows: tuple[float, float, str]) -> str:
    """Text at places, in this order of drawing."""
    return " ".join(f"BT /F1 12 Tf {x} {y} Td ({text}) Tj ET" for x, y, text in rows) + "\n"


def faults(draft: Path) -> tuple[Message, ...]:
    return examine(draft, Layout()).faults


def said(path: Path) -> str:
    """All that poppler reads in the file, in each of its three orders, without white space."""
    orders = ([], ["-raw"], ["-layout"])
    return "".join("".join(subprocess.run(["pdftotext", *how, str(path), "-"], capture_output=True, text=True, check=True).stdout.split()) for how in orders)


LEFT, RIGHT = 72, 320
COLUMNS = {
    "side by side": cells((LEFT, 700, "Nomor ${nomor_"), (LEFT, 686, "naskah} kiri"), (RIGHT, 700, "Tanggal ${tanggal_"), (RIGHT, 686, "naskah} kanan")),
    "side by side, drawn row by row": cells(
        (LEFT, 700, "Nomor ${nomor_"), (RIGHT, 700, "Tanggal ${tanggal_"), (LEFT, 686, "naskah} kiri"), (RIGHT, 686, "naskah} kanan")
    ),
    "one of two columns": cells((LEFT, 700, "Nomor ${nomor_"), (RIGHT, 700, "Kepada Yth."), (LEFT, 686, "naskah} kiri"), (RIGHT, 686, "Kepala Dinas")),
    "the right one": cells((LEFT, 700, "Dasar surat"), (RIGHT, 700, "Nomor ${nomor_"), (LEFT, 686, "tersebut}"), (RIGHT, 686, "naskah} kanan")),
    "on lines between the lines": cells((LEFT, 700, "Nomor ${nomor_"), (RIGHT, 693, "Kepada Yth."), (LEFT, 686, "naskah} kiri"), (RIGHT, 679, "Kepala")),
    "one column a line lower": cells((RIGHT, 714, "${tanggal_"), (LEFT, 700, "${nomor_"), (RIGHT, 700, "naskah}"), (LEFT, 686, "naskah}")),
    "hyphenated": cells((LEFT, 700, "Nomor surat ${nomor_nas-"), (LEFT, 686, "kah} tetap")),
    "hyphenated twice": cells((LEFT, 700, "Nomor ${no-"), (LEFT, 686, "mor_nas-"), (LEFT, 672, "kah} tetap")),
    "with a soft hyphen": cells((LEFT, 700, "Nomor surat ${nomor_nas\\255"), (LEFT, 686, "kah} tetap")),
    "after its first character": cells((LEFT, 700, "Nomor surat $"), (LEFT, 686, "{nomor_naskah} tetap")),
    "in three lines": cells((LEFT, 700, "Nomor surat ${"), (LEFT, 686, "nomor_"), (LEFT, 672, "naskah} tetap"), (RIGHT, 693, "Lain")),
}


@pytest.mark.parametrize("content", COLUMNS.values(), ids=COLUMNS)
def test_a_wrapped_placeholder_is_replaced_whole(content: str, tmp_path: Path) -> None:
    draft, target = a_draft(tmp_path / "in.pdf", f"{NUMBER_LINE}{SIGNATURE_LINE} {content}"), tmp_path / "out.pdf"
    assert faults(draft) == ()
    stamp(draft, target, an_order(nomor_naskah="7/X/26", tanggal_naskah="1 Mei"))
    assert not {"$", "{", "_"} & set(said(target))
    assert page_text(target).count("7/X/26") == 2
    assert page_text(target).count("1 Mei") == content.count("tanggal")
    assert qpdf_check(target) == ""
    value = next(word for word in words(target) if word[0] == "7/X/26" and word[2] > 100)
    head = next(word for word in words(draft) if "$" in word[0] and word[2] > 100 and "tanggal" not in word[0])
    assert value[1] == pytest.approx(head[1], abs=0.5)
    assert value[4] == pytest.approx(head[4], abs=3)


BROKEN = {
    "into nothing we know": (cells((LEFT, 700, "Nomor ${nomor_"), (RIGHT, 700, "Kepada"), (LEFT, 686, "Yth. Bapak}")), "${nomor_"),
    "over too wide a gap": (cells((LEFT, 700, "Nomor ${nomor_"), (LEFT, 600, "naskah} kiri")), "${nomor_"),
    "across columns": (cells((LEFT, 700, "Nomor ${nomor_"), (RIGHT, 700, "naskah} kanan")), "${nomor_"),
    "drawn backwards": (cells((LEFT + 6.67, 700, "{nomor_ dan"), (LEFT, 700, "$")), "${nomor_"),
    "at the end of one cell": (cells((RIGHT, 700, "Biaya US$"), (LEFT, 600, "{rincian}")), "${rincian"),
}


@pytest.mark.parametrize(("content", "start"), BROKEN.values(), ids=BROKEN)
def test_a_broken_placeholder_is_to_be_put_on_one_line(content: str, start: str, tmp_path: Path) -> None:
    draft = a_draft(tmp_path / "in.pdf", f"{NUMBER_LINE}{SIGNATURE_LINE}", content)
    (fault,) = faults(draft)
    assert fault.text is say.OPEN_TOKEN
    facts = dict(fault.values)
    assert facts["page"] == "2"
    assert facts["start"].startswith(start)
    with pytest.raises(DraftRefusedError):
        stamp(draft, tmp_path / "out.pdf", an_order())


def test_an_unknown_placeholder_that_is_wrapped_is_named(tmp_path: Path) -> None:
    draft = a_draft(tmp_path / "in.pdf", NUMBER_LINE + SIGNATURE_LINE + "\n" + cells((LEFT, 700, "${nomor_"), (RIGHT, 700, "Yth."), (LEFT, 686, "surat}")))
    assert faults(draft) == (say.UNKNOWN_TOKEN(page=1, token="nomor_surat", nearest="nomor_naskah"),)


def twice(x: float, y: float, text: str, offset: float) -> str:
    return cells((x, y, text), (x + offset, y, text))


@pytest.mark.parametrize("offset", [0.0, 0.2, 0.5, 1.0])
@pytest.mark.parametrize("font", ["F1", "F2"])
def test_a_placeholder_printed_twice_is_replaced_once(offset: float, font: str, tmp_path: Path) -> None:
    content = (twice(72, 700, "Nomor ${nomor_naskah} tetap", offset) + twice(72, 650, "Sifat ${si", offset) + twice(72, 636, "fat} lain", offset)).replace(
        "F1", font
    )
    draft, target = a_draft(tmp_path / "in.pdf", f"{SIGNATURE_LINE}\n{content}"), tmp_path / "out.pdf"
    assert faults(draft) == ()
    stamp(draft, target, an_order(nomor_naskah="7/X/26", sifat="Segera"))
    assert not {"$", "{", "_"} & set(said(target))
    assert page_text(target).count("7/X/26") == page_text(target).count("Segera") == 1
    value, old = (next(word for word in words(path) if word[0].startswith(start)) for path, start in ((target, "7/X/26"), (draft, "$")))
    assert value[1] == pytest.approx(old[1], abs=0.5)


SCAN = "q 595 0 0 842 0 0 cm /Im1 Do Q"


HIDDEN = {
    "without paint": f"{SCAN} BT 3 Tr /F1 12 Tf 72 700 Td (${{nomor_naskah}}) Tj ET",
    "as a clip": f"{SCAN} BT 7 Tr /F1 12 Tf 72 700 Td (${{nomor_naskah}}) Tj ET",
    "behind a scan": f"BT /F1 12 Tf 72 700 Td (${{nomor_naskah}}) Tj ET {SCAN}",
}


@pytest.mark.parametrize("content", HIDDEN.values(), ids=HIDDEN)
def test_a_placeholder_out_of_sight_is_refused(content: str, tmp_path: Path) -> None:
    draft = with_picture(a_draft(tmp_path / "in.pdf", f"{content} BT 0 Tr ET {SIGNATURE_LINE}"))
    assert faults(draft) == (say.TOKEN_HIDDEN(page=1, token="nomor_naskah"),)
    with pytest.raises(DraftRefusedError):
        stamp(draft, tmp_path / "out.pdf", an_order())


def test_a_placeholder_on_a_background_picture_is_seen(tmp_path: Path) -> None:
    draft = with_picture(a_draft(tmp_path / "in.pdf", f"{SCAN} BT 3 Tr 0 Tr ET {NUMBER_LINE} {SIGNATURE_LINE}"))
    assert faults(draft) == ()
    stamp(draft, tmp_path / "out.pdf", an_order())
    assert NUMBER in page_text(tmp_path / "out.pdf")


def test_a_text_that_is_to_be_read_as_a_placeholder_is_read_as_its_own(tmp_path: Path) -> None:
    spelt = "/Span <</ActualText (${hal})/MCID 0>> BDC BT /F1 12 Tf 72 600 Td (Undangan) Tj ET EMC"
    wide = f"/Span <</ActualText <FEFF{'${hal}'.encode('utf-16-be').hex()}>>> BDC BT /F1 12 Tf 72 580 Td (Rapat) Tj ET EMC"
    draft, target = a_draft(tmp_path / "in.pdf", f"{NUMBER_LINE} {SIGNATURE_LINE} {spelt} {wide}"), tmp_path / "out.pdf"
    stamp(draft, target, an_order())
    assert "$" not in said(target)
    assert {"Undangan", "Rapat"} <= set(page_text(target).split())


UNDERLINES = {
    "a bar": "350 197.5 81 0.6 re f",
    "a stroke": "q 0.7 w 350 197.8 m 431 197.8 l S Q",
    "a bar of a scaled drawing": "q 0.1 0 0 0.1 0 0 cm 3500 1975 810 6 re f* Q",
    "after another path": "60 60 50 50 re f 350 197.5 81 0.6 re f",
}


@pytest.mark.parametrize("underline", UNDERLINES.values(), ids=UNDERLINES)
def test_the_line_under_the_signatures_placeholder_goes_with_it(underline: str, tmp_path: Path) -> None:
    draft, target = a_draft(tmp_path / "in.pdf", f"{NUMBER_LINE}{underline} {SIGNATURE_LINE}"), tmp_path / "out.pdf"
    (box,) = stamp(draft, target, an_order())
    area = Area(box.x_pt, box.y_pt, box.x_pt + box.width_pt, box.y_pt + box.height_pt)
    assert area.bottom < 197 < area.top
    drawings = Drawings(target)
    assert drawings.window(1, area).is_free(area)
    assert drawings.window(1, Area(60, 60, 110, 110)).is_free(Area(60, 60, 110, 110)) == ("60 60" not in underline)
    drawings.close()
    assert qpdf_check(target) == ""


def test_a_line_to_sign_on_stays_and_is_kept_clear_of(tmp_path: Path) -> None:
    draft, target = a_draft(tmp_path / "in.pdf", f"{NUMBER_LINE} 300 197 250 0.6 re f {SIGNATURE_LINE}"), tmp_path / "out.pdf"
    (box,) = stamp(draft, target, an_order())
    assert box.y_pt > 197.6
    drawings = Drawings(target)
    assert not drawings.window(1, Area(300, 195, 550, 199)).is_free(Area(300, 195, 550, 199))
    drawings.close()


def test_a_placeholder_only_others_can_read_is_told(tmp_path: Path) -> None:
    writer = PdfWriter(
        clone_from=a_draft(tmp_path / "in.pdf", f"{NUMBER_LINE}{SIGNATURE_LINE} BT /F3 12 Tf 72 600 Td <{'${hal}'.encode('utf-16-be').hex()}> Tj ET")
    )
    system = DictionaryObject({NameObject("/Registry"): TextStringObject("Adobe"), NameObject("/Ordering"): TextStringObject("GB1")})
    system[NameObject("/Supplement")] = NumberObject(2)
    names = {"/Type": "/Font", "/Subtype": "/CIDFontType0", "/BaseFont": "/STSong-Light"}
    below = DictionaryObject({NameObject(key): NameObject(value) for key, value in names.items()} | {NameObject("/CIDSystemInfo"): system})
    names |= {"/Subtype": "/Type0", "/Encoding": "/UniGB-UCS2-H"}
    font = DictionaryObject({NameObject(key): NameObject(value) for key, value in names.items()} | {NameObject("/DescendantFonts"): ArrayObject([below])})
    writer.pages[0]["/Resources"]["/Font"][NameObject("/F3")] = font
    writer.write(tmp_path / "in.pdf")
    assert faults(tmp_path / "in.pdf") == (say.TOKEN_NOT_READ(page=1),)
    with pytest.raises(DraftRefusedError) as refusal:
        stamp(tmp_path / "in.pdf", tmp_path / "out.pdf", an_order())
    assert refusal.value.message == say.TOKEN_REMAINS(page=1)
    assert not (tmp_path / "out.pdf").exists()
