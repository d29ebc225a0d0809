"""The connection pool of a service."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

SESSION = {
    "timezone": "UTC",
    "jit": "off",
    "idle_in_transaction_session_timeout": "15s",
    "transaction_timeout": "60s",
    "lock_timeout": "10s",
}
"""What every session is told, so that a paused process can't hold the living up (bus.md, "Sessions")."""


ANSWER = 70.0
"""Seconds after which a server that doesn't answer counts as gone: its own time-outs, all shorter, can't reach us."""


def create_engine(database_url: str, name: str, pool_size: int = 10) -> AsyncEngine:
    """An engine on `postgresql://…`; `name` is how its sessions show in `pg_stat_activity`.

    READ COMMITTED, with row locks, everywhere. Never more connections than `pool_size`: those made for a rush alone
    would each cost a handshake, and five services' would be more than PostgreSQL takes. Errors never quote a
    statement's values. A connection that died while it lay idle is noticed and replaced: asyncpg knows of it without
    asking, while the pool's own ping is three round trips before every unit of work.
    """
    engine = create_async_engine(
        make_url(database_url).set(drivername="postgresql+asyncpg"),
        pool_size=pool_size,
        max_overflow=0,
        pool_use_lifo=True,
        isolation_level="READ COMMITTED",
        hide_parameters=True,
        connect_args={
            "server_settings": SESSION | {"application_name": name},
            "timeout": 10,
            "command_timeout": ANSWER,
        },
    )
    event.listen(engine.sync_engine, "checkout", _demand_living)
    return engine


def _demand_living(connection: Any, *_: object) -> None:
    """The pool's hook: it replaces a connection of which this is said."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError("it died while it lay idle")
