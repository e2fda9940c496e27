"""Looks a draft over before it is taken in: everything that would stand in the way later is told now, at once.

But for one thing: a draft that cannot be written anew, such as one with a font of a gigabyte, is not given to what draws pages.
"""

from collections.abc import Iterator
from pathlib import Path

from pipeline.adapters.pdf.cargo import rewrite_findings
from pipeline.adapters.pdf.covered import covered_faults
from pipeline.adapters.pdf.draft import Draft, open_draft, refusing
from pipeline.adapters.pdf.foot import strip_for
from pipeline.adapters.pdf.places import blank_faults, found_tokens, signature_boxes, text_fault, token_faults, unseen_faults
from pipeline.domain.notes import Message
from pipeline.domain.notes import pages as say
from pipeline.domain.page import Examination, FooterOrder, Layout, Token


def examine(source: str | Path, layout: Layout) -> Examination:
    """What the draft is, with all its faults.

    Args:
        source: the draft's file.
        layout: where number, date and TTE go without a placeholder.

    Raises:
        IncompleteDraftError: it begins as a PDF and has no readable end.
        DraftRefusedError: it can be no letter.
    """
    with open_draft(source) as draft, refusing(say.UNREADABLE()):
        refused, left_out = rewrite_findings(draft.reader, [leaf.page for leaf in draft.leaves])
        return Examination(
            pages=len(draft.leaves),
            text=draft.text,
            tokens=frozenset(token for token in Token if found_tokens(draft, token)),
            faults=tuple(dict.fromkeys((*refused, *token_faults(draft, layout), *(() if refused else _drawn_faults(draft, layout))))),
            left_out=left_out,
        )


def _drawn_faults(draft: Draft, layout: Layout) -> Iterator[Message]:
    """What shows only when the pages are drawn."""
    yield from unseen_faults(draft)
    yield from blank_faults(draft)
    yield from covered_faults(draft)
    for token in (Token.NUMBER, Token.DATE):
        fault = text_fault(draft, token, layout)
        if fault is not None:
            yield fault
    boxes, faults = signature_boxes(draft, layout)
    yield from faults
    if layout.footer and not faults:
        strip = strip_for(draft, FooterOrder(text=layout.footer, page=boxes[0].page, kept_clear=boxes))
        if isinstance(strip, Message):
            yield strip
