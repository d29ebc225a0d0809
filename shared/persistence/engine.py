"""The connection pool of a service."""

from sqlalchemy.engine import make_url
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
    statement's values. A connection that died while it lay idle is noticed and replaced.
    """
    return create_async_engine(
        make_url(database_url).set(drivername="postgresql+asyncpg"),
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=True,
        pool_use_lifo=True,
        isolation_level="READ COMMITTED",
        hide_parameters=True,
        connect_args={
            "server_settings": SESSION | {"application_name": name},
            "timeout": 10,
            "command_timeout": ANSWER,
        },
    )
