"""Support's own tables. Days are half-days, money is pence.

Nothing in them is personal (ADR 0012): people are ids, reasons and alternatives are codes.
"""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
)

METADATA = MetaData()

schools = Table(
    "schools",
    METADATA,
    Column("school_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("is_member", Boolean, nullable=False),
    Column("is_closed", Boolean, nullable=False),
    comment="Members, former members and introduced schools, as registry tells of them",
)

people = Table(
    "people",
    METADATA,
    Column("person_id", Uuid, primary_key=True),
    Column("school_id", Uuid, index=True, comment="null: erased"),
    Column("roles", ARRAY(Text), nullable=False),
    Column("is_erased", Boolean, nullable=False),
    comment="Who works where, as registry tells it; no names",
)

sles = Table(
    "sles",
    METADATA,
    Column("person_id", Uuid, primary_key=True),
    Column("specialisms", ARRAY(Text), nullable=False),
)

years = Table(
    "sle_years",
    METADATA,
    Column("person_id", Uuid, ForeignKey("sles.person_id"), nullable=False),
    Column("academic_year", Integer, nullable=False, autoincrement=False, comment="the year that it begins in"),
    Column("home_school_id", Uuid, nullable=False, index=True, comment="who released these days"),
    Column("released", Integer, nullable=False, comment="half-days, as the two below"),
    Column("committed", Integer, nullable=False),
    Column("worked", Integer, nullable=False),
    PrimaryKeyConstraint("person_id", "academic_year"),
    CheckConstraint("committed >= 0 AND worked >= 0 AND committed + worked <= released", name="sle_years_left"),
    comment="The day ledger: left is never negative",
)

cases = Table(
    "cases",
    METADATA,
    Column("case_id", Uuid, primary_key=True),
    Column("school_id", Uuid, nullable=False, index=True),
    Column("specialism", Text, nullable=False),
    Column("requested_on", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("declined_on", Date),
    Column("reason", Text),
    Column("alternative", Text),
    Column("ask_again_on", Date),
    Column("closed_on", Date),
    Index("cases_state", "state", "case_id"),
)

deployments = Table(
    "deployments",
    METADATA,
    Column("deployment_id", Uuid, primary_key=True),
    Column("case_id", Uuid, ForeignKey("cases.case_id"), nullable=False, index=True),
    Column("person_id", Uuid, nullable=False, index=True),
    Column("home_school_id", Uuid, nullable=False, index=True, comment="when it was agreed; it stands if they move"),
    Column("specialism", Text, nullable=False),
    Column("halves", Integer, nullable=False),
    Column("begins_on", Date, nullable=False),
    Column("day_client_pays", BigInteger, nullable=False),
    Column("day_home_school_gets", BigInteger, nullable=False),
    Column("half_day_client_pays", BigInteger, nullable=False),
    Column("half_day_home_school_gets", BigInteger, nullable=False),
    Column("grant_id", Uuid),
    Column("ended_on", Date),
    Column("ending", Text),
    CheckConstraint("halves > 0", name="deployments_days"),
    comment="What the alliance keeps is what the client pays less what the home school gets",
)

visits = Table(
    "visits",
    METADATA,
    Column("visit_id", Uuid, primary_key=True),
    Column("deployment_id", Uuid, ForeignKey("deployments.deployment_id"), nullable=False, index=True),
    Column("visited_on", Date, nullable=False),
    Column("halves", Integer, nullable=False),
    CheckConstraint("halves IN (1, 2)", name="visits_days"),
)
