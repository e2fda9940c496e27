"""Which PAdES level the signatures of each signed letter reached, so that nobody judges it again to find out.

Of what was signed before nothing is known; `upgrade-signatures` judges it once and remembers it here.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column and its index."""
    op.add_column("letter", sa.Column("signature_level", sa.String, nullable=False, server_default=""))
    op.create_index("letter_raised", "letter", ["signature_level", "id"], sqlite_where=sa.text("state = 'sent'"))
