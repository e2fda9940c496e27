"""The stamped letter as other people's tools see it."""

from pathlib import Path

import pytest
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from pipeline.adapters.pdf.examine import examine
from pipeline.adapters.pdf.faces import Face, font_file
from pipeline.adapters.pdf.stamp import read_binding, stamp
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import Language
from pipeline.domain.notes import pages as say
from pipeline.domain.page import MM, Box, Layout, SignatureSize, Spot, Token
from tests.adapters.pdf.drafts import BINDING, DATE, DRAFTS, KONSEP, NUMBER, SIGNATURE_LINE, Paper, a_draft, an_order, changed_outside, raw_text, words
from tests.judges import page_text, qpdf_check

HAS_DATE = {"carlito.pdf", "liberation.pdf"}
NUMBER_LINE = "BT /F1 12 Tf 72 700 Td (Nomor: ${nomor_naskah}) Tj ET\n"
SEEN = [
    pytest.param(Paper(), id="upright"),
    pytest.param(Paper(media=(0, 0, 842, 595), rotate=90), id="turned by 90"),
    pytest.param(Paper(rotate=180), id="turned by 180"),
    pytest.param(Paper(media=(0, 0, 842, 595), rotate=270), id="turned by 270"),
    pytest.param(Paper(media=(-100, -50, 700, 900), crop=(-40, 10, 555, 852)), id="cropped"),
    pytest.param(Paper(media=(0, 0, 1000, 700), crop=(60, 30, 902, 625), rotate=90), id="cropped and turned"),
]
UPRIGHT = {
    0: "1 0 0 1 {left} {bottom} cm",
    90: "0 1 -1 0 {right} {bottom} cm",
    180: "-1 0 0 -1 {right} {top} cm",
    270: "0 -1 1 0 {left} {top} cm",
}


def as_seen(content: str, paper: Paper) -> str:
    """The content drawn so that a reader sees it upright on an A4 page."""
    left, bottom, right, top = paper.crop or paper.media
    return f"q {UPRIGHT[paper.rotate].format(left=left, bottom=bottom, right=right, top=top)}\n{content}\nQ"


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda path: path.stem)
def test_the_four_drafts_carry_their_number_and_no_placeholder(draft: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.pdf"
    stamp(draft, target, an_order())
    text = page_text(target)
    assert NUMBER in text
    assert (DATE in text) == (draft.name in HAS_DATE)
    raw = raw_text(target)
    for piece in ("${", "nomor", "omor_", "naskah}", "tanggal_", "ttd", "_pengirim", "{", "}"):
        assert piece not in raw.replace("Nomor", "")
    assert qpdf_check(target) == ""


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda path: path.stem)
def test_nothing_else_on_the_page_moves(draft: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.pdf"
    stamp(draft, target, an_order())
    gone = [word[1:] for word in words(draft) if "$" in word[0] or word[0] in {"naskah}", "nomor", "nomor_", "_naskah}"}]
    come = [word[1:] for word in words(target) if word[0] in {NUMBER, *DATE.split()}]
    assert gone
    assert come
    assert changed_outside(draft, target, [*gone, *come]) == []


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda path: path.stem)
def test_the_number_stands_where_the_placeholder_stood(draft: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.pdf"
    stamp(draft, target, an_order())
    gone = next(word for word in words(draft) if word[0].startswith("${no"))
    come = next(word for word in words(target) if word[0] == NUMBER)
    assert come[1] == pytest.approx(gone[1], abs=0.5)
    assert come[4] == pytest.approx(gone[4], abs=3)


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda path: path.stem)
def test_the_signature_has_its_full_size_between_the_lines(draft: Path, tmp_path: Path) -> None:
    (box,) = stamp(draft, tmp_path / "out.pdf", an_order())
    size = SignatureSize()
    assert box.width_pt == pytest.approx(size.width_mm * MM, abs=0.1)
    assert box.height_pt == pytest.approx(size.height_mm * MM, abs=0.1)
    height = 842
    office = next(word for word in words(draft) if word[0] == "Kepala,")
    name = next(word for word in words(draft) if word[0] == "Pejabat,")
    assert box.y_pt + box.height_pt <= height - office[4] + 3.5
    assert box.y_pt >= height - name[2] - 3.5
    assert box.x_pt + box.width_pt <= 525


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda path: path.stem)
def test_the_same_order_gives_the_same_bytes(draft: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one.pdf", tmp_path / "other.pdf"
    assert stamp(draft, one, an_order()) == stamp(str(draft), str(other), an_order())
    assert one.read_bytes() == other.read_bytes()
    stamp(draft, other, an_order(nomor_naskah="400.12.2.1/00124/DAFDUK"))
    assert one.read_bytes()[-200:] != other.read_bytes()[-200:]


def test_a_stamped_letter_says_which_letter_it_is(tmp_path: Path) -> None:
    target = tmp_path / "out.pdf"
    stamp(DRAFTS[0], target, an_order())
    assert read_binding(target) == BINDING
    assert read_binding(DRAFTS[0]) is None
    assert target.read_bytes().count(b"startxref") == 1


def test_an_unreadable_file_has_no_binding(tmp_path: Path) -> None:
    broken = tmp_path / "x.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing more")
    with pytest.raises(DraftRefusedError):
        read_binding(broken)


OPERATORS = {
    "Tj": "BT /F1 12 Tf 72 700 Td (Nomor ${nomor_naskah} tetap) Tj ET",
    "quote": "BT /F1 12 Tf 14 TL 72 714 Td (Nomor ${nomor_naskah} tetap) ' ET",
    "double quote": "BT /F1 12 Tf 14 TL 72 714 Td 3 0.5 (Nomor ${nomor_naskah} tetap) \" (sesudah) ' ET",
    "letter-spaced": f"BT /F1 12 Tf 72 700 Td [(Nomor ){''.join(f'-150({char})' for char in '${nomor_naskah}')}-150( tetap)] TJ ET",
    "character space": "BT /F1 12 Tf 4 Tc 2 Tw 80 Tz 72 700 Td (Nomor ${nomor_naskah} tetap) Tj ET",
    "in pieces": "BT /F1 12 Tf 72 700 Td (Nomor ${no) Tj /F2 12 Tf (mor_) Tj /F1 12 Tf (naskah} tetap) Tj ET",
    "drawn backwards": "BT /F1 12 Tf 1 0 0 1 184 700 Tm ( tetap) Tj 1 0 0 1 130 700 Tm (naskah}) Tj 1 0 0 1 72 700 Tm (${nomor_) Tj ET",
    "in hexadecimal": f"BT /F1 12 Tf 72 700 Td <{b'Nomor ${nomor_naskah} tetap'.hex()}> Tj ET",
    "escaped": r"BT /F1 12 Tf 72 700 Td (Nomor \044{nomor\137naskah} tetap) Tj ET",
    "scaled": "q 0.5 0 0 0.5 0 0 cm BT /F1 1 Tf 24 0 0 24 144 1400 Tm (Nomor ${nomor_naskah} tetap) Tj ET Q",
    "left open": "q 2 0 0 2 0 0 cm BT /F1 6 Tf 36 350 Td (Nomor ${nomor_naskah} tetap) Tj ET q q",
    "closed too often": "BT /F1 12 Tf 72 700 Td (Nomor ${nomor_naskah} tetap) Tj ET Q Q 3 0 0 3 50 50 cm",
    "spelt out": "BT /F1 12 Tf 72 700 Td (Nomor ) Tj /Span <</ActualText (${nomor_naskah})/MCID 0>> BDC (${nomor_naskah}) Tj EMC ( tetap) Tj ET",
    "wrapped": "BT /F1 12 Tf 14 TL 72 700 Td (Nomor surat ${nomor_) Tj T* (naskah} tetap) Tj ET",
    "after paths": "0 0 1 RG 50 50 m 60 60 l S 1 0 0 rg BT /F1 12 Tf 72 700 Td (Nomor ${nomor_naskah} tetap) Tj ET",
}


@pytest.mark.parametrize("content", OPERATORS.values(), ids=OPERATORS)
def test_a_placeholder_is_replaced_however_it_is_written(content: str, tmp_path: Path) -> None:
    draft, target = a_draft(tmp_path / "in.pdf", f"{SIGNATURE_LINE}\n{content}"), tmp_path / "out.pdf"
    assert examine(draft, Layout()).faults == ()
    stamp(draft, target, an_order(nomor_naskah="7/X/26"))
    assert qpdf_check(target) == ""
    text = page_text(target)
    assert "7/X/26" in text
    assert not {"$", "{", "}", "_"} & set(raw_text(target))
    was = next(word for word in words(draft) if word[0] == "tetap" or word[0].endswith("tetap"))
    now = next(word for word in words(target) if word[0] == "tetap" or word[0].endswith("tetap"))
    assert now[3] == pytest.approx(was[3], abs=0.2)
    value = next(word for word in words(target) if word[0] == "7/X/26")
    assert value[4] - value[2] == pytest.approx(was[4] - was[2], abs=3)


def test_a_draft_in_a_two_byte_font_is_stamped(tmp_path: Path) -> None:
    draft, target = tmp_path / "in.pdf", tmp_path / "out.pdf"
    paper = FPDF(format="A4")
    paper.add_font("naskah", "", font_file(Face.SERIF))
    paper.set_font("naskah", "", 12)
    paper.add_page()
    for line in ("Nomor: ${nomor_naskah} tetap", "Hal: ${hal}", *[""] * 8, "${ttd_pengirim}"):
        paper.cell(0, 6, line, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.output(str(draft))
    assert examine(draft, Layout()).faults == ()
    stamp(draft, target, an_order(nomor_naskah="7/X/26", hal="Undangan"))
    assert sorted(page_text(target).split()) == ["7/X/26", "Hal:", "Nomor:", "Undangan", "tetap"]
    assert qpdf_check(target) == ""


def test_a_value_takes_the_colour_of_its_placeholder(tmp_path: Path) -> None:
    draft, target = a_draft(tmp_path / "in.pdf", f"{SIGNATURE_LINE} 1 g BT /F1 12 Tf 72 700 Td (${{nomor_naskah}}) Tj ET"), tmp_path / "out.pdf"
    stamp(draft, target, an_order())
    white = a_draft(tmp_path / "white.pdf", "")
    assert changed_outside(white, target, []) == []


def test_a_colour_space_is_taken_along(tmp_path: Path) -> None:
    content = f"{SIGNATURE_LINE} /DeviceRGB cs 1 1 1 sc BT /F1 12 Tf 72 700 Td (${{nomor_naskah}}) Tj ET"
    draft, target = a_draft(tmp_path / "in.pdf", content), tmp_path / "out.pdf"
    stamp(draft, target, an_order())
    assert changed_outside(a_draft(tmp_path / "white.pdf", ""), target, []) == []


def test_every_page_carries_the_number_of_its_header(tmp_path: Path) -> None:
    draft, target = a_draft(tmp_path / "in.pdf", NUMBER_LINE, NUMBER_LINE + SIGNATURE_LINE), tmp_path / "out.pdf"
    (box,) = stamp(draft, target, an_order())
    assert NUMBER in page_text(target, 1)
    assert NUMBER in page_text(target, 2)
    assert box.page == 2


def test_a_placeholder_without_a_value_leaves_nothing(tmp_path: Path) -> None:
    draft, target = a_draft(tmp_path / "in.pdf", NUMBER_LINE + "BT /F1 12 Tf 72 100 Td (NIP. ${nip_pengirim}) Tj ET " + SIGNATURE_LINE), tmp_path / "out.pdf"
    stamp(draft, target, an_order())
    assert page_text(target).endswith("NIP.")


def test_a_long_value_is_made_smaller_before_the_next_word(tmp_path: Path) -> None:
    draft, target = (
        a_draft(tmp_path / "in.pdf", "BT /F1 12 Tf 72 700 Td (${hal}) Tj 100 0 Td (akhir) Tj ET " + NUMBER_LINE.replace("700", "600") + SIGNATURE_LINE),
        tmp_path / "out.pdf",
    )
    stamp(draft, target, an_order(hal="Undangan Rapat Kerja"))
    found = {word[0]: word for word in words(target)}
    assert found["Kerja"][3] < found["akhir"][1]
    assert found["Kerja"][4] - found["Kerja"][2] < found["akhir"][4] - found["akhir"][2]


def test_a_value_stops_at_a_ruled_line(tmp_path: Path) -> None:
    content = "BT /F1 12 Tf 72 700 Td (${hal}) Tj ET 180 650 m 180 750 l S " + NUMBER_LINE.replace("700", "600") + SIGNATURE_LINE
    draft, target = a_draft(tmp_path / "in.pdf", content), tmp_path / "out.pdf"
    stamp(draft, target, an_order(hal="Undangan Rapat Kerja"))
    assert next(word for word in words(target) if word[0] == "Kerja")[3] < 180


TURNED = {
    "up": ("0 1 -1 0 300 400", "250 500 100 20 re f", lambda word: 842 - word[2], 500),
    "down": ("0 -1 1 0 300 700", "250 580 100 20 re f", lambda word: word[4], 842 - 600),
    "to the left": ("-1 0 0 -1 400 600", "280 550 20 100 re f", lambda word: -word[1], -300),
}


@pytest.mark.parametrize("way", TURNED)
def test_a_turned_value_is_made_smaller_before_the_next_ink(way: str, tmp_path: Path) -> None:
    matrix, ink, reach, limit = TURNED[way]
    content = f"{NUMBER_LINE} {SIGNATURE_LINE} {ink} BT /F1 12 Tf {matrix} Tm (${{hal}}) Tj ET"
    draft, target = a_draft(tmp_path / "in.pdf", content), tmp_path / "out.pdf"
    stamp(draft, target, an_order(hal="UndanganRapatKerj"))
    value = next(word for word in words(target) if word[0] == "UndanganRapatKerj")
    assert reach(value) < limit
    with pytest.raises(DraftRefusedError) as refusal:
        stamp(draft, target, an_order(hal="Undangan Rapat Kerja Tahunan"))
    assert refusal.value.message.text is say.NO_ROOM_FOR_VALUE


def test_a_slanting_value_stops_at_the_edge_of_the_page(tmp_path: Path) -> None:
    draft = a_draft(tmp_path / "in.pdf", f"{NUMBER_LINE} {SIGNATURE_LINE} BT /F1 12 Tf 0.8 0.6 -0.6 0.8 510 400 Tm (${{hal}}) Tj ET")
    stamp(draft, tmp_path / "out.pdf", an_order(hal="Undangan Rap"))
    with pytest.raises(DraftRefusedError):
        stamp(draft, tmp_path / "out.pdf", an_order(hal="Undangan Rapat Kerja Tahunan"))


def test_a_value_that_would_be_too_small_is_refused(tmp_path: Path) -> None:
    draft = a_draft(tmp_path / "in.pdf", "BT /F1 12 Tf 72 700 Td (${hal}akhir) Tj ET " + NUMBER_LINE.replace("700", "600") + SIGNATURE_LINE)
    with pytest.raises(DraftRefusedError) as refusal:
        stamp(draft, tmp_path / "out.pdf", an_order(hal="Undangan Rapat Kerja Tahunan"))
    assert "hal" in refusal.value.message.words(Language.INDONESIAN)


def test_a_character_that_cannot_be_drawn_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DraftRefusedError, match="漢"):
        stamp(DRAFTS[0], tmp_path / "out.pdf", an_order(nomor_naskah="漢/1"))


@pytest.mark.parametrize("paper", SEEN)
def test_a_spot_is_measured_on_the_page_as_seen(paper: Paper, tmp_path: Path) -> None:
    draft, target = a_draft(tmp_path / "in.pdf", as_seen("BT /F1 12 Tf 72 500 Td (Isi surat) Tj ET", paper), paper=paper), tmp_path / "out.pdf"
    layout = Layout(
        wished={Token.NUMBER: Spot(page=1, x_mm=30, y_mm=40), Token.DATE: Spot(page=1, x_mm=120, y_mm=50), Token.SIGNATURE: Spot(page=1, x_mm=100, y_mm=200)}
    )
    assert examine(draft, layout).faults == ()
    (box,) = stamp(draft, target, an_order(layout))
    number = next(word for word in words(target) if word[0] == NUMBER)
    assert number[1] == pytest.approx(30 * MM, abs=1)
    assert number[2] == pytest.approx(40 * MM, abs=3)
    date = next(word for word in words(target) if word[0] == "23")
    assert date[1] == pytest.approx(120 * MM, abs=1)
    assert date[2] == pytest.approx(50 * MM, abs=3)
    size = SignatureSize()
    assert box.x_pt == pytest.approx(100 * MM, abs=0.1)
    assert box.y_pt == pytest.approx(842 - (200 + size.height_mm) * MM, abs=0.1)


@pytest.mark.parametrize("paper", SEEN)
def test_a_placeholder_is_found_on_the_page_as_seen(paper: Paper, tmp_path: Path) -> None:
    draft, target = a_draft(tmp_path / "in.pdf", as_seen(NUMBER_LINE + SIGNATURE_LINE, paper), paper=paper), tmp_path / "out.pdf"
    (box,) = stamp(draft, target, an_order())
    number = next(word for word in words(target) if word[0] == NUMBER)
    assert number[2] < 842 - 700 < number[4]
    assert box.y_pt < 204 < box.y_pt + box.height_pt
    assert box.x_pt < 380 < box.x_pt + box.width_pt


def test_the_offices_own_box_is_the_last_resort(tmp_path: Path) -> None:
    draft, target = a_draft(tmp_path / "in.pdf", "BT /F1 12 Tf 72 500 Td (Isi surat) Tj ET"), tmp_path / "out.pdf"
    own = {Token.NUMBER: Spot(page=1, x_mm=30, y_mm=40), Token.SIGNATURE: Spot(page=1, x_mm=100, y_mm=200)}
    (box,) = stamp(draft, target, an_order(Layout(configured=own)))
    assert box.x_pt == pytest.approx(100 * MM, abs=0.1)
    assert NUMBER in page_text(target)
    (wished,) = stamp(draft, target, an_order(Layout(configured=own, wished={Token.SIGNATURE: Spot(page=1, x_mm=50, y_mm=230)})))
    assert wished.x_pt == pytest.approx(50 * MM, abs=0.1)


def test_a_reserved_number_that_stands_there_is_not_written_again(tmp_path: Path) -> None:
    draft, target = (
        a_draft(tmp_path / "in.pdf", "BT /F1 12 Tf 72 700 Td [(Nomor 400.12.2.1/ )-500(00123/DAFDUK)] TJ ET " + SIGNATURE_LINE),
        tmp_path / "out.pdf",
    )
    layout = Layout(number_is_written=NUMBER, configured={Token.NUMBER: Spot(page=1, x_mm=30, y_mm=10)})
    assert examine(draft, layout).faults == ()
    stamp(draft, target, an_order(layout))
    assert raw_text(target).count(NUMBER) == 1


def test_a_tight_place_gets_a_smaller_signature(tmp_path: Path) -> None:
    tight = "BT /F1 12 Tf 350 235 Td (Kepala,) Tj 0 -75 Td (Nama Pejabat) Tj ET "
    draft = a_draft(tmp_path / "in.pdf", NUMBER_LINE + tight + SIGNATURE_LINE)
    (box,) = stamp(draft, tmp_path / "out.pdf", an_order())
    size = SignatureSize()
    assert size.least_height_mm * MM <= box.height_pt < size.height_mm * MM
    assert box.y_pt > 168
    assert box.y_pt + box.height_pt < 235


def test_a_signature_keeps_clear_of_the_name_that_will_be_written(tmp_path: Path) -> None:
    draft = a_draft(tmp_path / "in.pdf", NUMBER_LINE + "BT /F1 12 Tf 350 180 Td (${nama_pengirim}) Tj ET " + SIGNATURE_LINE)
    (box,) = stamp(draft, tmp_path / "out.pdf", an_order(nama_pengirim="Nama Pejabat"))
    assert box.y_pt > 189


def test_a_value_stops_before_the_next_placeholder(tmp_path: Path) -> None:
    draft, target = a_draft(tmp_path / "in.pdf", SIGNATURE_LINE + " BT /F1 12 Tf 72 700 Td (${hal} ${nomor_naskah}) Tj ET"), tmp_path / "out.pdf"
    with pytest.raises(DraftRefusedError):
        stamp(draft, target, an_order(hal="Undangan Rapat"))


def test_a_signature_keeps_inside_the_page(tmp_path: Path) -> None:
    draft = a_draft(tmp_path / "in.pdf", NUMBER_LINE + "BT /F1 12 Tf 500 30 Td (${ttd_pengirim}) Tj ET")
    (box,) = stamp(draft, tmp_path / "out.pdf", an_order())
    assert inside(box)


def inside(box: Box) -> bool:
    return box.x_pt >= 0 and box.y_pt >= 0 and box.x_pt + box.width_pt <= 595 and box.y_pt + box.height_pt <= 842


def test_a_draft_with_a_fault_is_not_stamped(tmp_path: Path) -> None:
    with pytest.raises(DraftRefusedError):
        stamp(a_draft(tmp_path / "in.pdf", NUMBER_LINE + "BT /F1 12 Tf 72 100 Td (${nomer}) Tj ET " + SIGNATURE_LINE), tmp_path / "out.pdf", an_order())
    with pytest.raises(DraftRefusedError):
        stamp(a_draft(tmp_path / "in.pdf", NUMBER_LINE), tmp_path / "out.pdf", an_order())


def test_the_drafts_lie_where_the_tests_look() -> None:
    assert [path.name for path in DRAFTS] == ["carlito.pdf", "inheader.pdf", "liberation.pdf", "splitruns.pdf"]
    assert KONSEP.is_dir()
