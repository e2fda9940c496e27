"""The register's tables, as SQLAlchemy Core.

`letter` is where a letter stands now; `event` is all that ever happened, append-only and chained; `register` is the book of numbers, of which none is missing;
`delivery` is the outbox; `restoration` and `resumption` say what a restore holds; `seal` holds the seals that were used; `notice` what readers of notices
were told. Moments are ISO 8601 text in UTC with microseconds, days are ISO 8601 text: both sort as they read. What a migration makes must be what stands
here; a test compares them.
"""

from typing import Final

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, MetaData, String, Table, Text, UniqueConstraint, text

REVISION: Final = "0008"
"""The newest migration. A database at this revision is opened without loading the migration tool."""

HAS_WAKE: Final = text("wake_at IS NOT NULL")
"""Which letters the daemon can carry on by itself. Written as the index has it: a bound parameter would not match a partial index."""
IS_UNSHOWN: Final = text("shown_version <> version")
"""Which letters' files on the shares are not those of their present version."""
HAS_EVIDENCE: Final = text("evidence <> ''")
"""Which events rest on something a person wrote: a decision, a draft, a request."""
HAS_LEFT: Final = text("sent_on IS NOT NULL")
"""Which deliveries have a day on which they went out."""
IS_ON_PAPER: Final = text("state IN ('to_print', 'printed')")
"""Which deliveries wait for a person to carry them."""
UNKNOWN_LEVEL: Final = ""
"""The level of signatures that nobody judged. Not NULL, for which SQLite would take another index."""
HAS_GONE: Final = text("state = 'sent'")
"""Which letters everybody has."""
IS_HOLDING: Final = text("ended = 0")
"""Which restores still hold the numbering of some series."""

metadata: Final = MetaData()

letter: Final = Table(
    "letter",
    metadata,
    Column("id", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("unit", String, nullable=False),
    Column("account", String, nullable=False),
    Column("stem", String, nullable=False),
    Column("source", String, nullable=False),
    Column("sidecar", String, nullable=False),
    Column("verifiers", Text, nullable=False),
    Column("signatory", Text, nullable=False),
    Column("since", String, nullable=False),
    Column("code", String),
    Column("level", Integer, nullable=False),
    Column("consented", Boolean, nullable=False),
    Column("date", String),
    Column("document", String),
    Column("box", Text),
    Column("due", String),
    Column("hold", Text),
    Column("remark", Text, nullable=False),
    Column("urgency", Integer, nullable=False),
    Column("wake_at", String),
    Column("attempts", Integer, nullable=False),
    Column("shown_version", Integer, nullable=False),
    Column("shown_paths", Text, nullable=False),
    Column("show_at", String),
    Column("signature_level", String, nullable=False, server_default=UNKNOWN_LEVEL),
    Index("letter_state", "state", "id"),
    Index("letter_twin", "sidecar"),
    Index("letter_due", "urgency", "since", "id", "wake_at", sqlite_where=HAS_WAKE),
    Index("letter_unshown", "since", "id", "show_at", "shown_version", "version", sqlite_where=IS_UNSHOWN),
    Index("letter_raised", "signature_level", "id", sqlite_where=HAS_GONE),
)

sidecar: Final = Table(
    "sidecar",
    metadata,
    Column("letter", String, ForeignKey("letter.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("body", Text, nullable=False),
)

document: Final = Table(
    "document",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("letter", String, ForeignKey("letter.id"), nullable=False),
    Column("digest", String, nullable=False),
    Column("what", String, nullable=False),
    Column("at", String, nullable=False),
    UniqueConstraint("digest", "letter", name="document_of_letter"),
)

register: Final = Table(
    "register",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("office", String, nullable=False),
    Column("year", Integer, nullable=False),
    Column("scope", String, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("suffix", String, nullable=False),
    Column("text", String, nullable=False),
    Column("status", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("subject", Text, nullable=False),
    Column("letter", String, ForeignKey("letter.id"), unique=True),
    Column("day", String, nullable=False),
    Column("note", Text, nullable=False),
    Column("evidence", String, unique=True),
    UniqueConstraint("office", "year", "scope", "sequence", "suffix", name="register_place"),
    UniqueConstraint("office", "text", "year", name="register_text"),
    Index("register_day", "office", "year", "scope", "status", "day"),
)

counter: Final = Table(
    "counter",
    metadata,
    Column("office", String, primary_key=True),
    Column("series", String, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("scope", String, primary_key=True),
    Column("last", Integer, nullable=False),
)

event: Final = Table(
    "event",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("letter", String),
    Column("action", String, nullable=False),
    Column("at", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("account", String, nullable=False),
    Column("before", String),
    Column("after", String),
    Column("document", String),
    Column("note", Text, nullable=False),
    Column("evidence", String, nullable=False),
    Column("hash", String, nullable=False),
    Index("event_letter", "letter", "position"),
    Index("event_evidence", "evidence", "letter", sqlite_where=HAS_EVIDENCE),
)

delivery: Final = Table(
    "delivery",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("letter", String, ForeignKey("letter.id"), nullable=False),
    Column("recipient", Text, nullable=False),
    Column("channel", String, nullable=False),
    Column("state", String, nullable=False),
    Column("is_copy", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", String),
    Column("proof", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("sent_on", String),
    Column("taken_by", String, nullable=False, server_default=""),
    Column("job", String, nullable=False, server_default=""),
    Index("delivery_letter", "letter", "id"),
    Index("delivery_sent", "sent_on", sqlite_where=HAS_LEFT),
    Index("delivery_waiting", "letter", sqlite_where=IS_ON_PAPER),
)

restoration: Final = Table(
    "restoration",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("account", String, nullable=False),
    Column("made_at", String, nullable=False),
    Column("year", Integer, nullable=False),
    Column("ids_before", Integer, nullable=False),
    Column("ids_after", Integer, nullable=False),
    Column("ended", Boolean, nullable=False),
    Index("restoration_ids", "year", "ids_after"),
    Index("restoration_open", "year", sqlite_where=IS_HOLDING),
)

resumption: Final = Table(
    "resumption",
    metadata,
    Column("restoration", Integer, ForeignKey("restoration.id"), primary_key=True),
    Column("office", String, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("scope", String, primary_key=True),
    Column("last", Integer, nullable=False),
    Column("at", String, nullable=False),
    Column("account", String, nullable=False),
)

seal: Final = Table(
    "seal",
    metadata,
    Column("jti", String, primary_key=True),
    Column("until", String, nullable=False),
    Column("evidence", String, nullable=False),
    Index("seal_until", "until"),
)

notice: Final = Table(
    "notice",
    metadata,
    Column("reader", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("sent_at", String),
    Column("waits", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", String),
)
