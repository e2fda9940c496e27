"""What a clerk is told about a draft before it is taken in."""

import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from pipeline.adapters.pdf.examine import examine
from pipeline.adapters.pdf.stamp import stamp
from pipeline.domain.errors import DraftRefusedError, IncompleteDraftError
from pipeline.domain.notes import Message
from pipeline.domain.notes import pages as say
from pipeline.domain.page import Layout, Spot, Token
from tests.adapters.pdf.drafts import DRAFTS, SIGNATURE_LINE, Paper, a_draft, an_order

NUMBER_LINE = "BT /F1 12 Tf 72 700 Td (Nomor: ${nomor_naskah}) Tj ET\n"
WHOLE = NUMBER_LINE + SIGNATURE_LINE


def told(draft: Path, layout: Layout | None = None) -> list[str]:
    return [str(fault) for fault in examine(draft, layout or Layout()).faults]


def verdict(draft: Path) -> DraftRefusedError:
    with pytest.raises(DraftRefusedError) as refusal:
        examine(draft, Layout())
    return refusal.value


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda path: path.stem)
def test_the_four_drafts_have_no_fault(draft: Path) -> None:
    found = examine(draft, Layout())
    assert found.faults == ()
    assert found.pages == 1
    assert {Token.NUMBER, Token.SIGNATURE} <= found.tokens
    assert "DINAS KEPENDUDUKAN DAN PENCATATAN SIPIL" in found.text
    assert "Menindaklanjuti surat edaran, bersama ini kami sampaikan permohonan klarifikasi dan koordinasi efektif" in found.text
    assert "NIP. 19710506 199603 1 003" in found.text


NO_PDF = {"empty": b"", "html": b"<!doctype html><p>%PDF", "picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 2000, "text": b"Nomor: ${nomor_naskah}\n" * 200}


@pytest.mark.parametrize("content", NO_PDF.values(), ids=NO_PDF)
def test_what_is_no_pdf_is_called_so(content: bytes, tmp_path: Path) -> None:
    draft = tmp_path / "surat.pdf"
    draft.write_bytes(content)
    found = verdict(draft)
    assert found.message == say.NOT_A_PDF()
    assert not isinstance(found, IncompleteDraftError)


def test_a_word_file_named_pdf_is_no_pdf(tmp_path: Path) -> None:
    draft = tmp_path / "surat.pdf"
    with zipfile.ZipFile(draft, "w") as docx:
        docx.writestr("[Content_Types].xml", "<Types/>")
        docx.writestr("word/document.xml", "<w:document/>")
    assert verdict(draft).message == say.NOT_A_PDF()


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
def test_a_pdf_still_being_copied_is_waited_for(part: float, tmp_path: Path) -> None:
    content = DRAFTS[0].read_bytes()
    draft = tmp_path / "surat.pdf"
    draft.write_bytes(content[: int(len(content) * part)])
    assert isinstance(verdict(draft), IncompleteDraftError)
    draft.write_bytes(content[: int(len(content) * part)].ljust(len(content), b"\0"))
    assert isinstance(verdict(draft), IncompleteDraftError)


def test_an_end_without_a_middle_is_waited_for(tmp_path: Path) -> None:
    content = DRAFTS[0].read_bytes()
    draft = tmp_path / "surat.pdf"
    draft.write_bytes(content[:200] + b"\0" * (len(content) - 1000) + b"\nstartxref\n17\n%%EOF\n")
    assert isinstance(verdict(draft), IncompleteDraftError)


@pytest.mark.parametrize("password", ["", "rahasia"])
def test_a_locked_pdf_is_refused(password: str, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=DRAFTS[0])
    writer.encrypt(password, "pemilik", algorithm="AES-256")
    writer.write(tmp_path / "surat.pdf")
    assert verdict(tmp_path / "surat.pdf").message == say.ENCRYPTED()


def test_a_pdf_without_pages_is_refused(tmp_path: Path) -> None:
    PdfWriter().write(tmp_path / "surat.pdf")
    assert verdict(tmp_path / "surat.pdf").message == say.NO_PAGES()


def test_a_signed_pdf_is_refused(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=DRAFTS[0])
    value = DictionaryObject({NameObject("/Type"): NameObject("/Sig")})
    field = DictionaryObject({NameObject("/FT"): NameObject("/Sig"), NameObject("/T"): TextStringObject("TTE"), NameObject("/V"): value})
    parent = DictionaryObject({NameObject("/T"): TextStringObject("kantor"), NameObject("/Kids"): ArrayObject([field])})
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): ArrayObject([parent])})
    writer.write(tmp_path / "surat.pdf")
    assert verdict(tmp_path / "surat.pdf").message == say.ALREADY_SIGNED()


def test_a_damaged_pdf_is_refused_and_never_an_accident(tmp_path: Path) -> None:
    whole = DRAFTS[0].read_bytes()
    draft = tmp_path / "surat.pdf"
    for at in range(0, len(whole), 241):
        draft.write_bytes(whole[:at] + b"<</]9 R(" + whole[at + 8 :])
        try:
            examine(draft, Layout())
        except DraftRefusedError:
            continue


def test_pages_that_contain_themselves_are_refused(tmp_path: Path) -> None:
    draft = a_draft(tmp_path / "surat.pdf", WHOLE)
    text = draft.read_bytes()
    kids = PdfReader(draft).root_object.raw_get("/Pages").idnum
    draft.write_bytes(text.replace(b"/Kids [ ", b"/Kids [ %d 0 R " % kids))
    verdict(draft)


def test_every_unknown_placeholder_is_named_with_the_nearest(tmp_path: Path) -> None:
    faults = told(a_draft(tmp_path / "in.pdf", WHOLE + " BT /F1 12 Tf 72 600 Td (${nomor_surat}) Tj 0 -20 Td (${NIP_PENGIRIM}) Tj ET"))
    assert len(faults) == 2
    assert "${nomor_surat}" in faults[0]
    assert "${nomor_naskah}" in faults[0]
    assert "${NIP_PENGIRIM}" in faults[1]
    assert "${nip_pengirim}" in faults[1]


def test_a_placeholder_never_closed_is_told(tmp_path: Path) -> None:
    faults = examine(a_draft(tmp_path / "in.pdf", WHOLE + " BT /F1 12 Tf 72 600 Td (${hal dan seterusnya) Tj ET"), Layout()).faults
    assert faults == (say.OPEN_TOKEN(page=1, start="${haldanseterusnya"),)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    draft = a_draft(tmp_path / "in.pdf", "BT /F1 12 Tf 72 600 Td (${nomer}) Tj ET")
    faults = examine(draft, Layout()).faults
    assert faults == (say.UNKNOWN_TOKEN(page=1, token="nomer", nearest="nomor_naskah"), say.NUMBER_HAS_NO_PLACE(), say.SIGNATURE_HAS_NO_PLACE())


def test_two_places_for_the_signature_are_told(tmp_path: Path) -> None:
    draft = a_draft(tmp_path / "in.pdf", WHOLE + SIGNATURE_LINE.replace("200", "400"))
    assert say.TWO_SIGNATURES(count=2) in examine(draft, Layout()).faults


def test_a_number_on_each_page_is_fine(tmp_path: Path) -> None:
    assert told(a_draft(tmp_path / "in.pdf", NUMBER_LINE, WHOLE)) == []


@pytest.mark.parametrize("token", [Token.NUMBER, Token.DATE, Token.SIGNATURE])
def test_a_spot_that_cannot_be_is_told(token: Token, tmp_path: Path) -> None:
    draft = a_draft(
        tmp_path / "in.pdf",
        ("" if token is Token.NUMBER else NUMBER_LINE)
        + ("" if token is Token.SIGNATURE else SIGNATURE_LINE)
        + " BT /F1 12 Tf 72 500 Td (Isi surat yang panjang) Tj ET",
    )

    def fault(page: int, x_mm: float, y_mm: float) -> Message:
        (only,) = examine(draft, Layout(wished={token: Spot(page=page, x_mm=x_mm, y_mm=y_mm)})).faults
        return only

    assert fault(2, 20, 20).text is say.NO_SUCH_PAGE
    assert fault(1, 200, 20).text is say.OUTSIDE_PAGE
    assert fault(1, 20, 295).text is say.OUTSIDE_PAGE
    assert fault(1, -5, 100).text is say.OUTSIDE_PAGE
    assert fault(1, 30, 118).text is say.NOT_FREE


@pytest.mark.parametrize(
    "ink", ["340 210 100 20 re f", "340 100 m 340 300 l 345 205 m 500 205 l S", "0.5 g 0 0 595 842 re f 0 g"], ids=["bar", "rule", "shade"]
)
def test_ink_where_the_signature_goes_is_told(ink: str, tmp_path: Path) -> None:
    draft = a_draft(tmp_path / "in.pdf", f"{ink} BT /F1 12 Tf 72 30 Td (${{nomor_naskah}}) Tj ET 0 60 595 130 re f " + SIGNATURE_LINE)
    (fault,) = examine(draft, Layout()).faults
    assert fault.text is say.NO_ROOM_FOR_SIGNATURE
    with pytest.raises(DraftRefusedError):
        stamp(draft, tmp_path / "out.pdf", an_order())


def test_a_reserved_number_in_the_text_is_place_enough(tmp_path: Path) -> None:
    draft = a_draft(tmp_path / "in.pdf", "BT /F1 12 Tf 72 700 Td (Nomor 400 / 12) Tj ET " + SIGNATURE_LINE)
    assert told(draft, Layout(number_is_written="400/12")) == []
    assert examine(draft, Layout(number_is_written="400/13")).faults == (say.NUMBER_HAS_NO_PLACE(),)


def test_what_examining_lets_pass_can_be_stamped_in_the_same_box(tmp_path: Path) -> None:
    for paper in (Paper(), Paper(media=(0, 0, 420, 595))):
        draft = a_draft(tmp_path / "in.pdf", "BT /F1 12 Tf 40 550 Td (${nomor_naskah}) Tj 160 -300 Td (${ttd_pengirim}) Tj ET", paper=paper)
        assert told(draft) == []
        (box,) = stamp(draft, tmp_path / "out.pdf", an_order())
        assert stamp(draft, tmp_path / "out.pdf", an_order(nomor_naskah="1/2")) == (box,)
