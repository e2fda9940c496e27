"""Lays out the dispatch sheet (*lembar ekspedisi*) that goes with a letter by hand; its receivers sign on paper."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

from pipeline.adapters.pdf.faces import Face, font_file
from pipeline.adapters.pdf.slip import FAMILY, add_slip
from pipeline.domain.sheet import DispatchSheet

_MARGIN_MM: Final = 18.0
_LABEL_MM: Final = 28.0
_LINE_MM: Final = 6.0
_ROW_MM: Final = 16.0
"""room to sign in"""
_COLUMNS: Final = (("row", 5), ("recipient", 34), ("channel", 12), ("received", 15), ("receiver", 18), ("signature", 16))
"""the table's columns by their labels, and their shares of its width"""
_NO_DATE: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""so that the same sheet always gives the same bytes"""


def dispatch_sheet(target: str | Path, sheet: DispatchSheet) -> None:
    """Write the sheet as a PDF; a file that is there is replaced."""
    paper = FPDF(format="A4")
    paper.creation_date = _NO_DATE
    paper.set_margin(_MARGIN_MM)
    paper.add_font(FAMILY, "", font_file(Face.SANS))
    paper.add_font(FAMILY, "B", font_file(Face.SANS_BOLD))
    paper.add_page()
    _head(paper, sheet)
    _table(paper, sheet)
    for slip in sheet.slips:
        add_slip(paper, sheet, slip)
    Path(target).write_bytes(bytes(paper.output()))


def _head(paper: FPDF, sheet: DispatchSheet) -> None:
    paper.set_font(FAMILY, "B", 13)
    paper.multi_cell(0, _LINE_MM, sheet.labels["title"], align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.set_font(FAMILY, "", 11)
    paper.multi_cell(0, _LINE_MM, sheet.office, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.ln(_LINE_MM)
    paper.set_font(FAMILY, "", 10)
    for name, value in (("number", sheet.number), ("date", sheet.date), ("subject", sheet.subject)):
        if value:
            paper.cell(_LABEL_MM, _LINE_MM, sheet.labels[name])
            paper.multi_cell(0, _LINE_MM, f": {value}", align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.ln(_LINE_MM / 2)


def _table(paper: FPDF, sheet: DispatchSheet) -> None:
    paper.set_font(FAMILY, "", 9)
    shares = tuple(share for _, share in _COLUMNS)
    with paper.table(col_widths=shares, text_align="LEFT", line_height=_LINE_MM * 0.8, padding=1, headings_style=FontFace(emphasis="BOLD")) as table:
        heading = table.row()
        for name, _ in _COLUMNS:
            heading.cell(sheet.labels[name])
        for number, (name, address, channel) in enumerate(sheet.rows, 1):
            row = table.row(min_height=_ROW_MM)
            for words in (str(number), f"{name}\n{address}".strip(), channel, "", "", ""):
                row.cell(words)
