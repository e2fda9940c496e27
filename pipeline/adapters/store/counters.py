"""Running numbers, each counted inside the transaction that uses it: a transaction that fails gives its number back."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Integer, bindparam, func, select
from sqlalchemy.dialects.sqlite import insert

from pipeline.adapters.store.schema import counter
from pipeline.adapters.store.statements import Transaction

_SERIES: Final = ("office", "series", "year", "scope")
_BEYOND: Final = bindparam("beyond", type_=Integer)
_FIRST: Final = insert(counter).values(last=_BEYOND + 1)
_NEXT: Final = _FIRST.on_conflict_do_update(index_elements=_SERIES, set_={"last": func.max(counter.c.last, _BEYOND) + 1}).returning(counter.c.last)
_SET: Final = insert(counter)
_PUT: Final = _SET.on_conflict_do_update(index_elements=_SERIES, set_={"last": _SET.excluded.last})
_GET: Final = select(counter.c.last).where(
    counter.c.office == bindparam("office"),
    counter.c.series == bindparam("series"),
    counter.c.year == bindparam("year"),
    counter.c.scope == bindparam("scope"),
)


@dataclass(frozen=True, slots=True)
class Series:
    """What is counted: `letter` ids and register `number`s by year, `event`s for ever."""

    name: str
    office: str = ""
    year: int = 0
    scope: str = ""

    @property
    def key(self) -> dict[str, object]:
        """Its row's key, by column."""
        return {"office": self.office, "series": self.name, "year": self.year, "scope": self.scope}


EVENTS: Final = Series("event")
"""How many events there are."""


def advance(connection: Transaction, series: Series, beyond: int = 0) -> int:
    """The next of a series, from 1; `beyond` and what comes before it is left out."""
    return int(connection.execute(_NEXT, {**series.key, "beyond": beyond}).scalar())


def put(connection: Transaction, series: Series, last: int) -> None:
    """Say which one was the last."""
    connection.execute(_PUT, {**series.key, "last": last})


def get(connection: Connection | Transaction, series: Series) -> int:
    """The last one given; 0 before the first."""
    return int(connection.execute(_GET, series.key).scalar() or 0)
