"""What an audit asks of the tables, in plain SQL: each question finds what must not be.

The columns of an answer are the fields of its sentence; a column `letter` says which letter it is about. Nothing here relies on the constraints that an
alteration from outside may have switched off.
"""

from dataclasses import dataclass
from typing import Final

from pipeline.domain.findings import Kind
from pipeline.domain.notes import Text
from pipeline.domain.notes import keeping as say


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that must not be, and the sentence that tells of it."""

    kind: Kind
    told: Text
    sql: str


_HAS_NUMBER: Final = "('numbered','in_verification','awaiting_signature','signature_uncertain','signed','ready_to_send','dispatching','sent')"
_MAY_DELIVER: Final = "('dispatching','sent','cancelled')"
_LAST_MOVE: Final = "SELECT max(position) FROM event WHERE letter = l.id AND after IS NOT NULL"

_NUMBERS: Final = (
    Question(
        Kind.NUMBER_GAP,
        say.NUMBERS_MISSING,
        """
        SELECT year, scope, before + 1 AS first, sequence - 1 AS last FROM
          (SELECT office, year, scope, sequence, lag(sequence, 1, 0) OVER (PARTITION BY office, year, scope ORDER BY sequence) AS before FROM register)
        WHERE sequence > before + 1
        UNION ALL
        SELECT c.year, c.scope, coalesce(r.newest, 0) + 1, c.last FROM counter c
          LEFT JOIN (SELECT office, year, scope, max(sequence) AS newest FROM register GROUP BY office, year, scope) r USING (office, year, scope)
        WHERE c.series = 'number' AND coalesce(r.newest, 0) < c.last
        """,
    ),
    Question(
        Kind.NUMBER_GAP,
        say.COUNTER_DIFFERS,
        """
        SELECT r.year, r.scope, max(r.sequence) AS sequence, coalesce(c.last, 0) AS last FROM register r
          LEFT JOIN counter c ON c.series = 'number' AND c.office = r.office AND c.year = r.year AND c.scope = r.scope
        GROUP BY r.office, r.year, r.scope HAVING max(r.sequence) > coalesce(c.last, 0)
        """,
    ),
    Question(
        Kind.NUMBER_TWICE,
        say.NUMBER_TWICE,
        """
        SELECT text AS number, year, count(*) AS count FROM register NOT INDEXED GROUP BY office, year, text HAVING count(*) > 1
        UNION ALL
        SELECT min(text), year, count(*) FROM register NOT INDEXED GROUP BY office, year, scope, sequence, suffix HAVING count(*) > 1 AND min(text) <> max(text)
        """,
    ),
    Question(
        Kind.NUMBER_TWICE,
        say.LETTER_TWICE,
        "SELECT letter, count(*) AS count FROM register NOT INDEXED WHERE letter IS NOT NULL GROUP BY letter HAVING count(*) > 1",
    ),
    Question(
        Kind.NUMBER_DIFFERS,
        say.NUMBER_ALTERED,
        """
        SELECT r.letter, r.text AS number, coalesce(e.note, '-') AS said FROM register r
          LEFT JOIN event e ON e.letter = r.letter AND e.action = 'numbered'
        WHERE r.letter IS NOT NULL AND NOT coalesce(e.note = r.text OR substr(e.note, 1, length(r.text) + 1) = r.text || ';', 0)
        """,
    ),
    Question(
        Kind.NUMBER_DIFFERS,
        say.RESERVED_ALTERED,
        """
        SELECT r.text AS number, coalesce(e.note, '-') AS said FROM register r
          LEFT JOIN event e ON e.evidence = r.evidence AND e.evidence <> '' AND e.action IN ('number_reserved', 'number_recorded')
        WHERE r.evidence IS NOT NULL AND e.note IS NOT r.text
        """,
    ),
)

_LETTERS: Final = (
    Question(
        Kind.LETTER_REGISTER,
        say.NUMBER_LACKS,
        f"SELECT l.id AS letter, l.state FROM letter l LEFT JOIN register r ON r.letter = l.id WHERE r.id IS NULL AND l.state IN {_HAS_NUMBER}",  # noqa: S608 -- a constant
    ),
    Question(
        Kind.LETTER_REGISTER,
        say.NUMBER_EARLY,
        "SELECT l.id AS letter, r.text AS number FROM letter l JOIN register r ON r.letter = l.id WHERE l.state = 'received'",
    ),
    Question(
        Kind.LETTER_REGISTER,
        say.NUMBER_STATUS,
        """
        SELECT r.text AS number, r.status, coalesce(r.letter, '-') AS letter, coalesce(l.state, '-') AS state
        FROM register r LEFT JOIN letter l ON l.id = r.letter
          LEFT JOIN event h ON r.letter IS NULL AND r.status = 'used'
            AND h.evidence = 'recorded ' || r.year || ' ' || r.text AND h.evidence <> '' AND h.action = 'number_recorded'
        WHERE CASE r.status
          WHEN 'used' THEN CASE WHEN r.letter IS NULL THEN h.position IS NULL ELSE l.id IS NULL OR l.state = 'cancelled' END
          WHEN 'reserved' THEN r.letter IS NOT NULL
          WHEN 'void' THEN r.letter IS NOT NULL AND l.state IS NOT 'cancelled'
          ELSE 1 END
        """,
    ),
    Question(
        Kind.LETTER_REGISTER,
        say.NUMBER_DATE,
        """
        SELECT r.text AS number, r.day, l.id AS letter, coalesce(l.date, '-') AS date FROM register r JOIN letter l ON l.id = r.letter
        WHERE l.date IS NOT r.day OR substr(l.date, 1, 4) <> printf('%04d', r.year)
        """,
    ),
    Question(
        Kind.STATE,
        say.STATE_DIFFERS,
        f"""
        SELECT l.id AS letter, l.state, coalesce(e.after, '-') AS said FROM letter l LEFT JOIN event e ON e.position = ({_LAST_MOVE})
        WHERE e.after IS NOT l.state
        """,  # noqa: S608 -- a constant
    ),
    Question(
        Kind.STATE,
        say.DOCUMENT_DIFFERS,
        f"""
        SELECT l.id AS letter, coalesce(l.document, l.source) AS document, coalesce(e.document, '-') AS said FROM letter l
          JOIN event e ON e.position = ({_LAST_MOVE})
        WHERE e.document IS NOT coalesce(l.document, l.source)
        UNION ALL
        SELECT l.id, l.source, '-' FROM letter l WHERE NOT EXISTS (SELECT 1 FROM document d WHERE d.digest = l.source AND d.letter = l.id)
        UNION ALL
        SELECT l.id, l.document, '-' FROM letter l
        WHERE l.document IS NOT NULL AND NOT EXISTS (SELECT 1 FROM document d WHERE d.digest = l.document AND d.letter = l.id)
        """,  # noqa: S608 -- a constant
    ),
    Question(
        Kind.DELIVERY,
        say.DELIVERY_EARLY,
        f"""
        SELECT d.id AS delivery, d.state AS delivery_state, d.letter, coalesce(l.state, '-') AS state FROM delivery d LEFT JOIN letter l ON l.id = d.letter
        WHERE (l.state = 'sent' AND d.state <> 'sent')
          OR NOT coalesce(l.state IN {_MAY_DELIVER} OR (l.state = 'held' AND l.hold LIKE '["dispatching"%'), 0)
        """,  # noqa: S608 -- a constant
    ),
    Question(
        Kind.DELIVERY,
        say.DELIVERY_LACKS,
        "SELECT l.id AS letter, l.state FROM letter l LEFT JOIN delivery d ON d.letter = l.id WHERE l.state IN ('dispatching', 'sent') AND d.id IS NULL",
    ),
    Question(
        Kind.CONSERVATION,
        say.LETTER_LOST,
        "SELECT DISTINCT e.letter FROM event e LEFT JOIN letter l ON l.id = e.letter WHERE e.letter IS NOT NULL AND l.id IS NULL",
    ),
)

QUESTIONS: Final = (*_NUMBERS, *_LETTERS)
"""All that is asked of the tables."""

SIDECARS: Final = "SELECT l.id, l.sidecar, s.body FROM letter l LEFT JOIN sidecar s ON s.letter = l.id AND s.revision = l.revision"
"""Every letter with the digest of its sidecar and the sidecar itself."""
LEFT_OUT: Final = "SELECT ids_before, ids_after FROM restoration WHERE year = :year"
"""The ids that a restore left out."""
ISSUED: Final = "SELECT year, last FROM counter WHERE series = 'letter'"
"""The last id given in each year."""
IDS: Final = """
SELECT before + 1 AS first, this - 1 AS last FROM
  (SELECT this, lag(this, 1, 0) OVER (ORDER BY this) AS before FROM
    (SELECT CAST(substr(id, 6) AS INTEGER) AS this FROM letter WHERE id >= :low AND id < :high UNION ALL SELECT :last + 1))
WHERE this > before + 1
"""
"""The ids of one year that no letter has."""
