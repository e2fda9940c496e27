import os
import shutil
import subprocess
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

from pipeline.adapters.tte.demo import make_demo_keys
from pipeline.adapters.tte.judge import verify
from pipeline.adapters.tte.pkcs12 import sign_batch
from pipeline.domain.errors import HeldError, LaterError, WrongSecretError
from pipeline.domain.page import MM, Box
from pipeline.domain.signing import SignedDocument
from tests.adapters.tte.office import BLOCK, BOX, NOW, QR, Office, blank, draft, machine_certificate, order
from tests.judges import mutool_sign, openssl_cades, page_text, pdfsig, picture, qpdf_check, qr_codes


@pytest.mark.parametrize("name", ["carlito", "inheader", "liberation", "splitruns"])
def test_a_signed_letter_satisfies_the_judges_of_others(name: str, office: Office, tmp_path: Path) -> None:
    target = tmp_path / "signed.pdf"
    (result,) = office.sign(order(draft(name), target))
    assert result == SignedDocument(letter="2026-000123", signer="CN=Dr. Rina Wulandari\\, S.H.\\, M.Si.,O=Dinas Kependudukan,C=ID", at=NOW, certified=False)
    (facts,) = pdfsig(target, office.ca)
    assert (facts.kind, facts.valid, facts.trusted, facts.total_document) == ("ETSI.CAdES.detached", True, True, True)
    assert openssl_cades(target, office.ca) == [True]
    assert qpdf_check(target) == ""
    assert "The document is unchanged since signing" in mutool_sign(target)
    assert qr_codes(target) == [QR]


def test_the_letter_shows_who_signed_it_and_that_it_is_electronic(office: Office, tmp_path: Path) -> None:
    office.sign(order(draft(), tmp_path / "signed.pdf"))
    text = page_text(tmp_path / "signed.pdf")
    for words in (BLOCK.words, BLOCK.position, BLOCK.name, BLOCK.rank, f"NIP {BLOCK.nip}"):
        assert words in text
        assert words not in page_text(draft()) or words == BLOCK.name


def test_the_approved_bytes_stand_untouched_in_front(office: Office, tmp_path: Path) -> None:
    source = tmp_path / "approved.pdf"
    shutil.copy(draft(), source)
    office.sign(order(source, tmp_path / "signed.pdf"))
    assert source.read_bytes() == draft().read_bytes()
    signed = (tmp_path / "signed.pdf").read_bytes()
    assert signed.startswith(source.read_bytes())
    assert signed.count(b"%%EOF") == source.read_bytes().count(b"%%EOF") + 1


@pytest.mark.parametrize("rotate", [90, 180, 270])
@pytest.mark.parametrize("origin", [(0.0, 0.0), (-120.0, 75.0)], ids=["from zero", "from elsewhere"])
def test_the_tte_looks_the_same_on_a_page_that_is_turned_or_cut(rotate: int, origin: tuple[float, float], office: Office, tmp_path: Path) -> None:
    upright, turned = tmp_path / "upright.pdf", tmp_path / "turned.pdf"
    box = Box(page=1, x_pt=288, y_pt=96, width_pt=192, height_pt=72)
    strange = blank(tmp_path / "b.pdf", rotate=rotate, crop=(30, 40, 50, 60), origin=origin)
    results = office.sign(order(blank(tmp_path / "a.pdf"), upright, box=box), order(strange, turned, box=box))
    assert all(isinstance(result, SignedDocument) for result in results)
    seen = (288, 842 - 96 - 72, 192, 72)
    assert qr_codes(turned, box_pt=seen) == [QR]
    one, other = picture(upright, box_pt=seen), picture(turned, box_pt=seen)
    assert len(one) == len(other)
    assert sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one) < 6


def test_the_qr_scans_from_the_smallest_box(office: Office, tmp_path: Path) -> None:
    box = Box(page=1, x_pt=300, y_pt=90, width_pt=38 * MM, height_pt=14 * MM)
    office.sign(order(draft(), tmp_path / "signed.pdf", box=box))
    assert qr_codes(tmp_path / "signed.pdf", dpi=200) == [QR]
    assert f"NIP {BLOCK.nip}" in page_text(tmp_path / "signed.pdf")


def test_two_officials_sign_in_turn_and_both_signatures_hold(office: Office, tmp_path: Path) -> None:
    first, both = tmp_path / "first.pdf", tmp_path / "both.pdf"
    office.sign(order(draft(), first))
    box = Box(page=1, x_pt=60, y_pt=90, width_pt=BOX.width_pt, height_pt=BOX.height_pt)
    (result,) = office.sign(order(first, both, box=box), official="sekretaris")
    assert isinstance(result, SignedDocument)
    assert [(facts.valid, facts.trusted) for facts in pdfsig(both, office.ca)] == [(True, True)] * 2
    assert openssl_cades(both, office.ca) == [True, True]
    assert qpdf_check(both) == ""
    verification = verify(both, [office.ca])
    assert verification.valid
    assert [facts.signer.partition(",O=")[0] for facts in verification.signatures] == ["CN=Dr. Rina Wulandari\\, S.H.\\, M.Si.", "CN=Budi Santoso"]


def test_a_batch_opens_the_key_once(office: Office, tmp_path: Path) -> None:
    """The key comes through a pipe that gives it once: a second opening would find nothing."""
    pipe = tmp_path / "key"
    os.mkfifo(pipe)
    giver = threading.Thread(target=pipe.write_bytes, args=(office.key().read_bytes(),))
    giver.start()
    orders = [order(draft(), tmp_path / f"{number}.pdf", letter=str(number)) for number in range(10)]
    results = sign_batch(orders, str(pipe), office.passphrases["kepala-dinas"], [str(office.ca)])
    giver.join()
    assert [result.letter for result in results if isinstance(result, SignedDocument)] == [str(number) for number in range(10)]


def test_a_broken_letter_delays_no_other(office: Office, tmp_path: Path) -> None:
    broken, lost = tmp_path / "broken.pdf", tmp_path / "lost.pdf"
    broken.write_bytes(draft().read_bytes()[:9000])
    results = office.sign(*(order(source, tmp_path / f"{place}.pdf") for place, source in enumerate([draft(), broken, lost, draft("carlito")])))
    assert [type(result) for result in results] == [SignedDocument, HeldError, HeldError, SignedDocument]
    assert sorted(path.name for path in tmp_path.glob("?.pdf")) == ["0.pdf", "3.pdf"]


def test_a_wrong_passphrase_signs_nothing_and_is_told_for_every_letter(office: Office, tmp_path: Path) -> None:
    results = office.sign(*(order(draft(), tmp_path / f"{number}.pdf", letter=f"L{number}") for number in range(2)), passphrase="rahasia-salah")
    assert [type(result) for result in results] == [WrongSecretError, WrongSecretError]
    assert ["L0" in str(results[0]), "L1" in str(results[1])] == [True, True]
    assert list(tmp_path.iterdir()) == []
    assert "rahasia-salah" not in repr(results) + "".join(map(str, results))


@pytest.mark.parametrize("content", [None, b"", b"bukan kunci", b"0\x82\x01"], ids=["missing", "empty", "text", "cut short"])
def test_a_missing_or_broken_key_file_waits_for_the_administrator(content: bytes | None, office: Office, tmp_path: Path) -> None:
    key = tmp_path / "kunci.p12"
    if content is not None:
        key.write_bytes(content)
    (result,) = sign_batch([order(draft(), tmp_path / "signed.pdf")], str(key), "apa saja", [str(office.ca)])
    assert isinstance(result, HeldError)
    assert "kunci.p12" in str(result)
    assert not (tmp_path / "signed.pdf").exists()


@pytest.mark.parametrize(("shift", "words"), [(timedelta(days=-800), "ended at"), (timedelta(days=30), "valid only from")], ids=["ended", "not begun"])
def test_a_certificate_outside_its_time_signs_nothing(shift: timedelta, words: str, tmp_path: Path) -> None:
    past = Office(tmp_path / "keys", make_demo_keys(tmp_path / "keys", {"kepala-dinas": ("Rina", "Dinas")}, NOW + shift))
    (result,) = past.sign(order(draft(), tmp_path / "signed.pdf"))
    assert isinstance(result, HeldError)
    assert words in str(result)
    assert not (tmp_path / "signed.pdf").exists()


def test_a_certificate_that_is_not_for_signatures_signs_nothing(office: Office, tmp_path: Path) -> None:
    key, certificate = machine_certificate("Server", stamps_time=False)
    (tmp_path / "server.p12").write_bytes(serialize_key_and_certificates(b"x", key, certificate, None, BestAvailableEncryption(b"sandi")))
    (result,) = sign_batch([order(draft(), tmp_path / "signed.pdf")], str(tmp_path / "server.p12"), "sandi", [str(office.ca)])
    assert isinstance(result, HeldError)
    assert "not for signatures" in str(result)


def test_a_signature_that_nobody_would_trust_is_thrown_away(office: Office, tmp_path: Path) -> None:
    stranger = Office(tmp_path / "keys", make_demo_keys(tmp_path / "keys", {"kepala-dinas": ("Rina", "Dinas")}, NOW))
    passphrase = stranger.passphrases["kepala-dinas"]
    (result,) = sign_batch([order(draft(), tmp_path / "signed.pdf")], str(stranger.key()), passphrase, [str(office.ca)])
    assert isinstance(result, HeldError)
    assert "trusted=False" in str(result)
    assert not (tmp_path / "signed.pdf").exists()


def test_a_missing_root_certificate_waits_for_the_administrator(office: Office, tmp_path: Path) -> None:
    (result,) = sign_batch([order(draft(), tmp_path / "s.pdf")], str(office.key()), office.passphrases["kepala-dinas"], [str(tmp_path / "akar.pem")])
    assert isinstance(result, HeldError)
    assert "akar.pem" in str(result)


def test_a_letter_that_was_altered_after_a_first_signature_gets_no_second(office: Office, tmp_path: Path) -> None:
    first = tmp_path / "first.pdf"
    office.sign(order(draft(), first))
    content = bytearray(first.read_bytes())
    place = content.index(b"/Producer") if b"/Producer" in content else 200
    content[place + 12] ^= 1
    first.write_bytes(content)
    (result,) = office.sign(order(first, tmp_path / "both.pdf"), official="sekretaris")
    assert isinstance(result, HeldError)
    assert not (tmp_path / "both.pdf").exists()


def test_a_page_that_the_letter_does_not_have_holds_the_letter(office: Office, tmp_path: Path) -> None:
    for page in (0, 7):
        box = Box(page=page, x_pt=1, y_pt=1, width_pt=100, height_pt=50)
        (result,) = office.sign(order(draft(), tmp_path / "signed.pdf", box=box))
        assert isinstance(result, HeldError)


@pytest.mark.parametrize("shape", ["--object-streams=generate", "--linearize", "--object-streams=disable"])
def test_a_letter_of_any_file_structure_can_be_signed(shape: str, office: Office, tmp_path: Path) -> None:
    source, target = tmp_path / "approved.pdf", tmp_path / "signed.pdf"
    subprocess.run(["qpdf", shape, str(draft()), str(source)], check=True)
    (result,) = office.sign(order(source, target))
    assert isinstance(result, SignedDocument)
    (facts,) = pdfsig(target, office.ca)
    assert (facts.valid, facts.trusted, facts.total_document) == (True, True, True)
    assert openssl_cades(target, office.ca) == [True]


def test_the_tte_stands_on_the_page_that_was_asked_for(office: Office, tmp_path: Path) -> None:
    source, target = tmp_path / "approved.pdf", tmp_path / "signed.pdf"
    subprocess.run(["qpdf", "--empty", "--pages", str(draft()), str(draft("carlito")), str(draft()), "--", str(source)], check=True)
    office.sign(order(source, target, box=replace(BOX, page=2)))
    assert [qr_codes(target, page=page) for page in (1, 2, 3)] == [[], [QR], []]


def test_an_encrypted_letter_waits_for_the_administrator(office: Office, tmp_path: Path) -> None:
    source = tmp_path / "approved.pdf"
    subprocess.run(["qpdf", "--encrypt", "", "pemilik", "256", "--", str(draft()), str(source)], check=True)
    (result,) = office.sign(order(source, tmp_path / "signed.pdf"))
    assert isinstance(result, HeldError)


def test_a_key_of_another_kind_waits_for_the_administrator(office: Office, tmp_path: Path) -> None:
    (tmp_path / "aneh.p12").write_bytes(
        serialize_key_and_certificates(b"x", ec.generate_private_key(ec.SECP256R1()), None, None, BestAvailableEncryption(b"sandi"))
    )
    (result,) = sign_batch([order(draft(), tmp_path / "signed.pdf")], str(tmp_path / "aneh.p12"), "sandi", [str(office.ca)])
    assert isinstance(result, HeldError)
    assert "RSA" in str(result)


def test_a_failing_disk_is_tried_again_later(office: Office, tmp_path: Path) -> None:
    (result,) = office.sign(order(draft(), tmp_path / "gone" / "signed.pdf"))
    assert isinstance(result, LaterError)
