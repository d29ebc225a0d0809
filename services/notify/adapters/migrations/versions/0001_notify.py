"""The contact book and the messages."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "notify_0001"
down_revision = None
branch_labels = ("notify",)
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "contacts",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column(
            "is_forgotten", sa.Boolean(), server_default=sa.text("false"), nullable=False, comment="only the id remains"
        ),
        sa.PrimaryKeyConstraint("contact_id"),
        comment="The contact book, as registry tells it; a row without a role isn't told of yet, or forgotten",
    )
    op.create_table(
        "messages",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column(
            "place", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="newest last, for paging"
        ),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("event_type", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("correlation_id", sa.Uuid(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True, comment="null: nobody knows it yet, or its owner was erased"),
        sa.Column("filling", postgresql.JSONB(), nullable=False, comment="the template's values"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code", sa.Integer(), nullable=True, comment="SMTP status"),
        sa.Column("obstacle", sa.Text(), nullable=True, comment="in our words: servers' replies echo addresses"),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("html", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state <> 'queued' OR address IS NOT NULL", name="messages_queued_somewhere"),
        sa.PrimaryKeyConstraint("message_id"),
    )
    op.create_index(op.f("ix_messages_contact_id"), "messages", ["contact_id"], unique=False)
    op.create_index(
        "messages_due",
        "messages",
        ["next_try_at", "message_id"],
        unique=False,
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index("messages_fact", "messages", ["event_id", "template", "contact_id"], unique=True)
    op.create_index(
        "messages_mailbox",
        "messages",
        ["event_id", "template", sa.literal_column("lower(address)")],
        unique=True,
        postgresql_where=sa.text("state NOT IN ('same_mailbox', 'forgotten')"),
    )
    op.create_index(
        "messages_sending", "messages", ["claimed_until"], unique=False, postgresql_where=sa.text("state = 'sending'")
    )
    op.create_index("messages_state", "messages", ["state", "place"], unique=False)
