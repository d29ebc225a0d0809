"""Bookings' own tables. Nothing in them is personal (ADR 0012): people are ids; titles and venues are published."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

METADATA = MetaData()

MOMENT = DateTime(timezone=True)

courses = Table(
    "courses",
    METADATA,
    Column("course_id", Uuid, primary_key=True),
    Column("begins_at", MOMENT, nullable=False, index=True, comment="of the first session"),
    Column("title", Text, nullable=False),
    Column("strand", Text, nullable=False),
    Column("sessions", JSONB, nullable=False, comment="in order, each with its moments"),
    Column("venue", Text, nullable=False),
    Column("trainers", JSONB, nullable=False, comment="in order, with the half-days it takes them"),
    Column("places", Integer, nullable=False),
    Column("fee", BigInteger, nullable=False, comment="pence"),
    Column("terms", Text, nullable=False, comment="names a ladder of cancellation_terms.csv"),
    Column("recorded", ARRAY(SmallInteger), nullable=False, comment="numbers of sessions whose attendance is recorded"),
    Column("is_cancelled", Boolean, nullable=False),
    CheckConstraint("places > 0 AND fee >= 0", name="courses_places_and_fee"),
)

bookings = Table(
    "bookings",
    METADATA,
    Column("booking_id", Uuid, primary_key=True),
    Column("place", BigInteger, Identity(always=True), nullable=False, comment="order of asking; given under the lock"),
    Column("course_id", Uuid, ForeignKey("courses.course_id"), nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("school_id", Uuid, nullable=False),
    Column("standing", Text, nullable=False, comment="the last one, once ended"),
    Column("fee", BigInteger, nullable=False, comment="pence, as agreed on"),
    Column("terms", Text, nullable=False, comment="as agreed on"),
    Column("offered_until", MOMENT),
    Column("ended", Text, comment="null: stands"),
    Index("bookings_once", "course_id", "person_id", unique=True, postgresql_where=text("ended IS NULL")),
    Index("bookings_line", "course_id", "standing", "place", postgresql_where=text("ended IS NULL")),
    Index("bookings_school", "school_id", "place"),
    CheckConstraint("(standing = 'offered' AND ended IS NULL) = (offered_until IS NOT NULL)", name="bookings_offer"),
)

attendance = Table(
    "attendance",
    METADATA,
    Column("booking_id", Uuid, ForeignKey("bookings.booking_id"), primary_key=True),
    Column("session", SmallInteger, primary_key=True, autoincrement=False),
    Column("came", Boolean, nullable=False),
    comment="Who came to which session, as last recorded",
)

schools = Table(
    "schools",
    METADATA,
    Column("school_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("is_member", Boolean, nullable=False),
    Column("is_open", Boolean, nullable=False),
    comment="As registry tells of them",
)

people = Table(
    "people",
    METADATA,
    Column("person_id", Uuid, primary_key=True),
    Column("school_id", Uuid, nullable=False, comment="perhaps not told of yet: topics aren't ordered"),
    Column("leads", Boolean, nullable=False, server_default=false(), comment="they are its head"),
    comment="Who works where, as registry tells it",
)
