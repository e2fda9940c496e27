"""`surat run`: the daemon, in the foreground."""

import os
from pathlib import Path

import click
import structlog

from pipeline import daemon
from pipeline.cli.common import config_option, leaves_well, settings_at
from pipeline.cli.words import helps
from pipeline.config import Identity, Settings
from pipeline.domain.errors import ConfigurationError
from pipeline.domain.notes import commands as say
from pipeline.logs import set_up_logs


@click.command(help=helps("run"))
@config_option
@click.option("--once", is_flag=True)
@leaves_well
def run(config: Path | None, *, once: bool) -> None:
    """Serve an instance until SIGTERM, or until there is nothing left to do."""
    settings = settings_at(config)
    refuse_unsafe(settings)
    from pipeline.restored import hold_what_may_be_sent
    from pipeline.wiring import hints_for, open_desk, prepare

    set_up_logs()
    say_what_is_not_certified(settings)
    with daemon.only_one(settings.state), open_desk(settings) as (desk, each):
        prepare(settings)
        hold_what_may_be_sent(desk)
        if once:
            daemon.serve_once(desk, each)
            return
        with hints_for(settings) as hints:
            daemon.serve(desk, each, hints, sweep_every=settings.watch.sweep.total_seconds())


def say_what_is_not_certified(settings: Settings) -> None:
    """Log whose TTE is *tidak tersertifikasi*: every key in a file is, for its holder does not have it under sole control."""
    holders = [one.id for one in settings.office.officials.values() if one.key_file]
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
