"""What a draft holds beside its pages: comments, form fields, signatures, bookmarks, properties."""

import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from pipeline.adapters.pdf.examine import examine
from pipeline.adapters.pdf.stamp import stamp
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import Message
from pipeline.domain.notes import pages as say
from pipeline.domain.page import Layout
from tests.adapters.pdf.drafts import DRAFTS, NUMBER, SIGNATURE_LINE, a_draft, an_order
from tests.judges import qpdf_check

WHOLE = "BT /F1 12 Tf 72 700 Td (Nomor: ${nomor_naskah}) Tj ET\n" + SIGNATURE_LINE


def name(text: str) -> NameObject:
    return NameObject(text)


def entries(**values: PdfObject) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in values.items()})


def text(words: str) -> TextStringObject:
    return TextStringObject(words)


def drawing(content: str) -> DecodedStreamObject:
    stream = DecodedStreamObject()
    stream.set_data(content.encode())
    font = entries(Type=name("/Font"), Subtype=name("/Type1"), BaseFont=name("/Helvetica"), Encoding=name("/WinAnsiEncoding"))
    stream.update(entries(Type=name("/XObject"), Subtype=name("/Form"), BBox=place(), Resources=entries(Font=entries(F1=font))))
    return stream


def place() -> ArrayObject:
    return ArrayObject(map(FloatObject, (72, 300, 272, 320)))


def annotation(kind: str, **values: PdfObject) -> DictionaryObject:
    return entries(Type=name("/Annot"), Subtype=name(f"/{kind}"), Rect=place(), **values)


def annotated(path: Path, *annotations: DictionaryObject, listed: bool = False) -> Path:
    """A whole draft with annotations on its page; as fields of the form too where `listed`."""
    writer = PdfWriter(clone_from=a_draft(path, WHOLE))
    known = ArrayObject([writer._add_object(one) for one in annotations])  # noqa: SLF001 - pypdf's only way
    writer.pages[0][name("/Annots")] = known
    if listed:
        writer.root_object[name("/AcroForm")] = entries(Fields=known)
    writer.write(path)
    return path


def faults(draft: Path) -> tuple[Message, ...]:
    return examine(draft, Layout()).faults


def appearance(content: str, *, state: bool = False) -> DictionaryObject:
    return entries(N=entries(On=drawing(content)) if state else drawing(content))


BESIDE = {
    "free text": annotation("FreeText", Contents=text("Nomor ${nomor_naskah}")),
    "a note": annotation("Text", Contents=text("ganti ${hal} nanti")),
    "rich text": annotation("FreeText", RC=text("<p>${sifat}</p>")),
    "a drawing": annotation("Stamp", AP=appearance("BT /F1 9 Tf 80 305 Td (${hal}) Tj ET")),
    "a drawing in pieces": annotation("Stamp", AP=appearance("BT /F1 9 Tf 80 305 Td ($) Tj ({hal}) Tj ET")),
    "a drawing of a state": annotation("Stamp", AP=appearance("BT /F1 9 Tf 80 305 Td (${hal}) Tj ET", state=True)),
}


@pytest.mark.parametrize("beside", BESIDE.values(), ids=BESIDE)
def test_a_placeholder_in_an_annotation_is_told(beside: DictionaryObject, tmp_path: Path) -> None:
    draft = annotated(tmp_path / "in.pdf", beside)
    assert faults(draft) == (say.TOKEN_BESIDE(page=1), say.OVER_THE_TEXT(page=1, kind=beside["/Subtype"][1:]))
    with pytest.raises(DraftRefusedError):
        stamp(draft, tmp_path / "out.pdf", an_order())


def test_a_comment_is_to_be_taken_away(tmp_path: Path) -> None:
    draft = annotated(tmp_path / "in.pdf", annotation("Text", Contents=text("Mohon diperiksa")))
    assert faults(draft) == (say.OVER_THE_TEXT(page=1, kind="Text"),)
    with pytest.raises(DraftRefusedError):
        stamp(draft, tmp_path / "out.pdf", an_order())


def test_a_link_stays_and_goes_where_it_went(tmp_path: Path) -> None:
    to_web = annotation("Link", Border=ArrayObject([NumberObject(0)] * 3), A=entries(S=name("/URI"), URI=text("https://contoh.test")))
    draft = annotated(tmp_path / "in.pdf", to_web)
    assert examine(draft, Layout()).left_out == ()
    stamp(draft, tmp_path / "out.pdf", an_order())
    (kept,) = PdfReader(tmp_path / "out.pdf").pages[0].annotations or ()
    assert kept.get_object()["/A"]["/URI"] == "https://contoh.test"


@pytest.mark.parametrize("listed", [True, False], ids=["listed", "of a page only"])
def test_a_form_field_is_refused(listed: bool, tmp_path: Path) -> None:  # noqa: FBT001 - pytest's way
    field = annotation("Widget", FT=name("/Tx"), T=text("nama"), V=text("${hal}"), AP=appearance("BT /F1 9 Tf 80 305 Td (isi) Tj ET"))
    draft = annotated(tmp_path / "in.pdf", field, listed=listed)
    assert faults(draft) == (say.FORM_FIELDS(), say.TOKEN_BESIDE(page=1))
    with pytest.raises(DraftRefusedError):
        stamp(draft, tmp_path / "out.pdf", an_order())


@pytest.mark.parametrize("listed", [True, False], ids=["listed", "of a page only"])
def test_an_empty_signature_field_is_refused(listed: bool, tmp_path: Path) -> None:  # noqa: FBT001 - pytest's way
    draft = annotated(tmp_path / "in.pdf", annotation("Widget", FT=name("/Sig"), T=text("TTE")), listed=listed)
    assert faults(draft) == (say.SIGNATURE_FIELD(),)
    with pytest.raises(DraftRefusedError):
        stamp(draft, tmp_path / "out.pdf", an_order())


def a_signature() -> DictionaryObject:
    return entries(Type=name("/Sig"), Filter=name("/Adobe.PPKLite"), Contents=ByteStringObject(b"\x30\x80"), ByteRange=ArrayObject([NumberObject(0)] * 4))


SIGNED = {
    "a widget of a page only": lambda path: annotated(path, annotation("Widget", FT=name("/Sig"), V=entries(Type=name("/Sig")))),
    "a widget of a nameless field": lambda path: annotated(path, annotation("Widget", Parent=entries(FT=name("/Sig")), V=entries(Type=name("/Sig")))),
    "a signature without field": lambda path: annotated(path, annotation("Text", Contents=text("sah"), Signature=a_signature())),
}


@pytest.mark.parametrize("kind", SIGNED)
def test_a_signature_the_form_does_not_list_is_seen(kind: str, tmp_path: Path) -> None:
    draft = SIGNED[kind](tmp_path / "in.pdf")
    with pytest.raises(DraftRefusedError) as refusal:
        examine(draft, Layout())
    assert refusal.value.message == say.ALREADY_SIGNED()


def test_a_signature_across_the_steps_of_reading_is_seen(tmp_path: Path) -> None:
    draft = a_draft(tmp_path / "in.pdf", WHOLE)
    content = draft.read_bytes()
    comment = b"%" + b"x" * ((1 << 20) - len(content) - 6) + b"/ByteRange[0 1 2 3]\n"
    draft.write_bytes(content + comment + content[content.rindex(b"startxref") :])
    with pytest.raises(DraftRefusedError) as refusal:
        examine(draft, Layout())
    assert refusal.value.message == say.ALREADY_SIGNED()


def titled(path: Path, title: str, bookmark: str = "Isi") -> Path:
    """A whole draft with a title, a bookmark below a bookmark, and a structure that says how things are read."""
    writer = PdfWriter(clone_from=a_draft(path, WHOLE))
    writer.add_metadata({"/Title": title, "/Author": "Ibu Guru (a.n.) \\ é"})
    writer.add_outline_item(title=bookmark, page_number=0, parent=writer.add_outline_item(title="Surat", page_number=0))
    element = entries(Type=name("/StructElem"), S=name("/P"), ActualText=text("Nomor ${nomor_naskah}"), Alt=text("${entah} apa"))
    writer.root_object[name("/StructTreeRoot")] = entries(Type=name("/StructTreeRoot"), K=ArrayObject([element]))
    writer.write(path)
    return path


def raw(path: Path) -> bytes:
    """Every object as qpdf writes it out, unpacked."""
    return subprocess.run(["qpdf", "--qdf", "--object-streams=disable", str(path), "-"], capture_output=True, check=True).stdout


def test_title_bookmarks_and_structure_hold_the_values(tmp_path: Path) -> None:
    draft, target = titled(tmp_path / "in.pdf", "Surat ${nomor_naskah} ${ttd_pengirim}", "Hal ${hal} “kutip”"), tmp_path / "out.pdf"
    assert faults(draft) == ()
    stamp(draft, target, an_order(hal="Undangan"))
    for spelling in (b"${", b"$\\{", "${".encode("utf-16-be"), b"0024007b", b"nomor_naskah", "nomor_naskah".encode("utf-16-be")):
        assert spelling not in raw(target)
    stamped = PdfReader(target)
    assert stamped.metadata
    assert stamped.metadata.title == f"Surat {NUMBER} "
    assert stamped.metadata.author == "Ibu Guru (a.n.) \\ é"
    assert "Hal Undangan “kutip”" in str(stamped.outline)
    assert qpdf_check(target) == ""


@pytest.mark.parametrize(("title", "bookmark"), [("Surat ${nomor}", "Isi"), ("Surat", "Isi ${nomor}"), ("Surat ${nomor_naskah", "Isi")])
def test_an_unknown_placeholder_in_title_or_bookmark_is_told(title: str, bookmark: str, tmp_path: Path) -> None:
    (fault,) = faults(titled(tmp_path / "in.pdf", title, bookmark))
    assert fault.text is say.TOKEN_IN_TITLE


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda path: path.stem)
def test_no_object_of_a_stamped_letter_names_a_placeholder(draft: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.pdf"
    stamp(draft, target, an_order())
    assert b"naskah}" not in raw(target)
    assert b"${" not in raw(target)
    assert qpdf_check(target) == ""


def test_a_value_that_is_a_placeholder_itself_never_gets_into_a_letter(tmp_path: Path) -> None:
    with pytest.raises(DraftRefusedError) as refusal:
        stamp(a_draft(tmp_path / "in.pdf", WHOLE), tmp_path / "out.pdf", an_order(nomor_naskah="${hal}"))
    assert refusal.value.message == say.TOKEN_REMAINS(page=1)
