"""What a letter says of itself in XMP, after what its draft said."""

from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject, StreamObject

from pipeline.adapters.pdf.stamp import read_binding, stamp
from tests.adapters.pdf.archival import PACKET, an_archival_draft
from tests.adapters.pdf.drafts import BINDING, an_order
from tests.judges import qpdf_check

ONE = "<pdfaid:part>1</pdfaid:part>"


def restamped(draft: Path, packet: bytes, target: Path, **keys: str) -> bytes:
    """The XMP of the letter that comes of a draft with this XMP."""
    writer = PdfWriter(clone_from=draft)
    stream = DecodedStreamObject()
    stream.set_data(packet)
    stream.update({NameObject(f"/{key}"): NameObject(f"/{value}") for key, value in {"Type": "Metadata", "Subtype": "XML", **keys}.items()})
    writer.root_object[NameObject("/Metadata")] = writer._add_object(stream)  # noqa: SLF001 - pypdf's only way
    writer.write(draft)
    stamp(draft, target, an_order())
    assert read_binding(target) == BINDING
    assert qpdf_check(target) == ""
    told = PdfReader(target).root_object["/Metadata"].get_object()
    assert isinstance(told, StreamObject)
    return told.get_data()


@pytest.mark.parametrize(("was", "now"), [("1", b"1"), ("2", b"2"), ("3", b"3"), ("4", b""), ("", b""), ("1 dan lain", b"")])
def test_a_letter_is_the_part_of_pdf_a_that_its_draft_was(was: str, now: bytes, tmp_path: Path) -> None:
    packet = PACKET.replace(ONE, f"<pdfaid:part>{was}</pdfaid:part>").format(title="Undangan").encode()
    told = restamped(an_archival_draft(tmp_path / "draft.pdf"), packet, tmp_path / "letter.pdf")
    assert (b"<pdfaid:part>%b</pdfaid:part>" % now in told) == bool(now)
    assert (b"pdfaid" in told) == bool(now)


def test_a_part_that_stands_in_an_attribute_counts_too(tmp_path: Path) -> None:
    packet = b'<rdf:Description xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="2" pdfaid:conformance="A"/>'
    told = restamped(an_archival_draft(tmp_path / "draft.pdf"), packet, tmp_path / "letter.pdf")
    assert b"<pdfaid:part>2</pdfaid:part>\n<pdfaid:conformance>B<" in told


@pytest.mark.parametrize("packet", [b"", b"\xff\xfe\x00", ONE.encode() + b" " * 100_000], ids=["empty", "no text", "too large"])
def test_an_xmp_that_is_none_says_nothing(packet: bytes, tmp_path: Path) -> None:
    told = restamped(an_archival_draft(tmp_path / "draft.pdf"), packet, tmp_path / "letter.pdf")
    assert b"pdfaid" not in told


def test_an_xmp_that_cannot_be_unpacked_says_nothing(tmp_path: Path) -> None:
    told = restamped(an_archival_draft(tmp_path / "draft.pdf"), ONE.encode(), tmp_path / "letter.pdf", Filter="Entah")
    assert b"pdfaid" not in told


def test_what_a_title_holds_cannot_say_more_than_a_title(tmp_path: Path) -> None:
    title = "</rdf:li><pdfaid:part>3</pdfaid:part>\x01 & \u201clain\u201d"
    draft = an_archival_draft(tmp_path / "draft.pdf")
    writer = PdfWriter(clone_from=draft)
    writer.metadata = {"/Title": title, "/CreationDate": "kemarin"}
    writer.write(draft)
    stamp(draft, tmp_path / "letter.pdf", an_order())
    told = PdfReader(tmp_path / "letter.pdf").root_object["/Metadata"].get_object()
    assert isinstance(told, StreamObject)
    words = told.get_data().decode()
    assert ("&lt;/rdf:li&gt;&lt;pdfaid:part&gt;3" in words, "\x01" in words, "CreateDate" in words) == (True, False, False)
    assert read_binding(tmp_path / "letter.pdf") == BINDING
