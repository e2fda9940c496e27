"""Writes a PDF anew with values drawn upon its pages: where its placeholders stood, or at its foot. The same values give the same bytes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, PdfObject, StreamObject

from pipeline.adapters.pdf.copying import Copy
from pipeline.adapters.pdf.draft import Draft, Leaf
from pipeline.adapters.pdf.embedding import embedded
from pipeline.adapters.pdf.erase import without
from pipeline.adapters.pdf.faces import Face, coded
from pipeline.adapters.pdf.retouch import retouched
from pipeline.adapters.pdf.values import Written


@dataclass(slots=True, kw_only=True)
class Redrawn:
    """A PDF on its way to a new file.

    Attributes:
        draft: what is copied.
        values: what is drawn upon its pages.
        retold: what becomes of a text beside the pages, such as a title.
    """

    draft: Draft
    values: list[Written]
    retold: Callable[[str, str], str]
    _fonts: dict[Face, DictionaryObject] = field(default_factory=dict)

    def write(self, target: Path, *, mark: bytes, metadata: StreamObject | None = None) -> None:
        """A fresh copy of all that can be reached, without the old content of the pages that change.

        Args:
            target: the file to write; one that is there is replaced.
            mark: becomes the file's /ID.
            metadata: what it says of itself; None where that stays as it is.
        """
        root = DictionaryObject(self.draft.reader.root_object)
        if metadata is not None:
            root[NameObject("/Metadata")] = metadata
        with target.open("wb") as file:
            pages = [(leaf.page.indirect_reference, self._page(leaf)) for leaf in self.draft.leaves]
            Copy(self.draft.reader, file, self.retold).write(root=root, pages=pages, mark=mark)

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


def _names(page: DictionaryObject) -> dict[Face, str]:
    """A resource name for each face that the page does not use already."""
    taken = _dictionary(_dictionary(page.get("/Resources")).get("/Font")).keys()
    prefix = "/Surat"
    while any(name.startswith(prefix) for name in taken):
        prefix += "X"
    return {face: f"{prefix}{number}" for number, face in enumerate(Face)}


def _stream(content: bytes) -> StreamObject:
    stream = DecodedStreamObject()
    stream.set_data(content)
    return stream.flate_encode()


def _figures(matrix: tuple[float, ...]) -> str:
    return " ".join(f"{figure:.5f}".rstrip("0").rstrip(".") for figure in matrix)


def _dictionary(found: PdfObject | None) -> DictionaryObject:
    value = found.get_object() if found is not None else None
    return value if isinstance(value, DictionaryObject) else DictionaryObject()
