"""No statistics of what is personal: they quote values (ADR 0012). And an index for forgetting old messages."""

import sqlalchemy as sa
from alembic import op

revision = "notify_0002"
down_revision = "notify_0001"
branch_labels = None
depends_on = None

PERSONAL = {"contacts": ("name", "address"), "messages": ("address", "filling", "subject", "text", "html")}


def upgrade() -> None:
    """Keep none, of the index on `lower(address)` (its third column) neither."""
    for table, columns in PERSONAL.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")
    op.execute("ALTER INDEX messages_mailbox ALTER COLUMN 3 SET STATISTICS 0")
    op.create_index(
        "messages_ended",
        "messages",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('sent', 'settled', 'same_mailbox', 'forgotten')"),
    )
