"""Stamps a draft: number, date and the other values in place of their placeholders, in one fresh revision that says which letter it is.

The placeholders' glyphs leave the content stream; nothing is painted over. The same draft and order give the same bytes, so that a crash between stamping
and remembering costs nothing.
"""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, ByteStringObject, DecodedStreamObject, DictionaryObject, NameObject, PdfObject, StreamObject

from pipeline.adapters.pdf.draft import Draft, Leaf, open_draft, refusing
from pipeline.adapters.pdf.embedding import embedded
from pipeline.adapters.pdf.erase import without
from pipeline.adapters.pdf.faces import Face, coded
from pipeline.adapters.pdf.places import signature_box, text_fault, token_faults
from pipeline.adapters.pdf.values import Written, written
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import Message
from pipeline.domain.notes import pages as say
from pipeline.domain.page import Binding, Box, StampOrder, Token

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
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


def stamp(source: str | Path, target: str | Path, order: StampOrder) -> Box:
    """Write the values into a copy of the draft, and answer where the TTE goes.

    Args:
        source: the draft as it was examined.
        target: the file to write; one that is there is replaced.
        order: the values, the layout and the binding.

    Raises:
        DraftRefusedError: it can be no letter, or a value does not fit its place.
    """
    with open_draft(source) as draft, refusing(say.UNREADABLE()):
        for fault in token_faults(draft):
            raise DraftRefusedError(fault)
        unplaced = text_fault(draft, Token.NUMBER, order.layout)
        if unplaced is not None:
            raise DraftRefusedError(unplaced)
        box = signature_box(draft, order.layout)
        if isinstance(box, Message):
            raise DraftRefusedError(box)
        values = written(draft, order)
        stamped = _Stamped(draft=draft, values=values)
        writer = stamped.writer()
        _bind(writer, order.binding)
        _identify(writer, Path(source), order)
        writer.write(Path(target))
    return box


def read_binding(document: str | Path) -> Binding | None:
    """Which letter and revision a PDF was stamped for; None where it does not say.

    Raises:
        DraftRefusedError: the PDF cannot be read.
    """
    with refusing(say.UNREADABLE()):
        xmp = PdfReader(document).xmp_metadata
        if xmp is None:
            return None
        facts = {
            name: "".join(child.data for node in xmp.get_element("", NAMESPACE, name) for child in node.childNodes if child.nodeType == child.TEXT_NODE)
            for name in ("letter", "revision", "sidecar")
        }
        if not all(facts.values()) or not facts["revision"].isdecimal():
            return None
        return Binding(letter=facts["letter"], revision=int(facts["revision"]), sidecar=facts["sidecar"])


@dataclass(slots=True)
class _Stamped:
    """The draft on its way to a new file."""

    draft: Draft
    values: list[Written]
    _fonts: dict[Face, PdfObject] = field(default_factory=dict)

    def writer(self) -> PdfWriter:
        """A fresh copy of all that can be reached, without the old content of the pages that change."""
        changed = {leaf.number: leaf for leaf in self.draft.leaves if leaf.found or leaf.text.spelt or any(value.page == leaf.number for value in self.values)}
        for leaf in changed.values():
            leaf.page.pop("/Contents", None)
        self.draft.reader.root_object.pop("/Metadata", None)
        writer = PdfWriter(clone_from=self.draft.reader)
        writer.pdf_header = "%PDF-1.7"
        for number, leaf in changed.items():
            page = writer.pages[number - 1]
            page[NameObject("/Contents")] = _added(writer, _stream(self._content(leaf, page)))
            self._add_fonts(writer, page, number)
        return writer

    def _content(self, leaf: Leaf, page: DictionaryObject) -> bytes:
        """The page without its placeholders, closed off from what is drawn after it."""
        before = b"q\n" * (1 + leaf.text.surplus)
        after = b"\nQ" * (1 + leaf.text.open)
        mine = [value for value in self.values if value.page == leaf.number]
        to_page = leaf.frame.to_seen.inverse()
        names = _names(page)
        drawn = "".join(
            f"\nq {value.fill}BT {names[value.face]} {value.size_pt:.3f} Tf {_figures(value.matrix.then(to_page))} Tm <{coded(value.face, value.text)}> Tj ET Q"
            for value in mine
        )
        return before + without(leaf.content, leaf.found, leaf.text.spelt) + after + drawn.encode("latin-1") + b"\n"

    def _add_fonts(self, writer: PdfWriter, page: DictionaryObject, number: int) -> None:
        """Name the faces of this page's values in its own resources, which other pages may share so far."""
        faces = {value.face for value in self.values if value.page == number}
        if not faces:
            return
        resources = DictionaryObject(_dictionary(page.get("/Resources")))
        fonts = DictionaryObject(_dictionary(resources.get("/Font")))
        for face, name in _names(page).items():
            if face in faces:
                fonts[NameObject(name)] = self._font(writer, face)
        resources[NameObject("/Font")] = fonts
        page[NameObject("/Resources")] = resources

    def _font(self, writer: PdfWriter, face: Face) -> PdfObject:
        if face not in self._fonts:
            characters = {char for value in self.values if value.face is face for char in value.text}
            self._fonts[face] = _registered(writer, embedded(face, characters))
        return self._fonts[face]


def _names(page: DictionaryObject) -> dict[Face, str]:
    """A resource name for each face that the page does not use already."""
    taken = _dictionary(_dictionary(page.get("/Resources")).get("/Font")).keys()
    prefix = "/Surat"
    while any(name.startswith(prefix) for name in taken):
        prefix += "X"
    return {face: f"{prefix}{number}" for number, face in enumerate(Face)}


def _bind(writer: PdfWriter, binding: Binding) -> None:
    packet = _PACKET.format(namespace=NAMESPACE, letter=escape(binding.letter), revision=binding.revision, sidecar=escape(binding.sidecar))
    stream = DecodedStreamObject()
    stream.set_data(packet.encode())
    stream[NameObject("/Type")] = NameObject("/Metadata")
    stream[NameObject("/Subtype")] = NameObject("/XML")
    writer.root_object[NameObject("/Metadata")] = _added(writer, stream)


def _identify(writer: PdfWriter, source: Path, order: StampOrder) -> None:
    """The file's /ID, from what goes in: the draft's bytes and the order."""
    digest = hashlib.sha256(source.read_bytes())
    facts = (*sorted((str(token), value) for token, value in order.values.items()), order.binding)
    digest.update(repr(facts).encode())
    mark = ByteStringObject(digest.digest()[:16])
    writer._ID = ArrayObject([mark, mark])  # noqa: SLF001 - pypdf's only other /ID is a random one


def _registered(writer: PdfWriter, font: DictionaryObject) -> PdfObject:
    """A font with its streams and its parts as objects of the file."""
    for key, value in list(font.items()):
        if isinstance(value, ArrayObject):
            font[key] = ArrayObject([_registered(writer, one) if isinstance(one, DictionaryObject) else one for one in value])
        elif isinstance(value, StreamObject):
            font[key] = _added(writer, value)
        elif isinstance(value, DictionaryObject):
            font[key] = _registered(writer, value)
    return _added(writer, font)


def _added(writer: PdfWriter, new: PdfObject) -> PdfObject:
    return writer._add_object(new)  # noqa: SLF001 - pypdf has no public way to add an object


def _stream(content: bytes) -> StreamObject:
    stream = DecodedStreamObject()
    stream.set_data(content)
    return stream.flate_encode()


def _figures(matrix: tuple[float, ...]) -> str:
    return " ".join(f"{figure:.5f}".rstrip("0").rstrip(".") for figure in matrix)


def _dictionary(found: PdfObject | None) -> DictionaryObject:
    value = found.get_object() if found is not None else None
    return value if isinstance(value, DictionaryObject) else DictionaryObject()
