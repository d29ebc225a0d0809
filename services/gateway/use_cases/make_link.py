"""Somebody forgot their password, or lost the link."""

from dataclasses import dataclass

from services.gateway.domain.account import Account, AccountId
from services.gateway.domain.secret import digest
from services.gateway.use_cases.ports import Work


@dataclass(frozen=True, slots=True)
class MakeLink:
    """An admin asks for a new link for an account."""

    account_id: AccountId


async def make_link(command: MakeLink, work: Work) -> str:
    """Answer the end of a link by which a new password is chosen; until then the old one is good."""
    return await linked(await work.accounts.lock(command.account_id), work)


async def linked(account: Account, work: Work) -> str:
    """Give an account a link, and keep both; of the link its SHA-256 only."""
    link = work.secrets.link()
    account.invite(digest(link), at=work.now)
    await work.accounts.save(account)
    return link
