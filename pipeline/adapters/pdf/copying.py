"""Writes a PDF anew: of all that can be reached from its catalogue, what `allowed` names, in one revision, with a flat page tree (ISO 32000-2, 7.5).

Objects go from the reader to the file one by one, streams as they are packed; a large picture is in memory only while it is written. The same objects always
give the same bytes. What is left out is remembered, for the record.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import BinaryIO, Final

from pypdf import PdfReader
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, IndirectObject, NameObject, NumberObject, PdfObject, StreamObject, TextStringObject

from pipeline.adapters.pdf.allowed import MEMBERS, Kind, is_conditional, keys_of, kind_within, told, told_of
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import pages as say

_HEAD: Final = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_ESCAPES: Final = {byte: f"\\{byte:03o}".encode() for byte in (*range(0x20), *range(0x7F, 0x100), *b"()\\")}
_NULL: Final = b"null"
_ELSEWHERE: Final = ("/F", "/FFilter", "/FDecodeParms")
"""what a stream has whose content is in another file (7.3.8.2)"""
Weighed = Callable[[StreamObject, Kind], None]
"""Looks at a stream, and at what it is reached as."""


class OwnObject(DictionaryObject):
    """A new dictionary that is an object of its own in the file, as a new stream always is."""


class Copy:
    """A copy on its way to a file.

    Args:
        reader: what is copied.
        file: where to; at its beginning.
        retold: what becomes of a text under a key, such as a title.
        weighed: is shown every stream before it is written, and may refuse the draft for it.

    Attributes:
        left_out: what was not carried over, as the record names it.
    """

    def __init__(self, reader: PdfReader, file: BinaryIO, retold: Callable[[str, str], str], weighed: Weighed | None = None) -> None:
        """Write nothing yet."""
        self.left_out: set[str] = set()
        self._reader = reader
        self._file = file
        self._retold = retold
        self._weighed = weighed
        self._pages: dict[tuple[int, int], int] = {}
        self._numbers: dict[tuple[int, int, Kind], int] = {}
        self._own: dict[int, tuple[int, PdfObject]] = {}
        self._waiting: list[tuple[int, PdfObject, Kind]] = []
        self._count = 0

    def write(self, *, root: DictionaryObject, pages: list[tuple[IndirectObject | None, DictionaryObject]], mark: bytes) -> None:
        """Write the catalogue `root` with `pages`, each with the reference it is known by in the draft; `mark` becomes the file's /ID.

        Raises:
            DraftRefusedError: some of it lies in another file, or on a layer that may be out of sight.
        """
        tree = OwnObject({NameObject("/Type"): NameObject("/Pages"), NameObject("/Count"): NumberObject(len(pages))})
        self._number_of(tree, Kind.TREE)
        leaves = [self._page(known, page, tree) for known, page in pages]
        tree[NameObject("/Kids")] = ArrayObject(leaves)
        catalogue = OwnObject({**root, NameObject("/Pages"): tree})
        closing = b"/Root %d 0 R/ID%b" % (self._number_of(catalogue, Kind.CATALOGUE), self._words(ArrayObject([ByteStringObject(mark)] * 2), Kind.PLAIN))
        if "/Info" in self._reader.trailer:
            closing += b"/Info " + self._words(self._reader.trailer.raw_get("/Info"), Kind.PROPERTIES)
        self._write_objects(closing)

    def _page(self, known: IndirectObject | None, page: DictionaryObject, tree: OwnObject) -> OwnObject:
        leaf = OwnObject({**page, NameObject("/Parent"): tree})
        annotations = leaf.pop("/Annots", None)
        listed = annotations.get_object() if annotations is not None else None
        kept = [one for one in listed if self._stays(one)] if isinstance(listed, ArrayObject) else []
        if kept:
            leaf[NameObject("/Annots")] = ArrayObject(kept)
        number = self._number_of(leaf, Kind.LEAF)
        if known is not None:
            self._pages.setdefault((known.idnum, known.generation), number)
        return leaf

    def _stays(self, one: PdfObject) -> bool:
        annotation = one.get_object()
        return isinstance(annotation, DictionaryObject) and self._read_as(Kind.ANNOTATION, annotation) is not None

    def _write_objects(self, closing: bytes) -> None:
        at = self._file.write(_HEAD)
        offsets: dict[int, int] = {}
        while self._waiting:
            number, waiting, kind = self._waiting.pop()
            offsets[number] = at
            at += self._file.write(b"%d 0 obj\n%b\nendobj\n" % (number, self._whole(waiting, kind)))
        lines = b"".join(b"%010d 00000 n \n" % offsets[number] for number in range(1, self._count + 1))
        self._file.write(b"xref\n0 %d\n0000000000 65535 f \n%b" % (self._count + 1, lines))
        self._file.write(b"trailer\n<</Size %d%b>>\nstartxref\n%d\n%%%%EOF\n" % (self._count + 1, closing, at))

    def _whole(self, waiting: PdfObject, kind: Kind) -> bytes:
        """An object's own words; what it refers to waits."""
        found = self._found(waiting) if isinstance(waiting, IndirectObject) else waiting
        if found is None:
            return _NULL
        if isinstance(found, StreamObject):
            return self._stream(found, kind)
        return self._dictionary(found, kind) if isinstance(found, DictionaryObject) else self._words(found, kind)

    def _stream(self, found: StreamObject, kind: Kind) -> bytes:
        if any(key in found for key in _ELSEWHERE):
            raise DraftRefusedError(say.CONTENT_ELSEWHERE())
        if self._weighed is not None:
            self._weighed(found, kind)
        facts = self._dictionary(found, kind)
        if facts == _NULL:
            return _NULL
        data = found._data  # noqa: SLF001 - pypdf's only way to the bytes as they are encoded
        return b"%b/Length %d>>\nstream\n%b\nendstream" % (facts.removesuffix(b">>"), len(data), data)

    def _found(self, known: IndirectObject) -> PdfObject | None:
        """What is referred to; a stream that nobody has read so far is not kept."""
        place = known.generation, known.idnum
        kept = place in self._reader.resolved_objects
        found = known.get_object()
        if isinstance(found, StreamObject) and not kept:
            self._reader.resolved_objects.pop(place, None)
        return found

    def _words(self, value: PdfObject, kind: Kind, key: str = "") -> bytes:
        """A value as it stands within an object; `null` where it must not stay."""
        if isinstance(value, IndirectObject):
            return self._reference(value, kind)
        if isinstance(value, DictionaryObject):
            return b"%d 0 R" % self._number_of(value, kind) if isinstance(value, StreamObject | OwnObject) else self._dictionary(value, kind)
        if isinstance(value, ArrayObject):
            return b"[%b]" % b" ".join([self._words(one, kind, key) for one in value])
        if isinstance(value, TextStringObject):
            return self._text(value, key)
        return _plain(value)

    def _reference(self, known: IndirectObject, kind: Kind) -> bytes:
        place = known.idnum, known.generation
        if place in self._pages:
            return b"%d 0 R" % self._pages[place] if kind in {Kind.PAGE, Kind.GOAL} else _NULL
        if kind is Kind.PAGE:
            return _NULL
        if (*place, kind) not in self._numbers:
            self._numbers[*place, kind] = self._next(known, kind)
        return b"%d 0 R" % self._numbers[*place, kind]

    def _dictionary(self, value: DictionaryObject, reached_as: Kind) -> bytes:
        kind = self._read_as(reached_as, value)
        if kind is None:
            return _NULL
        members, keys = MEMBERS.get(kind), keys_of(kind, packed=isinstance(value, StreamObject))
        entries: list[bytes] = []
        for key, one in value.items():
            within = members or keys.get(key)
            words = self._words(one, within, key) if within is not None else self._leave_out(key, one)
            if words != _NULL:
                entries.append(_name(key) + b" " + words)
        return b"<<%b>>" % b" ".join(entries)

    def _read_as(self, reached_as: Kind, value: DictionaryObject) -> Kind | None:
        """What a dictionary is; one that must not stay is remembered."""
        kind = kind_within(reached_as, value)
        if kind is None:
            self.left_out.add(told_of(reached_as, value))
        elif kind is Kind.MARK and is_conditional(value):
            raise DraftRefusedError(say.HIDDEN_LAYER())
        return kind

    def _leave_out(self, key: str, one: PdfObject) -> bytes:
        value = one.get_object()
        if key == "/OC" and isinstance(value, DictionaryObject) and is_conditional(value):
            raise DraftRefusedError(say.HIDDEN_LAYER())
        name = told(key, value)
        if name is not None:
            self.left_out.add(name)
        return _NULL

    def _text(self, value: TextStringObject, key: str) -> bytes:
        told_text = self._retold(key, value) if "${" in value else value
        encoded = value.get_encoded_bytes() if told_text == value else TextStringObject(told_text).get_encoded_bytes()
        return b"(%b)" % b"".join([_ESCAPES.get(byte) or bytes((byte,)) for byte in encoded])

    def _number_of(self, own: PdfObject, kind: Kind) -> int:
        if id(own) not in self._own:
            self._own[id(own)] = self._next(own, kind), own
        return self._own[id(own)][0]

    def _next(self, waiting: PdfObject, kind: Kind) -> int:
        self._count += 1
        self._waiting.append((self._count, waiting, kind))
        return self._count


@lru_cache(maxsize=4096)
def _name(name: NameObject) -> bytes:
    return name.renumber()


def _plain(value: PdfObject) -> bytes:
    """A name, a number, a truth, null or a string of bytes."""
    if isinstance(value, NameObject):
        return _name(value)
    if isinstance(value, ByteStringObject):
        return b"<%b>" % value.hex().encode()
    if isinstance(value, NumberObject):
        return b"%d" % value
    written = _Written()
    value.write_to_stream(written)  # type: ignore[arg-type]  # it is asked for nothing but `write`
    return bytes(written)


class _Written(bytearray):
    def write(self, more: bytes) -> int:
        self += more
        return len(more)
