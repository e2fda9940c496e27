"""Stamps a draft: number, date and the other values in place of their placeholders, in one fresh revision that says which letter it is.

The placeholders' glyphs leave the content stream; nothing is painted over. The same draft and order give the same bytes, so that a crash between stamping
and remembering costs nothing.
"""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from pypdf import PdfReader
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, PdfObject, StreamObject

from pipeline.adapters.pdf.beside import PLACEHOLDER, SPOKEN
from pipeline.adapters.pdf.copying import Copy
from pipeline.adapters.pdf.draft import SMALL_BYTES, Draft, Leaf, open_draft, refusing
from pipeline.adapters.pdf.embedding import embedded
from pipeline.adapters.pdf.erase import without
from pipeline.adapters.pdf.faces import Face, coded
from pipeline.adapters.pdf.ink import Drawings
from pipeline.adapters.pdf.packet import NAMESPACE, packet
from pipeline.adapters.pdf.places import signature_boxes, text_fault, token_faults
from pipeline.adapters.pdf.retouch import retouched
from pipeline.adapters.pdf.values import Written, written
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import pages as say
from pipeline.domain.page import Binding, Box, StampOrder, Token


def stamp(source: str | Path, target: str | Path, order: StampOrder) -> tuple[Box, ...]:
    """Write the values into a copy of the draft, and answer where each TTE goes.

    Args:
        source: the draft as it was examined.
        target: the file to write; one that is there is replaced.
        order: the values, the layout and the binding.

    Raises:
        DraftRefusedError: it can be no letter, or a value does not fit its place.
    """
    with open_draft(source) as draft, refusing(say.UNREADABLE()):
        for fault in token_faults(draft, order.layout):
            raise DraftRefusedError(fault)
        unplaced = text_fault(draft, Token.NUMBER, order.layout)
        if unplaced is not None:
            raise DraftRefusedError(unplaced)
        boxes, faults = signature_boxes(draft, order.layout)
        for fault in faults:
            raise DraftRefusedError(fault)
        values = written(draft, order)
        _Stamped(draft=draft, order=order, values=values).write(Path(target))
        _check_nothing_left(Path(target))
    return boxes


def _check_nothing_left(target: Path) -> None:
    """The last gate: whatever a placeholder looked like, no `${` may be read in the result, by a reader that is not ours."""
    drawings = Drawings(target.read_bytes() if target.stat().st_size <= SMALL_BYTES else target)
    try:
        for number, text in enumerate(drawings.texts(), 1):
            if "${" in text:
                target.unlink()
                raise DraftRefusedError(say.TOKEN_REMAINS(page=number))
    finally:
        drawings.close()


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
    order: StampOrder
    values: list[Written]
    _fonts: dict[Face, DictionaryObject] = field(default_factory=dict)

    def write(self, target: Path) -> None:
        """A fresh copy of all that can be reached, without the old content of the pages that change."""
        root = DictionaryObject(self.draft.reader.root_object)
        root[NameObject("/Metadata")] = packet(self.order.binding, self.draft.reader, self._retold)
        with target.open("wb") as file:
            pages = [(leaf.page.indirect_reference, self._page(leaf)) for leaf in self.draft.leaves]
            Copy(self.draft.reader, file, self._retold).write(root=root, pages=pages, mark=_mark(Path(self.draft.source), self.order))

    def _page(self, leaf: Leaf) -> DictionaryObject:
        values = [value for value in self.values if value.page == leaf.number]
        if not (leaf.found or leaf.text.spelt or values):
            return leaf.page
        page = DictionaryObject(leaf.page)
        page[NameObject("/Contents")] = _stream(self._content(leaf, values))
        page[NameObject("/Resources")] = retouched(_dictionary(page.get("/Resources")), leaf.found, leaf.text.spelt)
        self._add_fonts(page, {value.face for value in values})
        return page

    def _content(self, leaf: Leaf, values: list[Written]) -> bytes:
        """The page without its placeholders, closed off from what is drawn after it."""
        before = b"q\n" * (1 + leaf.text.surplus)
        after = b"\nQ" * (1 + leaf.text.open)
        to_page = leaf.frame.to_seen.inverse()
        names = _names(leaf.page)
        drawn = "".join(
            f"\nq {value.fill}BT {names[value.face]} {value.size_pt:.3f} Tf {_figures(value.matrix.then(to_page))} Tm <{coded(value.face, value.text)}> Tj ET Q"
            for value in values
        )
        return before + without(leaf.content, leaf.found, leaf.text.spelt, leaf.bars) + after + drawn.encode("latin-1") + b"\n"

    def _add_fonts(self, page: DictionaryObject, faces: set[Face]) -> None:
        """Name the faces of this page's values in its own resources, which other pages may share so far."""
        if not faces:
            return
        resources = DictionaryObject(_dictionary(page.get("/Resources")))
        fonts = DictionaryObject(_dictionary(resources.get("/Font")))
        for face, name in _names(page).items():
            if face in faces:
                fonts[NameObject(name)] = self._font(face)
        resources[NameObject("/Font")] = fonts
        page[NameObject("/Resources")] = resources

    def _font(self, face: Face) -> DictionaryObject:
        if face not in self._fonts:
            self._fonts[face] = embedded(face, frozenset(char for value in self.values if value.face is face for char in value.text))
        return self._fonts[face]

    def _retold(self, key: str, text: str) -> str:
        """A text beside the pages, such as a title or a bookmark, with the values in place of its placeholders."""
        told = PLACEHOLDER.sub(lambda found: self._value(found[1]), text)
        return told.replace("${", "") if key in SPOKEN else told

    def _value(self, name: str) -> str:
        return " ".join(self.order.values.get(Token(name), "").split())


def _names(page: DictionaryObject) -> dict[Face, str]:
    """A resource name for each face that the page does not use already."""
    taken = _dictionary(_dictionary(page.get("/Resources")).get("/Font")).keys()
    prefix = "/Surat"
    while any(name.startswith(prefix) for name in taken):
        prefix += "X"
    return {face: f"{prefix}{number}" for number, face in enumerate(Face)}


def _mark(source: Path, order: StampOrder) -> bytes:
    """The file's /ID, from what goes in: the draft's bytes and the order."""
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    facts = (*sorted((str(token), value) for token, value in order.values.items()), order.binding)
    digest.update(repr(facts).encode())
    return digest.digest()[:16]


def _stream(content: bytes) -> StreamObject:
    stream = DecodedStreamObject()
    stream.set_data(content)
    return stream.flate_encode()


def _figures(matrix: tuple[float, ...]) -> str:
    return " ".join(f"{figure:.5f}".rstrip("0").rstrip(".") for figure in matrix)


def _dictionary(found: PdfObject | None) -> DictionaryObject:
    value = found.get_object() if found is not None else None
    return value if isinstance(value, DictionaryObject) else DictionaryObject()
