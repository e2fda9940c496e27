"""What a PDF holds beside its pages' own content: properties, bookmarks, annotations, form fields. Signatures hide there, and placeholders."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject, StreamObject, TextStringObject

from pipeline.adapters.pdf.cargo import cargo_faults
from pipeline.adapters.pdf.geometry import Matrix
from pipeline.adapters.pdf.pagetext import page_text
from pipeline.domain.notes import Message
from pipeline.domain.notes import pages as say
from pipeline.domain.page import Token

PLACEHOLDER: Final = re.compile(r"\$\{\s*(" + "|".join(Token) + r")\s*\}")
"""one that is replaced wherever a text beside the pages holds it"""
SPOKEN: Final = frozenset(
    {"/Title", "/Author", "/Subject", "/Keywords", "/Creator", "/Producer", "/ActualText", "/Alt", "/E", "/T", "/TU", "/TM", "/Contents", "/RC", "/Subj"}
)
"""keys whose text somebody reads, so that no `${` may stay there"""
_START: Final = re.compile(r"\$\{[^}]{0,40}\}?")
_SIGNED_MARK: Final = b"/ByteRange"
_STEP_BYTES: Final = 1 << 20
_DEEPEST: Final = 16
_MOST_BOOKMARKS: Final = 20_000


def is_signed(source: Path, reader: PdfReader, pages: list[PageObject]) -> bool:
    """Whether anything is, or was, a signature: by the form, by a widget of a page, or by the bytes it would cover."""
    if reader.root_object.get("/Perms") is not None or _has_byte_range(source):
        return True
    return any(_kind(field) == "/Sig" and field.get("/V") is not None for field in (*_fields(reader), *_widgets(pages)))


def beside_faults(reader: PdfReader, pages: list[PageObject]) -> Iterator[Message]:
    """What must not be beside the pages of a letter."""
    yield from _field_faults([*_fields(reader), *_widgets(pages)])
    told = [number for number, page in enumerate(pages, 1) if any(_holds_token(annotation) for annotation in _annotations(page))]
    yield from (say.TOKEN_BESIDE(page=number) for number in told)
    yield from cargo_faults(reader, pages)
    for text in (*_properties(reader), *_bookmarks(reader)):
        unknown = _START.search(PLACEHOLDER.sub("", text))
        if unknown is not None:
            yield say.TOKEN_IN_TITLE(start=unknown[0])


def _field_faults(fields: list[DictionaryObject]) -> Iterator[Message]:
    kinds = {_kind(field) for field in fields}
    if "/Sig" in kinds:
        yield say.SIGNATURE_FIELD()
    if kinds - {"/Sig", ""}:
        yield say.FORM_FIELDS()


def _has_byte_range(source: Path) -> bool:
    """Whether the file names the bytes that a signature covers; they are named in the clear (ISO 32000-2, 12.8.1)."""
    before = b""
    with source.open("rb") as file:
        while step := file.read(_STEP_BYTES):
            if _SIGNED_MARK in before + step:
                return True
            before = step[-len(_SIGNED_MARK) :]
    return False


def _fields(reader: PdfReader) -> Iterator[DictionaryObject]:
    form = _dictionary(reader.root_object.get("/AcroForm"))
    for field in _array(form.get("/Fields")):
        yield from _below(field, 0)


def _below(field: PdfObject, depth: int) -> Iterator[DictionaryObject]:
    """A field and those under it, down to where no form goes."""
    entry = _dictionary(field)
    if not entry or depth > _DEEPEST:
        return
    yield entry
    for child in _array(entry.get("/Kids")):
        yield from _below(child, depth + 1)


def _widgets(pages: list[PageObject]) -> Iterator[DictionaryObject]:
    return (annotation for page in pages for annotation in _annotations(page) if annotation.get("/Subtype") == "/Widget")


def _kind(field: DictionaryObject) -> str:
    """A field's type, its own or that of the field it belongs to."""
    for _ in range(_DEEPEST):
        if field.get("/FT") is not None:
            return str(_resolved(field.get("/FT")))
        field = _dictionary(field.get("/Parent"))
    return ""


def _annotations(page: PageObject) -> Iterator[DictionaryObject]:
    return (annotation for one in _array(page.get("/Annots")) if (annotation := _dictionary(one)))


def _holds_token(annotation: DictionaryObject) -> bool:
    """Whether its texts or what it draws say `${`."""
    if any(isinstance(value, TextStringObject) and "${" in value for value in (_resolved(one) for one in annotation.values())):
        return True
    appearance = _dictionary(annotation.get("/AP"))
    return any(_draws_token(_resolved(one), 0) for one in appearance.values())


def _draws_token(appearance: PdfObject | None, depth: int) -> bool:
    if isinstance(appearance, StreamObject):
        text = page_text(appearance.get_data(), appearance.get("/Resources"), Matrix())
        return any("${" in "".join(read.split()) for read in (text.text, "".join(show.text for show in text.shows)))
    states = _dictionary(appearance) if depth < 1 else DictionaryObject()
    return any(_draws_token(_resolved(state), depth + 1) for state in states.values())


def _properties(reader: PdfReader) -> Iterator[str]:
    properties = _dictionary(reader.trailer.get("/Info"))
    return (value for value in (_resolved(one) for one in properties.values()) if isinstance(value, TextStringObject))


def _bookmarks(reader: PdfReader) -> Iterator[str]:
    waiting = [_dictionary(reader.root_object.get("/Outlines"))]
    for _ in range(_MOST_BOOKMARKS):
        if not waiting:
            return
        bookmark = waiting.pop()
        title = _resolved(bookmark.get("/Title"))
        if isinstance(title, TextStringObject):
            yield title
        waiting += [one for one in (_dictionary(bookmark.get("/Next")), _dictionary(bookmark.get("/First"))) if one]


def _resolved(found: PdfObject | None) -> PdfObject | None:
    return found.get_object() if found is not None else None


def _dictionary(found: PdfObject | None) -> DictionaryObject:
    value = _resolved(found)
    return value if isinstance(value, DictionaryObject) else DictionaryObject()


def _array(found: PdfObject | None) -> ArrayObject:
    value = _resolved(found)
    return value if isinstance(value, ArrayObject) else ArrayObject()
