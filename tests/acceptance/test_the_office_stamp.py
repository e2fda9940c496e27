"""The picture of the office's stamp: configured once, seen in every visible TTE, whoever signs."""

import base64
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from pipeline.cli import surat
from pipeline.domain.states import State
from tests import judges
from tests.acceptance.test_the_footer import awaiting_signature, document, gateway_scene
from tests.acceptance.test_the_signing_gateway import ca
from tests.adapters.tte.stamps import VIOLET, a_stamp
from tests.kantor import Kantor, open_kantor, settle_fast


def has_violet(picture: Image.Image) -> bool:
    small = picture.convert("RGB").quantize(16).convert("RGB")
    found = small.getcolors() or []
    return any(isinstance(one, tuple) and all(abs(a - b) < 40 for a, b in zip(one, VIOLET, strict=True)) for _, one in found)


def tte_codes(kantor: Kantor, path: Path) -> list[str]:
    return [code for code in judges.qr_codes(path, dpi=300) if kantor.settings.office.name in code]


def test_an_office_with_a_stamp_has_it_in_its_letters_and_says_so_before_they_are_signed(tmp_path: Path) -> None:
    stamp = a_stamp(tmp_path / "stempel.png")
    with open_kantor(tmp_path / "kantor", stempel=str(stamp), lebar_mm="80") as kantor:
        letter = awaiting_signature(kantor)
        assert "TTE menambahkan: gambar stempel kantor" in kantor.form(letter, "4-tte/kepala-dinas").read_text("utf-8")
        assert tte_codes(kantor, document(kantor, letter)) == []
        signed = document(kantor, kantor.decide(letter))
        assert len(tte_codes(kantor, signed)) == 1
        (facts,) = judges.pdfsig(signed, ca(kantor))
        assert (facts.valid, facts.total_document) == (True, True)
        assert b"/CalRGB" in signed.read_bytes()[len(document(kantor, letter).read_bytes()) :]


def test_the_gateway_gets_a_picture_with_the_stamp_in_colour(tmp_path: Path) -> None:
    stamp = a_stamp(tmp_path / "stempel.png")
    with gateway_scene(tmp_path / "kantor", stempel=str(stamp), lebar_mm="80") as scene:
        after = scene.sign(scene.awaiting())
        assert after.state is State.SENT
        sent = scene.gateway.signings[-1].body["signatureProperties"][0]["imageBase64"]
        assert has_violet(Image.open(BytesIO(base64.b64decode(sent))))
        assert len(tte_codes(scene.kantor, document(scene.kantor, after))) == 1


def test_a_stamp_that_goes_missing_holds_the_letter_until_it_is_back(tmp_path: Path) -> None:
    stamp = a_stamp(tmp_path / "stempel.png")
    content = stamp.read_bytes()
    with open_kantor(tmp_path / "kantor", stempel=str(stamp)) as kantor:
        letter = awaiting_signature(kantor)
        stamp.unlink()
        held = kantor.decide(letter)
        assert held.state is State.HELD
        assert held.hold is not None
        assert "stempel.png" in held.hold.reason
        stamp.write_bytes(content)
        assert CliRunner().invoke(surat, ["release", letter.id, "--config", str(kantor.settings.folder)]).exit_code == 0
        kantor.work()
        assert kantor.decide(letter).state is State.SENT


def _text(path: Path) -> Path:
    path.write_text("bukan gambar", "utf-8")
    return path


def _jpeg(path: Path) -> Path:
    Image.new("RGB", (300, 300)).save(path, "JPEG")
    return path


def _huge(path: Path) -> Path:
    path.write_bytes(a_stamp(path).read_bytes() + bytes(3 << 20))
    return path


def _cut(path: Path) -> Path:
    path.write_bytes(a_stamp(path).read_bytes()[:-20])
    return path


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda path: path, "tidak ada"),
        (_text, "bukan berkas PNG yang utuh"),
        (_jpeg, "bukan berkas PNG yang utuh"),
        (_cut, "bukan berkas PNG yang utuh"),
        (_huge, "lebih besar dari 2 MB"),
        (lambda path: a_stamp(path, (40, 40)), "40 x 40"),
        (lambda path: a_stamp(path, (3100, 200), mode="L"), "3100 x 200"),
    ],
    ids=["missing", "text", "jpeg", "cut short", "huge", "tiny", "wide"],
)
def test_a_bad_picture_is_told_by_check_config(make: object, complaint: str, tmp_path: Path) -> None:
    with open_kantor(tmp_path / "kantor") as kantor:
        assert callable(make)
        settle_fast(kantor.settings.folder, stempel=str(make(tmp_path / "stempel.png")))
        done = CliRunner().invoke(surat, ["check-config", "--config", str(kantor.settings.folder)], env={"LANG": "id_ID.UTF-8"})
        assert (done.exit_code, complaint in done.output, "pipeline.yaml:" in done.output) == (78, True, True), done.output


def test_a_picture_that_staff_could_exchange_is_refused(tmp_path: Path) -> None:
    with open_kantor(tmp_path / "kantor") as kantor:
        settle_fast(kantor.settings.folder, stempel=str(a_stamp(kantor.inbox / "stempel.png")))
        assert CliRunner().invoke(surat, ["check-config", "--config", str(kantor.settings.folder)]).exit_code == 78
