"""Pictures within a content stream (`BI … ID … EI`; ISO 32000-2, 8.9.7): where their bytes end, and what they may cost.

The bytes may hold an `EI` of their own. Where they end is told by what unpacks them, or by the picture's size where nothing does, as viewers tell it; a
picture that does not end there is read differently by different viewers, so that its draft is refused. Of fax pictures (CCITT) alone nobody can tell the end
without drawing them: theirs is the only `EI` there is.
"""

import math
import re
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from pypdf.filters import decode_stream_data
from pypdf.generic import ArrayObject, DictionaryObject, EncodedStreamObject, NameObject, NumberObject, PdfObject, StreamObject

from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import pages as say

if TYPE_CHECKING:
    from pipeline.adapters.pdf.lexer import Operand

Components = Callable[[str], int]
"""How many figures a dot has in a colour space of the resources; 0 where nobody knows."""

MOST_DOTS: Final = 400_000_000
"""of one picture: more than an A0 sheet at 400 dots an inch"""
MOST_BYTES: Final = 64 << 20
"""of one stream that is no picture, and of one picture within a content stream, unpacked"""
_MOST_FILTERS: Final = 4
_STEP_BYTES: Final = 1 << 20
_SPACES: Final = b"\x00\t\n\f\r "
_END: Final = re.compile(rb"[\x00\t\n\f\r ]*EI(?=[\x00\t\n\f\r /\[(<%]|\Z)")
_ANY_END: Final = re.compile(rb"[\x00\t\n\f\r ]EI(?=[\x00\t\n\f\r ]|\Z)")
_NEXT: Final = re.compile(rb"[\x00\t\n\f\r ]BI(?=[\x00\t\n\f\r /])")
_RUN_END: Final = 128
_NAMES: Final = {
    "Fl": "FlateDecode",
    "A85": "ASCII85Decode",
    "AHx": "ASCIIHexDecode",
    "RL": "RunLengthDecode",
    "LZW": "LZWDecode",
    "DCT": "DCTDecode",
    "CCF": "CCITTFaxDecode",
}
_COMPONENTS: Final = {
    **dict.fromkeys(("G", "DeviceGray", "CalGray", "I", "Indexed", "Separation"), 1),
    **dict.fromkeys(("RGB", "DeviceRGB", "CalRGB", "Lab"), 3),
    **dict.fromkeys(("CMYK", "DeviceCMYK"), 4),
}


def is_mask(facts: dict[str, "Operand"]) -> bool:
    """Whether it paints through holes, so that what lies behind shows."""
    return _figure(facts, "IM", "ImageMask") == 1.0


def picture_end(content: bytes, at: int, facts: dict[str, "Operand"], components: Components) -> int:
    """Where the operator `EI` ends.

    Args:
        content: the content stream.
        at: behind the operator `ID`.
        facts: what stands between `BI` and `ID`.
        components: knows the colour spaces of the resources.

    Raises:
        DraftRefusedError: the picture is too large, or does not end where its bytes do.
    """
    width, height = _figure(facts, "W", "Width"), _figure(facts, "H", "Height")
    if not (0 <= width <= MOST_DOTS and 0 <= height <= MOST_DOTS and width * height <= MOST_DOTS):
        raise DraftRefusedError(say.TOO_HEAVY())
    begin = at + (content[at : at + 1] in {bytes((one,)) for one in _SPACES})
    filters = _filters(facts)
    if filters[:1] == ["CCITTFaxDecode"]:
        return _only_end(content, begin)
    measure = _MEASURES.get(filters[0]) if filters else None
    if filters and measure is None:
        raise DraftRefusedError(say.UNREADABLE())
    end = measure(content, begin) if measure is not None else begin + _raw_bytes(facts, math.ceil(width), math.ceil(height), components)
    found = _END.match(content, end) if end >= begin else None
    if found is None:
        raise DraftRefusedError(say.UNREADABLE())
    if len(filters) > 1:
        _check_layers(content[begin:end], filters)
    return found.end()


def components_in(resources: DictionaryObject) -> Components:
    """Knows the colour spaces that resources name."""

    def components(name: str) -> int:
        spaces = resources.get("/ColorSpace")
        named = spaces.get_object() if spaces is not None else None
        return _of_space(named.get(f"/{name}")) if isinstance(named, DictionaryObject) else 0

    return components


def _of_space(found: PdfObject | None) -> int:
    space = found.get_object() if found is not None else None
    family = space[0].get_object() if isinstance(space, ArrayObject) and space else space
    name = str(family).removeprefix("/")
    if isinstance(space, ArrayObject) and len(space) > 1:
        more = space[1].get_object()
        if name == "ICCBased" and isinstance(more, StreamObject):
            count = more.get("/N")
            return int(count) if isinstance(count, NumberObject) else 0
        if name == "DeviceN" and isinstance(more, ArrayObject):
            return len(more)
    return _COMPONENTS.get(name, 0)


def _filters(facts: dict[str, "Operand"]) -> list[str]:
    found = facts.get("F", facts.get("Filter", []))
    return [_NAMES.get(str(one), str(one)) for one in (found if isinstance(found, list) else [found])]


def _figure(facts: dict[str, "Operand"], *names: str) -> float:
    found = next((facts[name] for name in names if name in facts), 0.0)
    return found if isinstance(found, float) else math.inf


def _raw_bytes(facts: dict[str, "Operand"], width: int, height: int, components: Components) -> int:
    """How many bytes a picture has that nothing packs."""
    if is_mask(facts):
        return (width + 7) // 8 * height
    space = facts.get("CS", facts.get("ColorSpace", "G"))
    name = str(space[0] if isinstance(space, list) and space else space)
    count = _COMPONENTS.get(name) or components(name)
    bits = _figure(facts, "BPC", "BitsPerComponent") or 8.0
    if not count or bits not in {1.0, 2.0, 4.0, 8.0, 16.0}:
        raise DraftRefusedError(say.UNREADABLE())
    return (width * count * int(bits) + 7) // 8 * height


def _only_end(content: bytes, begin: int) -> int:
    """Behind the only `EI` before another picture begins."""
    ends = _ANY_END.finditer(content, begin)
    found, second = next(ends, None), next(ends, None)
    if found is None:
        raise DraftRefusedError(say.UNREADABLE())
    after = _NEXT.search(content, found.end())
    if second is not None and (after is None or second.start() < after.start()):
        raise DraftRefusedError(say.UNREADABLE())
    return found.end()


def _check_layers(packed: bytes, filters: list[str]) -> None:
    """Refuse a picture that is packed more than once and unpacks to too much; pypdf itself stops unpacking in time."""
    bytewise = ArrayObject(NameObject(f"/{name}") for name in filters if name not in {"DCTDecode", "CCITTFaxDecode"})
    stream = EncodedStreamObject()
    stream._data = packed  # noqa: SLF001 - pypdf's only way to give it bytes that are packed
    stream[NameObject("/Filter")] = bytewise
    if len(filters) > _MOST_FILTERS or len(decode_stream_data(stream)) > MOST_BYTES:
        raise DraftRefusedError(say.TOO_HEAVY())


def _end_of_flate(content: bytes, begin: int) -> int:
    unpacker, size, rest = zlib.decompressobj(), 0, content[begin:]
    try:
        while rest and not unpacker.eof:
            size += len(unpacker.decompress(rest, _STEP_BYTES))
            if size > MOST_BYTES:
                raise DraftRefusedError(say.TOO_HEAVY())
            rest = unpacker.unconsumed_tail
    except zlib.error:
        return -1
    return len(content) - len(unpacker.unused_data) if unpacker.eof else -1


def _end_of_85(content: bytes, begin: int) -> int:
    end = content.find(b"~>", begin)
    return end + 2 if end >= 0 else -1


def _end_of_hex(content: bytes, begin: int) -> int:
    end = content.find(b">", begin)
    return end + 1 if end >= 0 else -1


def _end_of_runs(content: bytes, begin: int) -> int:
    here = begin
    while here < len(content):
        length = content[here]
        if length == _RUN_END:
            return here + 1
        here += length + 2 if length < _RUN_END else 2
    return -1


def _end_of_jpeg(content: bytes, begin: int) -> int:
    """Behind the end mark that is neither in a segment nor among the packed dots (ITU T.81, B.1)."""
    here = begin
    while (here := content.find(b"\xff", here)) >= 0:
        mark = content[here + 1 : here + 2]
        if mark == b"\xd9":
            return here + 2
        alone = not mark or mark in {b"\x00", b"\x01", b"\xff"} or b"\xd0" <= mark <= b"\xd8"
        here += (1 if mark == b"\xff" else 2) if alone else 2 + int.from_bytes(content[here + 2 : here + 4])
    return -1


_MEASURES: Final[dict[str, Callable[[bytes, int], int]]] = {
    "FlateDecode": _end_of_flate,
    "ASCII85Decode": _end_of_85,
    "ASCIIHexDecode": _end_of_hex,
    "RunLengthDecode": _end_of_runs,
    "DCTDecode": _end_of_jpeg,
}
