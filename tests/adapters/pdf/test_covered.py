"""Text under a bar or a picture: told where it is not seen, and nowhere else."""

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject

from pipeline.adapters.pdf.covered import covered_faults
from pipeline.adapters.pdf.draft import open_draft
from pipeline.adapters.pdf.examine import examine
from pipeline.adapters.pdf.stamp import stamp
from pipeline.domain.notes import Text
from pipeline.domain.notes import pages as say
from pipeline.domain.page import MM, Layout
from tests.adapters.pdf.drafts import DRAFTS, SIGNATURE_LINE, Paper, a_draft, an_order, with_picture

NUMBER_LINE = "BT /F1 12 Tf 72 780 Td (Nomor: ${nomor_naskah}) Tj ET "
TEXT = "BT /F1 12 Tf 72 600 Td (Biaya Rp 1.000.000 per bulan) Tj ET "
BAR = "70 596 200 14 re f "
WHITE = f"q 1 g {BAR}Q "
RETYPED = TEXT.replace("1.000.000", "9.000.000")
PICTURE = "q 200 0 0 14 70 596 cm /Im1 Do Q "
LONG = "1 g " + "0 0 m 1 1 l " * 7000 + BAR
COVERED = {
    "a white bar": TEXT + WHITE,
    "a black bar": TEXT + BAR,
    "a white bar and another text": TEXT + WHITE + RETYPED,
    "two bars and two more texts": TEXT + WHITE + RETYPED + WHITE + RETYPED.replace("9.0", "8.0"),
    "a bar over a part": TEXT + "q 1 g 125 596 70 14 re f Q ",
    "a bar over a part, and other figures": TEXT + "q 1 g 125 596 70 14 re f Q BT /F1 12 Tf 126 600 Td (9.000.000) Tj ET ",
    "a picture": TEXT + PICTURE,
    "a picture within the content": TEXT + "q 200 0 0 14 70 596 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q ",
    "a picture through holes": TEXT + "q 1 g 200 0 0 14 70 596 cm BI /W 1 /H 1 /IM true ID \x00 EI Q ",
    "a drawing": TEXT + "q 1 g 70 596 m 270 596 l 270 612 l 70 612 l h f Q ",
    "a round drawing": TEXT + "q 1 g 50 605 m 50 650 290 650 290 605 c 290 560 50 560 50 605 c b Q ",
    "a turned bar": TEXT + "q 1 g 0 1 -1 0 270 596 cm 0 0 14 200 re f Q ",
    "the end of a long drawing": TEXT + LONG,
    "a run of colours": TEXT + "q 70 596 200 14 re W n /Sh1 sh Q ",
    "a bar in a form": TEXT + "/X1 Do ",
    "a bar over kerned text": TEXT.replace("(Biaya Rp 1.000.000 per bulan) Tj", "[-300 (Biaya) -250 (Rp 1.000.000)] TJ") + WHITE,
    "a bar over upright text": "BT /F1 12 Tf 0 1 -1 0 90 500 Tm (Biaya Rp 1.000.000) Tj ET q 1 g 78 498 16 150 re f Q ",
    "a bar over raised text": "BT /F1 12 Tf 5 Ts 72 595 Td (Biaya Rp 1.000.000) Tj 0 Ts ET " + WHITE,
}
SEEN = {
    "a bar under it": WHITE + TEXT,
    "a coloured bar under it": f"q 0.8 g {BAR}Q {TEXT}",
    "a clear bar": f"{TEXT} q /GS1 gs {BAR}Q ",
    "a bar that is cut off": f"{TEXT} q 0 0 9 9 re W n {WHITE}Q ",
    "a frame around it": f"{TEXT} 70 596 200 14 re S ",
    "a line through it": f"{TEXT} 70 603 200 1 re f ",
    "a bar beside it": f"{TEXT} q 1 g 240 596 200 14 re f Q ",
    "a bar over its last blanks": TEXT.replace("bulan)", "bulan          )") + "q 1 g 232 596 200 14 re f Q ",
    "a picture beside it": TEXT + "q 40 0 0 40 300 596 cm /Im1 Do Q ",
    "no paint": TEXT.replace("/F1", "3 Tr /F1") + "BT 0 Tr ET " + WHITE,
}


EXTRA = """<</ExtGState <</GS1 <</ca 0.3>>>> /Shading <</Sh1 <</ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 1 0] /Extend [true true]
    /Function <</FunctionType 2 /Domain [0 1] /N 1 /C0 [1] /C1 [1]>>>>>>>>"""
"""what the contents name beside pictures"""


def a_letter(path: Path, content: str, *, paper: Paper | None = None, form: str = WHITE) -> Path:
    """A draft with all that its content may name; its own number and place of the TTE come first."""
    a_draft(path, f"{NUMBER_LINE} {SIGNATURE_LINE} {content}", paper=paper, form=form)
    writer = PdfWriter(clone_from=with_picture(path))
    extra = DictionaryObject.read_from_stream(BytesIO(EXTRA.encode()), None)
    writer.pages[0]["/Resources"].update(extra)
    writer.write(path)
    return path


def told(draft: Path) -> list[Text]:
    return [fault.text for fault in examine(draft, Layout()).faults]


@pytest.mark.parametrize("content", COVERED.values(), ids=COVERED)
def test_text_under_what_hides_it_is_told(content: str, tmp_path: Path) -> None:
    assert told(a_letter(tmp_path / "in.pdf", content)) == [say.TEXT_COVERED]


@pytest.mark.parametrize("content", SEEN.values(), ids=SEEN)
def test_text_that_is_seen_is_not_told(content: str, tmp_path: Path) -> None:
    assert told(a_letter(tmp_path / "in.pdf", content)) == []


def test_the_text_behind_a_scan_of_the_page_is_what_a_machine_read_from_it(tmp_path: Path) -> None:
    scan = "q 595 0 0 842 0 0 cm /Im1 Do Q "
    draft = with_picture(a_draft(tmp_path / "in.pdf", f"{TEXT} {scan} {NUMBER_LINE} {SIGNATURE_LINE}"))
    assert told(draft) == []


def test_text_of_a_form_under_a_bar_is_told(tmp_path: Path) -> None:
    assert told(a_letter(tmp_path / "in.pdf", f"q 0.5 0 0 0.5 40 300 cm /X1 Do Q q 0.5 0 0 0.5 40 300 cm {WHITE} Q", form=TEXT)) == [say.TEXT_COVERED]
    clear = f"q 0.5 0 0 0.5 40 300 cm /X1 Do /GS1 gs {BAR} Q"
    assert told(a_letter(tmp_path / "in.pdf", clear, form=TEXT)) == []


@pytest.mark.parametrize(
    "paper", [Paper(rotate=90), Paper(rotate=180), Paper(media=(-50, -40, 700, 900), crop=(20, 10, 590, 840))], ids=["turned", "over", "cropped"]
)
def test_it_is_told_where_it_is_on_the_page_as_seen(paper: Paper, tmp_path: Path) -> None:
    draft = a_letter(tmp_path / "in.pdf", TEXT + WHITE, paper=paper)
    with open_draft(draft) as opened:
        (show,) = [show for show in opened.leaves[0].text.shows if "Biaya" in show.text]
        x, y = show.to_seen.at(0, 0)
        height = opened.leaves[0].frame.height_pt
    (fault,) = examine(draft, Layout()).faults
    facts = dict(fault.values)
    assert fault.text is say.TEXT_COVERED
    assert abs(float(facts["x_mm"]) - x / MM) <= 4
    assert abs(float(facts["y_mm"]) - (height - y) / MM) <= 4


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda draft: draft.stem)
def test_a_letter_of_an_office_has_no_covered_text_before_or_after_it_is_stamped(draft: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.pdf"
    stamp(draft, target, an_order())
    for letter in (draft, target):
        with open_draft(letter) as opened:
            assert [*covered_faults(opened)] == []
