"""The seals that were used (*passphrase tersegel*): none counts for a second act.

A seal is remembered with the fingerprint of the saving that used it. That very saving may come again, because a daemon that was killed between using it and
signing finds it again; any other saving is a copy. It is forgotten a day after it expired, so that a clock set back by hours brings none to life.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from pipeline.adapters.store.rows import moment_text
from pipeline.adapters.store.schema import seal
from pipeline.adapters.store.statements import Transaction

KEPT_FOR: Final = timedelta(days=1)
"""How long a seal is remembered after it expired."""

BY: Final = select(seal.c.evidence).where(seal.c.jti == bindparam("jti"))
"""Who used a seal."""
_USE: Final = insert(seal).on_conflict_do_nothing()
_FORGET: Final = delete(seal).where(seal.c.until < bindparam("before"))


def spend(connection: Transaction, jti: str, until: datetime, evidence: str, now: datetime) -> bool:
    """Use a seal up; false if another saving has."""
    connection.execute(_FORGET, {"before": moment_text(now - KEPT_FOR)})
    connection.execute(_USE, {"jti": jti, "until": moment_text(until), "evidence": evidence})
    return bool(connection.execute(BY, {"jti": jti}).scalar() == evidence)
