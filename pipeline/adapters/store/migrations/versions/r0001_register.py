"""The register as first released: letters, numbers, the chained record, the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_ONLY_APPENDED = (
    "CREATE TRIGGER event_stays BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END",
    "CREATE TRIGGER event_remains BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END",
    # INSERT OR REPLACE deletes without asking the trigger above
    """CREATE TRIGGER event_follows BEFORE INSERT ON event WHEN NEW.position <> (SELECT coalesce(max(position), 0) + 1 FROM event)
    BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END""",
)


def upgrade() -> None:
    """Make the tables."""
    _make_letter()
    _make_papers()
    _make_register()
    _make_event()
    _make_delivery()
    for statement in _ONLY_APPENDED:
        op.execute(statement)


def _make_letter() -> None:
    op.create_table(
        "letter",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("stem", sa.String, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("sidecar", sa.String, nullable=False),
        sa.Column("verifiers", sa.Text, nullable=False),
        sa.Column("signatory", sa.Text, nullable=False),
        sa.Column("since", sa.String, nullable=False),
        sa.Column("code", sa.String),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("consented", sa.Boolean, nullable=False),
        sa.Column("date", sa.String),
        sa.Column("document", sa.String),
        sa.Column("box", sa.Text),
        sa.Column("due", sa.String),
        sa.Column("hold", sa.Text),
        sa.Column("remark", sa.Text, nullable=False),
        sa.Column("urgency", sa.Integer, nullable=False),
        sa.Column("wake_at", sa.String),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("shown_version", sa.Integer, nullable=False),
        sa.Column("shown_paths", sa.Text, nullable=False),
        sa.Column("show_at", sa.String),
    )
    op.create_index("letter_state", "letter", ["state", "id"])
    op.create_index("letter_twin", "letter", ["sidecar"])
    op.create_index("letter_due", "letter", ["urgency", "since", "id", "wake_at"], sqlite_where=sa.text("wake_at IS NOT NULL"))
    unshown = ["since", "id", "show_at", "shown_version", "version"]
    op.create_index("letter_unshown", "letter", unshown, sqlite_where=sa.text("shown_version <> version"))


def _make_papers() -> None:
    op.create_table(
        "sidecar",
        sa.Column("letter", sa.String, sa.ForeignKey("letter.id"), primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("letter", sa.String, sa.ForeignKey("letter.id"), nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.UniqueConstraint("digest", "letter", name="document_of_letter"),
    )


def _make_register() -> None:
    op.create_table(
        "register",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("office", sa.String, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("scope", sa.String, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("suffix", sa.String, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("letter", sa.String, sa.ForeignKey("letter.id"), unique=True),
        sa.Column("day", sa.String, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("evidence", sa.String, unique=True),
        sa.UniqueConstraint("office", "year", "scope", "sequence", "suffix", name="register_place"),
        sa.UniqueConstraint("office", "text", "year", name="register_text"),
    )
    op.create_index("register_day", "register", ["office", "year", "scope", "status", "day"])
    op.create_table(
        "counter",
        sa.Column("office", sa.String, primary_key=True),
        sa.Column("series", sa.String, primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True),
        sa.Column("scope", sa.String, primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
    )


def _make_event() -> None:
    op.create_table(
        "event",
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("letter", sa.String),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("before", sa.String),
        sa.Column("after", sa.String),
        sa.Column("document", sa.String),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("evidence", sa.String, nullable=False),
        sa.Column("hash", sa.String, nullable=False),
    )
    op.create_index("event_letter", "event", ["letter", "position"])
    op.create_index("event_evidence", "event", ["evidence", "letter"], sqlite_where=sa.text("evidence <> ''"))


def _make_delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("letter", sa.String, sa.ForeignKey("letter.id"), nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("is_copy", sa.Boolean, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.String),
        sa.Column("proof", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_index("delivery_letter", "delivery", ["letter", "id"])
