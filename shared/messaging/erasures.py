"""Who was erased: noted in the commit that erases them, so that housekeeping takes them off the disk (ADR 0012)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging.envelope import Cause
from shared.messaging.tables import audit, erasures

ERASE = "erase"
"""What the audit calls it."""


async def write(connection: AsyncConnection, erased: Mapping[str, Cause], now: datetime) -> None:
    """Note whom or what this commit erases: for housekeeping, and in the audit, which keeps the id for good."""
    if erased:
        await connection.execute(insert(erasures), [{"subject": each, "erased_at": now} for each in sorted(erased)])
        noted = [
            {"at": now, "actor": cause.actor, "what": ERASE, "key": each} for each, cause in sorted(erased.items())
        ]
        await connection.execute(insert(audit), noted)
