"""The register, checked from outside: one unchanging view of the file, read without writing a byte, however damaged it is.

What transactions once promised is asked of the tables again (`questions`): no number is missing or there twice, every letter stands where its record ends,
every sidecar is the one that was decided on. A part that cannot be read is a finding like any other; nothing here raises for the file's sake.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import Connection

from pipeline.adapters.store import chain
from pipeline.adapters.store.database import open_engine, translated
from pipeline.adapters.store.questions import IDS, ISSUED, LEFT_OUT, QUESTIONS, SIDECARS, Question
from pipeline.adapters.store.schema import REVISION, metadata
from pipeline.domain.errors import HeldError, SuratError
from pipeline.domain.findings import Finding, Kind
from pipeline.domain.letter import LETTER_ID
from pipeline.domain.notes import keeping as say
from pipeline.domain.notes import store as say_store
from pipeline.domain.page import Binding

if TYPE_CHECKING:
    from collections.abc import Callable

CONTENT: Final = ("letter", "sidecar", "document", "register", "counter", "event", "delivery")
"""The tables whose rows are the register's content; those about a restore of it are not among them, so that a restored register is known by its digest."""
_REMEMBERED: Final = frozenset({"shown_version", "shown_paths", "show_at", "signature_level"})
"""What is remembered of the shares, and of what stands in the documents themselves, is no content either."""
_GUARDS: Final = ("event_follows", "event_remains", "event_stays")
_STANDING: Final = "SELECT id, state, version, shown_version, shown_paths, source, document FROM letter"
_MOST_FAULTS: Final = 20
_MOST_OF_A_KIND: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the shares should show of a letter."""

    letter: str
    state: str
    version: int
    is_shown: bool
    """whether the shares were last made to show its present version"""
    paths: tuple[str, ...]
    source: str
    document: str | None


class View:
    """One unchanging view of a register's file."""

    def __init__(self, connection: Connection) -> None:
        """Begin the view; what is committed later is not in it."""
        self._connection = connection
        self._driver = cast("sqlite3.Connection", connection.connection.driver_connection)
        self._driver.text_factory = partial(str, encoding="utf-8", errors="backslashreplace")

    def findings(self) -> Iterator[Finding]:
        """Everything that is wrong inside the file."""
        parts: Mapping[str, Callable[[], Iterator[Finding]]] = {
            "schema": self._schema,
            "file": self._file,
            "event": self._chain,
            "letter": self._ids,
            "sidecar": self._sidecars,
            **{f"{one.kind} {place}": partial(self._answers, one) for place, one in enumerate(QUESTIONS)},
        }
        for name, part in parts.items():
            try:
                with translated():
                    yield from part()
            except (SuratError, ValueError) as error:
                yield Finding(kind=Kind.DATABASE, what=say.UNREADABLE(part=name, what=error.__cause__ or error))
                if name == "schema":
                    return

    def count(self) -> tuple[int, int]:
        """How many letters there are, and how many documents the register names."""
        ((letters, documents),) = self._rows("SELECT (SELECT count(*) FROM letter), (SELECT count(*) FROM document)")
        return letters, documents

    def documents(self) -> Iterator[tuple[str, str]]:
        """Every (letter, digest) the register names."""
        yield from self._rows("SELECT letter, digest FROM document ORDER BY id")

    def standings(self) -> Iterator[Standing]:
        """What the shares should show, letter by letter."""
        yield from map(_standing, self._rows(f"{_STANDING} ORDER BY id"))

    def standing(self, letter: str) -> Standing | None:
        """What the shares should show of one letter; None if there is no such letter."""
        return next(map(_standing, self._rows(f"{_STANDING} WHERE id = :letter", letter=letter)), None)

    def bindings(self) -> Iterator[tuple[Binding, str]]:
        """What is to be written in each letter's stamped PDF about itself, with that PDF's digest."""
        for letter, revision, sidecar, document in self._rows("SELECT id, revision, sidecar, document FROM letter WHERE document IS NOT NULL ORDER BY id"):
            yield Binding(letter=letter, revision=revision, sidecar=sidecar), document

    def digest(self, documents: Iterable[str]) -> str:
        """`sha256:…` of the content of every table, row by row in the order of its key, and of the documents' digests in their order."""
        measure = hashlib.sha256()
        for name in CONTENT:
            table = metadata.tables[name]
            columns, keys = (
                ", ".join(f'"{one.name}"' for one in table.columns if one.name not in _REMEMBERED),
                ", ".join(f'"{one.name}"' for one in table.primary_key),
            )
            measure.update(f"{name}\n".encode())
            for row in self._raw(f"SELECT {columns} FROM {name} ORDER BY {keys}"):  # noqa: S608 -- names of our own schema
                measure.update(f"{row!r}\n".encode())
        measure.update(b"documents\n")
        for one in documents:
            measure.update(f"{one}\n".encode())
        return f"sha256:{measure.hexdigest()}"

    def _ask(self, sql: str, **facts: object) -> sqlite3.Cursor:
        return self._driver.execute(sql, facts)

    def _rows(self, sql: str, **facts: object) -> Iterator[tuple[Any, ...]]:
        with translated():
            yield from self._ask(sql, **facts)

    def _raw(self, sql: str) -> Iterator[tuple[object, ...]]:
        """Rows with text as the bytes that are stored."""
        usual, self._driver.text_factory = self._driver.text_factory, bytes
        try:
            yield from self._rows(sql)
        finally:
            self._driver.text_factory = usual

    def _schema(self) -> Iterator[Finding]:
        names = {name for (name,) in self._ask("SELECT name FROM sqlite_master")}
        found = self._ask("SELECT version_num FROM alembic_version").fetchone() if "alembic_version" in names else None
        if found is None or found[0] != REVISION:
            told = say.SCHEMA(found=found[0] if found else "-", wanted=REVISION)
            yield Finding(kind=Kind.DATABASE, what=told, remedy=say.DO_MIGRATE if found else None)
        for one in _GUARDS:
            if one not in names:
                yield Finding(kind=Kind.DATABASE, what=say.GUARD_GONE(name=one))

    def _file(self) -> Iterator[Finding]:
        for (told,) in self._ask(f"PRAGMA integrity_check({_MOST_FAULTS})"):
            if told != "ok":
                yield Finding(kind=Kind.DATABASE, what=say.INTEGRITY(what=" ".join(str(told).split())))
        for table, _, parent, _ in self._ask("PRAGMA foreign_key_check").fetchmany(_MOST_FAULTS):
            yield Finding(kind=Kind.DATABASE, what=say.FOREIGN(table=table, parent=parent))

    def _chain(self) -> Iterator[Finding]:
        broken = chain.first_broken(self._connection)
        if broken is not None:
            yield Finding(kind=Kind.CHAIN, what=say.CHAIN(event=broken))

    def _ids(self) -> Iterator[Finding]:
        for (letter,) in self._ask("SELECT id FROM letter"):
            if LETTER_ID.fullmatch(letter) is None:
                yield Finding(kind=Kind.CONSERVATION, what=say.LETTER_LOST(letter=letter), about=letter)
        for year, last in self._ask(ISSUED).fetchall():
            left_out = self._ask(LEFT_OUT, year=year).fetchall()
            for first, end in self._ask(IDS, low=f"{year:04}-", high=f"{year:04}.", last=last):
                if any(before < first and end <= after for before, after in left_out):
                    continue
                names = {"first": f"{year:04}-{first:06}", "last": f"{year:04}-{end:06}"}
                yield Finding(kind=Kind.CONSERVATION, what=say.LETTERS_LOST(**names), about=names["first"])

    def _sidecars(self) -> Iterator[Finding]:
        for letter, digest, body in self._ask(SIDECARS):
            if body is None or digest != f"sha256:{hashlib.sha256(str(body).encode()).hexdigest()}":
                yield Finding(kind=Kind.SIDECAR, what=say.SIDECAR_DIFFERS(letter=letter), about=letter)

    def _answers(self, question: Question) -> Iterator[Finding]:
        cursor = self._ask(question.sql)
        names = [column[0] for column in cursor.description]
        for row in cursor.fetchmany(_MOST_OF_A_KIND):
            facts = dict(zip(names, row, strict=True))
            yield Finding(kind=question.kind, what=question.told(**facts), about=str(facts.get("letter", "")))


@contextmanager
def open_view(path: Path) -> Iterator[View]:
    """One unchanging view of a register's file, read only.

    Raises:
        LaterError: the file cannot be opened.
        HeldError: it is no database.
    """
    engine = open_engine(path, is_read_only=True)
    try:
        with translated(), engine.begin() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")  # a view begins with the first look
            yield View(connection)
    finally:
        engine.dispose()


def _standing(row: tuple[Any, ...]) -> Standing:
    letter, state, version, shown_version, paths, source, document = row
    try:
        shown = tuple(str(one) for one in json.loads(paths))
    except (TypeError, ValueError) as exc:
        raise HeldError(say_store.DATABASE_BROKEN(reason=f"letter {letter}: shown_paths")) from exc
    return Standing(letter=letter, state=state, version=version, is_shown=version == shown_version, paths=shown, source=source, document=document)
