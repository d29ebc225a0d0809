"""What gateway shows of its own: who comes by that cookie, and all accounts."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, computed_field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.gateway.adapters.tables import accounts, sessions
from services.gateway.domain.account import Role
from services.gateway.domain.secret import digest


class AccountLine(BaseModel):
    """An account in a list. `has_password`: they have chosen one."""

    account_id: UUID
    name: str
    address: str
    role: Role
    person_id: UUID | None
    has_password: bool
    link_until: datetime | None
    ended_at: datetime | None

    @computed_field
    @property
    def actor(self) -> str:
        """How facts name them."""
        return f"user:{self.person_id or self.account_id}"


async def signed_in(connection: AsyncConnection, secret: str, now: datetime) -> AccountLine | None:
    """Who shows that secret; None when it opens nothing, or no more."""
    query = select(accounts).join(sessions, sessions.c.account_id == accounts.c.account_id)
    query = query.where(sessions.c.secret == digest(secret), sessions.c.until > now, accounts.c.ended_at.is_(None))
    row = (await connection.execute(query)).mappings().one_or_none()
    return AccountLine(**row, has_password=True) if row else None


async def account_list(connection: AsyncConnection) -> list[AccountLine]:
    """All, by name; those that have ended last."""
    query = select(accounts).order_by(accounts.c.ended_at.is_not(None), accounts.c.name, accounts.c.account_id)
    rows = (await connection.execute(query)).mappings()
    return [AccountLine(**row, has_password=row["password"] is not None) for row in rows]


async def invited(connection: AsyncConnection, link: str, now: datetime) -> AccountLine | None:
    """Whose link this is; None when it is over."""
    query = select(accounts).where(accounts.c.link == digest(link), accounts.c.link_until > now)
    row = (await connection.execute(query)).mappings().one_or_none()
    return AccountLine(**row, has_password=row["password"] is not None) if row else None
