"""`surat seal rotate`: a new sealing key in the place of the present one."""

from datetime import datetime
from pathlib import Path

import click

from pipeline.cli.common import config_option, leaves_well, seal_keys_of, settings_at, tell
from pipeline.cli.words import helps, option_help
from pipeline.domain.errors import UnavailableError
from pipeline.domain.notes import commands as say_command
from pipeline.domain.notes import sealing as say


@click.group(help=helps("seal"))
def seal() -> None:
    """The sealing key."""


@seal.command("rotate", help=helps("seal rotate"))
@config_option
@click.option("--credential", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help=option_help("--credential"))
@leaves_well
def rotate(config: Path | None, credential: Path | None) -> None:
    """Make a new pair and publish it; what was published before is retired. It may be run while the daemon works, and again after a crash."""
    settings = settings_at(config, needs_keys=False)
    if not settings.state.is_dir():
        raise UnavailableError(say_command.NO_INSTANCE(folder=settings.state))
    keys = seal_keys_of(settings)
    private = keys.rotate(datetime.now(settings.zone), credential)
    tell(say.ROTATED(kid=keys.present(), public=keys.public, private=private), settings)
    if credential is not None:
        tell(say.RESTART(), settings)
