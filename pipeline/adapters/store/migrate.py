"""Bring a database to the present schema. The migration tool is loaded only when there is something to do.

A new database is made whole under a temporary name and then gets its own, so that a crash or a second process leaves one complete database or none. An older
one is migrated in a single transaction that shuts out every other writer; one of a newer version of the product is refused.
"""

import contextlib
import os
import secrets
import sqlite3
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sqlalchemy import Connection

from pipeline.adapters.durable import TEMPORARY, rename_new, sync_folder
from pipeline.adapters.store.database import BUSY_SECONDS, open_engine, translated
from pipeline.adapters.store.schema import REVISION
from pipeline.domain.errors import HeldError, LaterError
from pipeline.domain.notes import store as say

_MIGRATIONS: Final = Path(__file__).parent / "migrations"
_MODE: Final = 0o600


def prepare(path: Path) -> None:
    """Make the database if it is missing, and bring it to the present schema if it is older.

    Raises:
        LaterError: the disk is full, failing or locked.
        HeldError: the file is no database, or of a newer version.
    """
    if not path.exists():
        try:
            _make(path)
        except OSError as exc:
            raise LaterError(say.DATABASE_BUSY(reason=exc.strerror or str(exc))) from exc
    if read_revision(path) != REVISION:
        upgrade(path)


def read_revision(path: Path) -> str | None:
    """The revision a database says it has; None if it says nothing."""
    with translated(), contextlib.closing(sqlite3.connect(f"file:{quote(str(path))}?mode=rw", uri=True, timeout=BUSY_SECONDS)) as connection:
        try:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError as exc:
            if exc.sqlite_errorcode == sqlite3.SQLITE_ERROR:  # no such table
                return None
            raise
        return None if row is None else str(row[0])


def use_wal(path: Path) -> None:
    """Have a database that was copied out of a backup keep its journal as every register does."""
    with translated(), contextlib.closing(sqlite3.connect(f"file:{quote(str(path))}?mode=rw", uri=True, timeout=BUSY_SECONDS)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


def upgrade(path: Path) -> None:
    """Run the migrations that are still to come, all or none."""
    engine = open_engine(path)
    try:
        with translated(), engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")  # the mode of the journal cannot change inside a transaction
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            _run_migrations(connection)
            connection.commit()
    finally:
        engine.dispose()


def _run_migrations(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    try:
        command.upgrade(config, "head")
    except CommandError as exc:
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        raise HeldError(say.DATABASE_UNKNOWN(revision=found)) from exc


def _make(path: Path) -> None:
    temporary = path.with_name(f"{TEMPORARY}{secrets.token_hex(8)}.tmp")
    try:
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _MODE))
        upgrade(temporary)  # closing the last connection moves the WAL into the file and syncs it
        with contextlib.suppress(FileExistsError):  # another process was first
            rename_new(temporary, path)
        sync_folder(path.parent)
    finally:
        for ending in ("", "-wal", "-shm"):
            temporary.with_name(temporary.name + ending).unlink(missing_ok=True)
