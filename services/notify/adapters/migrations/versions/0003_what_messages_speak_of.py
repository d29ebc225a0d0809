"""Schools, people, cases, courses and bookings; whom messages may go to and what they speak of.

Notify's reader passed over most of what it now keeps: it reads all of it again. What it has written about isn't written
about twice (`messages_fact`), and of the services that are new here nothing was told before.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "notify_0003"
down_revision = "notify_0002"
branch_labels = None
depends_on = "bus_0003"

READ_AGAIN = ("inbox", "positions", "parked")


def upgrade() -> None:
    """Make the tables; let the messages that are there go to their mailboxes as before; read again."""
    _make_tables()
    op.add_column("contacts", sa.Column("school_id", sa.Uuid(), nullable=True))
    op.add_column("contacts", sa.Column("person_id", sa.Uuid(), nullable=True, comment="null for an office's"))
    op.create_index("contacts_person", "contacts", ["person_id"], unique=False)
    op.create_index("contacts_school", "contacts", ["school_id", "role"], unique=False)
    _change_messages()
    op.execute("LOCK TABLE inbox IN SHARE ROW EXCLUSIVE MODE")
    for table in READ_AGAIN:
        op.execute(f"DELETE FROM {table} WHERE reader = 'notify'")


def _make_tables() -> None:
    op.create_table(
        "schools",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True, comment="null: not told of yet"),
        sa.PrimaryKeyConstraint("school_id"),
        comment="What schools are called, as registry tells it",
    )
    op.create_table(
        "people",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("is_forgotten", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("person_id"),
        comment="Who was erased; a row is also what message and mailbox meet at, so it may be there before either",
    )
    op.create_table(
        "cases",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=True, comment="null: not told of yet"),
        sa.Column("specialism", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("case_id"),
        comment="Which school asked for what support",
    )
    op.create_index(op.f("ix_cases_school_id"), "cases", ["school_id"], unique=False)
    op.create_table(
        "courses",
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("venue", sa.Text(), nullable=False),
        sa.Column("sessions", postgresql.JSONB(), nullable=False, comment="in order, each with its moments"),
        sa.Column("dropped", postgresql.JSONB(), nullable=False, comment="sessions that it no longer has"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="how often it was changed, for calendars"),
        sa.Column("cancelled_because", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("course_id"),
        comment="Courses as bookings last told of them",
    )
    op.create_table(
        "bookings",
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("booking_id"),
        comment="Who is on a course that is still to be held; gone once they leave it, or it was held",
    )
    op.create_index(op.f("ix_bookings_course_id"), "bookings", ["course_id"], unique=False)


def _change_messages() -> None:
    op.alter_column(
        "messages",
        "contact_id",
        nullable=True,
        comment="the mailbox that was chosen; null: nobody has told of one yet",
    )
    named = sa.Column("addressees", postgresql.ARRAY(sa.Text()), nullable=True, comment="who may get it, in order")
    spoken = sa.Column("about", postgresql.ARRAY(sa.Text()), nullable=True, comment="all that it goes to or speaks of")
    awaited = sa.Column("awaits", sa.Text(), nullable=True, comment="what must be told before it can be written")
    for column in (named, spoken, awaited):
        op.add_column("messages", column)
    op.execute(
        "UPDATE messages SET addressees = ARRAY['contact:' || contact_id], about = ARRAY['contact:' || contact_id]"
    )
    op.alter_column("messages", "addressees", nullable=False)
    op.alter_column("messages", "about", nullable=False)
    op.drop_index("messages_fact", "messages")
    op.create_index("messages_fact", "messages", ["event_id", "template", "addressees"], unique=True)
    op.create_index("messages_about", "messages", ["about"], unique=False, postgresql_using="gin")
