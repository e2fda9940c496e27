"""What `surat doctor` finds: one thing looked at, how it stands, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pipeline.domain.notes import Message


class Standing(StrEnum):
    """How one thing stands, from good to bad."""

    OK = "ok"
    """as it should be"""
    WARN = "warn"
    """it works, and somebody should look at it"""
    AWAY = "away"
    """something around the office is not there for now"""
    FAULT = "fault"
    """it is set up wrongly; the daemon refuses to start, or would do harm"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        check: what was looked at, as programs know it, such as `shares`.
        standing: how it stands.
        message: the same in words, with what to do.
    """

    check: str
    standing: Standing
    message: Message


def worst(findings: Iterable[Finding]) -> Standing:
    """How an office stands in which all this was found.

    >>> worst(())
    <Standing.OK: 'ok'>
    """
    ranks = list(Standing)
    return max((one.standing for one in findings), key=ranks.index, default=Standing.OK)
