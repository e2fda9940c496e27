"""When each delivery went out and who took it, for the *buku ekspedisi*.

What went out before is given the day on which its letter's last recipient had it, by universal time, for no better is known.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the columns and their indexes."""
    op.add_column("delivery", sa.Column("sent_on", sa.String))
    op.add_column("delivery", sa.Column("taken_by", sa.String, nullable=False, server_default=""))
    op.execute(
        "UPDATE delivery SET sent_on = (SELECT substr(max(at), 1, 10) FROM event WHERE event.letter = delivery.letter AND event.action = 'sent') "
        "WHERE state = 'sent'"
    )
    op.create_index("delivery_sent", "delivery", ["sent_on"], sqlite_where=sa.text("sent_on IS NOT NULL"))
    op.create_index("delivery_waiting", "delivery", ["letter"], sqlite_where=sa.text("state IN ('to_print', 'printed')"))
