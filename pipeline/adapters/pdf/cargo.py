"""What a draft carries that a letter must not have: other files, media, things that lie over the text, layers that can be out of sight, bombs.

What can be left out without changing what is read is left out by the rewrite (`allowed`); what cannot is told here. A draft is written out once to nowhere
when it is examined, so that whatever the rewrite will leave out or refuse is known before the letter has a number.
"""

import math
import os
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NumberObject, PdfObject, StreamObject

from pipeline.adapters.pdf.allowed import Kind
from pipeline.adapters.pdf.copying import Copy
from pipeline.adapters.pdf.inline import MOST_BYTES, MOST_DOTS, components_in
from pipeline.adapters.pdf.lexer import operations
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import Message
from pipeline.domain.notes import pages as say

_MEDIA: Final = frozenset({"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})
_BESIDE_THE_TEXT: Final = frozenset({"/Link", "/Widget", "/Popup"})
"""links draw nothing of their own; fields are told as such; a comment's window is nothing without its comment"""
_FLATE_RATIO: Final = 1032
"""how many bytes Flate packs into one at best"""
_MOST_FILTERS: Final = 4
_PICTURE: Final = re.compile(rb"(?:^|[\x00\t\n\f\r ])BI[\x00\t\n\f\r /]")
_HEAD_BYTES: Final = 4096
_STEP_BYTES: Final = 1 << 20


def cargo_faults(reader: PdfReader, pages: list[PageObject]) -> Iterator[Message]:
    """What is to be taken out of the draft by whoever wrote it."""
    root = reader.root_object
    names = _dictionary(root.get("/Names"))
    annotations = [(number, one) for number, page in enumerate(pages, 1) for one in _annotations(page)]
    pinned = any(one.get("/Subtype") == "/FileAttachment" for _, one in annotations)
    if pinned or "/Collection" in root or "/EmbeddedFiles" in names or any("/AF" in one for one in (root, *pages)):
        yield say.FILES_INSIDE()
    if "/XFA" in _dictionary(root.get("/AcroForm")):
        yield say.FORM_FIELDS()
    for number, one in annotations:
        kind = str(one.get("/Subtype", ""))
        if kind in _MEDIA:
            yield say.MEDIA_INSIDE(page=number)
        elif kind != "/FileAttachment" and (kind not in _BESIDE_THE_TEXT or (kind == "/Link" and "/AP" in one)):
            yield say.OVER_THE_TEXT(page=number, kind=_named(kind))
    if _hides(_dictionary(root.get("/OCProperties"))):
        yield say.HIDDEN_LAYER()


def rewrite_findings(reader: PdfReader, pages: list[PageObject]) -> tuple[tuple[Message, ...], tuple[str, ...]]:
    """Why the draft cannot be written anew, and what is left out when it is."""
    root = DictionaryObject(reader.root_object)
    root.pop("/Metadata", None)
    with Path(os.devnull).open("wb") as nowhere:
        copy = Copy(reader, nowhere, lambda _, text: text, _weigh)
        try:
            copy.write(root=root, pages=[(page.indirect_reference, page) for page in pages], mark=bytes(16))
        except DraftRefusedError as refusal:
            return (refusal.message,), ()
    return (), tuple(sorted(copy.left_out))


def _hides(properties: DictionaryObject) -> bool:
    """Whether any layer is out of sight, on the screen or on paper (8.11.4); some readers heed its usage though nothing asks them to."""
    usual = _dictionary(properties.get("/D"))
    if usual.get("/BaseState", "/ON") != "/ON" or _array(usual.get("/OFF")):
        return True
    groups = [_dictionary(one) for one in _array(properties.get("/OCGs"))]
    states = [_dictionary(state) for group in groups for state in _dictionary(group.get("/Usage")).values()]
    return any("/OFF" in state.values() for state in states)


def _named(kind: str) -> str:
    """A kind of annotation in the words of the file, as far as they are words."""
    return kind.removeprefix("/")[:20] if kind[1:].isalnum() else "?"


def _weigh(stream: StreamObject, kind: Kind) -> None:
    """Refuse a stream that unpacks to more than any letter needs.

    Raises:
        DraftRefusedError: it is a bomb, or locked for itself, or draws a picture that cannot be read.
    """
    _weigh_packed(stream)
    if kind in {Kind.PATTERN, Kind.GLYPH} or stream.get("/Subtype") == "/Form":
        _weigh_drawn(stream)


def _weigh_drawn(stream: StreamObject) -> None:
    """Read the pictures within what patterns, forms and drawn letters paint: not all of it is drawn by the pages that are walked."""
    content = stream.get_data()
    if _PICTURE.search(content):
        for _ in operations(content, components_in(_dictionary(stream.get("/Resources")))):
            pass


def _weigh_packed(stream: StreamObject) -> None:
    filters = stream.get("/Filter")
    named = [str(one.get_object()) for one in filters] if isinstance(filters, ArrayObject) else [str(filters)] if filters is not None else []
    if "/Crypt" in named:
        raise DraftRefusedError(say.ENCRYPTED())
    if len(named) > _MOST_FILTERS:
        raise DraftRefusedError(say.TOO_HEAVY())
    if stream.get("/Subtype") == "/Image":
        _weigh_picture(stream, named)
        if len(named) <= 1:
            return
    flates = sum(name in {"/FlateDecode", "/Fl"} for name in named)
    if len(_packed(stream)) * _FLATE_RATIO ** max(1, len(named)) <= MOST_BYTES or not named:
        return
    if len(named) > flates:
        _check_size(len(stream.get_data()) if stream.get("/Subtype") != "/Image" else 0)
    else:
        _unflate(_packed(stream), flates)


def _weigh_picture(picture: StreamObject, filters: list[str]) -> None:
    sizes = [(_figure(picture.get("/Width")), _figure(picture.get("/Height")))]
    if "/JPXDecode" in filters:
        sizes += _wavelet_sizes(_packed(picture)[:_HEAD_BYTES])
    if any(not (width * height <= MOST_DOTS) for width, height in sizes):
        raise DraftRefusedError(say.TOO_HEAVY())


def _wavelet_sizes(head: bytes) -> Iterator[tuple[float, float]]:
    """What a JPEG 2000 picture says of its size itself: in its image header box, and in its codestream (ISO 15444-1)."""
    for mark, skip in ((b"ihdr", 4), (b"\xff\x4f\xff\x51", 8)):
        at = head.find(mark)
        if at >= 0:
            first, second = (int.from_bytes(head[at + skip + step : at + skip + step + 4]) for step in (0, 4))
            yield float(first), float(second)


def _unflate(packed: bytes, layers: int) -> None:
    """Unpack a little at a time, and no more than is allowed."""
    for layer in range(layers):
        unpacker, out, rest = zlib.decompressobj(), bytearray(), packed
        size = 0
        while rest and not unpacker.eof:
            try:
                step = unpacker.decompress(rest, _STEP_BYTES)
            except zlib.error:
                break
            size += len(step)
            _check_size(size)
            if layer + 1 < layers:
                out += step
            rest = unpacker.unconsumed_tail
        packed = bytes(out)


def _check_size(size_bytes: int) -> None:
    if size_bytes > MOST_BYTES:
        raise DraftRefusedError(say.TOO_HEAVY())


def _packed(stream: StreamObject) -> bytes:
    return stream._data  # noqa: SLF001 - pypdf's only way to the bytes as they are packed


def _figure(value: PdfObject | None) -> float:
    """A side of a picture; without one it is no picture, and one that is no number is not believed."""
    if value is None:
        return 0.0
    found = value.get_object()
    return float(found) if isinstance(found, NumberObject | FloatObject) else math.inf


def _annotations(page: PageObject) -> Iterator[DictionaryObject]:
    return (annotation for one in _array(page.get("/Annots")) if (annotation := _dictionary(one)))


def _dictionary(found: PdfObject | None) -> DictionaryObject:
    value = found.get_object() if found is not None else None
    return value if isinstance(value, DictionaryObject) else DictionaryObject()


def _array(found: PdfObject | None) -> ArrayObject:
    value = found.get_object() if found is not None else None
    return value if isinstance(value, ArrayObject) else ArrayObject()
