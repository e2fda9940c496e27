"""What `--help` says, from the catalogue, in the language of the person's terminal."""

from typing import Final

from pipeline.config import terminal_speaks
from pipeline.domain.notes import Language, Message
from pipeline.domain.notes import commands as say
from pipeline.domain.notes import doctor as say_doctor
from pipeline.domain.notes import esurat as say_esurat
from pipeline.domain.notes import sealing as say_seal
from pipeline.domain.notes import signing as say_signing
from pipeline.domain.notes.options import OPTIONS

HELP: Final[dict[str, Message]] = {
    "surat": say.SURAT(),
    "run": say.RUN(),
    "demo": say.DEMO(),
    "init": say.INIT(),
    "check-config": say.CHECK_CONFIG(),
    "status": say.STATUS(),
    "show": say.SHOW(),
    "verify": say.VERIFY(),
    "masuk": say_esurat.MASUK(),
    "upgrade-signatures": say_signing.UPGRADE_SIGNATURES(),
    "audit": say.AUDIT(),
    "backup": say.BACKUP(),
    "restore": say.RESTORE(),
    "doctor": say_doctor.DOCTOR(),
    "decide": say.DECIDE(),
    "retry": say.RETRY(),
    "hold": say.HOLD(),
    "release": say.RELEASE(),
    "cancel": say.CANCEL(),
    "resolve": say.RESOLVE(),
    "seal": say_seal.SEAL(),
    "seal rotate": say_seal.SEAL_ROTATE(),
    "number": say.NUMBER(),
    "number reserve": say.NUMBER_RESERVE(),
    "number insert": say.NUMBER_INSERT(),
    "number record": say.NUMBER_RECORD(),
    "number void": say.NUMBER_VOID(),
    "number resume": say.NUMBER_RESUME(),
    "register": say.REGISTER(),
    "register export": say.REGISTER_EXPORT(),
}
"""One sentence a command."""


def terminal_language() -> Language | None:
    """The language the person's terminal is set to; None where it is neither of ours, such as `C`."""
    return next((one for one in Language if terminal_speaks(one.value)), None)


def help_language() -> Language:
    """Indonesian where the terminal is set to it, else English."""
    return terminal_language() or Language.ENGLISH


def helps(command: str) -> str:
    """The help of a command."""
    return HELP[command].words(help_language())


def option_help(option: str) -> str:
    """The help of an option."""
    return OPTIONS[option]().words(help_language())
