"""Schools, people, SLEs and their years; cases, deployments, visits."""

import sqlalchemy as sa
from alembic import op

revision = "support_0001"
down_revision = None
branch_labels = ("support",)
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "cases",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("specialism", sa.Text(), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("declined_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("alternative", sa.Text(), nullable=True),
        sa.Column("ask_again_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("case_id"),
    )
    op.create_index("cases_state", "cases", ["state", "case_id"], unique=False)
    op.create_index(op.f("ix_cases_school_id"), "cases", ["school_id"], unique=False)
    op.create_table(
        "people",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=True, comment="null: erased"),
        sa.Column("roles", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("is_erased", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("person_id"),
        comment="Who works where, as registry tells it; no names",
    )
    op.create_index(op.f("ix_people_school_id"), "people", ["school_id"], unique=False)
    op.create_table(
        "schools",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_member", sa.Boolean(), nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("school_id"),
        comment="Members, former members and introduced schools, as registry tells of them",
    )
    op.create_table(
        "sles",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("specialisms", sa.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("person_id"),
    )
    op.create_table(
        "deployments",
        sa.Column("deployment_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("home_school_id", sa.Uuid(), nullable=False, comment="when it was agreed; it stands if they move"),
        sa.Column("specialism", sa.Text(), nullable=False),
        sa.Column("halves", sa.Integer(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("day_client_pays", sa.BigInteger(), nullable=False),
        sa.Column("day_home_school_gets", sa.BigInteger(), nullable=False),
        sa.Column("half_day_client_pays", sa.BigInteger(), nullable=False),
        sa.Column("half_day_home_school_gets", sa.BigInteger(), nullable=False),
        sa.Column("grant_id", sa.Uuid(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ending", sa.Text(), nullable=True),
        sa.CheckConstraint("halves > 0", name="deployments_days"),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.case_id"],
        ),
        sa.PrimaryKeyConstraint("deployment_id"),
        comment="What the alliance keeps is what the client pays less what the home school gets",
    )
    op.create_index(op.f("ix_deployments_case_id"), "deployments", ["case_id"], unique=False)
    op.create_index(op.f("ix_deployments_home_school_id"), "deployments", ["home_school_id"], unique=False)
    op.create_index(op.f("ix_deployments_person_id"), "deployments", ["person_id"], unique=False)
    op.create_table(
        "sle_years",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "academic_year", sa.Integer(), autoincrement=False, nullable=False, comment="the year that it begins in"
        ),
        sa.Column("home_school_id", sa.Uuid(), nullable=False, comment="who released these days"),
        sa.Column("released", sa.Integer(), nullable=False, comment="half-days, as the two below"),
        sa.Column("committed", sa.Integer(), nullable=False),
        sa.Column("worked", sa.Integer(), nullable=False),
        sa.CheckConstraint("committed >= 0 AND worked >= 0 AND committed + worked <= released", name="sle_years_left"),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["sles.person_id"],
        ),
        sa.PrimaryKeyConstraint("person_id", "academic_year"),
        comment="The day ledger: left is never negative",
    )
    op.create_index(op.f("ix_sle_years_home_school_id"), "sle_years", ["home_school_id"], unique=False)
    op.create_table(
        "visits",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("deployment_id", sa.Uuid(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("halves", sa.Integer(), nullable=False),
        sa.CheckConstraint("halves IN (1, 2)", name="visits_days"),
        sa.ForeignKeyConstraint(
            ["deployment_id"],
            ["deployments.deployment_id"],
        ),
        sa.PrimaryKeyConstraint("visit_id"),
    )
    op.create_index(op.f("ix_visits_deployment_id"), "visits", ["deployment_id"], unique=False)
