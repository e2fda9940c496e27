"""What `--help` says, from the catalogue, in the language of the person's terminal."""

from typing import Final

from pipeline.config import terminal_speaks
from pipeline.domain.notes import Language, Message
from pipeline.domain.notes import commands as say
from pipeline.domain.notes import doctor as say_doctor
from pipeline.domain.notes import signing as say_signing

HELP: Final[dict[str, Message]] = {
    "surat": say.SURAT(),
    "run": say.RUN(),
    "demo": say.DEMO(),
    "init": say.INIT(),
    "check-config": say.CHECK_CONFIG(),
    "status": say.STATUS(),
    "show": say.SHOW(),
    "verify": say.VERIFY(),
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
    "number": say.NUMBER(),
    "number reserve": say.NUMBER_RESERVE(),
    "number resume": say.NUMBER_RESUME(),
    "register": say.REGISTER(),
    "register export": say.REGISTER_EXPORT(),
}
"""One sentence a command."""


def help_language() -> Language:
    """Indonesian where the terminal is set to it, else English."""
    return Language.INDONESIAN if terminal_speaks("id") else Language.ENGLISH


def helps(command: str) -> str:
    """The help of a command."""
    return HELP[command].words(help_language())
