"""A second official signs what a first has signed: every signature keeps its worth, whoever made the second one."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from pipeline.adapters.line import Line
from pipeline.adapters.tte.bsre import BsreSigner
from pipeline.adapters.tte.judge import verify
from pipeline.adapters.tte.pkcs12 import sign_batch
from pipeline.adapters.tte.proof import prove
from pipeline.adapters.tte.upgrade import open_raiser
from pipeline.domain.office import Official
from pipeline.domain.page import Box
from pipeline.domain.signing import Secret, SignatureLevel, SignedDocument, SigningResult, SigningTerms, TimeAuthority
from tests.adapters.tte import gateway as gateways
from tests.adapters.tte.office import BOX, Office, draft, order
from tests.centre import PASSPHRASE, Centre, open_centre
from tests.judges import openssl_cades, pdfsig, qpdf_check

BESIDE = Box(page=1, x_pt=60, y_pt=90, width_pt=BOX.width_pt, height_pt=BOX.height_pt)


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    with open_centre(tmp_path_factory.mktemp("centre")) as centre:
        yield centre


def sign(centre: Centre, level: SignatureLevel, source: Path, target: Path, box: Box = BOX) -> SigningResult:
    terms = SigningTerms(level=level, authority=TimeAuthority(address=centre.tsa, timeout=timedelta(seconds=5)))
    at = datetime.now(UTC).replace(microsecond=0)
    (result,) = sign_batch([order(source, target, box=box, at=at)], str(centre.key), PASSPHRASE, [str(centre.ca)], terms)
    return result


@pytest.mark.parametrize("level", SignatureLevel)
def test_a_second_signature_keeps_the_first_at_its_level_and_is_proved_as_one_more(level: SignatureLevel, centre: Centre, tmp_path: Path) -> None:
    first, both = tmp_path / "first.pdf", tmp_path / "both.pdf"
    assert isinstance(sign(centre, level, draft(), first), SignedDocument)
    result = sign(centre, level, first, both, BESIDE)
    assert isinstance(result, SignedDocument), result
    verification = verify(both, [centre.ca])
    assert verification.valid
    assert [facts.level for facts in verification.signatures] == [level.value] * 2
    assert both.read_bytes().startswith(first.read_bytes())
    assert qpdf_check(both) == ""
    proof = prove(first, both, [centre.ca])
    assert (proof.fault, proof.level) == ("", level)


def test_a_lower_signature_over_a_higher_one_is_told_at_what_it_came_to(centre: Centre, tmp_path: Path) -> None:
    """What the first brought along proves the second one's certificates too, where they are the same."""
    for wanted in (SignatureLevel.BASIC, SignatureLevel.TIMED):
        first, both = tmp_path / f"{wanted}-first.pdf", tmp_path / f"{wanted}-both.pdf"
        assert isinstance(sign(centre, SignatureLevel.ARCHIVAL, draft(), first), SignedDocument)
        result = sign(centre, wanted, first, both, BESIDE)
        assert isinstance(result, SignedDocument), result
        assert result.level.reaches(wanted)
        assert [facts.level for facts in verify(both, [centre.ca]).signatures] == ["B-LTA", result.level.value]


@pytest.mark.parametrize(("first_level", "second_level"), [("B-LTA", "B-B"), ("B-B", "B-LTA"), ("B-LT", "B-T"), ("B-B", "B-B")])
def test_a_letter_of_two_signatures_is_raised_as_a_whole(first_level: str, second_level: str, centre: Centre, tmp_path: Path) -> None:
    first, both, raised = tmp_path / "first.pdf", tmp_path / "both.pdf", tmp_path / "raised.pdf"
    assert isinstance(sign(centre, SignatureLevel(first_level), draft(), first), SignedDocument)
    second = sign(centre, SignatureLevel(second_level), first, both, BESIDE)
    assert isinstance(second, SignedDocument), second
    terms = SigningTerms(level=SignatureLevel.ARCHIVAL, authority=TimeAuthority(address=centre.tsa, timeout=timedelta(seconds=5)))
    with open_raiser((centre.ca,), terms) as raiser:
        came_to = raiser.run("2026-000001", both, raised)
    if second_level == "B-LTA":
        assert came_to.before is came_to.after is SignatureLevel.ARCHIVAL
        return
    assert came_to.after is SignatureLevel.ARCHIVAL
    assert [facts.level for facts in verify(raised, [centre.ca]).signatures] == ["B-LTA", "B-LTA"]
    assert raised.read_bytes().startswith(both.read_bytes())
    assert qpdf_check(raised) == ""


@pytest.mark.parametrize("level", SignatureLevel)
def test_another_key_signs_after_a_first_of_any_level(level: SignatureLevel, centre: Centre, office: Office, tmp_path: Path) -> None:
    first, both, roots = tmp_path / "first.pdf", tmp_path / "both.pdf", [centre.ca, office.ca]
    assert isinstance(sign(centre, level, draft(), first), SignedDocument)
    now = datetime.now(UTC).replace(microsecond=0)
    (result,) = sign_batch([order(first, both, box=BESIDE, at=now)], str(office.key()), office.passphrases["kepala-dinas"], [str(one) for one in roots])
    assert isinstance(result, SignedDocument), result
    found = verify(both, roots).signatures
    assert [(facts.level, facts.intact, facts.trusted) for facts in found] == [(level.value, True, True), ("B-B", True, True)]
    assert found[0].signer != found[1].signer
    proof = prove(first, both, roots)
    assert (proof.fault, proof.signer) == ("", found[1].signer)
    assert [one.valid for one in pdfsig(both, office.ca) if one.kind == "ETSI.CAdES.detached"] == [True, True]
    assert True in openssl_cades(both, office.ca)


@pytest.mark.parametrize("level", SignatureLevel)
def test_the_gateway_signs_what_another_has_signed_and_is_believed(level: SignatureLevel, centre: Centre, office: Office, tmp_path: Path) -> None:
    first, both, roots = tmp_path / "first.pdf", tmp_path / "both.pdf", (centre.ca, office.ca)
    assert isinstance(sign(centre, level, draft(), first), SignedDocument)
    second = Official(id="sekretaris", name="Budi", position="Sekretaris", roles=frozenset(), nik=gateways.NIK)
    with gateways.gateway_at_work(office.key("sekretaris"), office.passphrases["sekretaris"]) as gateway:
        signer = BsreSigner(line=Line(address=gateway.address, user=gateways.USER, password=gateways.PASSWORD), trust_roots=roots)
        (result,) = signer.sign([order(first, both, box=BESIDE)], second, Secret(gateways.PASSPHRASE), lambda _: None)
    assert isinstance(result, SignedDocument), result
    assert "Budi Santoso" in result.signer
    assert [facts.level for facts in verify(both, roots).signatures] == [level.value, "B-B"]


def drop_validation_data(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/DSS"] = writer.add_object(generic.DictionaryObject())
    writer.update_root()


def empty_validation_data(writer: IncrementalPdfFileWriter) -> None:
    store = writer.root["/DSS"]
    for key in {"/OCSPs", "/CRLs", "/VRI"} & set(store):
        del store[key]
    writer.update_container(store)


def put_words_beside_validation_data(writer: IncrementalPdfFileWriter) -> None:
    store = writer.root["/DSS"]
    store["/Words"] = generic.TextStringObject("Rp 1.000.000")
    writer.update_container(store)


def name_certificates(writer: IncrementalPdfFileWriter) -> None:
    store = writer.root["/DSS"]
    store["/Certs"] = generic.ArrayObject()
    writer.update_container(store)


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        (drop_validation_data, "level B-T / B-LT"),
        (empty_validation_data, "level B-T / B-LT"),
        (put_words_beside_validation_data, "intact=True trusted=True covers=False"),
    ],
)
def test_a_second_signature_that_harms_what_the_first_needs_is_not_believed(
    harm: Callable[[IncrementalPdfFileWriter], None], fault: str, centre: Centre, office: Office, tmp_path: Path
) -> None:
    first, both, roots = tmp_path / "first.pdf", tmp_path / "both.pdf", [centre.ca, office.ca]
    assert isinstance(sign(centre, SignatureLevel.LONG_TERM, draft(), first), SignedDocument)
    both.write_bytes(gateways.signed_by(office.key(), office.passphrases["kepala-dinas"], first.read_bytes(), {}, harm))
    assert prove(first, both, roots).fault == fault


def test_a_second_signature_that_alters_the_page_is_not_believed(centre: Centre, office: Office, tmp_path: Path) -> None:
    first, both = tmp_path / "first.pdf", tmp_path / "both.pdf"
    assert isinstance(sign(centre, SignatureLevel.LONG_TERM, draft(), first), SignedDocument)
    (altered,) = gateways.altered_page(office.key(), office.passphrases["kepala-dinas"])(first.read_bytes(), b"")
    both.write_bytes(altered)
    assert prove(first, both, [centre.ca, office.ca]).fault


def test_validation_data_that_stood_there_before_any_signature_may_not_change(office: Office, tmp_path: Path) -> None:
    """No judge watches over it: a judge looks at what came after a signature, and there was none."""
    approved, signed = tmp_path / "approved.pdf", tmp_path / "signed.pdf"
    with draft().open("rb") as file, approved.open("wb") as target:
        writer = IncrementalPdfFileWriter(file)
        drop_validation_data(writer)
        writer.write(target)
    key, opens = office.key(), office.passphrases["kepala-dinas"]
    signed.write_bytes(gateways.signed_by(key, opens, approved.read_bytes(), {}))
    assert prove(approved, signed, [office.ca]).fault == ""
    signed.write_bytes(gateways.signed_by(key, opens, approved.read_bytes(), {}, name_certificates))
    assert prove(approved, signed, [office.ca]).fault == "altered"
