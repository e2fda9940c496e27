"""What happens next to a letter that met trouble: a person mends it, it is tried again later, or the administrator decides.

One letter's trouble is that letter's alone, so unexpected errors are caught here, logged whole, and hold that letter; the round goes on.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import structlog

from pipeline.domain.errors import ConflictError, Fate, SuratError
from pipeline.domain.handover import DAEMON, Act, record
from pipeline.domain.letter import Letter
from pipeline.domain.notes import Language
from pipeline.domain.notes import letters as say
from pipeline.domain.retry import is_out_of_patience, next_try
from pipeline.domain.states import OPEN, State
from pipeline.ports import Desk
from pipeline.stages import hold, send_back

log = structlog.get_logger()

_PLAIN: Final = frozenset({"letter", "delivery", "revision", "count", "seconds", "before", "after", "state", "day", "year", "page"})
"""the fields of sentences that name nobody"""


def alone(letter: str, act: Callable[[], object]) -> bool:
    """Let whatever goes wrong with one letter, even while it is put right, touch nothing but that letter; whether nothing did."""
    try:
        act()
    except (SuratError, OSError) as error:
        log.warning("letter_left_for_later", letter=letter, reason=plain(error))
        return False
    except Exception:
        log.exception("letter_failed", letter=letter)
        return False
    return True


def guarded(letter: str, act: Callable[[Letter], object], desk: Desk) -> bool:
    """Do something with a letter; its error returns, defers or holds that letter. Whether even that could be done."""
    return alone(letter, lambda: _guarded(letter, act, desk))


def _guarded(letter: str, act: Callable[[Letter], object], desk: Desk) -> None:
    try:
        act(desk.register.letter(letter))
    except ConflictError:
        log.info("letter_moved_meanwhile", letter=letter)
    except SuratError as error:
        log.warning("letter_stopped", letter=letter, outcome=error.fate, reason=plain(error))
        _stop(letter, error, desk)
    except OSError as error:
        log.warning("letter_deferred", letter=letter, reason=plain(error))
        _defer(letter, error.strerror or type(error).__name__, desk)
    except Exception as error:
        log.exception("letter_failed", letter=letter)
        _hold(letter, say.FAULT_OF_OURS(letter=letter, error=type(error).__name__).words(desk.language), desk)


def _stop(letter: str, error: SuratError, desk: Desk) -> None:
    reason = error.message.words(desk.language)
    found = desk.register.letter(letter)
    match error.fate:
        case Fate.RETURN if found.state is State.NUMBERED:
            send_back.because(found, desk, reason)
        case Fate.DEFER:
            _defer(letter, reason, desk)
        case _:
            _hold(letter, reason, desk)


def _defer(letter: str, reason: str, desk: Desk) -> None:
    found, attempts = desk.register.letter(letter), desk.register.attempts(letter) + 1
    if is_out_of_patience(attempts):
        _hold(letter, reason, desk)
        return
    now = desk.clock.now()
    desk.register.defer(found, next_try(now, attempts), record(found, Act(action="deferred", hand=DAEMON, at=now, note=reason)))


def _hold(letter: str, reason: str, desk: Desk) -> None:
    found = desk.register.letter(letter)
    if found.state in OPEN - {State.HELD}:
        hold.because(found, desk, reason)


def plain(error: Exception) -> str:
    """An error for the log: its sentence with ids and counts only, for other values may name a person or a subject.

    >>> from pipeline.domain.notes.signing import NO_KEY
    >>> plain(SuratError(NO_KEY(letter="2026-000001", official="kepala-dinas")))
    'Letter 2026-000001 is held: … has no signing key in pejabat.yaml (kunci).'
    """
    if not isinstance(error, SuratError):
        return f"{type(error).__name__} {getattr(error, 'errno', '')}".strip()
    message = error.message
    return replace(message, values=tuple((name, value if name in _PLAIN else "…") for name, value in message.values)).words(Language.ENGLISH)
