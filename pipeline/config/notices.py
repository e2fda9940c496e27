"""When notices may go out (*pemberitahuan*): the office's hours, its days off, the interval of messages; and the administrator's addresses."""

import re
from datetime import date, time, timedelta
from pathlib import Path
from typing import Final

from pipeline.config.section import Section
from pipeline.config.settings import NoticeSettings
from pipeline.config.words import emails
from pipeline.domain.notes import notices as say
from pipeline.domain.notices import Hours

_HOURS: Final = re.compile(r"(\d{1,2})[.:](\d{2})\s*[-\u2013]\s*(\d{1,2})[.:](\d{2})")
_USUAL_HOURS: Final = "07.00-16.00"
_DAYS: Final = {name: number for number, name in enumerate(("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu"))}
_USUAL_DAYS: Final = frozenset(range(5))
_A_WEEK_OF_MINUTES: Final = 60 * 24 * 7


def read_notices(main: Section, language: str) -> NoticeSettings:
    """When notices may go out, where the administrator gets his, and the template they are made of.

    Args:
        main: pipeline.yaml.
        language: the office's, whose template it is.
    """
    with main.child("pemberitahuan") as here:
        opens, closes = _office_time(here)
        days = frozenset(here.pick("hari", one.text, _DAYS, 0, one.place) for one in here.texts("hari"))
        administrator = emails(here, "administrator")
        hours = Hours(
            opens=opens,
            closes=closes,
            days=days or _USUAL_DAYS,
            holidays=frozenset(_days_off(here)),
            interval=timedelta(minutes=here.whole("selang_menit", 60, low=1, high=_A_WEEK_OF_MINUTES)),
        )
    return NoticeSettings(hours=hours, administrator=administrator, template=Path("templat") / f"pemberitahuan.{language}.html.j2")


def _office_time(here: Section) -> tuple[time, time]:
    found = here.text("jam", _USUAL_HOURS)
    for written in (found, _USUAL_HOURS):
        matched = _HOURS.fullmatch(written)
        try:
            opens, closes = (time(int(matched[at]), int(matched[at + 1])) for at in (1, 3)) if matched else (time.max, time.min)
        except ValueError:
            opens, closes = time.max, time.min
        if opens < closes:
            return opens, closes
        here.fault("jam", say.NOT_HOURS(key="jam", found=found))
    raise AssertionError(_USUAL_HOURS)


def _days_off(here: Section) -> list[date]:
    days = []
    for one in here.texts("libur"):
        try:
            days.append(date.fromisoformat(one.text))
        except ValueError:
            here.fault("libur", say.NOT_A_DAY_OFF(key="libur", found=one.text), one.place)
    return days
