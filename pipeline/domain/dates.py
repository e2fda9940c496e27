"""Days as the office writes them."""

from datetime import date, datetime
from typing import Final

MONTHS: Final = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)


def in_words(day: date) -> str:
    """A day as a letter writes it.

    >>> in_words(date(2023, 1, 30))
    '30 Januari 2023'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def moment_in_words(moment: datetime) -> str:
    """A moment as a notice writes it.

    >>> moment_in_words(datetime(2023, 1, 30, 9, 5))
    '30 Januari 2023 pukul 09.05'
    """
    return f"{in_words(moment.date())} pukul {moment.hour:02}.{moment.minute:02}"
