"""Several signatories' places in one letter: each TTE has its own, clear of the others."""

from itertools import combinations
from pathlib import Path

import pytest

from pipeline.adapters.pdf.examine import examine
from pipeline.adapters.pdf.stamp import stamp
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import Text
from pipeline.domain.notes import pages as say
from pipeline.domain.page import Box, Layout, Spot, Token
from tests.adapters.pdf.drafts import a_draft, an_order, raw_text

NUMBER_LINE = "BT /F1 12 Tf 72 700 Td (Nomor: ${nomor_naskah}) Tj ET\n"
TWO, FOUR = Layout(signatories=2), Layout(signatories=4)


def token(name: str, x: float, y: float) -> str:
    return f"BT /F1 10 Tf {x:g} {y:g} Td (${{{name}}}) Tj ET\n"


def areas(box: Box) -> tuple[float, float, float, float]:
    return box.x_pt, box.y_pt, box.x_pt + box.width_pt, box.y_pt + box.height_pt


def overlap(one: Box, other: Box) -> bool:
    (left, bottom, right, top), (a, b, c, d) = areas(one), areas(other)
    return one.page == other.page and left < c and a < right and bottom < d and b < top


SIDE_BY_SIDE = NUMBER_LINE + token("ttd_pengirim1", 90, 200) + token("ttd_pengirim2", 370, 200)
IN_TWO_ROWS = SIDE_BY_SIDE + token("ttd_pengirim3", 90, 100) + token("ttd_pengirim4", 370, 100)
CLOSE = NUMBER_LINE + token("ttd_pengirim", 200, 200) + token("ttd_pengirim2", 290, 200)


@pytest.mark.parametrize(("content", "layout"), [(SIDE_BY_SIDE, TWO), (IN_TWO_ROWS, FOUR), (CLOSE, TWO)], ids=["side by side", "in two rows", "close"])
def test_every_tte_stands_at_its_own_placeholder_clear_of_the_others(content: str, layout: Layout, tmp_path: Path) -> None:
    draft, target = a_draft(tmp_path / "in.pdf", content), tmp_path / "out.pdf"
    assert examine(draft, layout).faults == ()
    boxes = stamp(draft, target, an_order(layout))
    assert len(boxes) == layout.signatories
    assert not any(overlap(one, other) for one, other in combinations(boxes, 2))
    assert [box.x_pt < 200 for box in boxes] == [True, False] * (layout.signatories // 2)
    assert "ttd_pengirim" not in raw_text(target)


def test_names_and_nips_of_all_signatories_are_written(tmp_path: Path) -> None:
    names = "".join(token(name, 90, y) for name, y in (("nama_pengirim", 160), ("nip_pengirim1", 145), ("nama_pengirim2", 130), ("nip_pengirim2", 115)))
    draft, target = a_draft(tmp_path / "in.pdf", IN_TWO_ROWS.replace(" 100 Td", " 40 Td") + names), tmp_path / "out.pdf"
    stamp(draft, target, an_order(FOUR, nama_pengirim="Ani", nip_pengirim1="1971", nama_pengirim2="Budi", nip_pengirim2="1980"))
    shown = raw_text(target)
    assert all(word in shown for word in ("Ani", "1971", "Budi", "1980"))


def test_a_second_tte_may_stand_at_a_spot_and_keeps_clear_of_the_first(tmp_path: Path) -> None:
    draft = a_draft(tmp_path / "in.pdf", NUMBER_LINE + token("ttd_pengirim1", 350, 200))
    beside = Layout(signatories=2, wished={Token.SIGNATURE_2: Spot(page=1, x_mm=25, y_mm=220)})
    first, second = stamp(draft, tmp_path / "out.pdf", an_order(beside))
    assert not overlap(first, second)
    over_it = Layout(signatories=2, wished={Token.SIGNATURE_2: Spot(page=1, x_mm=125, y_mm=220)})
    assert [fault.text for fault in examine(draft, over_it).faults] == [say.NOT_FREE]


def test_every_signatory_without_a_place_is_told_at_once(tmp_path: Path) -> None:
    draft = a_draft(tmp_path / "in.pdf", NUMBER_LINE)
    faults = examine(draft, Layout(signatories=3)).faults
    assert [fault.text for fault in faults] == [say.ONE_SIGNATURE_HAS_NO_PLACE] * 3
    assert "${ttd_pengirim2}" in faults[1].words()
    assert "tte2" in faults[1].words()
    with pytest.raises(DraftRefusedError) as refused:
        stamp(draft, tmp_path / "out.pdf", an_order(TWO))
    assert refused.value.message == faults[0]


@pytest.mark.parametrize("name", ["ttd_pengirim2", "nama_pengirim2", "nip_pengirim4"])
def test_a_placeholder_of_a_signatory_the_letter_does_not_have_is_told(name: str, tmp_path: Path) -> None:
    draft = a_draft(tmp_path / "in.pdf", NUMBER_LINE + token("ttd_pengirim", 350, 200) + token(name, 90, 100))
    said: list[Text] = [fault.text for fault in examine(draft, Layout()).faults]
    assert said == [say.TOKEN_OF_NOBODY]


def test_the_only_signatory_may_have_the_placeholder_of_the_first(tmp_path: Path) -> None:
    with_figure, without = (a_draft(tmp_path / f"{name}.pdf", NUMBER_LINE + token(name, 350, 200)) for name in ("ttd_pengirim1", "ttd_pengirim"))
    boxes = [stamp(draft, tmp_path / "out.pdf", an_order())[0] for draft in (with_figure, without)]
    assert boxes[0].width_pt == boxes[1].width_pt
    assert "ttd_pengirim" not in raw_text(tmp_path / "out.pdf")
