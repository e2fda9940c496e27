"""A restored register: numbering waits until somebody says, series by series, which number was the last."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tables; nothing that is there changes."""
    op.create_table(
        "restoration",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("made_at", sa.String, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("ids_before", sa.Integer, nullable=False),
        sa.Column("ids_after", sa.Integer, nullable=False),
        sa.Column("ended", sa.Boolean, nullable=False),
    )
    op.create_index("restoration_ids", "restoration", ["year", "ids_after"])
    op.create_index("restoration_open", "restoration", ["year"], sqlite_where=sa.text("ended = 0"))
    op.create_table(
        "resumption",
        sa.Column("restoration", sa.Integer, sa.ForeignKey("restoration.id"), primary_key=True),
        sa.Column("office", sa.String, primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True),
        sa.Column("scope", sa.String, primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("account", sa.String, nullable=False),
    )
