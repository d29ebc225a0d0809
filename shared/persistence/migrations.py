"""Bring a service's database to what this build needs; several processes may ask at once."""

from collections.abc import Sequence
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

BUS = Path(__file__).parent.parent / "messaging" / "migrations" / "versions"
"""The bus's own migrations; every service has them beside its own."""

ENVIRONMENT = Path(__file__).parent / "alembic"

LOCK = 0x0A111A9CF
"""The advisory lock under which one process migrates and the others wait."""


def configuration(folders: Sequence[Path]) -> Config:
    """Alembic's configuration for the bus's migrations and those in `folders`."""
    config = Config()
    config.set_main_option("script_location", str(ENVIRONMENT))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(str(folder) for folder in (BUS, *folders)))
    return config


async def migrate(database_url: str, *folders: Path) -> None:
    """Apply what is missing, in one transaction, under a lock. Uses a session without our time-outs."""
    engine = create_async_engine(make_url(database_url).set(drivername="postgresql+asyncpg"))
    try:
        await _migrate(engine, configuration(folders))
    finally:
        await engine.dispose()


async def _migrate(engine: AsyncEngine, config: Config) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        await connection.run_sync(_upgrade, config)


def _upgrade(connection: Connection, config: Config) -> None:
    config.attributes["connection"] = connection
    command.upgrade(config, "heads")
