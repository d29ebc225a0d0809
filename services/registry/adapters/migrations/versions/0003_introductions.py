"""A school may be known without ever having joined."""

from alembic import op

revision = "registry_0003"
down_revision = "registry_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Say so where operators look; the columns allowed it already."""
    op.create_table_comment(
        "schools",
        "Schools that are or were members, or were only introduced, as the alliance was last told of them",
        existing_comment="Schools that are or were members, as members were last told of them",
    )
