"""Each delivery's job at the printer. What was to be printed before is printed by a person: nobody knows which of it is on paper already."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"


def upgrade() -> None:
    """Add the column."""
    op.add_column("delivery", sa.Column("job", sa.String, nullable=False, server_default=""))
    op.execute("UPDATE delivery SET job = '-' WHERE state IN ('to_print', 'printed')")
