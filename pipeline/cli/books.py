"""`surat register …`: the office's books of outgoing letters (*buku agenda*, *buku ekspedisi*) as files."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from itertools import chain, count
from pathlib import Path
from typing import Final

import click

from pipeline.adapters.durable import write_new
from pipeline.cli.common import config_option, leaves_well, register_of, settings_at, tell
from pipeline.cli.words import helps, option_help
from pipeline.config import Settings
from pipeline.domain.books import Book, BookName, agenda, expedition
from pipeline.domain.errors import DraftRefusedError, UnavailableError
from pipeline.domain.notes import books as say
from pipeline.domain.parsing import day_of
from pipeline.ports import Register

_FORMS: Final = ("csv", "xlsx", "pdf")


@click.group(help=helps("register"))
def register() -> None:
    """The books of outgoing letters."""


@register.command("export", help=helps("register export"))
@config_option
@click.option("--year", type=click.IntRange(1, 9999), help=option_help("--year"))
@click.option("--day", default="", help=option_help("--day"))
@click.option("--book", "name", type=click.Choice([one.value for one in BookName]), default=BookName.AGENDA.value, help=option_help("--book"))
@click.option("--format", "form", type=click.Choice(_FORMS), help=option_help("--format"))
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@leaves_well
def export(config: Path | None, year: int | None, day: str, name: str, form: str | None, out: Path) -> None:  # noqa: PLR0913, PLR0917 -- click's options
    """Write one of the books to a file; void and reserved numbers stand in it too."""
    book_name = BookName(name)
    period = _period(year, day, book_name)
    settings = settings_at(config, needs_keys=False)
    asked = out.suffix.lower().lstrip(".")
    write, rows = _writer(form or (asked if asked in _FORMS else "csv")), count()
    with register_of(settings) as opened:
        book = _book(book_name, opened, period, settings)
        content = write(replace(book, rows=(row for row, _ in zip(book.rows, rows, strict=False))))
    try:
        write_new(out, content, replace=True)
    except OSError as error:
        raise UnavailableError(say.NOT_WRITTEN(file=out, reason=error.strerror or str(error))) from error
    tell(say.EXPORTED(count=next(rows), file=out), settings)


def _period(year: int | None, day: str, name: BookName) -> int | date:
    if day:
        if name is not BookName.EXPEDITION:
            raise DraftRefusedError(say.DAY_OF_AGENDA())
        found = day_of(day)
        if found is None:
            raise DraftRefusedError(say.DAY_UNREADABLE(day=day))
        return found
    if year is None:
        raise DraftRefusedError(say.PERIOD_NEEDED())
    return year


def _book(name: BookName, opened: Register, period: int | date, settings: Settings) -> Book:
    office, language = settings.office.name, settings.language
    if isinstance(period, date):
        waiting = opened.to_carry() if period == datetime.now(settings.zone).date() else ()
        return expedition(chain(opened.dispatches(period, period), waiting), office=office, period=period, language=language)
    if name is BookName.AGENDA:
        return agenda(opened.agenda(period), office=office, year=period, language=language)
    return expedition(opened.dispatches(date(period, 1, 1), date(period, 12, 31)), office=office, period=period, language=language)


def _writer(form: str) -> Callable[[Book], bytes]:
    """What writes a book in that form. Each library is loaded only by who asks for it."""
    if form == "xlsx":
        from pipeline.adapters.books.workbook import workbook

        return workbook
    if form == "pdf":
        from pipeline.adapters.pdf.book import paper_book

        return paper_book
    from pipeline.adapters.books.plain import plain_rows

    return plain_rows
