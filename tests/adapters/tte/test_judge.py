import asyncio
import io
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pypdf import PdfReader, PdfWriter

from pipeline.adapters.tte.judge import verify
from pipeline.adapters.tte.rooted import RootedJudge
from pipeline.adapters.tte.trust import trust_context
from pipeline.domain.errors import DraftRefusedError, HeldError
from pipeline.domain.signing import SignatureFacts
from tests.adapters.tte.office import NOW, Office, draft, machine_certificate, order

STAMPED = NOW - timedelta(minutes=13)
"""what the time stamping authority's clock says; another time than the signer claims"""


@pytest.fixture
def signed(office: Office, tmp_path: Path) -> Path:
    office.sign(order(draft(), tmp_path / "signed.pdf"))
    return tmp_path / "signed.pdf"


def test_a_signed_letter_is_valid(signed: Path, office: Office) -> None:
    verification = RootedJudge(trust_roots=(office.ca,)).verify(signed)
    assert verification.valid
    signer = "CN=Dr. Rina Wulandari\\, S.H.\\, M.Si.,O=Dinas Kependudukan,C=ID"
    assert verification.signatures == (SignatureFacts(signer=signer, level="B-B", intact=True, trusted=True, covers_whole_document=True, time=NOW),)


def test_an_unsigned_letter_is_not_valid(office: Office) -> None:
    verification = verify(draft(), [office.ca])
    assert (verification.valid, verification.signatures) == (False, ())


@pytest.mark.parametrize("seed", range(12))
def test_an_altered_byte_is_told(seed: int, signed: Path, office: Office) -> None:
    content = bytearray(signed.read_bytes())
    hole = range(content.rindex(b"/Contents <"), content.rindex(b"/ByteRange"))
    place = random.Random(seed).choice([place for place in range(len(content)) if place not in hole])  # noqa: S311 - a place, no secret
    content[place] ^= 1 << seed % 8
    signed.write_bytes(content)
    try:
        assert not verify(signed, [office.ca]).valid
    except DraftRefusedError:
        assert place < 5


def test_a_byte_altered_inside_the_signature_is_told(signed: Path, office: Office) -> None:
    content = bytearray(signed.read_bytes())
    place = content.rindex(b"/Contents <") + 1500
    content[place] = ord("0") if content[place] != ord("0") else ord("1")
    signed.write_bytes(content)
    assert not verify(signed, [office.ca]).valid


@pytest.mark.parametrize("junk", [b"x", b"\n%%EOF\n", b"\0" * 4096], ids=["a letter", "an end", "zeros"])
def test_bytes_after_the_end_are_told(junk: bytes, signed: Path, office: Office) -> None:
    with signed.open("ab") as file:
        file.write(junk)
    assert not verify(signed, [office.ca]).valid


def test_a_stamp_added_after_the_signature_is_told(signed: Path, office: Office) -> None:
    writer = PdfWriter(io.BytesIO(signed.read_bytes()), incremental=True)
    writer.pages[0].merge_page(PdfReader(draft("carlito")).pages[0])
    writer.write(signed)
    assert not verify(signed, [office.ca]).valid


def test_a_rewritten_letter_is_told(signed: Path, office: Office) -> None:
    writer = PdfWriter(clone_from=io.BytesIO(signed.read_bytes()))
    writer.write(signed)
    assert not verify(signed, [office.ca]).valid


def test_a_stranger_s_signature_is_not_trusted(signed: Path) -> None:
    verification = verify(signed, [])
    assert not verification.valid
    assert [(facts.intact, facts.trusted) for facts in verification.signatures] == [(True, False)]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html>", None], ids=["empty", "zip", "web page", "missing"])
def test_a_file_that_is_no_pdf_is_refused(content: bytes | None, office: Office, tmp_path: Path) -> None:
    path = tmp_path / "surat.pdf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DraftRefusedError, match="not a PDF"):
        verify(path, [office.ca])


@pytest.mark.parametrize("seed", range(25))
def test_hostile_bytes_are_not_valid_and_raise_nothing(seed: int, signed: Path, office: Office) -> None:
    chance = random.Random(seed)  # noqa: S311 - noise, no secret
    content = bytearray(signed.read_bytes())
    for _ in range(1 + seed * 3):
        content[chance.randrange(8, len(content))] = chance.randrange(256)
    signed.write_bytes(content[: chance.randrange(len(content) // 2, len(content))] if seed % 3 == 0 else content)
    assert not verify(signed, [office.ca]).valid


def test_a_missing_root_certificate_waits_for_the_administrator(signed: Path, tmp_path: Path) -> None:
    with pytest.raises(HeldError, match=r"akar\.pem"):
        verify(signed, [tmp_path / "akar.pem"])


LEVELS = {
    "CMS": {"subfilter": SigSeedSubFilter.ADOBE_PKCS7_DETACHED},
    "B-T": {"subfilter": SigSeedSubFilter.PADES},
    "B-LT": {"subfilter": SigSeedSubFilter.PADES, "embed_validation_info": True},
    "B-LTA": {"subfilter": SigSeedSubFilter.PADES, "embed_validation_info": True, "use_pades_lta": True},
}


@pytest.mark.parametrize("level", LEVELS)
def test_the_level_and_time_of_another_s_signature_are_what_the_file_proves(level: str, office: Office, tmp_path: Path) -> None:
    """These keys' authority publishes no revocation, so validation data proves nothing and a timestamp is all there is."""
    target, roots = _signed_elsewhere(level, office, tmp_path)
    verification = verify(target, roots)
    (facts,) = verification.signatures
    told = "CMS" if level == "CMS" else "B-T"
    assert (verification.valid, facts.level, facts.intact, facts.covers_whole_document) == (True, told, True, True)
    assert facts.time is not None
    assert level == "CMS" or facts.time == STAMPED


@pytest.mark.parametrize("level", ["B-LT", "B-LTA"])
def test_bytes_after_the_validation_data_are_told(level: str, office: Office, tmp_path: Path) -> None:
    target, roots = _signed_elsewhere(level, office, tmp_path)
    with target.open("ab") as file:
        file.write(b"x")
    assert not verify(target, roots).valid


def _signed_elsewhere(level: str, office: Office, folder: Path) -> tuple[Path, list[Path]]:
    """A letter that pyHanko alone signed at `level`, with the roots to trust."""
    bundle = load_pkcs12(office.key().read_bytes(), office.passphrases["kepala-dinas"].encode())
    assert isinstance(bundle.key, RSAPrivateKey)
    assert bundle.cert is not None
    clock_key, clock = machine_certificate("TSA", stamps_time=True)
    (folder / "tsa.pem").write_bytes(clock.public_bytes(Encoding.PEM))
    roots = [office.ca, folder / "tsa.pem"]
    signer = SimpleSigner(*_for_pyhanko(bundle.key, bundle.cert.certificate), SimpleCertificateStore())
    stamper = DummyTimeStamper(*_for_pyhanko(clock_key, clock), fixed_dt=STAMPED) if level != "CMS" else None
    meta = PdfSignatureMetadata(field_name="Lain", validation_context=trust_context(roots), **LEVELS[level])
    target = folder / "other.pdf"
    with draft().open("rb") as source, target.open("w+b") as file:
        asyncio.run(PdfSigner(meta, signer, timestamper=stamper).async_sign_pdf(IncrementalPdfFileWriter(source), output=file))
    return target, roots


def _for_pyhanko(key: RSAPrivateKey, certificate: x509.Certificate) -> tuple[Any, Any]:
    encoded = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return next(iter(load_certs_from_pemder_data(certificate.public_bytes(Encoding.PEM)))), load_private_key_from_pemder_data(encoded, None)
