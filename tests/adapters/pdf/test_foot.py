"""The sentence at the foot of an approved letter: where it stands, what it spares, and that nothing else changes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from pipeline.adapters.pdf import foot
from pipeline.adapters.pdf.draft import open_draft
from pipeline.adapters.pdf.examine import examine
from pipeline.adapters.pdf.foot import SIZES_PT, add_footer, strip_for
from pipeline.adapters.pdf.stamp import read_binding, stamp
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.footer import BSRE
from pipeline.domain.notes import Message
from pipeline.domain.page import MM, Box, FooterOrder, Layout
from tests.adapters.pdf.drafts import BINDING, DRAFTS, SIGNATURE_LINE, Paper, Word, a_draft, an_order, changed_outside, words
from tests.judges import page_text, qpdf_check

NUMBER_LINE = "BT /F1 12 Tf 72 700 Td (Nomor: ${nomor_naskah}) Tj ET\n"
LINES = f"{NUMBER_LINE}BT /F1 12 Tf 72 650 Td (Dengan hormat kami mengundang Saudara pada rapat bulanan.) Tj ET\n{SIGNATURE_LINE}\n"
A_PAGE_NUMBER = "BT /F1 10 Tf 290 20 Td (- 1 -) Tj ET"


def a_letter(folder: Path, *contents: str, paper: Paper | None = None) -> tuple[Path, Box]:
    """An approved letter, and where its TTE will stand."""
    draft, stamped = a_draft(folder / "draft.pdf", *(contents or (LINES,)), paper=paper), folder / "stamped.pdf"
    return stamped, stamp(draft, stamped, an_order())[0]


def the_order(box: Box, text: str = BSRE) -> FooterOrder:
    return FooterOrder(text=text, page=box.page, kept_clear=(box,))


def added(before: Path, after: Path, page: int = 1) -> list[Word]:
    """The words that one file shows and the other does not."""
    there = words(before, page)
    return [word for word in words(after, page) if word not in there]


def around(found: list[Word]) -> tuple[float, float, float, float]:
    return min(one[1] for one in found), min(one[2] for one in found), max(one[3] for one in found), max(one[4] for one in found)


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda path: path.stem)
def test_a_real_letter_gets_the_sentence_and_nothing_else_changes(draft: Path, tmp_path: Path) -> None:
    stamped, prepared = tmp_path / "stamped.pdf", tmp_path / "prepared.pdf"
    (box,) = stamp(draft, stamped, an_order())
    add_footer(stamped, prepared, the_order(box))
    found = added(stamped, prepared)
    assert " ".join(one[0] for one in found) == BSRE
    left, top, right, bottom = around(found)
    assert (left > 12 * MM, top > 842 - 40 * MM, right < 595 - 12 * MM, bottom < 842 - 4 * MM) == (True,) * 4
    assert changed_outside(stamped, prepared, [around(found)]) == []
    assert qpdf_check(prepared) == ""
    assert read_binding(prepared) == BINDING
    assert PdfReader(prepared).metadata == PdfReader(stamped).metadata


def test_the_same_letter_and_sentence_give_the_same_bytes(tmp_path: Path) -> None:
    stamped, box = a_letter(tmp_path)
    results = []
    for number, text in enumerate((BSRE, BSRE, "Lain.")):
        add_footer(stamped, tmp_path / f"{number}.pdf", the_order(box, text))
        results.append((tmp_path / f"{number}.pdf").read_bytes())
    assert results[0] == results[1] != results[2]
    ids = [PdfReader(tmp_path / f"{number}.pdf").trailer["/ID"][0] for number in (0, 2)]  # type: ignore[index]  # an array
    assert ids[0] != ids[1]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("margin", [0, 40], ids=["whole", "cut"])
def test_the_sentence_is_upright_within_what_is_seen_however_the_page_is_turned(rotate: int, margin: int, tmp_path: Path) -> None:
    wide, high = (842, 595) if rotate % 180 else (595, 842)
    media, crop = (-margin, -margin / 2, wide + margin, high + margin), (0, 0, wide, high)
    turned = {0: "1 0 0 1 0 0", 90: f"0 1 -1 0 {wide} 0", 180: f"-1 0 0 -1 {wide} {high}", 270: f"0 -1 1 0 0 {high}"}[rotate]
    paper = Paper(media=media, crop=crop, rotate=rotate)
    stamped, box = a_letter(tmp_path, f"q {turned} cm {LINES} Q", paper=paper)
    add_footer(stamped, tmp_path / "prepared.pdf", the_order(box))
    found = added(stamped, tmp_path / "prepared.pdf")
    assert " ".join(one[0] for one in found) == BSRE
    left, top, right, bottom = around(found)
    assert 842 - 30 * MM < top < bottom < 842 - 5 * MM + 2
    assert 15 * MM < left < right < 595 - 15 * MM
    assert all(one[3] - one[1] > one[4] - one[2] for one in found if len(one[0]) > 4)


def test_the_sentence_stands_on_the_page_of_the_tte_alone(tmp_path: Path) -> None:
    stamped, box = a_letter(tmp_path, NUMBER_LINE, LINES.replace("${nomor_naskah}", "-"), "0 0 595 842 re f")
    assert box.page == 2
    add_footer(stamped, tmp_path / "prepared.pdf", the_order(box))
    assert [BSRE in page_text(tmp_path / "prepared.pdf", page) for page in (1, 2, 3)] == [False, True, False]


def test_it_stands_above_a_page_number_and_off_the_tte(tmp_path: Path) -> None:
    stamped, box = a_letter(tmp_path, LINES + A_PAGE_NUMBER)
    low = Box(page=1, x_pt=300, y_pt=42, width_pt=180, height_pt=18)
    add_footer(stamped, tmp_path / "prepared.pdf", FooterOrder(text="Satu baris saja.", page=1, kept_clear=(box, low)))
    (_, top, _, bottom) = around(added(stamped, tmp_path / "prepared.pdf"))
    assert 842 - bottom > low.y_pt + low.height_pt
    assert top > 842 - 30 * MM


def test_a_line_break_begins_a_new_line_and_narrow_room_makes_it_smaller(tmp_path: Path) -> None:
    stamped, box = a_letter(tmp_path)
    with open_draft(stamped) as draft:
        strip = strip_for(draft, the_order(box, "Satu.\nDua tiga."))
        assert not isinstance(strip, Message)
        assert (strip.lines, strip.size_pt) == (("Satu.", "Dua tiga."), SIZES_PT[0])
        crowded = FooterOrder(text=" ".join(["panjang"] * 70), page=1, kept_clear=(Box(page=1, x_pt=0, y_pt=58, width_pt=595, height_pt=40),))
        strip = strip_for(draft, crowded)
    assert not isinstance(strip, Message)
    assert strip.size_pt < SIZES_PT[0]
    assert strip.area.top < 58


@pytest.mark.parametrize("foot_of_page", ["0 0 595 90 re f", "0.93 g 0 0 595 90 re f"], ids=["black", "faint"])
def test_a_foot_that_is_full_is_told_when_the_draft_comes_in_and_never_printed_over(foot_of_page: str, tmp_path: Path) -> None:
    content = f"q {foot_of_page} Q\n{LINES}"
    stamped, box = a_letter(tmp_path, content)
    assert examine(tmp_path / "draft.pdf", Layout()).faults == ()
    (fault,) = examine(tmp_path / "draft.pdf", Layout(footer=BSRE)).faults
    assert (BSRE in fault.words(), "Halaman 1" in fault.words(), "13 mm" in fault.words()) == (True, True, True)
    with pytest.raises(DraftRefusedError):
        add_footer(stamped, tmp_path / "prepared.pdf", the_order(box))
    assert not (tmp_path / "prepared.pdf").exists()


def test_a_draft_with_room_at_its_foot_is_taken(tmp_path: Path) -> None:
    a_letter(tmp_path)
    assert examine(tmp_path / "draft.pdf", Layout(footer=BSRE)).faults == ()


ONE_MORE = foot.Written(page=1, text="tidak", face=foot.Face.SANS, size_pt=9, fill="0 g ", matrix=foot.Matrix(e=100, f=500))


@pytest.mark.parametrize(
    "lie",
    [lambda honest: [*honest, ONE_MORE], lambda honest: [replace(one, fill="1 g ") for one in honest], lambda _: []],
    ids=["a word elsewhere", "in white", "nothing"],
)
def test_what_draws_the_sentence_is_not_believed(
    lie: Callable[[list[foot.Written]], list[foot.Written]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamped, box = a_letter(tmp_path)
    drawn = foot._lines  # noqa: SLF001 - what is drawn is made to lie
    monkeypatch.setattr(foot, "_lines", lambda strip, page: lie(list(drawn(strip, page))))
    with pytest.raises(DraftRefusedError):
        add_footer(stamped, tmp_path / "prepared.pdf", the_order(box))
    assert not (tmp_path / "prepared.pdf").exists()


def test_a_word_on_another_page_is_not_let_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stamped, box = a_letter(tmp_path, NUMBER_LINE, LINES.replace("${nomor_naskah}", "-"))
    assert box.page == 2
    drawn = foot._lines  # noqa: SLF001 - as above
    monkeypatch.setattr(foot, "_lines", lambda strip, page: [*drawn(strip, page), ONE_MORE])
    with pytest.raises(DraftRefusedError):
        add_footer(stamped, tmp_path / "prepared.pdf", the_order(box))
    assert not (tmp_path / "prepared.pdf").exists()
