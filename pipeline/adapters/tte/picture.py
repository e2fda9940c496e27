"""The visible TTE as a PNG, for a gateway that draws pictures only: the same block as `appearance.py` draws into a signature of ours.

The block is set on a page of the box's size, turned as the letter's page is turned, and rendered by pdfium at 300 dots per inch, where the QR's modules stay
sharp on paper.
"""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pypdfium2
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter

from pipeline.adapters.tte import objects
from pipeline.adapters.tte.appearance import draw
from pipeline.adapters.tte.placement import Placement, place
from pipeline.adapters.tte.typeface import typeface_for
from pipeline.domain.page import Box, SignatureBlock

SCALE: Final = 300 / 72
"""pixels in a point"""
FULL_TURN: Final = 360
_READER: Final[Any] = IncrementalPdfFileWriter
_WRITER: Final[Any] = PdfFileWriter
_PAGE: Final[Any] = PageObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawn block and where it goes."""

    png: bytes
    rect_pt: tuple[float, float, float, float]
    """left, bottom, right, top in the page's own coordinates"""


def picture(source: Path, box: Box, block: SignatureBlock) -> Picture:
    """Draw `block` for the place that `box` names in the PDF at `source`.

    Raises:
        ValueError: the page is not there or has no usable place.
        OSError: the PDF cannot be opened.
    """
    with source.open("rb") as file:
        if box.page < 1:
            reason = f"page {box.page}"
            raise ValueError(reason)
        reference, _ = _READER(file, strict=True).find_page_for_modification(box.page - 1)
        placement = place(reference.get_object(), box)
    return Picture(png=_png(_sheet(box, block), placement.rotation, in_colour=bool(block.office_seal)), rect_pt=placement.rect_pt)


def _sheet(box: Box, block: SignatureBlock) -> bytes:
    """A PDF of one page that is the block."""
    writer: Any = _WRITER()
    upright = Placement(rect_pt=(0, 0, box.width_pt, box.height_pt), rotation=0)
    typeface = typeface_for([block.words, block.position, block.name, block.rank, block.nip])
    form = draw(writer, box, upright, block, typeface)
    content = writer.add_object(objects.plain_stream(b"/Block Do"))
    resources = objects.dictionary({"/XObject": objects.dictionary({"/Block": form})})
    writer.insert_page(_PAGE(contents=content, media_box=(0, 0, box.width_pt, box.height_pt), resources=resources))
    whole = BytesIO()
    writer.write(whole)
    return whole.getvalue()


def _png(sheet: bytes, rotation: int, *, in_colour: bool) -> bytes:
    """The page's picture, turned against a page that is turned; grey is smaller, and all that QR and words need."""
    document = pypdfium2.PdfDocument(sheet)
    try:
        shown = document[0].render(scale=SCALE, rotation=-rotation % FULL_TURN, grayscale=not in_colour).to_pil()
    finally:
        document.close()
    packed = BytesIO()
    shown.save(packed, "PNG", optimize=True)
    return packed.getvalue()
