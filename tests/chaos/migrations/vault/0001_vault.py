"""The vault's tables."""

from alembic import op

from tests.chaos.vault import METADATA

revision = "vault_0001"
down_revision = None
branch_labels = ("vault",)
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    METADATA.create_all(op.get_bind())
