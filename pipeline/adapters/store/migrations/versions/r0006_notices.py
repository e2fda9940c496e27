"""Notices (*pemberitahuan*): what each reader has been told, so that none is told twice."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the table; nothing that is there changes."""
    op.create_table(
        "notice",
        sa.Column("reader", sa.String, primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("sent_at", sa.String),
        sa.Column("waits", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.String),
    )
