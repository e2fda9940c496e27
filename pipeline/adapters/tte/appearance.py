"""The visible TTE: a QR code at the left, the words at its right, drawn upright in a form of the box's size.

The office's stamp, where there is a picture of it, stands between the two. In a narrow box, where the words would become too small to read, they stand upon it,
and it is pale. It never touches the QR's quiet zone.

The QR keeps the quiet zone of four modules that ISO/IEC 18004 asks for; in a low box it gives up to half of that zone away before the code itself becomes
smaller than 12 mm, the least that telephones read from paper. The words become smaller until they fit.
"""

import zlib
from dataclasses import dataclass
from typing import Any, Final

import segno

from pipeline.adapters.tte import objects
from pipeline.adapters.tte.officeseal import OfficeSeal, read_office_seal
from pipeline.adapters.tte.placement import TURNS, Placement
from pipeline.adapters.tte.typeface import Typeface
from pipeline.domain.page import MM, Box, SignatureBlock

QR_LEAST_PT: Final = 12 * MM
"""the smallest side of the code itself that still scans from paper"""
MODULE_LEAST_PT: Final = 0.4 * MM
"""modules smaller than this scan badly; then fewer of them with less error correction do better"""
QR_SHARE: Final = 0.45
"""how much of the box's width the QR may take at most"""
QUIET_MODULES: Final = 4
"""the quiet zone that the standard asks for, in modules"""
MASK: Final = 0
"""the mask of every code; a reader takes any, and to look for the best of the eight costs a third of a signature"""
TIGHT_MODULES: Final = 2
"""the quiet zone that scanners still accept"""
LARGEST_PT: Final = 8.0
"""the largest size of the words"""
LEADING: Final = 1.18
"""the distance of two lines, in sizes"""
PADDING_PT: Final = 2.0
"""free space around the words"""
SEAL_SHARE: Final = 0.3
"""how much of the box's width the office's stamp may take at most"""
READABLE_PT: Final = 4.5
"""words smaller than this are put upon the stamp, where there is more room"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Code:
    """Where the QR's modules stand: a square from its lower left corner."""

    rows: tuple[bytes, ...]
    x_pt: float
    y_pt: float
    side_pt: float
    zone_pt: float
    """what code and quiet zone take of the box's width"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """The words, broken into lines."""

    size_pt: float
    lines: tuple[str, ...]
    left_pt: float


def draw(writer: Any, box: Box, placement: Placement, block: SignatureBlock, typeface: Typeface) -> Any:  # noqa: ANN401 - pyHanko's writer and reference
    """Write the appearance into `writer`'s document; gives the reference for the widget's /AP."""
    layout = _layout(box, block, typeface)
    resources = {"/Font": objects.dictionary({"/F": typeface.embed(writer)})}
    if layout.seal is not None:
        resources["/XObject"] = objects.dictionary({"/S": layout.seal.embed(writer)})
    form = {
        "/Type": objects.name("/XObject"),
        "/Subtype": objects.name("/Form"),
        "/BBox": objects.numbers((0, 0, box.width_pt, box.height_pt)),
        "/Matrix": objects.numbers(TURNS[placement.rotation]),
        "/Resources": objects.dictionary(resources),
    }
    return writer.add_object(objects.stream(zlib.compress(_drawing(box, layout, typeface)), form))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """What stands where in the box."""

    code: _Code
    words: _Words
    seal: OfficeSeal | None = None
    seal_pt: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    """the stamp's width, height, left and bottom"""


def _layout(box: Box, block: SignatureBlock, typeface: Typeface) -> _Layout:
    code, paragraphs = _code(box, block.qr), _lines(block)
    alone = _fit(paragraphs, code.zone_pt, box, typeface)
    if not block.office_seal:
        return _Layout(code=code, words=alone)
    seal = read_office_seal(block.office_seal, pale=False)
    width = min(box.width_pt * SEAL_SHARE, (box.height_pt - 2 * PADDING_PT) * seal.shape)
    beside = _fit(paragraphs, code.zone_pt + width + 2 * PADDING_PT, box, typeface)
    where = (width, width / seal.shape, code.zone_pt + PADDING_PT, (box.height_pt - width / seal.shape) / 2)
    if beside.size_pt >= READABLE_PT:
        return _Layout(code=code, words=beside, seal=seal, seal_pt=where)
    return _Layout(code=code, words=alone, seal=read_office_seal(block.office_seal, pale=True), seal_pt=where)


def _drawing(box: Box, layout: _Layout, typeface: Typeface) -> bytes:
    seal = b"q %.3f 0 0 %.3f %.3f %.3f cm /S Do Q\n" % layout.seal_pt if layout.seal is not None else b""
    return b"q 0 g\n" + seal + _modules(layout.code) + _text(layout.words, box.height_pt, typeface) + b"Q\n"


def _code(box: Box, words: str) -> _Code:
    room = min(box.height_pt, box.width_pt * QR_SHARE)
    rows = _rows(words, "m")
    if room / len(rows) < MODULE_LEAST_PT:
        rows = _rows(words, "l")
    modules = len(rows)
    proper, tight = (room * modules / (modules + 2 * quiet) for quiet in (QUIET_MODULES, TIGHT_MODULES))
    side = min(max(proper, QR_LEAST_PT), tight)
    return _Code(rows=rows, x_pt=(room - side) / 2, y_pt=(box.height_pt - side) / 2, side_pt=side, zone_pt=room)


def _rows(words: str, error: str) -> tuple[bytes, ...]:
    return tuple(bytes(row) for row in segno.make(words, micro=False, error=error, mask=MASK).matrix)


def _modules(code: _Code) -> bytes:
    """All dark modules as one path, run by run, so that no hairline shows between them."""
    scale = code.side_pt / len(code.rows)
    path = [b"q %.5f 0 0 %.5f %.3f %.3f cm" % (scale, scale, code.x_pt, code.y_pt)]
    for below, row in enumerate(reversed(code.rows)):
        start = row.find(1)
        while start >= 0:
            end = row.find(0, start)
            end = len(row) if end < 0 else end
            path.append(b"%d %d %d 1 re" % (start, below, end - start))
            start = row.find(1, end)
    return b"\n".join([*path, b"f Q\n"])


def _lines(block: SignatureBlock) -> list[str]:
    nip = block.nip if not block.nip or block.nip.upper().startswith("NIP") else f"NIP {block.nip}"
    return [" ".join(line.split()) for line in (block.words, block.position, block.name, block.rank, nip) if line.strip()]


def _text(words: _Words, height: float, typeface: Typeface) -> bytes:
    size = words.size_pt
    top = (height + len(words.lines) * size * LEADING) / 2 - size
    shown = [b"%s Tj T*" % typeface.encode(line) for line in words.lines]
    return b"BT /F %.2f Tf %.3f TL %.3f %.3f Td\n" % (size, size * LEADING, words.left_pt, top) + b"\n".join(shown) + b"\nET\n"


def _fit(paragraphs: list[str], left: float, box: Box, typeface: Typeface) -> _Words:
    """All paragraphs, wrapped, at the largest size at which they fit into the box from `left` on."""
    width, height = max(box.width_pt - left - PADDING_PT, 1.0), max(box.height_pt - 2 * PADDING_PT, 1.0)
    words = [[(word, typeface.width(word)) for word in paragraph.split(" ")] for paragraph in paragraphs]
    space = typeface.width(" ")
    size = LARGEST_PT
    while True:
        lines = [line for paragraph in words for line in _wrap(paragraph, space, width / size)]
        widest = max((wide for paragraph in words for _, wide in paragraph), default=0.0)
        if widest * size <= width and len(lines) * size * LEADING <= height:
            return _Words(size_pt=size, lines=tuple(lines), left_pt=left)
        size *= 0.97


def _wrap(words: list[tuple[str, float]], space: float, width: float) -> list[str]:
    lines: list[str] = []
    filled = 0.0
    for word, wide in words:
        if lines and filled + space + wide <= width:
            lines[-1] += " " + word
            filled += space + wide
        else:
            lines.append(word)
            filled = wide
    return lines
