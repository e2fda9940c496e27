"""The one fork server of a daemon, which every worker process comes from: those that read and write PDFs and those that sign.

It loads once what any worker needs, so that one starts in milliseconds; the daemon itself imports none of it and stays small. It never sees a key.
"""

import multiprocessing
from multiprocessing.context import ForkServerContext
from typing import Final

PRELOAD: Final = (
    "pipeline.adapters.pdf.examine",
    "pipeline.adapters.pdf.finished",
    "pipeline.adapters.pdf.press",
    "pipeline.adapters.pdf.sheet",
    "pipeline.adapters.pdf.stamp",
    "pipeline.adapters.tte.rehearsal",
    "pipeline.cli",
)
"""The workers' work, and the command, which every worker imports as the program it was started from."""


def fork_server() -> ForkServerContext:
    """What starts worker processes; the first of them starts the fork server, which keeps what it loaded for all."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOAD))
    return context
