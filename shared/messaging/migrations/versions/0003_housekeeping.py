"""Housekeeping: who was erased and whether it is off the disk; chores; no statistics of what is personal; autovacuum."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "bus_0003"
down_revision = "bus_0002"
branch_labels = None
depends_on = None

PERSONAL = {
    "outbox": ("data",),
    "parked": ("headers", "data"),
    "rejected": ("headers", "data"),
    "timers": ("data",),
    "answers": ("answer",),
    "decisions": ("headers", "data"),
    "lost_facts": ("data",),
}
"""Whose statistics would quote values (ADR 0012)."""

OFTEN_CHANGED = ("heads", "positions")
"""A few rows, changed with every batch: half of each page is left free, so that a change needs no index entry."""

MANY_CHANGED = ("outbox", "inbox", "streams", "timers")
"""Every fact changes a row of each: PostgreSQL's own fifth of the table would be a long wait."""


def upgrade() -> None:
    """Make the tables, and change how PostgreSQL looks after the others."""
    op.create_table(
        "erasures",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False, comment="the id of whom or what was erased: all that is kept"),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "transaction",
            sa.BigInteger(),
            server_default=sa.text("pg_current_xact_id()::text::bigint"),
            nullable=False,
            comment="whose snapshots are older still see what was erased",
        ),
        sa.Column(
            "rewritten",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="the tables whose files were made anew since",
        ),
        sa.Column(
            "wal_file", sa.Text(), nullable=True, comment="the last file of the write-ahead log that may hold it"
        ),
        sa.Column(
            "swept_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="since then it is nowhere on PostgreSQL's disk",
        ),
        sa.PrimaryKeyConstraint("id"),
        comment="Who was erased, and whether their data is off the disk; people are erased too seldom for it to grow",
    )
    op.create_index(
        "erasures_unswept", "erasures", ["erased_at"], unique=False, postgresql_where=sa.text("swept_at IS NULL")
    )
    op.create_table(
        "chores",
        sa.Column("chore", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chore"),
        comment="When each of housekeeping's chores was last done, by whichever process",
    )
    for table, columns in PERSONAL.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")
    for table in OFTEN_CHANGED:
        op.execute(
            f"ALTER TABLE {table} SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, "
            "autovacuum_vacuum_threshold = 1000)"
        )
    for table in MANY_CHANGED:
        op.execute(f"ALTER TABLE {table} SET (autovacuum_vacuum_scale_factor = 0.02)")
