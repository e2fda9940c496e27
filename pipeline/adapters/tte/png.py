"""Whether a file is a PNG that can be used (ISO/IEC 15948): its frame and its check sums are looked at, nothing is unpacked and no library is needed."""

import struct
import zlib
from collections.abc import Iterator
from typing import Final, NamedTuple

MOST_BYTES: Final = 2 << 20
LEAST_SIDE, MOST_SIDE = 100, 3000
"""of a side, in pixels: below, it looks coarse on paper; beyond, it is no stamp"""
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_HEAD: Final = struct.Struct(">II5B")


class PngFacts(NamedTuple):
    """What the frame of a whole PNG says."""

    width: int
    height: int


def png_facts(content: bytes) -> PngFacts | None:
    """The size of a picture; None where the bytes are no PNG, or not all of one."""
    parts = list(_parts(content))
    kinds = [kind for kind, _ in parts]
    if not kinds or (kinds[0], kinds[-1]) != (b"IHDR", b"IEND") or b"IDAT" not in kinds or len(parts[0][1]) != _HEAD.size:
        return None
    width, height, *_ = _HEAD.unpack(parts[0][1])
    return PngFacts(width, height) if width and height else None


def _parts(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks up to the first that is cut short or damaged."""
    at = len(_SIGNATURE)
    while content.startswith(_SIGNATURE) and at + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, at)
        kind, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        if content[at + 8 + length : at + 12 + length] != struct.pack(">I", zlib.crc32(kind + body)):
            return
        yield kind, body
        at += 12 + length
