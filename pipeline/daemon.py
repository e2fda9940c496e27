"""The daemon: wakes on a hint or a timer and does a round, until it is told to stop.

Events from the file system are only hints; the round looks at everything. One daemon an instance: a second one finds the lock taken and says so. Stopping
finishes the letters in hand; what is left is in the register and goes on at the next start. Readiness and the watchdog's signs of life come from this loop.
"""

import fcntl
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Protocol

import structlog

from pipeline.config import notify_socket
from pipeline.domain.errors import LaterError, SuratError
from pipeline.domain.notes import daemon as say
from pipeline.ports import Desk, Each
from pipeline.rounds import Tally, mend, work
from pipeline.trouble import plain

log = structlog.get_logger()

_ROUNDS_AT_ONCE: Final = 10_000
"""how many rounds `--once` does before it gives up on coming to rest"""
_MEND_EVERY: Final = 300.0
"""seconds after which the shares are looked through for what somebody deleted"""
_GLANCE: Final = 0.05
"""seconds between two looks at files that are still settling"""


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


def serve(desk: Desk, each: Each, hints: Hints, *, sweep_every: float) -> None:
    """Do rounds until SIGTERM or SIGINT.

    Args:
        desk: the office.
        each: the engine.
        hints: wakes the loop early.
        sweep_every: seconds after which a round is done without a hint.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    tell_systemd("READY=1")
    log.info("daemon_ready")
    mended = float("-inf")
    while not stop.is_set():
        began = time.monotonic()
        try:
            if began - mended > _MEND_EVERY:
                mend(desk)
                mended = began
            tally = work(desk, each)
        except SuratError as error:  # the register itself fails for now: the next round asks again
            log.warning("round_failed", reason=plain(error))
            stop.wait(sweep_every)
            continue
        tell_systemd("WATCHDOG=1")
        if not tally.is_idle:
            _log_round(tally, began)
            continue
        hints.supervise()
        _rest(desk, hints, stop, until=began + sweep_every)
    tell_systemd("STOPPING=1")
    log.info("daemon_stopped")


def serve_once(desk: Desk, each: Each) -> None:
    """Do all that can be done now: rounds until nothing changes and nothing settles any more."""
    mend(desk)
    for _ in range(_ROUNDS_AT_ONCE):
        if work(desk, each).is_idle and not _is_settling(desk):
            return
        if _is_settling(desk):
            time.sleep(_GLANCE)


def _rest(desk: Desk, hints: Hints, stop: threading.Event, *, until: float) -> None:
    """Wait for a hint, for what is settling, or for the next sweep."""
    while not stop.is_set():
        left = until - time.monotonic()
        if left <= 0:
            return
        if hints.wait(min(left, 0.25)) or _is_settling(desk):
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
