"""`surat run`: the daemon, in the foreground."""

import os
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import click
import structlog

from pipeline import daemon
from pipeline.adapters.health.rights import groups_not_taken, share_faults
from pipeline.adapters.tte.memory import keep_memory_private
from pipeline.cli.common import config_option, leaves_well, settings_at
from pipeline.cli.words import helps, option_help
from pipeline.config import Identity, Settings
from pipeline.domain.errors import ConfigurationError
from pipeline.domain.notes import commands as say
from pipeline.domain.notes import daemon as say_daemon
from pipeline.domain.notes import doctor as say_doctor
from pipeline.logs import set_up_logs
from pipeline.ports import Desk


@click.command(help=helps("run"))
@config_option
@click.option("--once", is_flag=True, help=option_help("--once"))
@leaves_well
def run(config: Path | None, *, once: bool) -> None:
    """Serve an instance until SIGTERM, or until there is nothing left to do."""
    settings = settings_at(config)
    refuse_unsafe(settings)
    from pipeline.wiring import mail_password, open_desk, prepare

    mail_password(settings.mail)

    keep_memory_private()
    set_up_logs()
    say_what_is_not_certified(settings)
    with daemon.only_one(settings.state):
        prepare(settings)
        refuse_wrong_shares(settings)
        if not once:
            shift = open_shift(settings)
            after_a_restore(shift.desk, settings)
            daemon.serve(shift, partial(reopen, settings))
            return
        with open_desk(settings) as (desk, each):
            after_a_restore(desk, settings)
            daemon.serve_once(desk, each)


def after_a_restore(desk: Desk, settings: Settings) -> None:
    """Leave to a person, or to the applicant, what the register cannot know because it was put back from a backup."""
    from pipeline.restored import hold_what_may_be_sent, take_back_promises

    hold_what_may_be_sent(desk)
    if taken_back := take_back_promises(desk, settings.inbox):
        structlog.get_logger().warning("receipts_taken_back", count=taken_back)


def open_shift(settings: Settings) -> daemon.Shift:
    """The office at work; whoever gets it closes it."""
    from pipeline.wiring import hints_for, open_desk

    with ExitStack() as stack:
        desk, each = stack.enter_context(open_desk(settings))
        hints = stack.enter_context(hints_for(settings))
        sweep_every = settings.watch.sweep.total_seconds()
        return daemon.Shift(desk=desk, each=each, hints=hints, sweep_every=sweep_every, language=settings.language, close=stack.pop_all().close)


def reopen(before: Settings) -> daemon.Shift:
    """The office at work under the configuration as it is now, looked at as at a start.

    Raises:
        ConfigurationError: it is wrong, or needs a restart.
    """
    from pipeline.wiring import mail_password, make_room

    settings = settings_at(before.folder)
    refuse_unsafe(settings)
    mail_password(settings.mail)
    if (settings.inbox, settings.state) != (before.inbox, before.state):
        raise ConfigurationError(say_daemon.RELOAD_MOVES())
    make_room(settings)
    refuse_wrong_shares(settings)
    say_what_is_not_certified(settings)
    return open_shift(settings)


def say_what_is_not_certified(settings: Settings) -> None:
    """Log whose TTE is *tidak tersertifikasi*: every key in a file or token here is, for its holder does not have it under sole control."""
    holders = [one.id for one in settings.office.officials.values() if one.key_file or one.token]
    if holders:
        structlog.get_logger().warning("signatures_not_certified", officials=holders)


def refuse_unsafe(settings: Settings) -> None:
    """Refuse what only the demonstration may do: decisions by anybody, and running as root.

    Raises:
        ConfigurationError: the instance is no demonstration.
    """
    if settings.demo:
        return
    if settings.identity is Identity.FOLDER:
        raise ConfigurationError(say.REFUSES_FOLDER())
    if os.geteuid() == 0:
        raise ConfigurationError(say.REFUSES_ROOT())


def refuse_wrong_shares(settings: Settings) -> None:
    """Refuse to serve where owner, group or mode of a shared folder lets the wrong people decide.

    Raises:
        ConfigurationError: every fault, with the command that mends it.
    """
    from pipeline.wiring import role_folders, unit_folders

    if settings.identity is Identity.FOLDER:
        return
    places = (*role_folders(settings), *unit_folders(settings))
    found = share_faults(role_folders(settings), unit_folders(settings), settings.inbox, os.geteuid()) or groups_not_taken(places)
    if found:
        raise ConfigurationError(say_doctor.SHARES_WRONG(count=len(found)), tuple(one.words(settings.language) for one in found))
