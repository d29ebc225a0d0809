"""Which of the people that bookings knows lead their school."""

import sqlalchemy as sa
from alembic import op

revision = "bookings_0002"
down_revision = "bookings_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; whoever was told of before leads none until registry tells of them anew."""
    leads = sa.Column("leads", sa.Boolean(), nullable=False, server_default=sa.false(), comment="they are its head")
    op.add_column("people", leads)
