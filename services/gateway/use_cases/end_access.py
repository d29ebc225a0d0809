"""Somebody left."""

from dataclasses import dataclass

from services.gateway.domain.account import AccountId, Role
from services.gateway.domain.refusals import LastAdmin
from services.gateway.use_cases.ports import Work


@dataclass(frozen=True, slots=True)
class EndAccess:
    """An admin ends an account."""

    account_id: AccountId


async def end_access(command: EndAccess, work: Work) -> None:
    """End it now, in every browser; refuses the last admin."""
    await work.accounts.lock_all()
    account = await work.accounts.lock(command.account_id)
    if account.role is Role.ADMIN and account.password and await work.accounts.admins() == 1:
        raise LastAdmin(account.name)
    account.end(at=work.now)
    await work.accounts.save(account)
    await work.sessions.close_all(account.account_id)
