"""Browsers at which somebody has signed in before."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.gateway.adapters.tables import accounts, browsers
from services.gateway.domain.account import AccountId
from services.gateway.domain.secret import digest
from shared.persistence.keeping import keep

KNOWN_FOR = timedelta(days=400)
"""Over a year: whoever comes back after the summer is known. Browsers keep no cookie for longer."""


class BrowserTable:
    """What a browser shows, as its SHA-256, and whose password was right there."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def knows(self, secret: str, address: str, now: datetime) -> bool:
        """Did whoever has that address sign in there, not too long ago?"""
        owner = accounts.c.account_id == browsers.c.account_id
        query = select(browsers.c.secret).join(accounts, owner).where(browsers.c.secret == digest(secret))
        theirs = accounts.c.address == address.lower(), browsers.c.until > now
        return (await self._connection.execute(query.where(*theirs))).first() is not None

    async def remember(self, secret: str, account_id: AccountId, now: datetime) -> None:
        """They signed in there."""
        row = {"secret": digest(secret), "account_id": account_id, "until": now + KNOWN_FOR}
        await keep(self._connection, browsers, row)

    async def prune(self, now: datetime) -> int:
        """Forget those that didn't come back; how many went."""
        return (await self._connection.execute(delete(browsers).where(browsers.c.until <= now))).rowcount
