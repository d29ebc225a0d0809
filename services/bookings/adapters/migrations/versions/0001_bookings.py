"""Courses, bookings, attendance; the copy of registry's schools and people."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "bookings_0001"
down_revision = None
branch_labels = ("bookings",)
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "courses",
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False, comment="of the first session"),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("strand", sa.Text(), nullable=False),
        sa.Column("sessions", postgresql.JSONB(), nullable=False, comment="in order, each with its moments"),
        sa.Column("venue", sa.Text(), nullable=False),
        sa.Column("trainers", postgresql.JSONB(), nullable=False, comment="in order, with the half-days it takes them"),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=False, comment="pence"),
        sa.Column("terms", sa.Text(), nullable=False, comment="names a ladder of cancellation_terms.csv"),
        sa.Column(
            "recorded",
            sa.ARRAY(sa.SmallInteger()),
            nullable=False,
            comment="numbers of sessions whose attendance is recorded",
        ),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.CheckConstraint("places > 0 AND fee >= 0", name="courses_places_and_fee"),
        sa.PrimaryKeyConstraint("course_id"),
    )
    op.create_index(op.f("ix_courses_begins_at"), "courses", ["begins_at"])
    op.create_table(
        "bookings",
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column(
            "place",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="order of asking; given under the lock",
        ),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False, comment="the last one, once ended"),
        sa.Column("fee", sa.BigInteger(), nullable=False, comment="pence, as agreed on"),
        sa.Column("terms", sa.Text(), nullable=False, comment="as agreed on"),
        sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", sa.Text(), nullable=True, comment="null: stands"),
        sa.CheckConstraint(
            "(standing = 'offered' AND ended IS NULL) = (offered_until IS NOT NULL)", name="bookings_offer"
        ),
        sa.ForeignKeyConstraint(["course_id"], ["courses.course_id"]),
        sa.PrimaryKeyConstraint("booking_id"),
    )
    stands = sa.text("ended IS NULL")
    op.create_index("bookings_once", "bookings", ["course_id", "person_id"], unique=True, postgresql_where=stands)
    op.create_index("bookings_line", "bookings", ["course_id", "standing", "place"], postgresql_where=stands)
    op.create_index("bookings_school", "bookings", ["school_id", "place"])
    op.create_table(
        "attendance",
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("session", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("came", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.booking_id"]),
        sa.PrimaryKeyConstraint("booking_id", "session"),
        comment="Who came to which session, as last recorded",
    )
    op.create_table(
        "schools",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_member", sa.Boolean(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("school_id"),
        comment="As registry tells of them",
    )
    op.create_table(
        "people",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False, comment="perhaps not told of yet: topics aren't ordered"),
        sa.PrimaryKeyConstraint("person_id"),
        comment="Who works where, as registry tells it",
    )
