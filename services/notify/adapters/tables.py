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
from sqlalchemy.dialects.postgresql import JSONB

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
    comment="The contact book, as registry tells it; a row without a role isn't told of yet, or forgotten",
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
    Column("contact_id", Uuid, nullable=False, index=True),
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

Index("messages_fact", messages.c.event_id, messages.c.template, messages.c.contact_id, unique=True)

Index(
    "messages_mailbox",
    messages.c.event_id,
    messages.c.template,
    func.lower(messages.c.address),
    unique=True,
    postgresql_where=text("state NOT IN ('same_mailbox', 'forgotten')"),
)
