"""`surat number …`: the numbers of the register."""

from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

import click

from pipeline.cli.common import caller, config_option, leaves_well, register_of, settings_at, tell
from pipeline.cli.resume import resume
from pipeline.cli.words import helps, option_help
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import commands as say
from pipeline.domain.numbering import NumberClaim
from pipeline.ports import Reservation


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
