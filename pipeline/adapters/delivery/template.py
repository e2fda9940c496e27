"""The office's mail template: the first line is the subject, the second is blank, the rest is the body."""

from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, StrictUndefined, TemplateError, TemplateSyntaxError

from pipeline.domain.dates import in_words
from pipeline.domain.errors import ConfigurationError
from pipeline.domain.letter import Delivery, Letter
from pipeline.domain.notes import Language
from pipeline.domain.notes import delivery as say

_EXAMPLE = {"penerima": "P", "nomor": "1", "tanggal": "1 Januari 2026", "hal": "H", "kantor": "K", "verifikasi": ""}


def mail_template(
    file: Path, office: str, link: Callable[[Letter], str], language: Language = Language.INDONESIAN
) -> Callable[[Letter, Delivery], tuple[str, str]]:
    """What makes a message's subject and body.

    Args:
        file: the template.
        office: the office's name.
        link: what opens a letter's verification page; empty where there is none.
        language: in which what is wrong with the template is told.

    Raises:
        ConfigurationError: the template is wrong, or names a value there is not; with file and line.
    """
    try:
        template = Environment(undefined=StrictUndefined, autoescape=False).from_string(file.read_text("utf-8"))  # noqa: S701 -- plain text, no HTML
        template.render(_EXAMPLE)
    except TemplateError as wrong:
        line = wrong.lineno if isinstance(wrong, TemplateSyntaxError) else 1
        told = say.TEMPLATE_WRONG(file=file.name)
        raise ConfigurationError(told, (f"{file}:{line}: {told.words(language)} ({wrong.message})",)) from wrong

    def render(letter: Letter, delivery: Delivery) -> tuple[str, str]:
        text = template.render(
            penerima=delivery.recipient.name,
            nomor=letter.number.text if letter.number else "",
            tanggal=in_words(letter.date) if letter.date else "",
            hal=letter.submission.subject,
            kantor=office,
            verifikasi=link(letter),
        )
        subject, _, body = text.partition("\n")
        return subject, body.lstrip("\n")

    return render
