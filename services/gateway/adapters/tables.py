"""Gateway's own tables."""

from sqlalchemy import Column, DateTime, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text, Uuid, text

from shared.persistence.personal import PERSONAL

METADATA = MetaData()

accounts = Table(
    "accounts",
    METADATA,
    Column("account_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False, info=PERSONAL),
    Column("address", Text, nullable=False, info=PERSONAL, comment="in lower case; one account's, until it ends"),
    Column("role", Text, nullable=False),
    Column("person_id", Uuid, index=True, comment="whom registry knows a head as"),
    Column("password", Text, comment="argon2; null: not chosen yet, or ended"),
    Column("link", LargeBinary, unique=True, comment="SHA-256 of the link by which a password is chosen"),
    Column("link_until", DateTime(timezone=True)),
    Column("ended_at", DateTime(timezone=True), comment="null: goes on"),
    comment="Who may sign in, and as what",
)

Index("accounts_address", accounts.c.address, unique=True, postgresql_where=text("ended_at IS NULL"))

sessions = Table(
    "sessions",
    METADATA,
    Column("secret", LargeBinary, primary_key=True, comment="SHA-256 of what the browser shows"),
    Column("account_id", Uuid, ForeignKey(accounts.c.account_id, ondelete="CASCADE"), nullable=False, index=True),
    Column("until", DateTime(timezone=True), nullable=False),
    comment="Who is signed in",
)

browsers = Table(
    "browsers",
    METADATA,
    Column("secret", LargeBinary, primary_key=True, comment="SHA-256 of what the browser shows"),
    Column("account_id", Uuid, ForeignKey(accounts.c.account_id, ondelete="CASCADE"), nullable=False, index=True),
    Column("until", DateTime(timezone=True), nullable=False),
    comment="Where somebody has signed in before",
)

guesses = Table(
    "guesses",
    METADATA,
    Column(
        "address", LargeBinary, primary_key=True, comment="SHA-256 of the address in lower case, or of a known browser"
    ),
    Column("failures", Integer, nullable=False),
    Column("last_at", DateTime(timezone=True), nullable=False),
    comment="Wrong passwords in a row, by address, whether it has an account or not",
)
