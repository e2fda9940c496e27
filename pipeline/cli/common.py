"""What every command shares: its options, how it speaks, and how an error becomes an exit code."""

import functools
import getpass
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec

import click

from pipeline.config import DATABASE, Settings, config_folder, load_settings
from pipeline.domain.errors import ConfigurationError, DraftRefusedError, SuratError, UnavailableError
from pipeline.domain.handover import Hand
from pipeline.domain.notes import Language, Message
from pipeline.domain.notes import commands as say
from pipeline.exits import Exit, exit_for
from pipeline.ports import Register

if TYPE_CHECKING:
    from pipeline.adapters.seal.keys import SealKeys

P = ParamSpec("P")

config_option = click.option("--config", "config", type=click.Path(path_type=Path), metavar="DIR", help="DIR/pipeline.yaml; $SURAT_CONFIG; /etc/surat")
json_option = click.option("--json", "as_json", is_flag=True, help="JSON")


def settings_at(config: Path | None, *, needs_keys: bool = True) -> Settings:
    """The office's settings, from `--config` or the environment; what is only looked at needs no keys, so a restored office can be looked at."""
    return load_settings(config_folder(config), check_files=needs_keys)


@contextmanager
def register_of(settings: Settings) -> Iterator[Register]:
    """The register of an instance whose daemon has run.

    Raises:
        UnavailableError: there is none yet.
    """
    from pipeline.adapters.store.register import SqlRegister

    path = settings.state / DATABASE
    if not path.exists():
        raise UnavailableError(say.NO_INSTANCE(folder=settings.state))
    with SqlRegister(path, settings.office.id, settings.zone) as register:
        yield register


def seal_keys_of(settings: Settings) -> "SealKeys":
    """The sealing keys."""
    from pipeline.wiring import open_seals

    return open_seals(settings)


def tell(message: Message, language: Language) -> None:
    """Say one sentence on standard output."""
    click.echo(message.words(language))


def tell_facts(facts: object) -> None:
    """Print JSON on standard output."""
    click.echo(json.dumps(facts, ensure_ascii=False, indent=2))


def caller() -> Hand:
    """Who called the command, for the record."""
    account = getpass.getuser()
    return Hand(actor=f"surat:{account}", account=account)


def leaves_well(command: Callable[P, None]) -> Callable[P, None]:
    """Turn our errors into sentences on standard error and a sysexits code."""

    @functools.wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except ConfigurationError as wrong:
            for fault in wrong.faults or (str(wrong.message),):
                click.echo(fault, err=True)
            sys.exit(Exit.CONFIGURATION)
        except DraftRefusedError as refusal:
            for one in refusal.faults:
                click.echo(str(one.message), err=True)
            sys.exit(Exit.DATA)
        except SuratError as error:
            click.echo(str(error.message), err=True)
            sys.exit(exit_for(error))
        except PermissionError as denied:
            click.echo(f"{denied.strerror}: {denied.filename}", err=True)
            sys.exit(Exit.PERMISSION)

    return guarded
