"""The signing gateway, version 2 and 1, against one on loopback that really signs and can lie, stall and break."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfWriter

from pipeline.adapters.line import Line
from pipeline.adapters.tte.bsre import BsreSigner
from pipeline.adapters.tte.bsre_calls import Version1
from pipeline.domain.errors import (
    AwayError,
    CodeNotSentError,
    ConflictError,
    DoubtfulResultError,
    HeldError,
    LaterError,
    RejectedDocumentError,
    SuratError,
    UncertainError,
    WrongSecretError,
)
from pipeline.domain.notes import Text
from pipeline.domain.notes import gateway as say
from pipeline.domain.office import Official
from pipeline.domain.signing import Secret, SignedDocument, SigningResult
from tests.adapters.tte import gateway as gateways
from tests.adapters.tte.gateway import NIK, PASSPHRASE, PASSWORD, TOTP, USER, Gateway, gateway_at_work
from tests.adapters.tte.office import BOX, QR, Office, blank, draft, order
from tests.judges import pdfsig, qpdf_check, qr_codes

HEAD = Official(id="kepala-dinas", name="Rina", position="Kepala", roles=frozenset(), nik=NIK)


@pytest.fixture
def gateway(office: Office) -> Iterator[Gateway]:
    with gateway_at_work(office.key(), office.passphrases["kepala-dinas"]) as one:
        yield one


@pytest.fixture
def signer(gateway: Gateway, office: Office) -> BsreSigner:
    return BsreSigner(line=Line(address=gateway.address, user=USER, password=PASSWORD, read=timedelta(seconds=10)), trust_roots=(office.ca,))


def sign_one(signer: BsreSigner, folder: Path, secret: str = PASSPHRASE, *, is_one_time: bool = False) -> tuple[SigningResult, list[str]]:
    begun: list[str] = []
    (result,) = signer.sign([order(draft(), folder / "signed.pdf")], HEAD, Secret(secret, is_one_time=is_one_time), begun.append)
    return result, begun


def says_nothing_private(error: SuratError) -> bool:
    told = repr(error) + str(error) + error.message.words() + repr(error.__cause__) + repr(error.__context__)
    return not any(one in told for one in (NIK, PASSPHRASE, TOTP, PASSWORD))


def test_a_letter_signed_at_the_gateway_holds_and_shows_our_block_at_its_place(signer: BsreSigner, gateway: Gateway, office: Office, tmp_path: Path) -> None:
    result, begun = sign_one(signer, tmp_path)
    assert isinstance(result, SignedDocument)
    assert (result.certified, begun) == (True, ["2026-000123"])
    assert "Rina" in result.signer
    (facts,) = pdfsig(tmp_path / "signed.pdf", office.ca)
    assert (facts.valid, facts.trusted, facts.total_document) == (True, True, True)
    assert qpdf_check(tmp_path / "signed.pdf") == ""
    box = (BOX.x_pt - 3, 842 - BOX.y_pt - BOX.height_pt - 3, BOX.width_pt + 6, BOX.height_pt + 6)
    assert qr_codes(tmp_path / "signed.pdf", dpi=200, box_pt=box) == [QR]
    assert (tmp_path / "signed.pdf").read_bytes().startswith(draft().read_bytes())
    assert [one.path for one in gateway.asked] == ["/api/v2/user/check/status", "/api/v2/sign/pdf"]


def test_an_invisible_tte_is_in_the_file_and_on_no_page(signer: BsreSigner, gateway: Gateway, office: Office, tmp_path: Path) -> None:
    result, _ = sign_one(replace(signer, is_visible=False), tmp_path)
    assert isinstance(result, SignedDocument)
    (asked,) = gateway.signings
    assert asked.body["signatureProperties"] == [{"tampilan": "INVISIBLE", "location": "Sewon", "reason": "Persetujuan"}]
    assert pdfsig(tmp_path / "signed.pdf", office.ca)[0].valid
    assert qr_codes(tmp_path / "signed.pdf") == []


def test_a_one_time_code_signs_in_place_of_the_passphrase(signer: BsreSigner, gateway: Gateway, tmp_path: Path) -> None:
    result, _ = sign_one(signer, tmp_path, TOTP, is_one_time=True)
    assert isinstance(result, SignedDocument)
    (asked,) = gateway.signings
    assert ("passphrase" in asked.body, asked.body["totp"]) == (False, TOTP)


def test_a_signer_without_nik_is_named_by_his_address(signer: BsreSigner, gateway: Gateway, tmp_path: Path) -> None:
    head = replace(HEAD, nik="", gateway_email="rina@kantor.example")
    (result,) = signer.sign([order(draft(), tmp_path / "signed.pdf")], head, Secret(PASSPHRASE), lambda _: None)
    assert isinstance(result, SignedDocument)
    assert [(one.body.get("email"), "nik" in one.body) for one in gateway.asked] == [("rina@kantor.example", False)] * 2


@pytest.mark.parametrize("way", ["raw", "base64", "by number"])
def test_a_gateway_of_version_1_signs_too(signer: BsreSigner, gateway: Gateway, office: Office, tmp_path: Path, way: str) -> None:
    gateway.by_number = way == "by number"
    result, _ = sign_one(replace(signer, calls=Version1(in_base64=way == "base64")), tmp_path)
    assert isinstance(result, SignedDocument)
    assert pdfsig(tmp_path / "signed.pdf", office.ca)[0].valid
    assert [one.path for one in gateway.asked][:2] == [f"/api/user/status/{NIK}", "/api/sign/pdf"]
    assert len(gateway.asked) == 2 + (way == "by number")
    assert qr_codes(tmp_path / "signed.pdf", dpi=200) == [QR]


def test_some_gateways_of_version_1_take_the_other_corner(signer: BsreSigner, gateway: Gateway, tmp_path: Path) -> None:
    for by_corner in (False, True):
        sign_one(replace(signer, calls=Version1(by_corner=by_corner)), tmp_path)
    size, corner = (one.body for one in gateway.signings)
    assert float(size["width"]) == pytest.approx(BOX.width_pt, abs=0.01)
    assert (float(corner["width"]), float(corner["height"])) == pytest.approx((BOX.x_pt + BOX.width_pt, BOX.y_pt + BOX.height_pt), abs=0.01)


def test_version_1_has_no_one_time_codes_and_is_not_asked(signer: BsreSigner, gateway: Gateway, tmp_path: Path) -> None:
    result, begun = sign_one(replace(signer, calls=Version1()), tmp_path, TOTP, is_one_time=True)
    assert isinstance(result, WrongSecretError)
    assert (gateway.asked, begun) == ([], [])


def test_what_version_1_gives_away_only_once_and_loses_is_uncertain(
    signer: BsreSigner, gateway: Gateway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway.by_number = True
    monkeypatch.setattr(gateway, "kept", _Leaky())
    result, begun = sign_one(replace(signer, calls=Version1()), tmp_path)
    assert isinstance(result, UncertainError)
    assert begun == ["2026-000123"]


class _Leaky(dict[str, bytes]):
    def __setitem__(self, key: str, value: bytes) -> None:
        """Forget what is put in."""


@pytest.mark.parametrize("wrong", [gateways.NEW_WRONG, gateways.OLD_WRONG], ids=["new shape", "old shape"])
def test_a_wrong_passphrase_is_sent_once_however_many_letters_wait(signer: BsreSigner, gateway: Gateway, tmp_path: Path, wrong: tuple[int, object]) -> None:
    gateway.wrong = wrong
    orders = [order(draft(), tmp_path / f"{n}.pdf", letter=f"2026-00000{n}") for n in range(3)]
    begun: list[str] = []
    results = signer.sign(orders, HEAD, Secret("keliru-99"), begun.append)
    assert all(isinstance(one, WrongSecretError) for one in results)
    assert len(gateway.signings) == 1
    assert begun == ["2026-000000"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("refusal", "outcome"),
    [
        ((400, {"error": "User tidak terdaftar", "status_code": 2011}), HeldError),
        ((400, {"error": "com.itextpdf...InvalidPdfException: Rebuild failed: trailer not found", "status_code": 400}), RejectedDocumentError),
        ((401, {"error": "Unauthorized"}), HeldError),
        ((403, "<html>Forbidden</html>"), HeldError),
        ((500, gateways.SPRING), AwayError),
        ((502, "<html>Bad Gateway</html>"), AwayError),
        ((503, ""), AwayError),
        ((500, {"error": "Proses signing gagal : Passphrase anda salah 2031", "status_code": 500}), WrongSecretError),
        ((400, {"message": "Proses signing gagal : 2031", "status_code": 400}), WrongSecretError),
        ((500, {"error": "Proses signing gagal : 2031", "status_code": "500"}), WrongSecretError),
        ((200, "<html>Silakan masuk</html>"), HeldError),
        ((200, {"file": []}), HeldError),
        ((200, {"error": "Passphrase anda salah", "status_code": 2031}), WrongSecretError),
        ((302, ""), HeldError),
        ((400, [1, 2]), HeldError),
        ((418, {"error": "baru"}), HeldError),
    ],
    ids=str,
)
def test_every_refusal_has_its_outcome_and_tells_nothing_private(
    signer: BsreSigner, gateway: Gateway, tmp_path: Path, refusal: tuple[int, object], outcome: type[SuratError]
) -> None:
    gateway.refusal = refusal
    result, begun = sign_one(replace(signer, is_visible=False), tmp_path)
    assert type(result) is outcome
    assert says_nothing_private(result)
    assert begun == ["2026-000123"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("standing", "outcome"),
    [
        ((200, {"status_code": 1110, "status": "NOT_REGISTERED", "message": f"{NIK} tidak terdaftar"}), HeldError),
        ((400, {"error": "User tidak terdaftar", "status_code": 2011}), HeldError),
        ((200, {"status_code": 1112, "status": "REVOKED", "message": "x"}), HeldError),
        ((200, {"status_code": 1113, "status": "EXPIRED", "message": "x"}), HeldError),
        ((200, {"status_code": 1114, "status": "SUSPENDED", "message": "x"}), HeldError),
        ((401, {"error": "Unauthorized"}), HeldError),
        ((500, gateways.SPRING), AwayError),
        ((200, "<html></html>"), HeldError),
    ],
    ids=str,
)
def test_who_may_not_sign_is_told_before_a_passphrase_is_sent(
    signer: BsreSigner, gateway: Gateway, tmp_path: Path, standing: tuple[int, object], outcome: type[SuratError]
) -> None:
    gateway.standing = standing
    result, begun = sign_one(signer, tmp_path)
    assert type(result) is outcome
    assert says_nothing_private(result)
    assert (gateway.signings, begun) == ([], [])


@pytest.mark.parametrize("lie", ["unsigned", "two_files", "no_pdf", "loose_bytes", "altered_page", "another", "two_signatures", "untrusted"])
def test_a_gateway_that_lies_is_not_believed(signer: BsreSigner, gateway: Gateway, office: Office, tmp_path: Path, lie: str) -> None:
    key, opens = office.key(), office.passphrases["kepala-dinas"]
    lies = {
        "unsigned": gateways.unsigned,
        "two_files": gateways.two_files,
        "no_pdf": gateways.no_pdf,
        "loose_bytes": gateways.loose_bytes,
        "altered_page": gateways.altered_page(key, opens),
        "another": lambda _sent, _signed: [gateways.signed_by(key, opens, draft("carlito").read_bytes(), {})],
        "two_signatures": lambda _sent, signed: [gateways.signed_by(key, opens, signed, {})],
    }
    gateway.lie = lies.get(lie)
    if lie == "untrusted":
        signer = replace(signer, trust_roots=())
    result, _ = sign_one(signer, tmp_path)
    assert isinstance(result, HeldError)
    assert says_nothing_private(result)
    assert isinstance(result, DoubtfulResultError) == (lie != "two_files")
    assert (tmp_path / "signed.pdf").exists() == (lie != "two_files")


@pytest.mark.parametrize(
    "changes", [{"x": -200.0, "y": 300.0}, {"page": 1}, {"width": 40.0}, {"y": 4.0}], ids=["picture elsewhere", "other page", "too large", "over the edge"]
)
def test_a_tte_that_is_not_seen_where_it_was_asked_for_is_not_believed(
    signer: BsreSigner, gateway: Gateway, office: Office, tmp_path: Path, changes: dict[str, float]
) -> None:
    gateway.lie = gateways.shown_elsewhere(office.key(), office.passphrases["kepala-dinas"], gateway.asked_to_show, **changes)
    (result,) = signer.sign([order(two_pages(tmp_path / "draft.pdf"), tmp_path / "signed.pdf")], HEAD, Secret(PASSPHRASE), lambda _: None)
    assert isinstance(result, DoubtfulResultError)
    assert "koordinat" in str(result)
    assert says_nothing_private(result)
    assert (tmp_path / "signed.pdf").exists()


def test_a_gateway_that_rounds_the_place_to_whole_points_is_believed(signer: BsreSigner, gateway: Gateway, office: Office, tmp_path: Path) -> None:
    gateway.lie = gateways.shown_elsewhere(office.key(), office.passphrases["kepala-dinas"], gateway.asked_to_show, x=0.6, y=-0.6)
    result, _ = sign_one(signer, tmp_path)
    assert isinstance(result, SignedDocument)


def test_an_invisible_tte_that_is_seen_is_not_believed(signer: BsreSigner, gateway: Gateway, office: Office, tmp_path: Path) -> None:
    sign_one(signer, tmp_path)
    seen = gateway.asked_to_show()
    gateway.lie = gateways.shown_elsewhere(office.key(), office.passphrases["kepala-dinas"], lambda: seen)
    result, _ = sign_one(replace(signer, is_visible=False), tmp_path)
    assert isinstance(result, DoubtfulResultError)


def test_a_gateway_of_version_1_that_takes_the_other_corner_is_found_out(signer: BsreSigner, tmp_path: Path) -> None:
    result, _ = sign_one(replace(signer, calls=Version1(by_corner=True)), tmp_path)
    assert isinstance(result, DoubtfulResultError)
    assert "koordinat" in str(result)


def two_pages(path: Path) -> Path:
    writer = PdfWriter()
    for _ in range(2):
        writer.add_blank_page(595, 842)
    writer.write(path)
    return path


def test_a_line_that_breaks_after_the_document_went_out_is_uncertain_and_the_rest_is_not_sent(signer: BsreSigner, gateway: Gateway, tmp_path: Path) -> None:
    gateway.cuts = True
    orders = [order(draft(), tmp_path / f"{n}.pdf", letter=f"2026-00000{n}") for n in range(2)]
    begun: list[str] = []
    first, second = signer.sign(orders, HEAD, Secret(PASSPHRASE), begun.append)
    assert isinstance(first, UncertainError)
    assert type(second) is LaterError
    assert begun == ["2026-000000"]
    assert says_nothing_private(first)


def test_an_answer_that_does_not_come_in_time_is_uncertain(signer: BsreSigner, gateway: Gateway, tmp_path: Path) -> None:
    gateway.stalls = 3
    result, begun = sign_one(replace(signer, line=replace(signer.line, read=timedelta(seconds=1))), tmp_path)
    assert isinstance(result, UncertainError)
    assert begun == ["2026-000123"]


def test_a_gateway_that_is_not_there_is_tried_later_and_nothing_is_begun(signer: BsreSigner, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        away = replace(signer, line=replace(signer.line, address=f"http://127.0.0.1:{taken.getsockname()[1]}"))
        result, begun = sign_one(away, tmp_path)
    assert isinstance(result, AwayError)
    assert begun == []


def test_a_batch_that_took_its_time_goes_on_in_the_next_round(signer: BsreSigner, gateway: Gateway, tmp_path: Path) -> None:
    gateway.stalls = 0.3
    orders = [order(draft(), tmp_path / f"{n}.pdf", letter=f"2026-00000{n}") for n in range(2)]
    first, second = replace(signer, batch=timedelta(seconds=0.1)).sign(orders, HEAD, Secret(PASSPHRASE), lambda _: None)
    assert isinstance(first, SignedDocument)
    assert type(second) is LaterError
    assert len(gateway.signings) == 1


def test_a_letter_that_moved_meanwhile_is_not_sent(signer: BsreSigner, gateway: Gateway, tmp_path: Path) -> None:
    moved = ConflictError(say.NOT_BEGUN(letter="2026-000123"))

    def begin(_letter: str) -> None:
        raise moved

    (result,) = signer.sign([order(draft(), tmp_path / "signed.pdf")], HEAD, Secret(PASSPHRASE), begin)
    assert result is moved
    assert gateway.signings == []


def test_a_page_that_is_turned_gets_an_upright_block(signer: BsreSigner, gateway: Gateway, tmp_path: Path) -> None:
    for turn in (90, 180, 270):
        source = blank(tmp_path / f"{turn}.pdf", rotate=turn)
        (result,) = signer.sign([order(source, tmp_path / f"{turn}-signed.pdf")], HEAD, Secret(PASSPHRASE), lambda _: None)
        assert isinstance(result, SignedDocument), result
        box = (BOX.x_pt - 3, 842 - BOX.y_pt - BOX.height_pt - 3, BOX.width_pt + 6, BOX.height_pt + 6)
        assert qr_codes(tmp_path / f"{turn}-signed.pdf", dpi=200, box_pt=box) == [QR], turn
    assert len(gateway.signings) == 3


# One-time codes


def refusal_of_code(signer: BsreSigner, head: Official = HEAD) -> CodeNotSentError:
    with pytest.raises(CodeNotSentError) as refused:
        signer.request_code(head, 1)
    assert says_nothing_private(refused.value)
    return refused.value


@pytest.mark.parametrize(
    ("head", "named"),
    [(HEAD, {"nik": NIK}), (replace(HEAD, nik="", gateway_email="rina@kantor.example"), {"email": "rina@kantor.example"})],
    ids=["by number", "by address"],
)
@pytest.mark.parametrize("code", [{"message": "Kode dikirim"}, {"success": True, "status_code": 1111}, {}], ids=["word", "code", "bare"])
def test_a_code_is_asked_for_by_the_signers_number_or_address(
    signer: BsreSigner, gateway: Gateway, head: Official, named: dict[str, str], code: dict[str, object]
) -> None:
    gateway.code = (200, code)
    signer.request_code(head, 3)
    assert [(one.path, one.body) for one in gateway.asked] == [("/api/v2/sign/get/totp", {**named, "data": 3})]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((400, {"error": "User tidak terdaftar", "status_code": 2011}), say.CODE_UNKNOWN_SIGNER),
        ((200, {"message": "User tidak terdaftar", "status_code": 2011}), say.CODE_UNKNOWN_SIGNER),
        ((400, {"status": "SUSPENDED", "message": "Sertifikat ditangguhkan"}), say.CODE_CERTIFICATE),
        ((401, {}), say.CODE_ACCOUNT),
        ((403, "<html>masuk dahulu</html>"), say.CODE_ACCOUNT),
        ((500, gateways.SPRING), say.CODE_AWAY),
        ((503, ""), say.CODE_AWAY),
        ((200, "<html>masuk dahulu</html>"), say.CODE_STRANGE),
        ((200, ["Kode dikirim"]), say.CODE_STRANGE),
        ((200, {"error": f"gagal untuk {NIK}"}), say.CODE_STRANGE),
        ((200, {"success": False}), say.CODE_STRANGE),
        ((200, {"status_code": 2047, "message": "gagal"}), say.CODE_STRANGE),
        ((404, {}), say.CODE_STRANGE),
        ((302, {}), say.CODE_STRANGE),
    ],
)
def test_a_gateway_that_sends_no_code_is_told_with_what_to_do(signer: BsreSigner, gateway: Gateway, answer: tuple[int, object], said: Text) -> None:
    gateway.code = answer
    assert refusal_of_code(signer).message.text is said
    assert len(gateway.asked) == 1


def test_whether_a_code_came_after_a_broken_line_is_not_known(signer: BsreSigner, gateway: Gateway) -> None:
    gateway.cuts = True
    assert refusal_of_code(signer).message.text is say.CODE_UNCERTAIN


def test_a_gateway_that_is_silent_about_a_code_is_not_waited_for_long(signer: BsreSigner, gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.adapters.tte.bsre.CODE_WAIT", timedelta(seconds=0.2))
    gateway.stalls = 2
    assert refusal_of_code(signer).message.text is say.CODE_UNCERTAIN


def test_a_gateway_that_is_away_sends_no_code(signer: BsreSigner) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        away = replace(signer, line=replace(signer.line, address=f"http://127.0.0.1:{closed.getsockname()[1]}"))
        assert refusal_of_code(away).message.text is say.CODE_AWAY


def test_version_1_is_not_asked_for_codes(signer: BsreSigner, gateway: Gateway) -> None:
    assert refusal_of_code(replace(signer, calls=Version1())).message.text is say.NO_CODES
    assert gateway.asked == []
