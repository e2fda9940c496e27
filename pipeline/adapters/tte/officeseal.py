"""The picture of the office's stamp (*stempel*) in the visible TTE: small, opaque, and in few colours (SOP 4).

PDF/A-1 forbids transparency and leaves a device's colours to its output intent, so the picture is laid on white, and its colours are told by what they look
like (CalRGB with the primaries of sRGB). It is read once for a batch; a letter takes some 10 kB more.
"""

import zlib
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from pipeline.adapters.tte import objects
from pipeline.adapters.tte.png import MOST_BYTES, MOST_SIDE, png_facts
from pipeline.domain.errors import HeldError
from pipeline.domain.notes import seal_picture as notes

MOST_PIXELS: Final = 300
"""of the longer side in the letter: 380 to the inch where the stamp is 20 mm wide"""
COLOURS: Final = 64
PALE: Final = 0.4
"""how much of its colour the stamp keeps under words"""
_WHITE: Final = (255, 255, 255)
_SRGB: Final = {
    "/WhitePoint": (0.9505, 1.0, 1.089),
    "/Gamma": (2.2, 2.2, 2.2),
    "/Matrix": (0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeSeal:
    """The stamp, ready to be drawn."""

    width: int
    height: int
    pixels: bytes
    """one byte each, packed: a place in the palette"""
    palette: bytes
    """red, green and blue of each colour"""

    @property
    def shape(self) -> float:
        """How many times as wide as high it is."""
        return self.width / self.height

    def embed(self, writer: Any) -> Any:  # noqa: ANN401 - pyHanko's writer and reference
        """Write the picture into `writer`'s document; gives the reference for an /XObject resource."""
        space = objects.array([objects.name("/CalRGB"), objects.dictionary({key: objects.numbers(values) for key, values in _SRGB.items()})])
        colours = objects.array([objects.name("/Indexed"), space, objects.number(len(self.palette) // 3 - 1), objects.octets(self.palette)])
        facts = {
            "/Type": objects.name("/XObject"),
            "/Subtype": objects.name("/Image"),
            "/Width": objects.number(self.width),
            "/Height": objects.number(self.height),
            "/BitsPerComponent": objects.number(8),
            "/ColorSpace": colours,
        }
        return writer.add_object(objects.stream(self.pixels, facts))


def read_office_seal(file: str, *, pale: bool) -> OfficeSeal:
    """Read the picture of the stamp.

    Args:
        file: a PNG.
        pale: whether words will stand upon it.

    Raises:
        HeldError: it is not there, or is no picture that can be used.
    """
    try:
        stat = Path(file).stat()
        return _cached(file, (stat.st_mtime_ns, stat.st_size), pale=pale)
    except Exception as exc:
        raise HeldError(notes.SEAL_PICTURE_UNREADABLE(file=Path(file).name, reason=type(exc).__name__)) from exc


@lru_cache(maxsize=4)
def _cached(file: str, _version: tuple[int, int], *, pale: bool) -> OfficeSeal:
    from PIL import Image

    with Path(file).open("rb") as opened:
        content = opened.read(MOST_BYTES + 1)
    facts = png_facts(content) if len(content) <= MOST_BYTES else None
    if facts is None or max(facts) > MOST_SIDE:
        raise ValueError(file)
    with Image.open(BytesIO(content), formats=["PNG"]) as found:
        shown = found.convert("RGBA")
    shown.thumbnail((MOST_PIXELS, MOST_PIXELS), Image.Resampling.LANCZOS)
    paper = Image.new("RGB", shown.size, _WHITE)
    paper.paste(shown, mask=shown.getchannel("A"))
    if pale:
        paper = Image.blend(Image.new("RGB", shown.size, _WHITE), paper, PALE)
    drawn = paper.quantize(COLOURS)
    palette = bytes(drawn.getpalette() or ())[: 3 * COLOURS]
    return OfficeSeal(width=drawn.width, height=drawn.height, pixels=zlib.compress(drawn.tobytes(), 9), palette=palette)
