"""Who leads which school."""

import sqlalchemy as sa
from alembic import op

revision = "finance_0002"
down_revision = "finance_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; the new reader fills it from the beginning of registry's facts."""
    op.create_table(
        "school_heads",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("person_id"),
        comment="Who leads which school, as registry tells it; no names",
    )
