"""Sealed passphrases: which seals were used, so that none counts twice."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the table; nothing that is there changes."""
    op.create_table(
        "seal",
        sa.Column("jti", sa.String, primary_key=True),
        sa.Column("until", sa.String, nullable=False),
        sa.Column("evidence", sa.String, nullable=False),
    )
    op.create_index("seal_until", "seal", ["until"])
