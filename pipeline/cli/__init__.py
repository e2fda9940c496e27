"""The command `surat`: one module a family of commands, loaded when it is called, so that `surat status` answers at once."""

import importlib
import logging
import sys
import traceback
from typing import Final

import click

from pipeline import __version__
from pipeline.cli.words import HELP, help_language
from pipeline.exits import Exit

_HOMES: Final = {
    "run": "serve",
    "demo": "demo",
    "init": "office",
    "check-config": "office",
    "status": "look",
    "show": "look",
    "verify": "look",
    "masuk": "incoming",
    "upgrade-signatures": "upgrade",
    "audit": "keep",
    "backup": "keep",
    "restore": "keep",
    "doctor": "doctor",
    "decide": "decide",
    "retry": "act",
    "hold": "act",
    "release": "act",
    "cancel": "act",
    "resolve": "act",
    "seal": "seal",
    "number": "numbers",
    "register": "books",
}
"""Where each command lives: a module of this package, with an attribute of the command's name."""


class _Lazy(click.Group):
    """A group that imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_HOMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        home = _HOMES.get(cmd_name)
        if home is None:
            return super().get_command(ctx, cmd_name)
        module = importlib.import_module(f"pipeline.cli.{home}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command


@click.group(cls=_Lazy, help=HELP["surat"].words(help_language()))
@click.version_option(__version__, prog_name="surat")
def surat() -> None:
    """Carry an office's outgoing letters from draft to dispatch."""


def main() -> None:
    """Run the command and leave with a sysexits code. What libraries mumble to nobody in particular stays unsaid: what matters they raise."""
    logging.getLogger().addHandler(logging.NullHandler())
    try:
        surat.main(standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        sys.exit(Exit.LATER)
    except click.exceptions.Exit as leaving:
        sys.exit(leaving.exit_code)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(Exit.USAGE)
    except OSError as failing:
        click.echo(f"{failing.strerror or failing}: {failing.filename or ''}", err=True)
        sys.exit(Exit.LATER)
    except Exception:  # noqa: BLE001 -- the last door: whatever comes here is a fault of ours, shown whole
        traceback.print_exc()
        sys.exit(Exit.SOFTWARE)
