"""Browsers at which somebody has signed in before: nobody elsewhere can lock them out there."""

import sqlalchemy as sa
from alembic import op

revision = "gateway_0002"
down_revision = "gateway_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; every browser is a stranger at first."""
    op.create_table(
        "browsers",
        sa.Column("secret", sa.LargeBinary(), nullable=False, comment="SHA-256 of what the browser shows"),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.account_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("secret"),
        comment="Where somebody has signed in before",
    )
    op.create_index(op.f("ix_browsers_account_id"), "browsers", ["account_id"])
    op.alter_column("guesses", "address", comment="SHA-256 of the address in lower case, or of a known browser")
