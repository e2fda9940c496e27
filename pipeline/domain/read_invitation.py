"""`undangan`: an invitation as form data, in a sidecar without a PDF (SOP 3).

What is drawn must be words: a placeholder in them would be taken for one of the page's own. Where number, date and TTE stand is the template's to say.
"""

from functools import partial
from typing import Final, Protocol

from pipeline.domain.nodes import TextNode
from pipeline.domain.notes import drafts
from pipeline.domain.parsing import MAX_TEXT, Fields, plain_name
from pipeline.domain.submission import Invitation

INVITATION_KEYS: Final = ("pembuka", "hari_tanggal", "waktu", "tempat", "acara", "penutup")
_DRAWN_TOO: Final = ("lampiran", "kepada", "tembusan")


class ReadWords(Protocol):
    """How a mandatory text is read: told where it is missing or holds a placeholder, remembered where it is blank."""

    def __call__(self, fields: Fields, *names: str, limit: int = 500, one_line: bool = True) -> str:
        """The text under the first of the names that is there."""
        ...


def read_invitation(fields: Fields, words: ReadWords, *, has_pdf: bool) -> Invitation | None:
    """The form, if the sidecar has one.

    Args:
        fields: the sidecar's keys.
        words: reads a mandatory text.
        has_pdf: whether a PDF lies beside it.
    """
    node = fields.value("undangan")
    if has_pdf and node is not None and not (isinstance(node, TextNode) and not node.text):
        fields.tell(drafts.INVITATION_WITH_PDF(), fields.place("undangan"))
        return None
    form = fields.group("undangan", "{pembuka: …, hari_tanggal: …, waktu: …, tempat: …, acara: …, penutup: …}")
    if form is None:
        return None
    form.refuse_unknown(INVITATION_KEYS)
    for key in _DRAWN_TOO:
        refuse_placeholder(fields, " ".join(one.text for one in fields.items(key) if isinstance(one, TextNode)), key)
    if fields.items("posisi"):
        fields.tell(drafts.INVITATION_HAS_PLACES(), fields.place("posisi"))
    line, paragraph = partial(words, form), partial(words, form, limit=MAX_TEXT, one_line=False)
    return Invitation(
        opening=paragraph("pembuka"),
        day_and_date=line("hari_tanggal"),
        time=line("waktu"),
        place=line("tempat"),
        occasion=line("acara"),
        closing=paragraph("penutup"),
    )


def tell_unindented(fields: Fields, known: tuple[str, ...]) -> None:
    """Tell of the form's keys that stand at the left edge, where they are the letter's."""
    for key in fields.unknown(known):
        if plain_name(key.text) in INVITATION_KEYS:
            fields.tell(drafts.NOT_INDENTED(key=key.text), key.place)


def refuse_placeholder(fields: Fields, text: str, *names: str) -> None:
    """Tell of a placeholder in what will be drawn, however it is disguised."""
    if "${" in "".join(one for one in text if one.isprintable() and one != " "):
        fields.tell(drafts.PLACEHOLDER_LEFT(key=names[0]), fields.place(*names))
