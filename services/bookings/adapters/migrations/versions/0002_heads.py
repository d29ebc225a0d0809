"""Which of the people that bookings knows lead their school: what registry told of people is read again for that.

Reading it again only keeps where people work; nothing follows from it.
"""

import sqlalchemy as sa
from alembic import op

revision = "bookings_0002"
down_revision = "bookings_0001"
branch_labels = None
depends_on = "bus_0003"

READ_AGAIN = ("inbox", "positions", "parked")


def upgrade() -> None:
    """Add the column; nobody leads a school until it has been read that they do."""
    leads = sa.Column("leads", sa.Boolean(), nullable=False, server_default=sa.false(), comment="they are its head")
    op.add_column("people", leads)
    op.execute("LOCK TABLE inbox IN SHARE ROW EXCLUSIVE MODE")
    for table in READ_AGAIN:
        op.execute(f"DELETE FROM {table} WHERE reader = 'bookings' AND topic = 'registry.people'")
