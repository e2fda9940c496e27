"""Stamps a draft: number, date and the other values in place of their placeholders, in one fresh revision that says which letter it is.

The placeholders' glyphs leave the content stream; nothing is painted over. The same draft and order give the same bytes, so that a crash between stamping
and remembering costs nothing.
"""

import hashlib
from functools import partial
from pathlib import Path

from pypdf import PdfReader

from pipeline.adapters.pdf.beside import PLACEHOLDER, SPOKEN
from pipeline.adapters.pdf.draft import SMALL_BYTES, open_draft, refusing
from pipeline.adapters.pdf.ink import Drawings
from pipeline.adapters.pdf.packet import NAMESPACE, packet
from pipeline.adapters.pdf.places import signature_boxes, text_fault, token_faults
from pipeline.adapters.pdf.redrawn import Redrawn
from pipeline.adapters.pdf.values import written
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import pages as say
from pipeline.domain.page import Binding, Box, StampOrder, Token


def stamp(source: str | Path, target: str | Path, order: StampOrder) -> tuple[Box, ...]:
    """Write the values into a copy of the draft, and answer where each TTE goes.

    Args:
        source: the draft as it was examined.
        target: the file to write; one that is there is replaced.
        order: the values, the layout and the binding.

    Raises:
        DraftRefusedError: it can be no letter, or a value does not fit its place.
    """
    with open_draft(source) as draft, refusing(say.UNREADABLE()):
        for fault in token_faults(draft, order.layout):
            raise DraftRefusedError(fault)
        unplaced = text_fault(draft, Token.NUMBER, order.layout)
        if unplaced is not None:
            raise DraftRefusedError(unplaced)
        boxes, faults = signature_boxes(draft, order.layout)
        for fault in faults:
            raise DraftRefusedError(fault)
        retold = partial(_retold, order)
        redrawn = Redrawn(draft=draft, values=written(draft, order), retold=retold)
        redrawn.write(Path(target), mark=_mark(Path(source), order), metadata=packet(order.binding, draft.reader, retold))
        _check_nothing_left(Path(target))
    return boxes


def _check_nothing_left(target: Path) -> None:
    """The last gate: whatever a placeholder looked like, no `${` may be read in the result, by a reader that is not ours."""
    drawings = Drawings(target.read_bytes() if target.stat().st_size <= SMALL_BYTES else target)
    try:
        for number, text in enumerate(drawings.texts(), 1):
            if "${" in text:
                target.unlink()
                raise DraftRefusedError(say.TOKEN_REMAINS(page=number))
    finally:
        drawings.close()


def read_binding(document: str | Path) -> Binding | None:
    """Which letter and revision a PDF was stamped for; None where it does not say.

    Raises:
        DraftRefusedError: the PDF cannot be read.
    """
    with refusing(say.UNREADABLE()):
        xmp = PdfReader(document).xmp_metadata
        if xmp is None:
            return None
        facts = {
            name: "".join(child.data for node in xmp.get_element("", NAMESPACE, name) for child in node.childNodes if child.nodeType == child.TEXT_NODE)
            for name in ("letter", "revision", "sidecar")
        }
        if not all(facts.values()) or not facts["revision"].isdecimal():
            return None
        return Binding(letter=facts["letter"], revision=int(facts["revision"]), sidecar=facts["sidecar"])


def _retold(order: StampOrder, key: str, text: str) -> str:
    """A text beside the pages, such as a title or a bookmark, with the values in place of its placeholders."""
    told = PLACEHOLDER.sub(lambda found: " ".join(order.values.get(Token(found[1]), "").split()), text)
    return told.replace("${", "") if key in SPOKEN else told


def _mark(source: Path, order: StampOrder) -> bytes:
    """The file's /ID, from what goes in: the draft's bytes and the order."""
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    facts = (*sorted((str(token), value) for token, value in order.values.items()), order.binding)
    digest.update(repr(facts).encode())
    return digest.digest()[:16]
