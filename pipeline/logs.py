"""Logs: one canonical line per unit of work, readable on a terminal, JSON elsewhere (journald).

Events are past-tense snake_case facts; keys are few and fixed: `letter`, `unit`, `step`, `outcome`, `reason`, `took_ms` and counts. No subject, recipient,
name or passphrase is logged.
"""

import logging
import sys

import structlog


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
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
