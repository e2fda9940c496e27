"""What a command's exit code says, after sysexits.h."""

from enum import IntEnum

from pipeline.domain.errors import ConfigurationError, DraftRefusedError, Fate, LaterError, NotAllowedError, SuratError, UnknownLetterError, WrongSecretError


class Exit(IntEnum):
    """The exit codes of `surat`."""

    OK = 0
    """done"""
    USAGE = 64
    """the command's words are wrong"""
    DATA = 65
    """a file or an id is wrong"""
    UNAVAILABLE = 69
    """something the command needs is not there, such as a running instance's state"""
    SOFTWARE = 70
    """a fault of this product; please report it"""
    LATER = 75
    """try again later"""
    PERMISSION = 77
    """the account may not do this"""
    CONFIGURATION = 78
    """the configuration is wrong"""


def exit_for(error: SuratError) -> Exit:
    """The exit code of an error.

    >>> from pipeline.domain.notes import Text
    >>> exit_for(LaterError(Text(id="x", en="x")())).name
    'LATER'
    """
    match error:
        case ConfigurationError():
            return Exit.CONFIGURATION
        case DraftRefusedError() | UnknownLetterError() | WrongSecretError():
            return Exit.DATA
        case NotAllowedError():
            return Exit.PERMISSION
        case LaterError():
            return Exit.LATER
        case _:
            return Exit.LATER if error.fate is Fate.DEFER else Exit.UNAVAILABLE
