"""Registry's own tables."""

from sqlalchemy import (
    ARRAY,
    Column,
    Computed,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)

from services.registry.adapters.folding import SEARCHED
from shared.persistence.personal import PERSONAL

METADATA = MetaData()

register = Table(
    "register",
    METADATA,
    Column("urn", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("phase", Text, comment="null: not known"),
    Column("status", Text, comment="null: not known"),
    Column("type", Text),
    Column("la_code", Text, comment="three digits, leading zeros kept"),
    Column("la_name", Text),
    Column("establishment_number", Text, comment="four digits, leading zeros kept"),
    Column("street", Text),
    Column("locality", Text),
    Column("address3", Text),
    Column("town", Text),
    Column("county", Text),
    Column("postcode", Text),
    Column("region", Text),
    Column("ukprn", Text),
    Column("trust", Text),
    Column("website", Text),
    Column("opened_on", Date),
    Column("closed_on", Date),
    Column("lowest_age", SmallInteger),
    Column("highest_age", SmallInteger),
    Column("searched", Text, Computed(SEARCHED, persisted=True), comment="what search looks in: see folding.py"),
    comment="The national register of schools (GIAS), merged from every edition that was imported",
)

links = Table(
    "links",
    METADATA,
    Column("urn", Integer, nullable=False, autoincrement=False),
    Column("link_urn", Integer, nullable=False, autoincrement=False),
    Column("kind", Text, nullable=False, comment="as the national register writes it: Successor, Predecessor - merged"),
    Column("established_on", Date),
    PrimaryKeyConstraint("urn", "link_urn", "kind"),
    comment="The national register's links between URNs: a graph, not a list",
)

schools = Table(
    "schools",
    METADATA,
    Column("school_id", Uuid, primary_key=True),
    Column("urn", Integer, nullable=False, unique=True, comment="changes when the school is succeeded; the id stays"),
    Column("name", Text, nullable=False),
    Column("phase", Text, comment="null: not known"),
    Column("status", Text, comment="null: not known"),
    Column("joined_on", Date),
    Column("left_on", Date),
    Index("schools_members", "school_id", postgresql_where=text("joined_on IS NOT NULL AND left_on IS NULL")),
    comment="Schools that are or were members, or were only introduced, as the alliance was last told of them",
)

people = Table(
    "people",
    METADATA,
    Column("person_id", Uuid, primary_key=True),
    Column("school_id", Uuid, ForeignKey("schools.school_id"), nullable=False, index=True),
    Column("name", Text, nullable=False, info=PERSONAL, comment="empty once erased"),
    Column("roles", ARRAY(Text), nullable=False),
    Column("erased_at", DateTime(timezone=True)),
)

contacts = Table(
    "contacts",
    METADATA,
    Column("contact_id", Uuid, primary_key=True),
    Column("school_id", Uuid, ForeignKey("schools.school_id"), nullable=False, index=True),
    Column("person_id", Uuid, ForeignKey("people.person_id"), index=True, comment="null: an office"),
    Column("role", Text, nullable=False),
    Column("name", Text, nullable=False, info=PERSONAL),
    Column("address", Text, info=PERSONAL, comment="null: nobody knows it yet"),
    Column("permissions", ARRAY(Text), nullable=False),
    comment="Mailboxes; a forgotten one has no row",
)
