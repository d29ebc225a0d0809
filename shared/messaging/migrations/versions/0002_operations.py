"""What operators decide: decisions by number, lost facts, dismissed records; and the audit, to which one can only add."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "bus_0002"
down_revision = "bus_0001"
branch_labels = None
depends_on = None

ONLY_ADDED = """
CREATE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit is only ever added to';
END $$
"""


def upgrade() -> None:
    """Make the tables."""
    op.add_column(
        "rejected",
        sa.Column(
            "dismissed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="somebody has looked at it; its headers and data are gone then",
        ),
    )
    op.create_table(
        "decisions",
        sa.Column(
            "reader", sa.Text(collation="C"), nullable=False, comment="without its version: a fold's next one obeys too"
        ),
        sa.Column("topic", sa.Text(collation="C"), nullable=False),
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False, comment="skip or mend"),
        sa.Column("headers", sa.JSON(), nullable=True, comment="of a mended fact, as `parked` keeps them"),
        sa.Column("data", sa.LargeBinary(), nullable=True, comment="of a mended fact"),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("reader", "topic", "key", "sequence"),
        comment="What an operator decided about a number; obeyed whenever it comes again",
    )
    op.create_table(
        "lost_facts",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.Text(collation="C"), nullable=False),
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("data", sa.Text(), nullable=True, comment="gone once it is settled"),
        sa.Column("context", postgresql.JSONB(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kafka_partition", sa.Integer(), nullable=False),
        sa.Column("kafka_offset", sa.BigInteger(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True, comment="re-entered or discarded"),
        sa.Column(
            "settled_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="the outbox holds it, or another fact under its number",
        ),
        sa.PrimaryKeyConstraint("event_id"),
        comment="Facts of ours that Kafka holds and our database, restored to an earlier time, doesn't",
    )
    op.create_index(
        "lost_facts_open",
        "lost_facts",
        ["topic", "key", "sequence"],
        unique=False,
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("sequence", sa.BigInteger(), nullable=True),
        sa.Column("facts", sa.BigInteger(), nullable=True, comment="how many it was about, where it wasn't about one"),
        sa.Column("why", sa.Text(), nullable=True, comment="the operator's own words"),
        sa.PrimaryKeyConstraint("id"),
        comment="What operators decided; rows are only ever added, and people decide too little for it to grow",
    )
    op.execute(ONLY_ADDED)
    op.execute(
        "CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_only_added_to()"
    )
