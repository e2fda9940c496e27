"""The office's mail templates, one a language: the first line is the subject, the second is blank, the rest is the body."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from pathlib import Path

from jinja2 import Environment, StrictUndefined, TemplateError, TemplateSyntaxError

from pipeline.domain.dates import in_words
from pipeline.domain.errors import ConfigurationError
from pipeline.domain.letter import Delivery, Letter
from pipeline.domain.mailing import on_the_wire
from pipeline.domain.notes import Language
from pipeline.domain.notes import delivery as say

_EXAMPLE = {"penerima": "P", "nomor": "1", "tanggal": "1 Januari 2026", "hal": "H", "kantor": "K", "verifikasi": "", "tembusan": "ya", "kepada": "P"}
_ENGLISH_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
Render = Callable[[Letter, Delivery], tuple[str, str]]
"""Makes a message's subject and body."""


def in_each_language(renders: Mapping[Language, Render], english: Collection[str]) -> Render:
    """What writes to each recipient in his language.

    Args:
        renders: the template of each language; Indonesian is always there.
        english: the addresses that are written to in English.
    """

    def render(letter: Letter, delivery: Delivery) -> tuple[str, str]:
        language = Language.ENGLISH if on_the_wire(delivery.recipient.email) in english else Language.INDONESIAN
        return renders[language](letter, delivery)

    return render


def mail_template(file: Path, office: str, link: Callable[[Letter], str], language: Language = Language.INDONESIAN) -> Render:
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
            tanggal=_day(letter.date, file) if letter.date else "",
            hal=letter.submission.subject,
            kantor=office,
            verifikasi=link(letter),
            tembusan="ya" if delivery.is_copy else "",
            kepada=", ".join(one.name for one in letter.submission.recipients),
        )
        subject, _, body = text.partition("\n")
        return subject, body.lstrip("\n")

    return render


def _day(day: date, file: Path) -> str:
    """A day as the template's language writes it."""
    return f"{day.day} {_ENGLISH_MONTHS[day.month - 1]} {day.year}" if ".en." in file.name else in_words(day)
