"""The daemon: wakes on a hint or a timer and does a round, until it is told to stop.

Events from the file system are only hints; the round looks at everything. One daemon an instance: a second one finds the lock taken and says so. Stopping
finishes the letters in hand; what is left is in the register and goes on at the next start. Readiness and the watchdog's signs of life come from the work
itself, letter by letter, and from no thread of their own: a daemon that hangs falls silent.
"""

import fcntl
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import structlog

from pipeline.config import notify_socket
from pipeline.domain.errors import LaterError, SuratError
from pipeline.domain.notes import Language
from pipeline.domain.notes import daemon as say
from pipeline.ports import Desk, Each
from pipeline.rounds import Tally, mend, work
from pipeline.telling import tell
from pipeline.trouble import plain

log = structlog.get_logger()

_ROUNDS_AT_ONCE: Final = 10_000
"""how many rounds `--once` does before it gives up on coming to rest"""
_MEND_EVERY: Final = 300.0
"""seconds after which the shares are looked through for what somebody deleted"""
_TELL_EVERY: Final = 15.0
"""seconds between two looks at whom to tell what, at least"""
_TELL_REST: Final = 100
"""how many times as long as a look took is the pause after it: ten thousand waiting letters take a second"""
_GLANCE: Final = 0.05
"""seconds between two looks at files that are still settling"""
_TICK: Final = 0.25
"""seconds within which an order is heard at rest"""
_ALIVE_EVERY: Final = 1.0
"""seconds between two signs of life, at least"""
_LONGEST_PAUSE: Final = 30.0
"""seconds of silence at most, well within the unit's WatchdogSec, while the register fails"""


class Hints(Protocol):
    """Wakes the daemon when something on the shares may have changed."""

    def wait(self, seconds: float) -> bool:
        """Wait for a hint, at most so long; whether there was one."""
        ...

    def supervise(self) -> None:
        """Mend what has stopped watching."""
        ...


@contextmanager
def only_one(state: Path) -> Iterator[None]:
    """Hold the instance's lock.

    Raises:
        LaterError: another daemon works on this instance.
    """
    lock = (state / "daemon.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as taken:
        lock.close()
        raise LaterError(say.ALREADY_RUNNING(folder=state)) from taken
    try:
        yield
    finally:
        lock.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """An office at work under one configuration.

    Attributes:
        desk: the office.
        each: the engine.
        hints: wakes the loop early.
        sweep_every: seconds after which a round is done without a hint.
        language: in which systemd is told how things stand.
        close: ends it.
    """

    desk: Desk
    each: Each
    hints: Hints
    sweep_every: float
    language: Language
    close: Callable[[], None]


class Orders:
    """What signals have asked for. Plain flags: a handler that took a lock could meet itself."""

    def __init__(self) -> None:
        """Listen for SIGTERM and SIGINT (stop), and SIGHUP (read the configuration again)."""
        self.stop = False
        self.reload = False
        self._alive_at = float("-inf")
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGHUP, self._reload)

    def _stop(self, *_: object) -> None:
        self.stop = True

    def _reload(self, *_: object) -> None:
        self.reload = True

    def goes_on(self) -> bool:
        """Whether to begin with the next letter. Whoever asks is at work, so the watchdog hears of it, at most once a second."""
        now = time.monotonic()
        if now - self._alive_at >= _ALIVE_EVERY:
            self._alive_at = now
            tell_systemd("WATCHDOG=1")
        return not self.stop

    def pause(self, seconds: float) -> None:
        """Wait, unless an order comes."""
        until = time.monotonic() + seconds
        while not (self.stop or self.reload) and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _TICK))


def serve(shift: Shift, reopen: Callable[[], Shift]) -> None:
    """Do rounds until SIGTERM or SIGINT; on SIGHUP go on under the new configuration, if it is a good one.

    Args:
        shift: the office at work; closed in the end.
        reopen: reads the configuration again and opens the office anew, or raises what is wrong with it.
    """
    orders = Orders()
    try:
        mended = supervised = _mended(shift, orders)
        tell_at = float("-inf")
        before: Tally | None = None
        tell_systemd("READY=1")
        log.info("daemon_ready")
        while orders.goes_on():
            if orders.reload:
                orders.reload = False
                shift = _reloaded(shift, reopen)
            began = time.monotonic()
            if began - mended > _MEND_EVERY:
                mended = _mended(shift, orders)
            if began >= tell_at:
                tell_at = _notified(shift)
            try:
                tally = work(shift.desk, shift.each, orders.goes_on)
            except SuratError as error:  # the register itself fails for now: the next round asks again
                log.warning("round_failed", reason=plain(error))
                orders.pause(min(shift.sweep_every, _LONGEST_PAUSE))
                continue
            if began - supervised >= shift.sweep_every or tally.is_idle:
                shift.hints.supervise()
                supervised = began
            if not tally.is_idle:
                if tally != before:  # with stragglers alone one round looks like the other
                    _log_round(tally, began)
                before = tally
                continue
            before = tally
            _rest(shift, orders, until=began + shift.sweep_every)
        tell_systemd("STOPPING=1")
    finally:
        shift.close()
    log.info("daemon_stopped")


def _mended(shift: Shift, orders: Orders) -> float:
    """Look through the shares for what somebody deleted; when that was. If the register fails meanwhile, the next time finds it."""
    try:
        mend(shift.desk, orders.goes_on)
    except SuratError as error:
        log.warning("mending_failed", reason=plain(error))
    return time.monotonic()


def _notified(shift: Shift) -> float:
    """Tell whoever has something waiting; when to look again. No letter suffers where it fails."""
    began = time.thread_time()
    try:
        tell(shift.desk, shift.each)
    except SuratError as error:
        log.warning("notices_failed", reason=plain(error))
    return time.monotonic() + max(_TELL_EVERY, (time.thread_time() - began) * _TELL_REST)


def _reloaded(old: Shift, reopen: Callable[[], Shift]) -> Shift:
    """The office under the new configuration; the old one where that is wrong. The old one works until the new one is whole."""
    tell_systemd(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}")
    try:
        new = reopen()
    except (SuratError, OSError) as wrong:
        log.warning("reload_refused", faults=len(getattr(wrong, "faults", ())) or 1, reason=plain(wrong))
        tell_systemd(f"READY=1\nSTATUS={say.RELOAD_REFUSED().words(old.language)}")
        return old
    try:
        old.close()
    except Exception:  # what the old one leaves open ends with the process
        log.exception("old_shift_not_closed")
    log.info("daemon_reloaded")
    tell_systemd(f"READY=1\nSTATUS={say.RELOADED().words(new.language)}")
    return new


def serve_once(desk: Desk, each: Each) -> None:
    """Do all that can be done now: rounds until nothing changes and nothing settles any more."""
    mend(desk)
    for _ in range(_ROUNDS_AT_ONCE):
        if work(desk, each).is_idle and not _is_settling(desk):
            tell(desk, each)
            return
        if _is_settling(desk):
            time.sleep(_GLANCE)


def _rest(shift: Shift, orders: Orders, *, until: float) -> None:
    """Wait for a hint, for an order, for what is settling, or for the next sweep."""
    while orders.goes_on() and not orders.reload:
        left = until - time.monotonic()
        if left <= 0:
            return
        if shift.hints.wait(min(left, _TICK)) or _is_settling(shift.desk):
            time.sleep(_GLANCE)
            return


def _is_settling(desk: Desk) -> bool:
    return desk.drafts.is_settling() or desk.tray.is_settling()


def _log_round(tally: Tally, began: float) -> None:
    log.info(
        "round_done",
        drafts=tally.drafts,
        decisions=tally.decisions,
        letters=tally.letters,
        shown=tally.shown,
        took_ms=round((time.monotonic() - began) * 1000),
    )


def tell_systemd(state: str) -> None:
    """Send one line of sd_notify(3); nothing happens outside systemd."""
    address = notify_socket()
    if not address:
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
        line.connect("\0" + address[1:] if address.startswith("@") else address)
        line.sendall(state.encode())
