"""The tables of accounts, sessions and guesses."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.gateway.adapters.tables import accounts, guesses, sessions
from services.gateway.domain.account import Account, AccountId, Role
from services.gateway.domain.attempts import Attempts
from services.gateway.domain.refusals import AccountIsUnknown
from services.gateway.domain.secret import digest
from shared.kernel.ids import PersonId
from shared.persistence.keeping import keep

SESSION_LASTS = timedelta(hours=12)
"""A working day: whoever comes tomorrow signs in tomorrow."""

GUESS_LASTS = timedelta(days=1)

GOES_ON = accounts.c.ended_at.is_(None)


class AccountTable:
    """Accounts, locked and kept."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, account_id: AccountId) -> Account:
        """An account, for changing; raises `AccountIsUnknown`."""
        found = await self._locked(accounts.c.account_id == account_id)
        if not found:
            raise AccountIsUnknown
        return found[0]

    async def lock_all(self) -> None:
        """Nobody else makes or ends accounts until this work ends; who signs in doesn't wait."""
        await self._connection.execute(text("LOCK TABLE accounts IN SHARE ROW EXCLUSIVE MODE"))

    async def by_address(self, address: str) -> Account | None:
        """The account with that address that hasn't ended, for changing."""
        found = await self._locked(accounts.c.address == address.lower(), GOES_ON)
        return found[0] if found else None

    async def by_link(self, link: bytes) -> Account | None:
        """The account with that link, for changing."""
        found = await self._locked(accounts.c.link == link)
        return found[0] if found else None

    async def of_person(self, person_id: PersonId) -> list[Account]:
        """The accounts of somebody whom registry knows, for changing."""
        return await self._locked(accounts.c.person_id == person_id)

    async def count(self) -> int:
        """How many there are, ended ones too."""
        return (await self._connection.execute(select(func.count()).select_from(accounts))).scalar_one()

    async def admins(self) -> int:
        """How many admins can sign in."""
        able = accounts.c.role == Role.ADMIN, accounts.c.password.is_not(None), GOES_ON
        return (await self._connection.execute(select(func.count()).where(*able))).scalar_one()

    async def save(self, account: Account) -> None:
        """Keep it as it is now."""
        row = {column.name: getattr(account, column.name) for column in accounts.columns}
        await keep(self._connection, accounts, row | {"address": account.address.lower()})

    async def forget(self, account_id: AccountId) -> None:
        """Remove it; its sessions go with it."""
        await self._connection.execute(delete(accounts).where(accounts.c.account_id == account_id))

    async def _locked(self, *which: ColumnElement[bool]) -> list[Account]:
        rows = await self._connection.execute(select(accounts).where(*which).with_for_update())
        return [_account(row) for row in rows]


class SessionTable:
    """Who is signed in."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open(self, secret: str, account_id: AccountId, now: datetime) -> None:
        """Somebody is signed in by that secret, for a working day."""
        row = {"secret": digest(secret), "account_id": account_id, "until": now + SESSION_LASTS}
        await self._connection.execute(insert(sessions), row)

    async def close(self, secret: str) -> None:
        """They signed out."""
        await self._connection.execute(delete(sessions).where(sessions.c.secret == digest(secret)))

    async def close_all(self, account_id: AccountId) -> None:
        """Nothing of theirs is open any more."""
        await self._connection.execute(delete(sessions).where(sessions.c.account_id == account_id))

    async def prune(self, now: datetime) -> int:
        """Forget those that are over; how many went."""
        return (await self._connection.execute(delete(sessions).where(sessions.c.until <= now))).rowcount


class GuessTable:
    """Wrong passwords in a row, by address."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, address: str) -> Attempts | None:
        """The tries for an address, for changing; None while another one is looked at."""
        key = digest(address.lower())
        taken = select(func.pg_try_advisory_xact_lock(int.from_bytes(key[:8], signed=True)))
        if not (await self._connection.execute(taken)).scalar_one():
            return None
        row = (await self._connection.execute(select(guesses).where(guesses.c.address == key))).one_or_none()
        return Attempts(row.failures, row.last_at) if row else Attempts()

    async def save(self, address: str, attempts: Attempts) -> None:
        """Keep them as they are now."""
        row = {"address": digest(address.lower()), "failures": attempts.failures, "last_at": attempts.last_at}
        await keep(self._connection, guesses, row)

    async def forget(self, address: str) -> None:
        """The right password came."""
        await self._connection.execute(delete(guesses).where(guesses.c.address == digest(address.lower())))

    async def prune(self, now: datetime) -> int:
        """Forget what is a day old; how many went."""
        return (await self._connection.execute(delete(guesses).where(guesses.c.last_at <= now - GUESS_LASTS))).rowcount


def _account(row: Row[Any]) -> Account:
    return Account(
        AccountId(row.account_id),
        row.name,
        row.address,
        Role(row.role),
        row.person_id and PersonId(row.person_id),
        row.password,
        row.link,
        row.link_until,
        row.ended_at,
    )
