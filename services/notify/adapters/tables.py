"""Notify's own tables."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from shared.persistence.personal import PERSONAL

METADATA = MetaData()

MOMENT = DateTime(timezone=True)

contacts = Table(
    "contacts",
    METADATA,
    Column("contact_id", Uuid, primary_key=True),
    Column("role", Text),
    Column("name", Text, info=PERSONAL),
    Column("address", Text, info=PERSONAL),
    Column("is_forgotten", Boolean, nullable=False, server_default=text("false"), comment="only the id remains"),
    Column("school_id", Uuid),
    Column("person_id", Uuid, comment="null for an office's"),
    Index("contacts_person", "person_id"),
    Index("contacts_school", "school_id", "role"),
    comment="The contact book, as registry tells it; a row without a role isn't told of yet, or forgotten",
)

schools = Table(
    "schools",
    METADATA,
    Column("school_id", Uuid, primary_key=True),
    Column("name", Text, comment="null: not told of yet"),
    comment="What schools are called, as registry tells it",
)

people = Table(
    "people",
    METADATA,
    Column("person_id", Uuid, primary_key=True),
    Column("is_forgotten", Boolean, nullable=False, server_default=text("false")),
    comment="Who was erased; a row is also what message and mailbox meet at, so it may be there before either",
)

cases = Table(
    "cases",
    METADATA,
    Column("case_id", Uuid, primary_key=True),
    Column("school_id", Uuid, index=True, comment="null: not told of yet"),
    Column("specialism", Text),
    comment="Which school asked for what support",
)

deployments = Table(
    "deployments",
    METADATA,
    Column("deployment_id", Uuid, primary_key=True),
    Column("person_id", Uuid, nullable=False),
    Column("home_school_id", Uuid, nullable=False),
    Column("client_school_id", Uuid, nullable=False),
    Column("specialism", Text, nullable=False),
    comment="SLEs who are agreed on; gone once it has ended",
)

courses = Table(
    "courses",
    METADATA,
    Column("course_id", Uuid, primary_key=True),
    Column("title", Text, nullable=False),
    Column("venue", Text, nullable=False),
    Column("sessions", JSONB, nullable=False, comment="in order, each with its moments"),
    Column("dropped", JSONB, nullable=False, comment="sessions that it no longer has"),
    Column("revision", Integer, nullable=False, comment="how often it was changed, for calendars"),
    Column("cancelled_because", Text),
    comment="Courses as bookings last told of them",
)

bookings = Table(
    "bookings",
    METADATA,
    Column("booking_id", Uuid, primary_key=True),
    Column("course_id", Uuid, nullable=False, index=True),
    Column("person_id", Uuid, nullable=False),
    Column("school_id", Uuid, nullable=False),
    Column("standing", Text, nullable=False),
    comment="Who is on a course that is still to be held; gone once they leave it, or it was held",
)

messages = Table(
    "messages",
    METADATA,
    Column("message_id", Uuid, primary_key=True),
    Column("place", BigInteger, Identity(always=True), nullable=False, comment="newest last, for paging"),
    Column("event_id", Uuid, nullable=False),
    Column("event_type", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("correlation_id", Uuid, nullable=False),
    Column("template", Text, nullable=False),
    Column("contact_id", Uuid, index=True, comment="the mailbox that was chosen; null: nobody has told of one yet"),
    Column("address", Text, info=PERSONAL, comment="null: nobody knows it yet, or its owner was erased"),
    Column("filling", JSONB, nullable=False, info=PERSONAL, comment="the template's values"),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_try_at", MOMENT),
    Column("claimed_until", MOMENT),
    Column("code", Integer, comment="SMTP status"),
    Column("obstacle", Text, comment="in our words: servers' replies echo addresses"),
    Column("subject", Text, info=PERSONAL),
    Column("text", Text, info=PERSONAL),
    Column("html", Text, info=PERSONAL),
    Column("created_at", MOMENT, nullable=False),
    Column("asked_at", MOMENT, nullable=False, comment="a resend asks anew"),
    Column("addressees", ARRAY(Text), nullable=False, comment="who may get it, in order"),
    Column("about", ARRAY(Text), nullable=False, comment="all that it goes to or speaks of"),
    Column("awaits", Text, comment="what must be told before it can be written"),
    CheckConstraint("state <> 'queued' OR address IS NOT NULL", name="messages_queued_somewhere"),
    Index("messages_due", "next_try_at", "message_id", postgresql_where=text("state = 'queued'")),
    Index("messages_sending", "claimed_until", postgresql_where=text("state = 'sending'")),
    Index("messages_state", "state", "place"),
    Index(
        "messages_ended",
        "created_at",
        postgresql_where=text("state IN ('sent', 'settled', 'same_mailbox', 'forgotten')"),
    ),
)

timelines = Table(
    "timelines",
    METADATA,
    Column("timeline", Text, primary_key=True),
    Column("since", MOMENT, comment="null: the first"),
    comment="PostgreSQL's timelines on which letters were taken; each after the first began with a restore",
)

Index("messages_fact", messages.c.event_id, messages.c.template, messages.c.addressees, unique=True)

Index("messages_about", messages.c.about, postgresql_using="gin")

Index(
    "messages_mailbox",
    messages.c.event_id,
    messages.c.template,
    func.lower(messages.c.address),
    unique=True,
    postgresql_where=text("state NOT IN ('same_mailbox', 'forgotten')"),
)
