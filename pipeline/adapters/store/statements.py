"""Statements of SQLAlchemy Core, compiled once and handed to SQLite's own driver.

Core says what a statement is; to run it through Core as well costs thirty times what SQLite takes for it, and a letter's way through the office is a hundred
statements. A statement is compiled for the columns it is given the first time it is asked with them; what it says never depends on a value.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import ClauseElement
from sqlalchemy.dialects import sqlite

Facts = Mapping[str, object]
"""Values by the names of a statement's columns and parameters."""
_DIALECT: Final = sqlite.dialect(paramstyle="named")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a statement gave: its rows, whose fields are attributes, and how many rows it changed."""

    rows: list[Any]
    rowcount: int

    def first(self) -> Any:  # noqa: ANN401 -- a row, here and below
        """The first row; None if there is none."""
        return self.rows[0] if self.rows else None

    def all(self) -> list[Any]:
        """Every row."""
        return self.rows

    def scalar(self) -> Any:  # noqa: ANN401
        """The first field of the first row; None if there is none."""
        return self.rows[0][0] if self.rows else None


@dataclass(frozen=True, slots=True)
class Transaction:
    """An open connection on which statements run."""

    driver: sqlite3.Connection

    def execute(self, statement: ClauseElement, facts: Facts | Sequence[Facts]) -> Answer:
        """Run a statement; with several facts, once for each.

        Raises:
            sqlite3.Error: whatever SQLite says about it.
        """
        if not isinstance(facts, Mapping):
            for one in facts[:-1]:
                self.execute(statement, one)
            facts = facts[-1]
        ready = _ready(statement, tuple(facts))
        cursor = self.driver.execute(ready.words, {**ready.fixed, **facts})
        if cursor.description is None:
            return Answer([], cursor.rowcount)
        return Answer(list(map(_row(tuple(one[0] for one in cursor.description)), cursor)), cursor.rowcount)


@dataclass(frozen=True, slots=True)
class _Ready:
    words: str
    fixed: Facts
    """the values that stand in the statement itself"""


@cache
def _ready(statement: ClauseElement, names: tuple[str, ...]) -> _Ready:
    compiled: Any = statement.compile(dialect=_DIALECT, column_keys=list(names))
    whole = compiled.construct_expanded_state(dict.fromkeys(names, ""))
    return _Ready(whole.statement, {name: value for name, value in whole.parameters.items() if name not in names})


@cache
def _row(names: tuple[str, ...]) -> Any:  # noqa: ANN401 -- a class made for these fields
    make: Any = namedtuple  # noqa: PYI024 -- the fields are known when the statement has run
    return make("Row", names)._make
