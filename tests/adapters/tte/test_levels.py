import base64
import io
import random
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from pipeline.adapters.tte.judge import verify
from pipeline.adapters.tte.pkcs12 import sign_batch
from pipeline.domain.errors import AuthoritySilentError, HeldError, LaterError
from pipeline.domain.signing import SignatureFacts, SignatureLevel, SignedDocument, SigningResult, SigningTerms, TimeAuthority
from tests.adapters.tte.office import draft, order
from tests.centre import PASSPHRASE, Centre, Manners, open_centre
from tests.judges import mutool_sign, openssl_cades, openssl_timestamp, pdfsig, qpdf_check

NAMES = ("carlito", "inheader", "liberation", "splitruns")
TIMED = (SignatureLevel.TIMED, SignatureLevel.LONG_TERM, SignatureLevel.ARCHIVAL)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    with open_centre(tmp_path_factory.mktemp("centre")) as centre:
        yield centre


@pytest.fixture
def centre(served: Centre) -> Centre:
    return working(served)


def working(centre: Centre) -> Centre:
    """The centre as it works when nothing is wrong."""
    fresh = Manners()
    for name in ("tsa", "ocsp", "crl", "ahead", "login", "asked"):
        setattr(centre.manners, name, getattr(fresh, name))
    return centre


def terms(centre: Centre, level: SignatureLevel, **changes: object) -> SigningTerms:
    authority = TimeAuthority(address=centre.tsa, timeout=timedelta(seconds=5))
    return replace(SigningTerms(level=level, authority=authority), **changes)  # type: ignore[arg-type]


def sign(centre: Centre, level: SignatureLevel, target: Path, *, name: str = "liberation", **changes: object) -> SigningResult:
    at = datetime.now(UTC).replace(microsecond=0)
    (result,) = sign_batch([order(draft(name), target, at=at)], str(centre.key), PASSPHRASE, [str(centre.ca)], terms(centre, level, **changes))
    return result


def facts(path: Path, centre: Centre) -> SignatureFacts:
    verification = verify(path, [centre.ca])
    assert verification.valid
    (found,) = verification.signatures
    return found


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("level", SignatureLevel)
def test_a_letter_signed_at_each_level_satisfies_the_judges_of_others(level: SignatureLevel, name: str, centre: Centre, tmp_path: Path) -> None:
    target = tmp_path / "signed.pdf"
    result = sign(centre, level, target, name=name)
    assert isinstance(result, SignedDocument), result
    assert (result.level, result.lack, facts(target, centre).level) == (level, None, level.value)
    assert target.read_bytes().startswith(draft(name).read_bytes())
    first, *later = pdfsig(target, centre.ca)
    assert (first.kind, first.valid, first.trusted) == ("ETSI.CAdES.detached", True, True)
    assert first.total_document is not level.reaches(SignatureLevel.LONG_TERM)
    assert [one.total_document for one in later] == [True] * (level is SignatureLevel.ARCHIVAL), "pdfsig knows no document time stamps but where they end"
    assert openssl_timestamp(target, centre.ca) or level is not SignatureLevel.ARCHIVAL
    assert openssl_cades(target, centre.ca)[0]
    assert qpdf_check(target) == ""
    unchanged = "valid but there have been edits since" if level.reaches(SignatureLevel.LONG_TERM) else "The document is unchanged since signing"
    assert unchanged in mutool_sign(target)


def test_the_time_that_counts_is_the_timestamp_s_in_the_office_s_zone(centre: Centre, tmp_path: Path) -> None:
    centre.manners.ahead = timedelta(minutes=-13)
    result = sign(centre, SignatureLevel.TIMED, tmp_path / "signed.pdf")
    assert isinstance(result, SignedDocument)
    assert timedelta(minutes=12) < datetime.now(UTC) - result.at < timedelta(minutes=14)
    assert facts(tmp_path / "signed.pdf", centre).time == result.at
    assert result.at.tzinfo is UTC


def test_a_state_centre_s_signature_is_certified_and_another_s_is_not(centre: Centre, tmp_path: Path) -> None:
    target = tmp_path / "signed.pdf"
    result = sign(centre, SignatureLevel.BASIC, target, state_roots=(str(centre.ca),))
    assert isinstance(result, SignedDocument)
    assert result.certified
    assert verify(target, [], [centre.ca]).signatures[0].certified
    assert not facts(target, centre).certified


@pytest.mark.parametrize("manner", ["down", "stalls", "rubbish", "other imprint", "refuses"])
def test_a_letter_waits_while_the_time_stamping_authority_gives_no_valid_answer(manner: str, centre: Centre, tmp_path: Path) -> None:
    centre.manners.tsa = manner
    quick = TimeAuthority(address=centre.tsa, timeout=timedelta(seconds=0.5))
    orders = [order(draft(), tmp_path / f"{number}.pdf", letter=f"L{number}", at=datetime.now(UTC)) for number in range(3)]
    results = sign_batch(orders, str(centre.key), PASSPHRASE, [str(centre.ca)], terms(centre, SignatureLevel.TIMED, authority=quick))
    assert [type(one) for one in results] == [AuthoritySilentError] * 3
    assert "127.0.0.1" in str(results[0])
    assert list(tmp_path.iterdir()) == []
    assert centre.manners.asked["tsa"] == 1, "what failed once is not asked again for the other letters"


def test_an_answer_without_an_end_is_given_up_before_it_fills_the_memory(centre: Centre, tmp_path: Path) -> None:
    centre.manners.tsa = "endless"
    patient = TimeAuthority(address=centre.tsa, timeout=timedelta(seconds=15))
    result = sign(centre, SignatureLevel.TIMED, tmp_path / "signed.pdf", authority=patient)
    assert isinstance(result, AuthoritySilentError)
    assert "more than 16 MiB" in str(result)
    centre.manners.tsa, centre.manners.ocsp = "works", "endless"
    assert isinstance(sign(centre, SignatureLevel.LONG_TERM, tmp_path / "signed.pdf", authority=patient), SignedDocument), "the CRL serves"


@pytest.mark.parametrize("manner", ["down", "rubbish", "other imprint"])
def test_or_it_is_signed_without_a_timestamp_and_says_so(manner: str, centre: Centre, tmp_path: Path) -> None:
    centre.manners.tsa = manner
    result = sign(centre, SignatureLevel.ARCHIVAL, tmp_path / "signed.pdf", lowers=True)
    assert isinstance(result, SignedDocument)
    assert result.level is SignatureLevel.BASIC
    assert result.lack is not None
    assert "B-B" in str(result.lack)
    assert "B-LTA" in str(result.lack)
    assert facts(tmp_path / "signed.pdf", centre).level == "B-B"


@pytest.mark.parametrize("manner", ["down", "stalls", "rubbish"])
@pytest.mark.parametrize("lowers", [False, True], ids=["waits", "is lowered"])
def test_without_ocsp_and_crl_a_letter_waits_or_gets_its_timestamp_alone(manner: str, lowers: bool, centre: Centre, tmp_path: Path) -> None:  # noqa: FBT001 - pytest's
    centre.manners.ocsp = centre.manners.crl = manner
    target = tmp_path / "signed.pdf"
    quick = TimeAuthority(address=centre.tsa, timeout=timedelta(seconds=3))
    result = sign(centre, SignatureLevel.LONG_TERM, target, lowers=lowers, authority=quick)
    if not lowers:
        assert isinstance(result, LaterError)
        assert not target.exists()
        return
    assert isinstance(result, SignedDocument)
    assert (result.level, facts(target, centre).level) == (SignatureLevel.TIMED, "B-T")


def test_a_step_that_fails_half_way_leaves_nothing_behind(centre: Centre, tmp_path: Path) -> None:
    """The archive timestamp's place is in the file before the authority is asked for it."""
    centre.manners.tsa = "works once"
    result = sign(centre, SignatureLevel.ARCHIVAL, tmp_path / "signed.pdf", lowers=True)
    assert isinstance(result, SignedDocument)
    assert (result.level, facts(tmp_path / "signed.pdf", centre).level) == (SignatureLevel.LONG_TERM, "B-LT")
    assert qpdf_check(tmp_path / "signed.pdf") == ""


def test_a_crl_serves_where_the_ocsp_responder_is_down(centre: Centre, tmp_path: Path) -> None:
    centre.manners.ocsp = "down"
    assert isinstance(sign(centre, SignatureLevel.LONG_TERM, tmp_path / "signed.pdf"), SignedDocument)
    assert facts(tmp_path / "signed.pdf", centre).level == "B-LT"


@pytest.mark.parametrize("lowers", [False, True], ids=["waits", "is lowered"])
@pytest.mark.parametrize("by", ["ocsp", "crl"])
def test_a_revoked_certificate_signs_nothing_whatever_the_office_lowers(by: str, lowers: bool, centre: Centre, tmp_path: Path) -> None:  # noqa: FBT001 - pytest's
    centre.manners.ocsp = "down"
    setattr(centre.manners, by, "revoked")
    result = sign(centre, SignatureLevel.LONG_TERM, tmp_path / "signed.pdf", lowers=lowers)
    assert isinstance(result, HeldError)
    assert "revoked" in str(result)
    assert list(tmp_path.iterdir()) == []


def test_the_authority_s_password_is_read_from_its_file(centre: Centre, tmp_path: Path) -> None:
    centre.manners.login = "Basic " + base64.b64encode(b"kantor:sandi tsa").decode()
    password = tmp_path / "sandi"
    password.write_text("sandi tsa\n", "utf-8")
    known = TimeAuthority(address=centre.tsa, user="kantor", password_file=str(password))
    assert isinstance(sign(centre, SignatureLevel.TIMED, tmp_path / "signed.pdf", authority=known), SignedDocument)
    missing = replace(known, password_file=str(tmp_path / "lain"))
    refused = sign(centre, SignatureLevel.TIMED, tmp_path / "other.pdf", authority=missing)
    assert isinstance(refused, HeldError)
    assert "lain" in str(refused)


@pytest.fixture(scope="module")
def signed(served: Centre, tmp_path_factory: pytest.TempPathFactory) -> dict[SignatureLevel, bytes]:
    """One letter at each level with a timestamp."""
    folder = tmp_path_factory.mktemp("signed")
    for level in TIMED:
        assert isinstance(sign(working(served), level, folder / level.value), SignedDocument)
    return {level: (folder / level.value).read_bytes() for level in TIMED}


@pytest.mark.parametrize("level", TIMED)
def test_altered_appended_stamped_and_saved_again_is_told_at_each_level(
    level: SignatureLevel, signed: dict[SignatureLevel, bytes], centre: Centre, tmp_path: Path
) -> None:
    whole = signed[level]
    chance = random.Random(level)  # noqa: S311 - places, no secret
    text = whole.index(b"stream", len(draft().read_bytes()) // 3) + 40
    altered = {f"byte {place}": whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :] for place in (text, chance.randrange(20, text))}
    for name, content in (altered | {"appended": whole + b"x", "cut": whole[:-30], "stamped": _stamped(whole), "saved again": _rewritten(whole)}).items():
        path = tmp_path / "surat.pdf"
        path.write_bytes(content)
        assert not verify(path, [centre.ca]).valid, name


@pytest.mark.parametrize("level", TIMED)
def test_what_was_shown_in_place_of_the_signed_page_is_told(level: SignatureLevel, signed: dict[SignatureLevel, bytes], centre: Centre, tmp_path: Path) -> None:
    """A shadow attack: an incremental update gives the page's content another meaning without touching a signed byte."""
    path = tmp_path / "surat.pdf"
    writer = PdfWriter(io.BytesIO(signed[level]), incremental=True)
    shadow = DecodedStreamObject()
    shadow.set_data(b"BT /F1 24 Tf 72 700 Td (Gaji dinaikkan) Tj ET")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(shadow)  # noqa: SLF001 - what an attacker does
    writer.write(path)
    assert len(path.read_bytes()) > len(signed[level])
    assert not verify(path, [centre.ca]).valid


def test_a_token_that_was_put_in_later_moves_no_signature_in_time(signed: dict[SignatureLevel, bytes], centre: Centre, tmp_path: Path) -> None:
    """Bytes of the token altered inside the signature's container, which no signature covers."""
    whole = bytearray(signed[SignatureLevel.TIMED])
    start = whole.rindex(b"/Contents <") + 11
    container = bytes.fromhex(whole[start : whole.index(b">", start)].decode())
    place = container.rindex(b"TSA Uji") + 3
    whole[start + 2 * place : start + 2 * place + 2] = b"58"
    (tmp_path / "surat.pdf").write_bytes(whole)
    assert not verify(tmp_path / "surat.pdf", [centre.ca]).valid


def test_a_certifying_signature_forbids_another_s_and_still_reaches_the_highest_level(centre: Centre, tmp_path: Path) -> None:
    for level in (SignatureLevel.BASIC, SignatureLevel.ARCHIVAL):
        target = tmp_path / f"{level.value}.pdf"
        assert isinstance(sign(centre, level, target, certifies=True), SignedDocument)
        assert facts(target, centre).level == level.value
        assert b"/DocMDP" in target.read_bytes()
        first = pdfsig(target, centre.ca)[0]
        assert (first.valid, first.trusted) == (True, True)
        second = [order(target, tmp_path / "second.pdf", at=datetime.now(UTC))]
        (result,) = sign_batch(second, str(centre.key), PASSPHRASE, [str(centre.ca)])
        assert isinstance(result, HeldError)
        assert not (tmp_path / "second.pdf").exists()


def _stamped(content: bytes) -> bytes:
    writer, result = PdfWriter(io.BytesIO(content), incremental=True), io.BytesIO()
    writer.pages[0].merge_page(PdfReader(draft("carlito")).pages[0])
    writer.write(result)
    return result.getvalue()


def _rewritten(content: bytes) -> bytes:
    return subprocess.run(["qpdf", "-", "-"], input=content, capture_output=True, check=False).stdout or b"%PDF-1.7\n"
