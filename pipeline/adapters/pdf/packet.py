"""What a letter says of itself in XMP (ISO 16684-1): which letter it is, and, where its draft called itself PDF/A, that.

PDF/A (ISO 19005-1, 6.7) wants the file's properties said in XMP as well, in the same words, and properties of one's own described. A draft's claim is carried
over at level B: what is drawn into a letter is in no structure, which level A would ask for.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final
from xml.sax.saxutils import escape

from pypdf import PdfReader
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, PdfObject, StreamObject, TextStringObject

from pipeline.domain.page import Binding

NAMESPACE: Final = "urn:surat:naskah:1.0#"
"""of the XMP properties that bind a PDF to its letter"""

_PACKET: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:surat="{namespace}">
<surat:letter>{letter}</surat:letter>
<surat:revision>{revision}</surat:revision>
<surat:sidecar>{sidecar}</surat:sidecar>
</rdf:Description>
{archival}</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""
_ARCHIVAL: Final = """<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>{part}</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
{properties}
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>surat</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{namespace}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>surat</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>
{described}
</rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
_DESCRIBED: Final = """<rdf:li rdf:parseType="Resource">
<pdfaProperty:name>{name}</pdfaProperty:name>
<pdfaProperty:valueType>Text</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>{meaning}</pdfaProperty:description>
</rdf:li>"""
_OWN: Final = {"letter": "the letter's id", "revision": "which revision of it this is", "sidecar": "the digest of what was filled in for it"}
_PROPERTIES: Final = {
    "/Title": '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:title>',
    "/Author": "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>",
    "/Subject": '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:description>',
    "/Keywords": "<pdf:Keywords>{}</pdf:Keywords>",
    "/Producer": "<pdf:Producer>{}</pdf:Producer>",
    "/Creator": "<xmp:CreatorTool>{}</xmp:CreatorTool>",
    "/CreationDate": "<xmp:CreateDate>{}</xmp:CreateDate>",
    "/ModDate": "<xmp:ModifyDate>{}</xmp:ModifyDate>",
}
"""ISO 19005-1, 6.7.3, table 1"""
_CLAIM: Final = re.compile(rb"pdfaid:part\s*(?:=\s*[\"']|>)\s*([123])\s*[\"'<]")
_MOST_BYTES: Final = 1 << 16
"""of a packet that is looked at, as it is packed"""
_DATE: Final = re.compile(r"D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:Z|([+-]\d\d)'(\d\d)'?)?.{0,6}", re.DOTALL)


def packet(binding: Binding, reader: PdfReader, retold: Callable[[str, str], str]) -> StreamObject:
    """The XMP of a letter.

    Args:
        binding: which letter it is.
        reader: its draft.
        retold: what becomes of a property's text.
    """
    part = _part(reader)
    archival = ""
    if part:
        described = "\n".join(_DESCRIBED.format(name=name, meaning=meaning) for name, meaning in _OWN.items())
        archival = _ARCHIVAL.format(part=part, properties="\n".join(_properties(reader, retold)), namespace=NAMESPACE, described=described)
    words = _PACKET.format(namespace=NAMESPACE, letter=escape(binding.letter), revision=binding.revision, sidecar=escape(binding.sidecar), archival=archival)
    stream = DecodedStreamObject()
    stream.set_data(words.encode())
    stream[NameObject("/Type")] = NameObject("/Metadata")
    stream[NameObject("/Subtype")] = NameObject("/XML")
    return stream


def _part(reader: PdfReader) -> str:
    """Which part of PDF/A the draft says it keeps to; empty where none. A packet that cannot be unpacked says nothing."""
    stream = _resolved(reader.root_object.get("/Metadata"))
    if not isinstance(stream, StreamObject) or len(stream._data) > _MOST_BYTES:  # noqa: SLF001 - pypdf's only way to the bytes as they are packed
        return ""
    try:
        claim = _CLAIM.search(stream.get_data())
    except Exception:  # noqa: BLE001 - it is left out anyhow
        return ""
    return claim[1].decode() if claim else ""


def _properties(reader: PdfReader, retold: Callable[[str, str], str]) -> Iterator[str]:
    found = _resolved(reader.trailer.get("/Info"))
    properties = found if isinstance(found, DictionaryObject) else DictionaryObject()
    for key, form in _PROPERTIES.items():
        value = _resolved(properties.get(key))
        if isinstance(value, TextStringObject):
            text = _moment(value) if key.endswith("Date") else retold(key, value)
            if text:
                yield form.format(_readable(text))


def _moment(date: str) -> str:
    """A PDF date as XMP writes it (7.9.4); empty where it is none.

    >>> _moment("D:20261123101500+07'00'"), _moment("kemarin")
    ('2026-11-23T10:15:00+07:00', '')
    """
    found = _DATE.fullmatch(date)
    if not found:
        return ""
    year, month, day, hour, minute, second, east, minutes = found.groups()
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}{f'{east}:{minutes}' if east else 'Z'}"


def _readable(text: str) -> str:
    """The text as XML may hold it."""
    return escape("".join(char for char in text.encode("utf-8", "ignore").decode() if char >= " " or char in "\t\n\r"))


def _resolved(found: PdfObject | None) -> PdfObject | None:
    return found.get_object() if found is not None else None
