"""The address slip: one page a recipient, whose address shows in an envelope's window when the page is folded in three.

Windows are 90 x 35 mm, 20 mm from the left and 15 mm from the lower edge of DL (220 x 110 mm) and C6/5 (229 x 114 mm) envelopes (DIN 680). A page is smaller
than its envelope and moves in it; `ZONE_MM` is what shows wherever it lies, for A4 in both and F4 (215 x 330 mm, too large for DL) in C6/5. Nothing else is
drawn where the window may come to lie.
"""

from typing import Final, cast

import segno
from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos

from pipeline.domain.sheet import DispatchSheet, Slip

FAMILY: Final = "liberation"
ZONE_MM: Final = (21.0, 65.0, 90.0, 84.0)
"""left, upper, right and lower edge of what always shows, from the page's upper left corner"""
_BIGGEST_PT: Final = 11.0
_SMALLEST_PT: Final = 6.0
_STEP_PT: Final = 0.5
_LINE_EM: Final = 1.15
_MM_PER_PT: Final = 25.4 / 72
_LEFT_MM: Final = 21.0
_HEAD_MM: Final = 16.0
_BELOW_MM: Final = 116.0
"""below every window"""
_QR_MM: Final = 26.0
_QR_LEFT_MM: Final = 160.0
_LABEL_MM: Final = 28.0
_LINE_MM: Final = 6.0
_MARK_MM: Final = 5.0


def add_slip(paper: FPDF, sheet: DispatchSheet, slip: Slip) -> None:
    """Add a recipient's page."""
    paper.add_page()
    paper.set_xy(_LEFT_MM, _HEAD_MM)
    paper.set_font(FAMILY, "", 9)
    paper.multi_cell(0, _LINE_MM * 0.8, sheet.office, align="L", new_x=XPos.LEFT, new_y=YPos.NEXT)
    _address(paper, slip)
    _fold_marks(paper)
    _below(paper, sheet, slip)


def _address(paper: FPDF, slip: Slip) -> None:
    """The address in the largest letters that it fits in; the name alone where it fits in none, as it stands below in full."""
    left, top, right, bottom = ZONE_MM
    for words in (f"{slip.name}\n{slip.address}".strip(), slip.name):
        size = _BIGGEST_PT
        while size >= _SMALLEST_PT:
            paper.set_font(FAMILY, "", size)
            line = size * _MM_PER_PT * _LINE_EM
            lines = paper.multi_cell(right - left, line, words, align="L", dry_run=True, output=MethodReturnValue.LINES)
            if len(cast("list[str]", lines)) * line <= bottom - top:
                paper.set_xy(left, top)
                paper.multi_cell(right - left, line, words, align="L", new_x=XPos.LEFT, new_y=YPos.NEXT)
                return
            size -= _STEP_PT


def _fold_marks(paper: FPDF) -> None:
    for third in (1, 2):
        height = paper.h * third / 3
        paper.line(0, height, _MARK_MM, height)


def _below(paper: FPDF, sheet: DispatchSheet, slip: Slip) -> None:
    """What the registry officer knows the envelope's content by."""
    _qr(paper, slip.code)
    paper.set_xy(_LEFT_MM, _BELOW_MM)
    paper.set_left_margin(_LEFT_MM)
    paper.set_font(FAMILY, "", 10)
    facts = (("number", sheet.number), ("date", sheet.date), ("recipient", slip.name), ("address", slip.address))
    for name, value in facts:
        if value:
            paper.cell(_LABEL_MM, _LINE_MM, sheet.labels[name])
            paper.multi_cell(_QR_LEFT_MM - _LEFT_MM - _LABEL_MM - 4, _LINE_MM, f": {value}", align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _qr(paper: FPDF, code: str) -> None:
    modules = tuple(segno.make_qr(code, error="m", boost_error=False).matrix)
    side = _QR_MM / len(modules)
    paper.set_fill_color(0)
    for row, line in enumerate(modules):
        for column, is_dark in enumerate(line):
            if is_dark:
                paper.rect(_QR_LEFT_MM + column * side, _BELOW_MM + row * side, side, side, style="F")
