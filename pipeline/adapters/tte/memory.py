"""Keeps what a process has in its memory from others of its user, before a passphrase arrives there."""

import ctypes
import resource
from typing import Final

PR_SET_DUMPABLE: Final = 4
"""Linux prctl(2)"""


def keep_memory_private() -> None:
    """No core dump, and no ptrace by others of this user. Children that are only forked have it too; a program that is started makes core dumps no more."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
