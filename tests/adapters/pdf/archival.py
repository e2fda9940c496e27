"""A draft that is PDF/A-1b (ISO 19005-1), as an office's archive wants them: made at test time, every font inside, the colours' meaning told."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from fpdf import FPDF
from fpdf.enums import DocumentCompliance
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from pipeline.adapters.pdf.faces import Face, font_file

LINES: Final = ("Nomor: ${nomor_naskah}", "Sewon, ${tanggal_naskah}", "Dengan hormat,", "", "", "", "${ttd_pengirim}", "", "")
PACKET: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Surat &amp; {title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>Dinas</rdf:li></rdf:Seq></dc:creator></rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<xmp:CreatorTool>Pengolah Kata</xmp:CreatorTool><pdf:Producer>Pengolah Kata 7</pdf:Producer>
<xmp:CreateDate>2026-11-23T10:15:00+07:00</xmp:CreateDate><xmp:ModifyDate>2026-11-23T10:15:00+07:00</xmp:ModifyDate></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def an_archival_draft(path: Path, title: str = "${nomor_naskah}") -> Path:
    """A letter of one page that says it is PDF/A-1b, and is."""
    paper = FPDF(enforce_compliance=DocumentCompliance.PDFA_1B)
    paper.creation_date = datetime(2026, 11, 23, tzinfo=UTC)
    paper.add_font("sans", "", font_file(Face.SANS))
    paper.add_page()
    paper.set_font("sans", size=12)
    for line in LINES:
        paper.cell(0, 12, line, new_x="LMARGIN", new_y="NEXT")
    paper.output(str(path))
    writer = PdfWriter(clone_from=path)
    writer.pdf_header = "%PDF-1.4"
    packet = DecodedStreamObject()
    packet.set_data(PACKET.format(title=title).encode())
    packet.update({NameObject("/Type"): NameObject("/Metadata"), NameObject("/Subtype"): NameObject("/XML")})
    writer.root_object[NameObject("/Metadata")] = writer._add_object(packet)  # noqa: SLF001 - pypdf's only way
    moment = "D:20261123101500+07'00'"
    named = {"Title": f"Surat & {title}", "Author": "Dinas", "Creator": "Pengolah Kata", "Producer": "Pengolah Kata 7"}
    writer.metadata = {f"/{key}": value for key, value in {**named, "CreationDate": moment, "ModDate": moment}.items()}
    writer.generate_file_identifiers()
    writer.write(path)
    return path
