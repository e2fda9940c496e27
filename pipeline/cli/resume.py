"""`surat number resume`: after a restore, the registry officer states the last number used, helped by what the shares still tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from pipeline.cli.common import caller, config_option, leaves_well, register_of, settings_at, tell
from pipeline.cli.words import helps
from pipeline.config import Settings
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.letter import Event
from pipeline.domain.notes import keeping as say
from pipeline.domain.notes import store as say_store
from pipeline.domain.numbering import INVITATIONS, LETTERS, Restoration, Resumption
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
@click.option("--last", type=click.IntRange(0))
@click.option("--year", type=int)
@click.option("--scope")
@click.option("--others", is_flag=True)
@click.option("--sure", is_flag=True)
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
            tell(say.OTHERS_RESUMED(), settings.language)
        if last is None and not others:
            _suggest(register, restoration, settings)


def _resume(register: Register, restoration: Restoration, word: _Word, settings: Settings) -> None:
    rule, hand = settings.office.numbering, caller()
    if word.scope is None and rule.scope is not NumberScope.ALL:
        raise DraftRefusedError(say.SCOPE_NEEDED(scopes=", ".join(_scopes(register, restoration.at.year, settings))))
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
            reason=say.VOID_REASON(made_at=f"{restoration.made_at:%d-%m-%Y %H:%M}").words(settings.language),
            newest_id=max(ids, default=0),
        )
    )
    tell(say.RESUMED(year=year, scope=word.scope or "-", last=word.last, count=len(gap)), settings.language)


def _suggest(register: Register, restoration: Restoration, settings: Settings) -> None:
    from pipeline.wiring import open_press

    speak, rule = settings.language, settings.office.numbering
    with open_press(settings) as press:
        found = list(traces(_folders(settings), register, rule, press))
    tell(say.HELD_SINCE(at=f"{restoration.at:%d-%m-%Y %H:%M}", made_at=f"{restoration.made_at:%d-%m-%Y %H:%M}"), speak)
    for one in found:
        tell(say.TRACE(letter=one.letter, number=one.number or "-", state=one.state or "-", path=one.path), speak)
    for year in range(restoration.made_at.astimezone(settings.zone).year, restoration.at.year + 1):
        for scope in _scopes(register, year, settings):
            if register.is_held(year, scope):
                known = register.last_number(year, scope)
                told = say.SERIES_SUGGESTED if _highest(found, year, settings) > known else say.SERIES_HELD
                values = {"highest": _highest(found, year, settings)} if told is say.SERIES_SUGGESTED else {}
                tell(told(year=year, scope=scope or "-", known=known, **values), speak)
    tell(say.ASK_THE_BOOK(), speak)


def _highest(found: Sequence[Trace], year: int, settings: Settings) -> int:
    """The highest sequence on the files of a year's letters; the year of the id stands for that of the number."""
    mine = (one.sequence(settings.office.numbering) for one in found if one.letter.startswith(f"{year:04}-"))
    return max((one for one in mine if one is not None), default=0)


def _scopes(register: Register, year: int, settings: Settings) -> Sequence[str]:
    match settings.office.numbering.scope:
        case NumberScope.ALL:
            return ("",)
        case NumberScope.KIND:
            return (LETTERS, INVITATIONS)
        case NumberScope.CODE:
            return sorted({line.number.scope for line in register.lines(year)})


def _folders(settings: Settings) -> list[Path]:
    drops = [Path(one.folder) for one in settings.office.address_book.values() if one.folder]
    return [one for one in (settings.inbox, *drops) if one.is_dir()]
