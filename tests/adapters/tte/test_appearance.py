from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.domain.page import MM, Box
from pipeline.domain.signing import SignedDocument
from tests.adapters.tte.office import BLOCK, BOX, QR, Office, draft, order
from tests.judges import page_text, picture, qr_codes

LEFT_TOP = (BOX.x_pt, 841.89 - BOX.y_pt - BOX.height_pt)


def signed_with(office: Office, target: Path, box: Box = BOX, **words: str) -> Path:
    (result,) = office.sign(replace(order(draft(), target), box=box, block=replace(BLOCK, **words)))
    assert isinstance(result, SignedDocument)
    return target


@pytest.mark.parametrize("name", ["Andréa Žáková, M.Sc.", "H. Ma’mun “Ujang” – Sūrya", "A" * 90], ids=["accents", "quotes", "one long word"])
def test_a_name_is_written_whole_whatever_it_is(name: str, office: Office, tmp_path: Path) -> None:
    assert name in page_text(signed_with(office, tmp_path / "signed.pdf", name=name))


def test_characters_that_the_typeface_lacks_become_question_marks(office: Office, tmp_path: Path) -> None:
    assert "Rina ?? Wulandari" in page_text(signed_with(office, tmp_path / "signed.pdf", name="Rina ꦫꦶ Wulandari"))


def test_an_official_without_rank_and_nip_has_no_empty_label(office: Office, tmp_path: Path) -> None:
    text = page_text(signed_with(office, tmp_path / "signed.pdf", rank="", nip=""))
    assert text.endswith(BLOCK.name)


@pytest.mark.parametrize("words", [BLOCK.words, BLOCK.words * 6], ids=["usual", "very long"])
def test_nothing_is_drawn_outside_the_box(words: str, office: Office, tmp_path: Path) -> None:
    """The words stay a little inside the box, so its last point all around is as white as before."""
    target = signed_with(office, tmp_path / "signed.pdf", words=words)
    left, top = LEFT_TOP
    for edge in ((left, top, BOX.width_pt, 1), (left, top + BOX.height_pt - 1, BOX.width_pt, 1), (left + BOX.width_pt - 1, top, 1, BOX.height_pt)):
        pixels = picture(target, box_pt=edge).split(b"\n", 3)[3]
        assert set(pixels) == {255}
    assert " ".join(words.split()) in page_text(target)


@pytest.mark.parametrize("text", [QR, QR + "?tanda=" + "0123456789abcdef" * 4], ids=["an address", "a long one"])
@pytest.mark.parametrize("size", [(38, 14), (62, 22), (80, 40), (40, 40)], ids=lambda size: f"{size[0]} x {size[1]} mm")
def test_the_qr_scans_in_every_size_of_box(text: str, size: tuple[int, int], office: Office, tmp_path: Path) -> None:
    box = replace(BOX, width_pt=size[0] * MM, height_pt=size[1] * MM)
    assert qr_codes(signed_with(office, tmp_path / "signed.pdf", box=box, qr=text), dpi=300) == [text]
