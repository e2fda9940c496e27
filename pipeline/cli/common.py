"""What every command shares: its options, how it speaks, and how an error becomes an exit code."""

import functools
import getpass
import json
import re
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, ParamSpec

import click

from pipeline.cli.words import help_language, option_help, terminal_language
from pipeline.config import DATABASE, Settings, config_folder, load_settings
from pipeline.domain.errors import ConfigurationError, DraftRefusedError, SuratError, UnavailableError, UnknownLetterError
from pipeline.domain.handover import Hand
from pipeline.domain.notes import Message
from pipeline.domain.notes import commands as say
from pipeline.domain.numbering import INVITATIONS, LETTERS
from pipeline.domain.office import NumberScope
from pipeline.exits import Exit, exit_for
from pipeline.ports import Register

if TYPE_CHECKING:
    from pipeline.adapters.seal.keys import SealKeys

P = ParamSpec("P")
_COMMAND: Final = re.compile(
    r"\bsurat (?:run|check-config|status|show|decide|retry|hold|release|cancel|resolve|number (?:reserve|resume)|seal rotate"
    r"|register export|verify|masuk|audit|backup|doctor)\b"
    r"(?: (?:--(?!config)[a-z-]+|[A-Z]\b|\d{4}-\d{6}))*"
)
"""A command in a sentence, with its arguments; those that take no `--config` are left out."""

config_option = click.option("--config", "config", type=click.Path(path_type=Path), metavar="DIR", help=option_help("--config"))
json_option = click.option("--json", "as_json", is_flag=True, help=option_help("--json"))


def settings_at(config: Path | None, *, needs_keys: bool = True) -> Settings:
    """The office's settings, from `--config` or the environment; what is only looked at needs no keys, so a restored office can be looked at.

    What is wrong with them is told in the language of the person's terminal, which may be another than the office's.
    """
    return load_settings(config_folder(config), check_files=needs_keys, language=terminal_language())


def pasteable(text: str, folder: Path) -> str:
    """A text with each of our commands as it works when pasted: told which instance, where that is not the one found without.

    Args:
        text: what is said.
        folder: the instance's configuration folder.
    """
    if folder.absolute() == config_folder(None).absolute():
        return text
    option = f" --config {shlex.quote(str(folder))}"
    return _COMMAND.sub(lambda found: found[0] if text.startswith(" --config", found.end()) else found[0] + option, text)


def _complain(config: Path | None, what: Message | str) -> None:
    """Say what is wrong on standard error, in the office's language; where that cannot be known, in the terminal's."""
    folder = config_folder(config)
    if isinstance(what, Message):
        try:
            language = load_settings(folder, check_files=False).language
        except (SuratError, OSError):
            language = help_language()
        what = what.words(language)
    click.echo(pasteable(what, folder.absolute()), err=True)


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


def series_of(register: Register, year: int, settings: Settings) -> Sequence[str]:
    """The series that the office counts in a year."""
    match settings.office.numbering.scope:
        case NumberScope.ALL:
            return ("",)
        case NumberScope.KIND:
            return (LETTERS, INVITATIONS)
        case NumberScope.CODE:
            return sorted({line.number.scope for line in register.lines(year)})


def tell(message: Message, settings: Settings) -> None:
    """Say one sentence on standard output, with commands as they can be pasted."""
    click.echo(pasteable(message.words(settings.language), settings.folder))


def tell_facts(facts: object) -> None:
    """Print JSON on standard output."""
    click.echo(json.dumps(facts, ensure_ascii=False, indent=2))


def caller() -> Hand:
    """Who called the command, for the record."""
    account = getpass.getuser()
    return Hand(actor=f"surat:{account}", account=account)


def leaves_well(command: Callable[P, None]) -> Callable[P, None]:
    """Turn our errors into sentences on standard error, as `tell` would say them, and a sysexits code."""

    @functools.wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        config = kwargs.get("config")
        complain = functools.partial(_complain, config if isinstance(config, Path) else None)
        try:
            command(*args, **kwargs)
        except ConfigurationError as wrong:
            for fault in wrong.faults or (wrong.message,):
                complain(fault)
            sys.exit(Exit.CONFIGURATION)
        except DraftRefusedError as refusal:
            for one in refusal.faults:
                complain(one.message)
            sys.exit(Exit.DATA)
        except SuratError as error:
            complain(error.message)
            if isinstance(error, UnknownLetterError):
                complain(say.LOOK_THEM_UP())
            sys.exit(exit_for(error))
        except PermissionError as denied:
            click.echo(f"{denied.strerror}: {denied.filename}", err=True)
            sys.exit(Exit.PERMISSION)

    return guarded
