"""Who was agreed on for which school, so that all who were told of it are told of its end.

What was agreed before isn't read again: mail about its end is pieced together from the case and the contact book.
"""

import sqlalchemy as sa
from alembic import op

revision = "notify_0005"
down_revision = "notify_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "deployments",
        sa.Column("deployment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("home_school_id", sa.Uuid(), nullable=False),
        sa.Column("client_school_id", sa.Uuid(), nullable=False),
        sa.Column("specialism", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("deployment_id"),
        comment="SLEs who are agreed on; gone once it has ended",
    )
