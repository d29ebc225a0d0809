"""Finance's own tables.

`grants` is what commands decide; `told_projections` what was told of a year; `school_heads` a copy of registry's. All
others are the fold's: they are emptied by a rebuild and filled again (ADR 0013). What the database itself refuses
stands in the migration: postings that don't balance, and any change of what was written. Nothing in them is personal
(ADR 0012): facts name nobody.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Computed,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
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

METADATA = MetaData()

MOMENT = DateTime(timezone=True)
BYTEWISE = Text(collation="C")

ACADEMIC = "((EXTRACT(year FROM dated))::integer - ((EXTRACT(month FROM dated) < (9)::numeric))::integer)"
FINANCIAL = "((EXTRACT(year FROM dated))::integer - ((EXTRACT(month FROM dated) < (4)::numeric))::integer)"

# What commands decide

grants = Table(
    "grants",
    METADATA,
    Column("grant_id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("academic_year", Integer, nullable=False),
    Column("case_id", Uuid),
    Column("applied", BigInteger, nullable=False, comment="pence; 0: given by schedule"),
    Column("amount", BigInteger, nullable=False, comment="pence; 0 until it is received"),
    Column("standing", Text, nullable=False),
    Index("grants_scheduled", "kind", "academic_year", unique=True, postgresql_where=text("applied = 0")),
)

# What was told

told_projections = Table(
    "told_projections",
    METADATA,
    Column("academic_year", Integer, primary_key=True, autoincrement=False),
    Column("earned", BigInteger, nullable=False),
    Column("certain", BigInteger, nullable=False),
    Column("contracted", BigInteger, nullable=False),
    Column("probable", BigInteger, nullable=False),
    Column("refused", BigInteger, nullable=False),
    Column("expected", BigInteger, nullable=False),
    Column("home_school_share", BigInteger, nullable=False),
    comment="The figures of ProjectedIncomeChanged as they were last told; a rebuild leaves them",
)

catching_up = Table(
    "catching_up",
    METADATA,
    Column("topic", BYTEWISE, nullable=False),
    Column("key", BYTEWISE, nullable=False),
    Column("until", BigInteger, nullable=False),
    PrimaryKeyConstraint("topic", "key"),
    comment="How far the ledger had heard each key before it was rebuilt; while there are rows, nothing is told",
)

# The ledger: only ever added to

facts = Table(
    "facts",
    METADATA,
    Column("event_id", Uuid, primary_key=True),
    Column("topic", BYTEWISE, nullable=False),
    Column("key", BYTEWISE, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("type", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("correlation_id", Uuid, nullable=False),
    Column("told_at", MOMENT, nullable=False),
    Index("facts_place", "topic", "key", "sequence", unique=True),
    comment="What the ledger has heard, and who began it",
)

transactions = Table(
    "transactions",
    METADATA,
    Column("event_id", Uuid, ForeignKey("facts.event_id"), nullable=False),
    Column("number", Integer, nullable=False, comment="counts a fact's transactions from 1"),
    Column("dated", Date, nullable=False),
    Column("academic_year", Integer, Computed(ACADEMIC, persisted=True), nullable=False),
    Column("financial_year", Integer, Computed(FINANCIAL, persisted=True), nullable=False),
    Column("strand", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("certainty", Text, nullable=False),
    Column("about", Uuid, nullable=False, index=True, comment="a booking, a deployment or a grant"),
    Column("grant_id", Uuid, index=True, comment="the grant that it is about, or that pays"),
    PrimaryKeyConstraint("event_id", "number"),
    Index("transactions_academic", "academic_year", "kind", "certainty"),
    Index("transactions_financial", "financial_year", "kind", "certainty"),
)

postings = Table(
    "postings",
    METADATA,
    Column("event_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("line", SmallInteger, nullable=False),
    Column("account", BYTEWISE, nullable=False),
    Column("pence", BigInteger, nullable=False, comment="a debit, or negative a credit"),
    Column("expected", BigInteger, nullable=False, comment="what of it is to be expected"),
    PrimaryKeyConstraint("event_id", "number", "line"),
    ForeignKeyConstraint(["event_id", "number"], ["transactions.event_id", "transactions.number"]),
    Index("postings_account", "account"),
)

# What the ledger has to know to go on

projection = Table(
    "projection",
    METADATA,
    Column("academic_year", Integer, nullable=False),
    Column("financial_year", Integer, nullable=False),
    Column("strand", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("certainty", Text, nullable=False),
    Column("income", BigInteger, nullable=False),
    Column("expected", BigInteger, nullable=False, comment="income, weighed by its likelihood"),
    Column("home_school_share", BigInteger, nullable=False),
    PrimaryKeyConstraint("academic_year", "financial_year", "strand", "kind", "certainty"),
    comment="The postings' sums, kept as they are written",
)

waiting = Table(
    "waiting",
    METADATA,
    Column("event_id", Uuid, ForeignKey("facts.event_id"), primary_key=True),
    Column("awaits", Text, nullable=False, index=True, comment="what is not known yet: course:<id>"),
    Column("version", Integer, nullable=False),
    Column("data", Text, nullable=False, comment="the fact as JSON"),
    comment="Facts that can't be posted before another is known",
)

courses = Table(
    "courses",
    METADATA,
    Column("course_id", Uuid, primary_key=True),
    Column("title", Text, nullable=False),
    Column("strand", Text, nullable=False),
    Column("dated", Date, nullable=False, comment="its last session's"),
)

bookings = Table(
    "bookings",
    METADATA,
    Column("booking_id", Uuid, primary_key=True),
    Column("course_id", Uuid, nullable=False, index=True),
    Column("school_id", Uuid, nullable=False),
    Column("fee", BigInteger, nullable=False),
    Column("strand", Text, nullable=False),
    Column("dated", Date, nullable=False),
    Column("stage", Text, nullable=False),
)

deployments = Table(
    "deployments",
    METADATA,
    Column("deployment_id", Uuid, primary_key=True),
    Column("case_id", Uuid, nullable=False, index=True),
    Column("client_school_id", Uuid, nullable=False),
    Column("home_school_id", Uuid, nullable=False),
    Column("strand", Text, nullable=False),
    Column("begins_on", Date, nullable=False),
    Column("day_client_pays", BigInteger, nullable=False),
    Column("day_home_school_gets", BigInteger, nullable=False),
    Column("half_day_client_pays", BigInteger, nullable=False),
    Column("half_day_home_school_gets", BigInteger, nullable=False),
    Column("grant_id", Uuid),
    Column("halves_left", Integer, nullable=False, comment="half-days that are neither worked nor given back"),
)

funds = Table(
    "funds",
    METADATA,
    Column("grant_id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("strand", Text, nullable=False),
    Column("academic_year", Integer, nullable=False),
    Column("applied", BigInteger, nullable=False),
    Column("likelihood", Integer, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("standing", Text, nullable=False),
    comment="Grants as the ledger has heard of them; `grants` may be ahead",
)

FOLDED = (postings, transactions, waiting, facts, projection, courses, bookings, deployments, funds)
"""What a rebuild empties."""

school_heads = Table(
    "school_heads",
    METADATA,
    Column("person_id", Uuid, primary_key=True),
    Column("school_id", Uuid, nullable=False),
    comment="Who leads which school, as registry tells it; no names",
)
