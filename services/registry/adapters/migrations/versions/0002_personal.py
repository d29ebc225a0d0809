"""No statistics of what is personal: they quote values (ADR 0012)."""

from alembic import op

revision = "registry_0002"
down_revision = "registry_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep none."""
    op.execute("ALTER TABLE people ALTER COLUMN name SET STATISTICS 0")
    op.execute("ALTER TABLE contacts ALTER COLUMN name SET STATISTICS 0, ALTER COLUMN address SET STATISTICS 0")
