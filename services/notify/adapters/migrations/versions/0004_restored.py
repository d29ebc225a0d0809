"""What a restored database can't know: which of the letters that it has still to send went in the time that was lost."""

import sqlalchemy as sa
from alembic import op

revision = "notify_0004"
down_revision = "notify_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of timelines; messages that are there were asked for when they were written."""
    op.create_table(
        "timelines",
        sa.Column("timeline", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True, comment="null: the first"),
        sa.PrimaryKeyConstraint("timeline"),
        comment="PostgreSQL's timelines on which letters were taken; each after the first began with a restore",
    )
    asked_at = sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True, comment="a resend asks anew")
    op.add_column("messages", asked_at)
    op.execute("UPDATE messages SET asked_at = created_at")
    op.alter_column("messages", "asked_at", nullable=False)
