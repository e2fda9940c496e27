"""`surat number …` and `surat register …`: the numbers and the register of outgoing letters (*buku agenda surat keluar*)."""

import csv
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TextIO

import click

from pipeline.cli.common import caller, config_option, leaves_well, register_of, settings_at, tell
from pipeline.cli.resume import resume
from pipeline.cli.words import helps, option_help
from pipeline.config import Settings
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import Language
from pipeline.domain.notes import commands as say
from pipeline.domain.numbering import NumberClaim, NumberStatus
from pipeline.ports import Register, RegisterLine, Reservation

_RISKY = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would run as a formula."""


@click.group(help=helps("number"))
def number() -> None:
    """Numbers of the register."""


@number.command("reserve", help=helps("number reserve"))
@config_option
@click.option("--unit", required=True, help=option_help("--unit"))
@click.option("--code", required=True, help=option_help("--code"))
@click.option("--count", default=1, type=click.IntRange(1, 500), help=option_help("--count"))
@click.option("--subject", default="", help=option_help("--subject"))
@leaves_well
def reserve(config: Path | None, unit: str, code: str, count: int, subject: str) -> None:
    """Keep the next numbers for a unit."""
    settings = settings_at(config)
    office = settings.office
    if unit not in office.units:
        raise DraftRefusedError(say.UNKNOWN_UNIT(unit=unit, units=", ".join(office.units)))
    if code not in office.codes:
        raise DraftRefusedError(say.UNKNOWN_CODE(code=code, near=", ".join(get_close_matches(code, office.codes)) or "-"))
    now = datetime.now(settings.zone)
    claim = NumberClaim(rule=office.numbering, code=code, unit=unit, day=now.date())
    hand = caller()
    with register_of(settings) as register:
        wish = Reservation(claim=claim, subject=subject, account=hand.account, at=now, evidence="")
        numbers = [register.reserve(replace(wish, evidence=f"{hand.actor} {now.isoformat()} {place}")) for place in range(count)]
    tell(say.RESERVED(unit=unit, numbers=", ".join(one.text for one in numbers)), settings)


number.add_command(resume)


@click.group(help=helps("register"))
def register() -> None:
    """The register of outgoing letters."""


@register.command("export", help=helps("register export"))
@config_option
@click.option("--year", type=int, required=True, help=option_help("--year"))
@click.option("--format", "form", type=click.Choice(["csv", "xlsx", "pdf"]), default="csv", help=option_help("--format"))
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@leaves_well
def export(config: Path | None, year: int, form: str, out: Path) -> None:
    """Write one year's register, void and reserved numbers included."""
    settings = settings_at(config)
    asked = out.suffix.lower().lstrip(".")
    if form != "csv" or asked in {"xlsx", "pdf"}:
        raise DraftRefusedError(say.FORMAT_NOT_HERE(format=form if form != "csv" else asked))
    with register_of(settings) as opened, out.open("w", encoding="utf-8-sig", newline="") as sink:
        count = _write(opened, sink, year, settings)
    tell(say.EXPORTED(count=count, file=out), settings)


def _write(opened: Register, sink: TextIO, year: int, settings: Settings) -> int:
    writer = csv.writer(sink, delimiter=";")
    writer.writerow(say.EXPORT_HEAD().words(settings.language).split(";"))
    count = 0
    for count, line in enumerate(opened.lines(year), start=1):
        writer.writerow([_harmless(cell) for cell in _cells(count, line, opened, settings.language)])
    return count


def _cells(place: int, line: RegisterLine, opened: Register, language: Language) -> list[str]:
    remark = {
        NumberStatus.USED: "",
        NumberStatus.RESERVED: say.WAITING_LETTER(unit=line.unit).words(language),
        NumberStatus.VOID: say.VOID(reason=line.note).words(language),
    }[line.status]
    if line.letter is None:
        return [str(place), line.number.text, line.day.strftime("%d-%m-%Y"), "", "", line.subject, remark]
    letter = opened.letter(line.letter)
    is_confidential = letter.submission.security.is_confidential
    sent = next((event.at.strftime("%d-%m-%Y") for event in reversed(opened.events(letter.id)) if event.action == "sent"), "")
    recipients = "; ".join(one.name for one in letter.submission.recipients)
    subject = letter.submission.security.value if is_confidential else letter.submission.subject
    return [str(place), line.number.text, line.day.strftime("%d-%m-%Y"), sent, recipients, subject, remark]


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet runs.

    >>> _harmless("=1+1"), _harmless("Undangan")
    ("'=1+1", 'Undangan')
    """
    return f"'{cell}" if cell.startswith(_RISKY) else cell
