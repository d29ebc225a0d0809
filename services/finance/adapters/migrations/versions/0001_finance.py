"""Grants, the ledger, and what the database itself refuses."""

import sqlalchemy as sa
from alembic import op

revision = "finance_0001"
down_revision = None
branch_labels = ("finance",)
depends_on = None

BYTEWISE = sa.Text(collation="C")
ACADEMIC = "((EXTRACT(year FROM dated))::integer - ((EXTRACT(month FROM dated) < (9)::numeric))::integer)"
FINANCIAL = "((EXTRACT(year FROM dated))::integer - ((EXTRACT(month FROM dated) < (4)::numeric))::integer)"


def upgrade() -> None:
    """Make the tables."""
    grants()
    telling()
    ledger()
    memory()
    refusing_what_does_not_balance()
    refusing_changes()


def grants() -> None:
    """What commands decide."""
    op.create_table(
        "grants",
        sa.Column("grant_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("academic_year", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("applied", sa.BigInteger(), nullable=False, comment="pence; 0: given by schedule"),
        sa.Column("amount", sa.BigInteger(), nullable=False, comment="pence; 0 until it is received"),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("grant_id"),
    )
    op.create_index(
        "grants_scheduled",
        "grants",
        ["kind", "academic_year"],
        unique=True,
        postgresql_where=sa.text("applied = 0"),
    )


def telling() -> None:
    """What was told, and when telling goes on."""
    op.create_table(
        "told_projections",
        sa.Column("academic_year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("earned", sa.BigInteger(), nullable=False),
        sa.Column("certain", sa.BigInteger(), nullable=False),
        sa.Column("contracted", sa.BigInteger(), nullable=False),
        sa.Column("probable", sa.BigInteger(), nullable=False),
        sa.Column("refused", sa.BigInteger(), nullable=False),
        sa.Column("expected", sa.BigInteger(), nullable=False),
        sa.Column("home_school_share", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("academic_year"),
        comment="The figures of ProjectedIncomeChanged as they were last told; a rebuild leaves them",
    )
    op.create_table(
        "catching_up",
        sa.Column("topic", BYTEWISE, nullable=False),
        sa.Column("key", BYTEWISE, nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("topic", "key"),
        comment="How far the ledger had heard each key before it was rebuilt; while there are rows, nothing is told",
    )


def ledger() -> None:
    """Facts, transactions, postings."""
    op.create_table(
        "facts",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("topic", BYTEWISE, nullable=False),
        sa.Column("key", BYTEWISE, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("correlation_id", sa.Uuid(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("event_id"),
        comment="What the ledger has heard, and who began it",
    )
    op.create_index("facts_place", "facts", ["topic", "key", "sequence"], unique=True)
    op.create_table(
        "transactions",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="counts a fact's transactions from 1"),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("academic_year", sa.Integer(), sa.Computed(ACADEMIC, persisted=True), nullable=False),
        sa.Column("financial_year", sa.Integer(), sa.Computed(FINANCIAL, persisted=True), nullable=False),
        sa.Column("strand", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("certainty", sa.Text(), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=False, comment="a booking, a deployment or a grant"),
        sa.Column("grant_id", sa.Uuid(), nullable=True, comment="the grant that it is about, or that pays"),
        sa.ForeignKeyConstraint(["event_id"], ["facts.event_id"]),
        sa.PrimaryKeyConstraint("event_id", "number"),
    )
    op.create_index(op.f("ix_transactions_about"), "transactions", ["about"])
    op.create_index(op.f("ix_transactions_grant_id"), "transactions", ["grant_id"])
    op.create_index("transactions_academic", "transactions", ["academic_year", "kind", "certainty"])
    op.create_index("transactions_financial", "transactions", ["financial_year", "kind", "certainty"])
    op.create_table(
        "postings",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("account", BYTEWISE, nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False, comment="a debit, or negative a credit"),
        sa.Column("expected", sa.BigInteger(), nullable=False, comment="what of it is to be expected"),
        sa.ForeignKeyConstraint(["event_id", "number"], ["transactions.event_id", "transactions.number"]),
        sa.PrimaryKeyConstraint("event_id", "number", "line"),
    )
    op.create_index("postings_account", "postings", ["account"])


def memory() -> None:
    """What the ledger has to know to go on."""
    op.create_table(
        "projection",
        sa.Column("academic_year", sa.Integer(), nullable=False),
        sa.Column("financial_year", sa.Integer(), nullable=False),
        sa.Column("strand", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("certainty", sa.Text(), nullable=False),
        sa.Column("income", sa.BigInteger(), nullable=False),
        sa.Column("expected", sa.BigInteger(), nullable=False, comment="income, weighed by its likelihood"),
        sa.Column("home_school_share", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("academic_year", "financial_year", "strand", "kind", "certainty"),
        comment="The postings' sums, kept as they are written",
    )
    op.create_table(
        "waiting",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("awaits", sa.Text(), nullable=False, comment="what is not known yet: course:<id>"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False, comment="the fact as JSON"),
        sa.ForeignKeyConstraint(["event_id"], ["facts.event_id"]),
        sa.PrimaryKeyConstraint("event_id"),
        comment="Facts that can't be posted before another is known",
    )
    op.create_index(op.f("ix_waiting_awaits"), "waiting", ["awaits"])
    op.create_table(
        "courses",
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("strand", sa.Text(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False, comment="its last session's"),
        sa.PrimaryKeyConstraint("course_id"),
    )
    op.create_table(
        "bookings",
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=False),
        sa.Column("strand", sa.Text(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("booking_id"),
    )
    op.create_index(op.f("ix_bookings_course_id"), "bookings", ["course_id"])
    op.create_table(
        "deployments",
        sa.Column("deployment_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("client_school_id", sa.Uuid(), nullable=False),
        sa.Column("home_school_id", sa.Uuid(), nullable=False),
        sa.Column("strand", sa.Text(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("day_client_pays", sa.BigInteger(), nullable=False),
        sa.Column("day_home_school_gets", sa.BigInteger(), nullable=False),
        sa.Column("half_day_client_pays", sa.BigInteger(), nullable=False),
        sa.Column("half_day_home_school_gets", sa.BigInteger(), nullable=False),
        sa.Column("grant_id", sa.Uuid(), nullable=True),
        sa.Column(
            "halves_left", sa.Integer(), nullable=False, comment="half-days that are neither worked nor given back"
        ),
        sa.PrimaryKeyConstraint("deployment_id"),
    )
    op.create_index(op.f("ix_deployments_case_id"), "deployments", ["case_id"])
    op.create_table(
        "funds",
        sa.Column("grant_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("strand", sa.Text(), nullable=False),
        sa.Column("academic_year", sa.Integer(), nullable=False),
        sa.Column("applied", sa.BigInteger(), nullable=False),
        sa.Column("likelihood", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("grant_id"),
        comment="Grants as the ledger has heard of them; `grants` may be ahead",
    )


def refusing_what_does_not_balance() -> None:
    """Whatever statement adds postings, each transaction that it adds to must balance within it.

    Once a statement and not once a row, and at once rather than at COMMIT: 500 facts are checked in one look
    (ADR 0013). Since nothing is ever changed, what balanced when it was written balances for ever.
    """
    op.execute("""
        CREATE FUNCTION refuse_unbalanced() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE wrong record;
        BEGIN
            SELECT event_id, number INTO wrong FROM added
             GROUP BY event_id, number HAVING sum(pence) <> 0 OR sum(expected) <> 0 LIMIT 1;
            IF FOUND THEN
                RAISE EXCEPTION 'transaction % of fact % does not balance', wrong.number, wrong.event_id
                      USING ERRCODE = 'check_violation', CONSTRAINT = 'postings_balance';
            END IF;
            RETURN NULL;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER postings_balance AFTER INSERT ON postings REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_unbalanced()
    """)


def refusing_changes() -> None:
    """A correction is a reversal and a new transaction (money.md); only a rebuild empties the tables, by TRUNCATE."""
    op.execute("""
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME
                  USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_only_added';
        END $$
    """)
    for table in ("facts", "transactions", "postings"):
        op.execute(f"""
            CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
        """)
