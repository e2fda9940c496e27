"""Writes a PDF anew: all that can be reached from its catalogue, in one revision, with a flat page tree (ISO 32000-2, 7.5).

Objects go from the reader to the file one by one, streams as they are encoded; a large picture is in memory only while it is written. The same objects always
give the same bytes.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import BinaryIO, Final

from pypdf import PdfReader
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, IndirectObject, NameObject, NumberObject, PdfObject, StreamObject, TextStringObject

_HEAD: Final = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_ESCAPES: Final = {byte: f"\\{byte:03o}".encode() for byte in (*range(0x20), *range(0x7F, 0x100), *b"()\\")}


class OwnObject(DictionaryObject):
    """A new dictionary that is an object of its own in the file, as a new stream always is."""


class Copy:
    """A copy on its way to a file.

    Args:
        reader: what is copied.
        file: where to; at its beginning.
        retold: what becomes of a text under a key, such as a title.
    """

    def __init__(self, reader: PdfReader, file: BinaryIO, retold: Callable[[str, str], str]) -> None:
        """Write nothing yet."""
        self._reader = reader
        self._file = file
        self._retold = retold
        self._numbers: dict[tuple[int, int], int] = {}
        self._own: dict[int, tuple[int, PdfObject]] = {}
        self._waiting: list[tuple[int, PdfObject]] = []
        self._count = 0

    def write(self, *, root: DictionaryObject, pages: list[tuple[IndirectObject | None, DictionaryObject]], mark: bytes) -> None:
        """Write the catalogue `root` with `pages`, each with the reference it is known by in the draft; `mark` becomes the file's /ID."""
        tree = OwnObject({NameObject("/Type"): NameObject("/Pages"), NameObject("/Count"): NumberObject(len(pages))})
        leaves = [self._page(known, page, tree) for known, page in pages]
        tree[NameObject("/Kids")] = ArrayObject(leaves)
        catalogue = OwnObject({**root, NameObject("/Pages"): tree})
        known = self._reader.trailer.raw_get("/Root")
        if isinstance(known, IndirectObject):
            self._numbers[known.idnum, known.generation] = self._number_of(catalogue)
        trailer = DictionaryObject({NameObject("/Root"): catalogue, NameObject("/ID"): ArrayObject([ByteStringObject(mark)] * 2)})
        if "/Info" in self._reader.trailer:
            trailer[NameObject("/Info")] = self._reader.trailer.raw_get("/Info")
        closing = self._words(trailer)
        self._write_objects(closing)

    def _page(self, known: IndirectObject | None, page: DictionaryObject, tree: OwnObject) -> OwnObject:
        leaf = OwnObject({**page, NameObject("/Parent"): tree})
        number = self._number_of(leaf)
        if known is not None:
            self._numbers.setdefault((known.idnum, known.generation), number)
        return leaf

    def _write_objects(self, closing: bytes) -> None:
        at = self._file.write(_HEAD)
        offsets: dict[int, int] = {}
        while self._waiting:
            number, waiting = self._waiting.pop()
            offsets[number] = at
            at += self._file.write(b"%d 0 obj\n%b\nendobj\n" % (number, self._whole(waiting)))
        lines = b"".join(b"%010d 00000 n \n" % offsets[number] for number in range(1, self._count + 1))
        self._file.write(b"xref\n0 %d\n0000000000 65535 f \n%b" % (self._count + 1, lines))
        self._file.write(b"trailer\n<</Size %d %b\nstartxref\n%d\n%%%%EOF\n" % (self._count + 1, closing.removeprefix(b"<<"), at))

    def _whole(self, waiting: PdfObject) -> bytes:
        """An object's own words; what it refers to waits."""
        found = self._found(waiting) if isinstance(waiting, IndirectObject) else waiting
        if found is None:
            return b"null"
        if isinstance(found, StreamObject):
            data = found._data  # noqa: SLF001 - pypdf's only way to the bytes as they are encoded
            facts = DictionaryObject({**found, NameObject("/Length"): NumberObject(len(data))})
            return b"%b\nstream\n%b\nendstream" % (self._dictionary(facts), data)
        return self._dictionary(found) if isinstance(found, DictionaryObject) else self._words(found)

    def _found(self, known: IndirectObject) -> PdfObject | None:
        """What is referred to; a stream that nobody has read so far is not kept."""
        place = known.generation, known.idnum
        kept = place in self._reader.resolved_objects
        found = known.get_object()
        if isinstance(found, StreamObject) and not kept:
            self._reader.resolved_objects.pop(place, None)
        return found

    def _words(self, value: PdfObject, key: str = "") -> bytes:
        """A value as it stands within an object."""
        if isinstance(value, IndirectObject):
            return b"%d 0 R" % self._number_at(value)
        if isinstance(value, DictionaryObject):
            return b"%d 0 R" % self._number_of(value) if isinstance(value, StreamObject | OwnObject) else self._dictionary(value)
        if isinstance(value, ArrayObject):
            return b"[%b]" % b" ".join([self._words(one, key) for one in value])
        if isinstance(value, TextStringObject):
            return self._text(value, key)
        return _plain(value)

    def _dictionary(self, value: DictionaryObject) -> bytes:
        return b"<<%b>>" % b" ".join([_name(key) + b" " + self._words(one, key) for key, one in value.items()])

    def _text(self, value: TextStringObject, key: str) -> bytes:
        told = self._retold(key, value) if "${" in value else value
        encoded = value.get_encoded_bytes() if told == value else TextStringObject(told).get_encoded_bytes()
        return b"(%b)" % b"".join([_ESCAPES.get(byte) or bytes((byte,)) for byte in encoded])

    def _number_at(self, known: IndirectObject) -> int:
        place = known.idnum, known.generation
        if place not in self._numbers:
            self._numbers[place] = self._next(known)
        return self._numbers[place]

    def _number_of(self, own: PdfObject) -> int:
        if id(own) not in self._own:
            self._own[id(own)] = self._next(own), own
        return self._own[id(own)][0]

    def _next(self, waiting: PdfObject) -> int:
        self._count += 1
        self._waiting.append((self._count, waiting))
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
