"""The mint's tables."""

from alembic import op

from tests.chaos.mint import METADATA

revision = "mint_0001"
down_revision = None
branch_labels = ("mint",)
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    METADATA.create_all(op.get_bind())
