"""`surat retry`, `hold`, `release`, `cancel`, `resolve`: what the administrator does with one letter."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from pipeline.cli.common import caller, config_option, leaves_well, register_of, settings_at, tell
from pipeline.cli.words import helps, option_help
from pipeline.config import Settings
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.handover import Act, record
from pipeline.domain.letter import Delivery, Letter
from pipeline.domain.notes import commands as say
from pipeline.domain.notes.record import STATES
from pipeline.domain.states import OPEN, DeliveryState, State
from pipeline.ports import Desk

_AGAIN = frozenset({DeliveryState.DEFERRED, DeliveryState.FAILED})

letter_argument = click.argument("letter", metavar="ID")
why_option = click.option("--why", required=True, help=option_help("--why"))


@contextmanager
def _desk_of(config: Path | None) -> Iterator[tuple[Desk, Settings]]:
    """The desk of an instance whose daemon has run, and its settings."""
    from pipeline.wiring import open_desk

    settings = settings_at(config)
    with register_of(settings), open_desk(settings) as (desk, _):
        yield desk, settings


def _still_open(letter: str, desk: Desk) -> Letter:
    """The letter, if it is still on its way.

    Raises:
        DraftRefusedError: it is sent or cancelled.
    """
    found = desk.register.letter(letter)
    if found.state not in OPEN:
        raise DraftRefusedError(say.CLOSED(letter=found.id, state=STATES[found.state]().words(desk.language)))
    return found


@click.command(help=helps("retry"))
@config_option
@letter_argument
@leaves_well
def retry(config: Path | None, letter: str) -> None:
    """Try deferred work again in the daemon's next round."""
    with _desk_of(config) as (desk, settings):
        found = desk.register.letter(letter)
        now = desk.clock.now()
        for delivery in desk.register.deliveries(found.id):
            if delivery.state in _AGAIN:
                desk.register.report(replace(delivery, state=DeliveryState.PLANNED, next_at=None))
        desk.register.note(record(found, Act(action="retried", hand=caller(), at=now)))
        desk.register.wake(found.id, now)
        desk.register.show_anew(found.id)
    tell(say.RETRIED(letter=found.id), settings)


@click.command(help=helps("hold"))
@config_option
@letter_argument
@why_option
@leaves_well
def hold(config: Path | None, letter: str, why: str) -> None:
    """Stop a letter until it is released."""
    from pipeline.stages import hold as stage

    with _desk_of(config) as (desk, settings):
        held = stage.because(_still_open(letter, desk), desk, why, caller())
    tell(say.HELD(letter=held.id), settings)


@click.command(help=helps("release"))
@config_option
@letter_argument
@leaves_well
def release(config: Path | None, letter: str) -> None:
    """Let a held letter go on from where it stood."""
    from pipeline.stages import hold as stage

    with _desk_of(config) as (desk, settings):
        freed = stage.end(desk.register.letter(letter), desk, caller())
    tell(say.RELEASED(letter=freed.id, state=STATES[freed.state]().words(settings.language)), settings)


@click.command(help=helps("cancel"))
@config_option
@letter_argument
@why_option
@leaves_well
def cancel(config: Path | None, letter: str, why: str) -> None:
    """Cancel a letter that is not sent yet."""
    from pipeline.stages import cancel as stage

    with _desk_of(config) as (desk, settings):
        cancelled = stage.because(_still_open(letter, desk), desk, why, caller())
    tell(say.CANCELLED(letter=cancelled.id), settings)


@click.command(help=helps("resolve"))
@config_option
@letter_argument
@click.argument("outcome", type=click.Choice(["done", "not-done"]))
@why_option
@click.option("--delivery", "number", type=int, help=option_help("--delivery"))
@click.option("--file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help=option_help("--file"))
@leaves_well
def resolve(config: Path | None, letter: str, outcome: str, *, why: str, **which: Any) -> None:  # noqa: ANN401 -- click's options, typed by click
    """Record what a person found out about an uncertain delivery or signature."""
    with _desk_of(config) as (desk, settings):
        found = desk.register.letter(letter)
        if found.state is State.SIGNATURE_UNCERTAIN:
            _resolve_signature(found, which["file"], desk, why, done=outcome == "done")
        else:
            _resolve_delivery(found, which["number"], desk, why, done=outcome == "done")
    tell(say.RESOLVED(letter=found.id), settings)


def _resolve_signature(letter: Letter, file: Path | None, desk: Desk, why: str, *, done: bool) -> None:
    from pipeline.stages import resolve as stage

    act = stage.act_of(caller(), desk, why)
    if not done:
        stage.not_signed(letter, desk, act)
    elif file is None:
        raise DraftRefusedError(say.FILE_NEEDED(letter=letter.id))
    else:
        stage.signed(letter, file, desk, act)


def _resolve_delivery(letter: Letter, number: int | None, desk: Desk, why: str, *, done: bool) -> None:
    from pipeline.stages import resolve as stage

    uncertain = [one for one in desk.register.deliveries(letter.id) if one.state is DeliveryState.UNCERTAIN]
    chosen: list[Delivery] = [one for one in uncertain if number in {None, one.id}]
    if not chosen:
        raise DraftRefusedError(say.NOTHING_UNCERTAIN(letter=letter.id))
    if len(chosen) > 1:
        raise DraftRefusedError(say.WHICH_DELIVERY(letter=letter.id, deliveries=", ".join(f"{one.id} ({one.recipient.name})" for one in chosen)))
    stage.delivery(letter, chosen[0], desk, stage.act_of(caller(), desk, why), done=done)
    desk.register.wake(letter.id, desk.clock.now())
