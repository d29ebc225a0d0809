"""Accounts, sessions, guesses."""

import sqlalchemy as sa
from alembic import op

revision = "gateway_0001"
down_revision = None
branch_labels = ("gateway",)
depends_on = None

PERSONAL = {"accounts": ("name", "address")}


def upgrade() -> None:
    """Make the tables; PostgreSQL keeps no statistics of what is personal (ADR 0012)."""
    op.create_table(
        "accounts",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False, comment="in lower case; one account's, until it ends"),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True, comment="whom registry knows a head as"),
        sa.Column("password", sa.Text(), nullable=True, comment="argon2; null: not chosen yet, or ended"),
        sa.Column("link", sa.LargeBinary(), nullable=True, comment="SHA-256 of the link by which a password is chosen"),
        sa.Column("link_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="null: goes on"),
        sa.PrimaryKeyConstraint("account_id"),
        sa.UniqueConstraint("link"),
        comment="Who may sign in, and as what",
    )
    op.create_index(
        "accounts_address", "accounts", ["address"], unique=True, postgresql_where=sa.text("ended_at IS NULL")
    )
    op.create_index(op.f("ix_accounts_person_id"), "accounts", ["person_id"])
    op.create_table(
        "sessions",
        sa.Column("secret", sa.LargeBinary(), nullable=False, comment="SHA-256 of what the browser shows"),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.account_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("secret"),
        comment="Who is signed in",
    )
    op.create_index(op.f("ix_sessions_account_id"), "sessions", ["account_id"])
    op.create_table(
        "guesses",
        sa.Column("address", sa.LargeBinary(), nullable=False, comment="SHA-256 of the address in lower case"),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address"),
        comment="Wrong passwords in a row, by address, whether it has an account or not",
    )
    for table, columns in PERSONAL.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")
