"""Logs: one canonical line per unit of work, readable on a terminal, JSON elsewhere (journald).

Events are past-tense snake_case facts; keys are few and fixed: `letter`, `unit`, `step`, `outcome`, `reason`, `took_ms` and counts. No subject, recipient,
name or passphrase is logged. Trouble that lasts is told once an hour.
"""

import logging
import sys
import time
from collections.abc import MutableMapping
from typing import Any, Final

import structlog

_TOLD_FOR: Final = 3600.0
"""seconds in which the same trouble is not told again"""
_KEPT: Final = 1000
_TROUBLES: Final = frozenset({"warning", "error", "critical"})
_EDGES: Final = frozenset({"share_unreadable", "drafts_deferred", "drafts_still_deferred", "reload_refused"})
"""told only when something begins, so each one is news"""


class _Once:
    """Drops a warning that was told within the last hour: a disk that stays full is one alert, not one every sweep."""

    def __init__(self) -> None:
        """Nothing told yet."""
        self._told: dict[str, float] = {}

    def __call__(self, _logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """One line on its way out.

        Raises:
            DropEvent: it was told.
        """
        if line.get("level") not in _TROUBLES or line.get("event") in _EDGES:
            return line
        facts = sorted((key, str(value)) for key, value in line.items() if key != "exc_info")
        what, now = repr((facts, _whence(line.get("exc_info")))), time.monotonic()
        if now - self._told.get(what, float("-inf")) < _TOLD_FOR:
            raise structlog.DropEvent
        if len(self._told) >= _KEPT:
            self._told.clear()
        self._told[what] = now
        return line


def _whence(trouble: object) -> tuple[str, int]:
    """What went wrong and in which line: another fault of ours is another trouble, whatever else the two lines say."""
    error = trouble if isinstance(trouble, BaseException) else sys.exc_info()[1] if trouble else None
    if error is None:
        return "", 0
    innermost = error.__traceback__
    while innermost is not None and innermost.tb_next is not None:
        innermost = innermost.tb_next
    return type(error).__name__, innermost.tb_lineno if innermost else 0


def set_up_logs(*, human: bool | None = None) -> None:
    """Send structlog's lines to standard error.

    Args:
        human: colours and columns instead of JSON; by default where standard error is a terminal.
    """
    readable = sys.stderr.isatty() if human is None else human
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()) if readable else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            _Once(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
