"""`surat number resume`: after a restore, the registry officer states the last number used, helped by what the shares still tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from pipeline.cli.common import caller, config_option, leaves_well, register_of, series_of, settings_at, tell
from pipeline.cli.words import helps, option_help
from pipeline.config import Settings
from pipeline.domain.dates import moment_in_words
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.letter import Event
from pipeline.domain.notes import Message
from pipeline.domain.notes import restoring as say
from pipeline.domain.notes import store as say_store
from pipeline.domain.notes.record import STATES
from pipeline.domain.numbering import Restoration, Resumption
from pipeline.domain.office import NumberScope
from pipeline.ports import Register
from pipeline.restored import Trace, traces

_LARGE_GAP = 500
"""how many numbers are entered as void without asking twice"""
_ID_REACH = 100_000
"""ids on the shares beyond this are no ids of ours"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    """What was stated."""

    last: int
    year: int | None
    scope: str | None
    sure: bool


@click.command(help=helps("number resume"))
@config_option
@click.option("--last", type=click.IntRange(0), help=option_help("--last"))
@click.option("--year", type=int, help=option_help("--year"))
@click.option("--scope", help=option_help("--scope"))
@click.option("--others", is_flag=True, help=option_help("--others"))
@click.option("--sure", is_flag=True, help=option_help("--sure"))
@leaves_well
def resume(config: Path | None, *, last: int | None, others: bool, **series: Any) -> None:  # noqa: ANN401 -- click's options, typed by click
    """End the hold a restore put on numbering, series by series; without `--last`, only look."""
    settings = settings_at(config, needs_keys=False)
    with register_of(settings) as register:
        restoration = register.restoration()
        if restoration is None or restoration.is_over:
            raise DraftRefusedError(say_store.NOTHING_HELD())
        if last is not None:
            _resume(register, restoration, _Word(last=last, **series), settings)
        if others:
            hand = caller()
            register.resume_others(Event(action="numbering_resumed", at=datetime.now(settings.zone), actor=hand.actor, account=hand.account))
            tell(say.OTHERS_RESUMED(), settings)
        if last is None and not others:
            _suggest(register, restoration, settings)


def _resume(register: Register, restoration: Restoration, word: _Word, settings: Settings) -> None:
    rule, hand = settings.office.numbering, caller()
    if word.scope is None and rule.scope is not NumberScope.ALL:
        raise DraftRefusedError(say.SCOPE_NEEDED(scopes=", ".join(series_of(register, restoration.at.year, settings))))
    year = word.year or restoration.at.year
    known = register.last_number(year, word.scope or "")
    if word.last - known > _LARGE_GAP and not word.sure:
        raise DraftRefusedError(say.LARGE_GAP(count=word.last - known, first=known + 1, last=word.last))
    found = traces(_folders(settings), register, rule)
    ids = [one.order for one in found if one.letter.startswith(f"{restoration.at.year:04}-") and one.state is None and one.order <= _ID_REACH]
    gap = register.resume(
        Resumption(
            rule=rule,
            year=year,
            scope=word.scope or "",
            last=word.last,
            at=datetime.now(settings.zone),
            actor=hand.actor,
            account=hand.account,
            reason=say.VOID_REASON(made_at=moment_in_words(restoration.made_at.astimezone(settings.zone))).words(settings.language),
            newest_id=max(ids, default=0),
        )
    )
    tell(say.RESUMED(year=year, scope=word.scope or "-", last=word.last, count=len(gap)), settings)


def _suggest(register: Register, restoration: Restoration, settings: Settings) -> None:
    from pipeline.wiring import open_press

    with open_press(settings) as press:
        found = list(traces(_folders(settings), register, settings.office.numbering, press))
    tell(say.HELD_SINCE(at=moment_in_words(restoration.at), made_at=moment_in_words(restoration.made_at.astimezone(settings.zone))), settings)
    for one in found:
        state = STATES[one.state]().words(settings.language) if one.state else "-"
        tell(say.TRACE(letter=one.letter, number=one.number or "-", state=state, path=one.path), settings)
    years = range(restoration.made_at.astimezone(settings.zone).year, restoration.at.year + 1)
    held = [(year, scope) for year in years for scope in series_of(register, year, settings) if register.is_held(year, scope)]
    for year, scope in held:
        tell(_series(register, found, year, scope, settings), settings)
    tell(say.ASK_THE_BOOK() if held else say.ONLY_OLDER_HELD(year=years[0]), settings)


def _series(register: Register, found: Sequence[Trace], year: int, scope: str, settings: Settings) -> Message:
    """What is known of one series that is held."""
    known, highest = register.last_number(year, scope), _highest(found, year, settings)
    if highest > known:
        return say.SERIES_SUGGESTED(year=year, scope=scope or "-", known=known, highest=highest)
    return say.SERIES_HELD(year=year, scope=scope or "-", known=known)


def _highest(found: Sequence[Trace], year: int, settings: Settings) -> int:
    """The highest sequence on the files of a year's letters; the year of the id stands for that of the number."""
    mine = (one.sequence(settings.office.numbering) for one in found if one.letter.startswith(f"{year:04}-"))
    return max((one for one in mine if one is not None), default=0)


def _folders(settings: Settings) -> list[Path]:
    return [one for one in (settings.inbox, *settings.partner_folders) if one.is_dir()]
