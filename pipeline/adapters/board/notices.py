"""Notices by e-mail: one message a reader, made of the office's own template (*templat*).

The template is HTML, so that nothing a clerk typed can be more than words in it; its title is the subject, and its words alone are the plain text that goes
with it. The Message-ID is that of the notice: told again after a crash, it is the same message.
"""

from collections.abc import Callable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from jinja2 import Environment, StrictUndefined, Template, TemplateError, TemplateSyntaxError

from pipeline.domain.channel import DeliveryReport, Outcome
from pipeline.domain.dates import moment_in_words
from pipeline.domain.errors import ConfigurationError
from pipeline.domain.notes import Language
from pipeline.domain.notes import notices as say
from pipeline.domain.notices import Matter, News, Notice, Topic, Waiting

HandOver = Callable[[EmailMessage, str], DeliveryReport]
"""Gives a message to the relay, under a name."""

_TOPICS: Final = {Topic.NUMBERED: "nomor", Topic.RETURNED: "kembali", Topic.SENT: "terkirim"}
_MATTERS: Final = {None: "", Matter.HELD: "ditahan", Matter.SIGNATURE: "tte", Matter.DELIVERY: "kiriman"}
_BLOCKS: Final = frozenset({"p", "li", "h1", "h2", "h3", "tr", "br", "div", "ul", "ol", "table"})
_UNREAD: Final = frozenset({"style", "script"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeMail:
    """The `Messenger` port by e-mail.

    Attributes:
        sender: the office's address.
        office: the office's name.
        template: see `notice_template`.
    """

    sender: str
    office: str
    template: Template
    hand_over: HandOver

    def tell(self, notice: Notice) -> DeliveryReport:
        """Send one message to one address."""
        try:
            message = self._compose(notice)
        except ValueError:
            return DeliveryReport(outcome=Outcome.REFUSED, note=say.MAILBOX_UNUSABLE())
        return self.hand_over(message, f"pemberitahuan-{notice.mark}")

    def _compose(self, notice: Notice) -> EmailMessage:
        page = _rendered(self.template, self.office, notice)
        words = _Words()
        words.feed(page)
        message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
        message["From"] = Address(display_name=self.office, addr_spec=self.sender)
        message["To"] = Address(display_name=notice.name, addr_spec=notice.mailbox)
        message["Subject"] = " ".join(words.title.split())
        message["Date"] = format_datetime(notice.at)
        message["Message-ID"] = f"<{notice.mark}.pemberitahuan@{self.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answer to it
        message.set_content(words.text)
        message.add_alternative(page, subtype="html")
        return message


def notice_template(file: Path, language: Language = Language.INDONESIAN) -> Template:
    """The office's template for notices.

    Args:
        file: the template.
        language: in which what is wrong with it is told.

    Raises:
        ConfigurationError: it is wrong, or names a value there is not; with file and line.
    """
    try:
        template = Environment(undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(file.read_text("utf-8"))
        template.render(_EXAMPLE)
    except TemplateError as wrong:
        line = wrong.lineno if isinstance(wrong, TemplateSyntaxError) else 1
        told = say.TEMPLATE_WRONG(file=file.name)
        raise ConfigurationError(told, (f"{file}:{line}: {told.words(language)} ({wrong.message})",)) from wrong
    return template


def _rendered(template: Template, office: str, notice: Notice) -> str:
    return template.render(
        nama=notice.name,
        kantor=office,
        menunggu=[_of_wait(one, notice) for one in notice.waiting],
        kabar=[_of_news(one) for one in notice.news],
    )


def _of_wait(one: Waiting, notice: Notice) -> dict[str, object]:
    return {
        "surat": one.letter,
        "nomor": one.number,
        "hal": one.subject,
        "sejak": moment_in_words(one.since),
        "pengingat": one.reminders(notice.at),
        "jenis": _MATTERS[one.matter],
        "alasan": one.reason,
        "kiriman": one.delivery,
    }


def _of_news(one: News) -> dict[str, object]:
    return {
        "surat": one.letter,
        "nomor": one.number,
        "hal": one.subject,
        "pada": moment_in_words(one.at),
        "jenis": _TOPICS[one.topic],
        "alasan": one.reason,
    }


_EXAMPLE: Final[dict[str, object]] = {
    "nama": "N",
    "kantor": "K",
    "menunggu": [
        {"surat": "S", "nomor": "1", "hal": "H", "sejak": "1 Januari 2026", "pengingat": 2, "jenis": kind, "alasan": "A", "kiriman": 1}
        for kind in _MATTERS.values()
    ],
    "kabar": [{"surat": "S", "nomor": "1", "hal": "H", "pada": "1 Januari 2026", "jenis": kind, "alasan": "A"} for kind in _TOPICS.values()],
}


class _Words(HTMLParser):
    """The title of a page, and its words line by line."""

    def __init__(self) -> None:
        super().__init__()
        self.title = ""
        self._lines: list[str] = [""]
        self._in_title = False
        self._unread = False

    @property
    def text(self) -> str:
        """The words, a line for each block."""
        lines = [" ".join(line.split()) for line in self._lines]
        return "\n".join(line for line in lines if line) + "\n"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See HTMLParser."""
        del attrs
        self._in_title = tag == "title"
        self._unread = tag in _UNREAD
        if tag in _BLOCKS:
            self._lines.append("- " if tag == "li" else "")

    def handle_endtag(self, tag: str) -> None:
        """See HTMLParser."""
        self._in_title = self._unread = False
        if tag in _BLOCKS:
            self._lines.append("")

    def handle_data(self, data: str) -> None:
        """See HTMLParser."""
        if self._in_title:
            self.title += data
        elif not self._unread:
            self._lines[-1] += data
