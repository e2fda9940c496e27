"""`surat number …`: the numbers of the register."""

import re
from dataclasses import replace
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Final

import click

from pipeline.cli.common import caller, config_option, leaves_well, register_of, settings_at, tell
from pipeline.cli.resume import resume
from pipeline.cli.words import helps, option_help
from pipeline.config import Settings
from pipeline.domain.dates import in_words
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.letter import Event
from pipeline.domain.notes import books as say_books
from pipeline.domain.notes import commands as say
from pipeline.domain.numbering import GivenNumber, NumberClaim
from pipeline.domain.parsing import day_of
from pipeline.ports import Reservation

_SEQUENCE: Final = re.compile(r"(?P<urut>[1-9]\d{0,8})(?:\.(?P<sisipan>[a-z]))?")


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
    now, hand = datetime.now(settings.zone), caller()
    claim = _claim(settings, unit, code, now.date())
    with register_of(settings) as register:
        wish = Reservation(claim=claim, subject=subject, account=hand.account, at=now, evidence="")
        numbers = [register.reserve(replace(wish, evidence=f"{hand.actor} {now.isoformat()} {place}")) for place in range(count)]
    tell(say.RESERVED(unit=unit, numbers=", ".join(one.text for one in numbers)), settings)


@number.command("insert", help=helps("number insert"))
@config_option
@click.option("--unit", required=True, help=option_help("--unit"))
@click.option("--code", required=True, help=option_help("--code"))
@click.option("--after", required=True, type=click.IntRange(1), help=option_help("--after"))
@click.option("--date", "day", required=True, help=option_help("--date"))
@click.option("--subject", default="", help=option_help("--subject"))
@leaves_well
def insert(config: Path | None, unit: str, code: str, after: int, day: str, subject: str) -> None:  # noqa: PLR0913, PLR0917 -- each is an option
    """Keep an inserted number (*nomor sisipan*) for a unit."""
    settings = settings_at(config)
    now, hand = datetime.now(settings.zone), caller()
    on = _day(day)
    claim = _claim(settings, unit, code, on)
    evidence = f"{hand.actor} {now.isoformat()} {after}"
    with register_of(settings) as register:
        kept = register.reserve(Reservation(claim=claim, subject=subject, account=hand.account, at=now, evidence=evidence, after=after))
    tell(say.INSERTED(unit=unit, number=kept.text, date=in_words(on)), settings)


@number.command("record", help=helps("number record"))
@config_option
@click.argument("sequence")
@click.option("--unit", required=True, help=option_help("--unit"))
@click.option("--code", required=True, help=option_help("--code"))
@click.option("--date", "day", required=True, help=option_help("--date"))
@click.option("--subject", required=True, help=option_help("--subject"))
@click.option("--to", required=True, help=option_help("--to"))
@leaves_well
def record(config: Path | None, sequence: str, unit: str, code: str, day: str, subject: str, to: str) -> None:  # noqa: PLR0913, PLR0917 -- each is an option
    """Enter a number that was given by hand (*nomor manual*)."""
    settings = settings_at(config)
    now, hand = datetime.now(settings.zone), caller()
    on = _day(day)
    if on > now.date():
        raise DraftRefusedError(say.DAY_IN_THE_FUTURE(date=in_words(on)))
    found = _SEQUENCE.fullmatch(sequence)
    if found is None:
        raise DraftRefusedError(say.NOT_A_SEQUENCE(given=sequence))
    claim, suffix = _claim(settings, unit, code, on), found["sisipan"] or ""
    given = GivenNumber(claim=claim, sequence=int(found["urut"]), suffix=suffix, subject=subject, note=to, account=hand.account, at=now)
    with register_of(settings) as register:
        entered = register.enter_given(given)
    tell(say.NUMBER_ENTERED(number=entered.text, date=in_words(on)), settings)


@number.command("void", help=helps("number void"))
@config_option
@click.argument("reserved")
@click.option("--year", type=click.IntRange(1970, 9999), help=option_help("--year"))
@click.option("--why", required=True, help=option_help("--why"))
@leaves_well
def void(config: Path | None, reserved: str, year: int | None, why: str) -> None:
    """Mark a reserved number that will not be used void (*batal*)."""
    settings = settings_at(config)
    now, hand = datetime.now(settings.zone), caller()
    event = Event(action="number_given_up", at=now, actor=hand.actor, account=hand.account, note=why)
    with register_of(settings) as register:
        voided = register.give_up(reserved, year or now.year, event)
    tell(say.NUMBER_VOIDED(number=voided.text), settings)


def _day(written: str) -> date:
    found = day_of(written)
    if found is None:
        raise DraftRefusedError(say_books.DAY_UNREADABLE(day=written))
    return found


def _claim(settings: Settings, unit: str, code: str, day: date) -> NumberClaim:
    office = settings.office
    if unit not in office.units:
        raise DraftRefusedError(say.UNKNOWN_UNIT(unit=unit, units=", ".join(office.units)))
    if code not in office.codes:
        raise DraftRefusedError(say.UNKNOWN_CODE(code=code, near=", ".join(get_close_matches(code, office.codes)) or "-"))
    return NumberClaim(rule=office.numbering, code=code, unit=unit, day=day)


number.add_command(resume)
