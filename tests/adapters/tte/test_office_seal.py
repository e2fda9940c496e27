"""The picture of the office's stamp in the visible TTE: in colour, beside the QR, and no obstacle to anything else."""

import subprocess
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from pipeline.adapters.pdf.stamp import stamp
from pipeline.adapters.tte.officeseal import MOST_PIXELS, read_office_seal
from pipeline.adapters.tte.picture import picture as gateway_picture
from pipeline.adapters.tte.pkcs12 import sign_batch
from pipeline.adapters.tte.png import png_facts
from pipeline.domain.errors import HeldError
from pipeline.domain.page import MM, Box
from pipeline.domain.signing import SignatureLevel, SignedDocument, SigningTerms, TimeAuthority
from tests.adapters.pdf.archival import an_archival_draft
from tests.adapters.pdf.drafts import an_order
from tests.adapters.tte.office import BLOCK, BOX, QR, Office, blank, draft, order
from tests.adapters.tte.stamps import VIOLET, a_stamp
from tests.centre import PASSPHRASE, open_centre
from tests.judges import page_text, pdfsig, preflight, qpdf_check, qr_codes

PAGE_HEIGHT = 841.89
WIDE = replace(BOX, width_pt=80 * MM)
CODE_ENDS = WIDE.height_pt / WIDE.width_pt
"""where the QR and its quiet zone end, as a part of the box's width"""
Colour = tuple[int, int, int]


def signed_with(office: Office, folder: Path, seal: Path, box: Box = BOX, source: Path | None = None) -> Path:
    wanted = order(source or draft(), folder / "signed.pdf", box=box)
    (result,) = office.sign(replace(wanted, block=replace(BLOCK, office_seal=str(seal))))
    assert isinstance(result, SignedDocument), result
    return folder / "signed.pdf"


def seen(path: Path, box: Box = BOX, dpi: int = 150) -> Image.Image:
    """The box as poppler draws it, in colour."""
    scale = dpi / 72
    edges = (box.x_pt, PAGE_HEIGHT - box.y_pt - box.height_pt, box.width_pt, box.height_pt)
    crop = [word for option, length in zip(("-x", "-y", "-W", "-H"), edges, strict=True) for word in (option, str(round(length * scale)))]
    told = subprocess.run(["pdftoppm", "-r", str(dpi), "-f", "1", "-l", "1", "-cropbox", *crop, str(path)], capture_output=True, check=True)
    return Image.open(BytesIO(told.stdout)).convert("RGB")


def violet_columns(shown: Image.Image, near: int = 40) -> list[float]:
    """Where the stamp's colour is seen, as parts of the box's width."""
    places = []
    for x in range(shown.width):
        column = [shown.getpixel((x, y)) for y in range(shown.height)]
        if any(isinstance(one, tuple) and all(abs(a - b) <= near for a, b in zip(one, VIOLET, strict=True)) for one in column):
            places.append(x / shown.width)
    return places


@pytest.mark.parametrize("mode", ["RGBA", "RGB", "P", "LA"])
def test_a_stamp_of_any_kind_of_png_is_small_and_opaque(mode: str, tmp_path: Path) -> None:
    file = a_stamp(tmp_path / "stempel.png", (900, 600), mode=mode)
    found = read_office_seal(str(file), pale=False)
    assert (found.width, found.height) == (MOST_PIXELS, MOST_PIXELS * 2 // 3)
    assert len(found.pixels) < 12_000
    assert found.palette.count(b"\xff\xff\xff") >= 1


def test_the_stamp_is_seen_in_its_colour_between_the_qr_and_the_words(office: Office, tmp_path: Path) -> None:
    signed = signed_with(office, tmp_path, a_stamp(tmp_path / "stempel.png"), WIDE)
    columns = violet_columns(seen(signed, WIDE))
    assert CODE_ENDS < min(columns) < max(columns) < CODE_ENDS + 0.32
    assert qr_codes(signed, dpi=300) == [QR]
    assert all(word in page_text(signed) for word in (BLOCK.name, BLOCK.position, BLOCK.words))
    assert [(one.valid, one.total_document) for one in pdfsig(signed, office.ca)] == [(True, True)]
    assert qpdf_check(signed) == ""
    assert signed.stat().st_size - draft().stat().st_size < 60_000


@pytest.mark.parametrize("size", [(38, 14), (62, 22), (80, 40), (40, 40)], ids=lambda size: f"{size[0]} x {size[1]} mm")
@pytest.mark.parametrize("shape", [(500, 500), (1000, 300), (300, 900)], ids=["round", "wide", "high"])
def test_the_qr_scans_beside_a_stamp_in_every_size_of_box(size: tuple[int, int], shape: tuple[int, int], office: Office, tmp_path: Path) -> None:
    box = replace(BOX, width_pt=size[0] * MM, height_pt=size[1] * MM)
    signed = signed_with(office, tmp_path, a_stamp(tmp_path / "stempel.png", shape), box)
    assert qr_codes(signed, dpi=300) == [QR]
    assert BLOCK.name in page_text(signed)


@pytest.mark.parametrize("size", [(62, 22), (38, 14)], ids=["usual", "least"])
def test_in_a_narrow_box_the_stamp_is_pale_and_the_words_stand_upon_it(size: tuple[int, int], office: Office, tmp_path: Path) -> None:
    """Else they would be too small to read; black words keep their distance from what is under them."""
    box = replace(BOX, width_pt=size[0] * MM, height_pt=size[1] * MM)
    shown = seen(signed_with(office, tmp_path, a_stamp(tmp_path / "stempel.png"), box), box, 300)
    assert violet_columns(shown) == []
    colours = Counter(shown.get_flattened_data())
    coloured = [one for one, _ in colours.most_common(40) if max(one) - min(one) > 25]
    assert coloured
    assert min(sum(one) for one in coloured[:3]) > 3 * 140


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_on_a_turned_page_the_stamp_is_upright_too(rotate: int, office: Office, tmp_path: Path) -> None:
    signed = signed_with(office, tmp_path, a_stamp(tmp_path / "stempel.png"), WIDE, blank(tmp_path / "blank.pdf", rotate=rotate))
    columns = violet_columns(seen(signed, WIDE))
    assert CODE_ENDS < min(columns) < max(columns) < CODE_ENDS + 0.32
    assert qr_codes(signed, dpi=300) == [QR]


def test_the_picture_for_a_gateway_has_the_stamp_in_colour(tmp_path: Path) -> None:
    plain = gateway_picture(draft(), WIDE, BLOCK).png
    stamped = gateway_picture(draft(), WIDE, replace(BLOCK, office_seal=str(a_stamp(tmp_path / "stempel.png")))).png
    assert Image.open(BytesIO(plain)).mode == "L"
    shown = Image.open(BytesIO(stamped))
    assert shown.mode == "RGB"
    columns = violet_columns(shown)
    assert CODE_ENDS < min(columns) < max(columns) < CODE_ENDS + 0.32
    (tmp_path / "shown.png").write_bytes(stamped)
    told = subprocess.run(["zbarimg", "-q", "--raw", "--nodbus", str(tmp_path / "shown.png")], capture_output=True, text=True, check=False)
    assert told.stdout.splitlines() == [QR]


@pytest.mark.parametrize("level", [SignatureLevel.BASIC, SignatureLevel.ARCHIVAL])
def test_a_letter_for_the_archive_stays_one_with_a_stamp(level: SignatureLevel, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    stamped, target = tmp_path / "stamped.pdf", tmp_path / "signed.pdf"
    (box,) = stamp(an_archival_draft(tmp_path / "draft.pdf"), stamped, an_order())
    with open_centre(tmp_path_factory.mktemp("centre")) as centre:
        terms = SigningTerms(level=level, authority=TimeAuthority(address=centre.tsa))
        wanted = order(stamped, target, box=box, at=datetime.now(UTC).replace(microsecond=0))
        wanted = replace(wanted, block=replace(BLOCK, office_seal=str(a_stamp(tmp_path / "stempel.png"))))
        (result,) = sign_batch([wanted], str(centre.key), PASSPHRASE, [str(centre.ca)], terms)
    assert isinstance(result, SignedDocument), result
    assert preflight(target) == [frozenset()]


def test_a_stamp_that_went_missing_holds_the_letter_and_says_which_file(office: Office, tmp_path: Path) -> None:
    broken = tmp_path / "rusak.png"
    broken.write_bytes(a_stamp(tmp_path / "stempel.png").read_bytes()[:-40])
    for seal in (tmp_path / "hilang.png", broken):
        wanted = order(draft(), tmp_path / "signed.pdf")
        (result,) = office.sign(replace(wanted, block=replace(BLOCK, office_seal=str(seal))))
        assert isinstance(result, HeldError)
        assert seal.name in result.message.words()
        assert not (tmp_path / "signed.pdf").exists()


def test_only_a_whole_png_is_one(tmp_path: Path) -> None:
    content = a_stamp(tmp_path / "stempel.png", (120, 90)).read_bytes()
    assert png_facts(content) == (120, 90)
    damaged = bytearray(content)
    damaged[60] ^= 1
    for bad in (b"", content[:7], content[:-12], content[:-3], bytes(damaged), b"GIF89a" + content, content[:8] + content[-12:]):
        assert png_facts(bad) is None
