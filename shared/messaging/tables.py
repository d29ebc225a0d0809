"""The bus's own tables; every service's database has them (bus.md)."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from shared.persistence.personal import PERSONAL

METADATA = MetaData()

MOMENT = DateTime(timezone=True)
BYTEWISE = Text(collation="C")
"""Text compared byte by byte, so that every writer locks keys in the same order."""

streams = Table(
    "streams",
    METADATA,
    Column("topic", BYTEWISE, nullable=False),
    Column("key", BYTEWISE, nullable=False),
    Column("last_sequence", BigInteger, nullable=False),
    PrimaryKeyConstraint("topic", "key"),
    comment="How many facts a key has; the row's lock is the right to number the next",
)

outbox = Table(
    "outbox",
    METADATA,
    Column("id", BigInteger, Identity(always=True, cache=1), primary_key=True),
    Column("event_id", Uuid, nullable=False),
    Column("topic", BYTEWISE, nullable=False),
    Column("key", BYTEWISE, nullable=False),
    Column("key_hash", Integer, nullable=False, comment="Kafka's murmur2 of the key, made positive"),
    Column("sequence", BigInteger, nullable=False),
    Column("type", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("data", Text, info=PERSONAL, comment="JSON; null for a tombstone, and blanked once a newer state stands"),
    Column("context", JSONB, nullable=False, comment="actor, correlation, causation, traceparent"),
    Column("recorded_at", MOMENT, nullable=False),
    Column("superseded", Boolean, nullable=False, server_default=text("false")),
    Column("published_at", MOMENT),
    Column("kafka_partition", Integer),
    Column("kafka_offset", BigInteger),
    Index("outbox_key", "topic", "key", "sequence", unique=True),
    Index("outbox_event", "event_id", unique=True),
    Index("outbox_unpublished", "id", postgresql_where=text("published_at IS NULL AND NOT superseded")),
    Index("outbox_place", "topic", "kafka_partition", "kafka_offset"),
    comment="Every fact this service ever published, in the order it goes out",
)

refused_rows = Table(
    "refused_rows",
    METADATA,
    Column("outbox_id", BigInteger, primary_key=True),
    Column("topic", BYTEWISE, nullable=False),
    Column("key", BYTEWISE, nullable=False),
    Column("error", Text, nullable=False),
    Column("refused_at", MOMENT, nullable=False),
    comment="Facts that Kafka refused for what they are; each holds its key until somebody decides",
)

heads = Table(
    "heads",
    METADATA,
    Column("cluster_id", Text, nullable=False),
    Column("topic", BYTEWISE, nullable=False),
    Column("partition", Integer, nullable=False),
    Column("next_offset", BigInteger, nullable=False),
    PrimaryKeyConstraint("cluster_id", "topic", "partition"),
    comment="How far Kafka is known to hold what we sent",
)

readers = Table(
    "readers",
    METADATA,
    Column("reader", Text, primary_key=True),
    Column("acts_from", MOMENT, nullable=False, comment="effects outside are for facts from here on"),
    Column("stopped_at", MOMENT),
    Column("stopped_because", Text),
)

inbox = Table(
    "inbox",
    METADATA,
    Column("reader", BYTEWISE, nullable=False),
    Column("topic", BYTEWISE, nullable=False),
    Column("key", BYTEWISE, nullable=False),
    Column("last", BigInteger, nullable=False),
    PrimaryKeyConstraint("reader", "topic", "key"),
    comment="The number of the last fact of a key that a reader applied",
)

positions = Table(
    "positions",
    METADATA,
    Column("reader", Text, nullable=False),
    Column("cluster_id", Text, nullable=False),
    Column("topic", BYTEWISE, nullable=False),
    Column("partition", Integer, nullable=False),
    Column("next_offset", BigInteger, nullable=False),
    Column("moved_at", MOMENT, nullable=False),
    PrimaryKeyConstraint("reader", "cluster_id", "topic", "partition"),
)

parked = Table(
    "parked",
    METADATA,
    Column("reader", BYTEWISE, nullable=False),
    Column("topic", BYTEWISE, nullable=False),
    Column("key", BYTEWISE, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("event_id", Uuid),
    Column("type", Text),
    Column("headers", JSON, nullable=False, info=PERSONAL, comment="name and value in latin-1, which keeps every byte"),
    Column("data", LargeBinary, info=PERSONAL),
    Column("reason", Text, nullable=False, comment="failed, undecodable, unknown or waiting"),
    Column("error", Text, comment="without the values that caused it"),
    Column("tries", Integer, nullable=False),
    Column("parked_at", MOMENT, nullable=False),
    PrimaryKeyConstraint("reader", "topic", "key", "sequence"),
    Index("parked_reason", "reader", "reason", "parked_at"),
    comment="Facts that a reader can't apply yet; each stops only its own key",
)

rejected = Table(
    "rejected",
    METADATA,
    Column("reader", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("partition", Integer, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("headers", JSON, nullable=False, info=PERSONAL),
    Column("data", LargeBinary, info=PERSONAL),
    Column("rejected_at", MOMENT, nullable=False),
    Column("dismissed_at", MOMENT, comment="somebody has looked at it; its headers and data are gone then"),
    PrimaryKeyConstraint("reader", "topic", "partition", "offset"),
    comment="Records without a key or a number: they have no place in any order",
)

timers = Table(
    "timers",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("at", MOMENT, nullable=False),
    Column("command", Text, nullable=False),
    Column("data", Text, nullable=False, info=PERSONAL),
    Column("context", JSONB, nullable=False),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("parked_at", MOMENT),
    Column("error", Text),
    Index("timers_due", "at", postgresql_where=text("parked_at IS NULL")),
    comment="Commands that will be given later",
)

answers = Table(
    "answers",
    METADATA,
    Column("caller", Text, nullable=False),
    Column("route", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("body_hash", LargeBinary, nullable=False),
    Column("answer", Text, info=PERSONAL),
    Column("given_at", MOMENT, nullable=False),
    PrimaryKeyConstraint("caller", "route", "key"),
    Index("answers_age", "given_at"),
    comment="What a command with an Idempotency-Key was answered; kept seven days",
)

decisions = Table(
    "decisions",
    METADATA,
    Column("reader", BYTEWISE, nullable=False, comment="without its version: a fold's next one obeys too"),
    Column("topic", BYTEWISE, nullable=False),
    Column("key", BYTEWISE, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("decision", Text, nullable=False, comment="skip or mend"),
    Column("headers", JSON, info=PERSONAL, comment="of a mended fact, as `parked` keeps them"),
    Column("data", LargeBinary, info=PERSONAL, comment="of a mended fact"),
    Column("decided_at", MOMENT, nullable=False),
    PrimaryKeyConstraint("reader", "topic", "key", "sequence"),
    comment="What an operator decided about a number; obeyed whenever it comes again",
)

lost_facts = Table(
    "lost_facts",
    METADATA,
    Column("event_id", Uuid, primary_key=True),
    Column("topic", BYTEWISE, nullable=False),
    Column("key", BYTEWISE, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("type", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("data", Text, info=PERSONAL, comment="gone once it is settled"),
    Column("context", JSONB, nullable=False),
    Column("recorded_at", MOMENT, nullable=False),
    Column("kafka_partition", Integer, nullable=False),
    Column("kafka_offset", BigInteger, nullable=False),
    Column("decision", Text, comment="re-entered or discarded"),
    Column("settled_at", MOMENT, comment="the outbox holds it, or another fact under its number"),
    Index("lost_facts_open", "topic", "key", "sequence", postgresql_where=text("settled_at IS NULL")),
    comment="Facts of ours that Kafka holds and our database, restored to an earlier time, doesn't",
)

audit = Table(
    "audit",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("at", MOMENT, nullable=False),
    Column("actor", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("reader", Text),
    Column("topic", Text),
    Column("key", Text),
    Column("sequence", BigInteger),
    Column("facts", BigInteger, comment="how many it was about, where it wasn't about one"),
    Column("why", Text, comment="the operator's own words"),
    comment="What operators decided; rows are only ever added, and people decide too little for it to grow",
)

erasures = Table(
    "erasures",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("subject", Text, nullable=False, comment="the id of whom or what was erased: all that is kept"),
    Column("erased_at", MOMENT, nullable=False),
    Column(
        "transaction",
        BigInteger,
        nullable=False,
        server_default=text("pg_current_xact_id()::text::bigint"),
        comment="whose snapshots are older still see what was erased",
    ),
    Column(
        "rewritten",
        ARRAY(Text),
        nullable=False,
        server_default=text("'{}'"),
        comment="the tables whose files were made anew since",
    ),
    Column("wal_file", Text, comment="the last file of the write-ahead log that may hold it"),
    Column("swept_at", MOMENT, comment="since then it is nowhere on PostgreSQL's disk"),
    Index("erasures_unswept", "erased_at", postgresql_where=text("swept_at IS NULL")),
    comment="Who was erased, and whether their data is off the disk; people are erased too seldom for it to grow",
)

chores = Table(
    "chores",
    METADATA,
    Column("chore", Text, primary_key=True),
    Column("done_at", MOMENT, nullable=False),
    comment="When each of housekeeping's chores was last done, by whichever process",
)
