"""The first admin of a new installation."""

from dataclasses import dataclass

from services.gateway.domain.account import Account, AccountId, Role
from services.gateway.domain.refusals import AllianceHasAccounts
from services.gateway.use_cases.ports import Work


@dataclass(frozen=True, slots=True)
class MakeFirstAccount:
    """Whoever starts the installation asks for it."""

    name: str
    address: str


async def make_first_account(command: MakeFirstAccount, work: Work) -> str:
    """Make an admin, and answer the password, which nobody can ask for again; refuses when there is any account."""
    await work.accounts.lock_all()
    if await work.accounts.count():
        raise AllianceHasAccounts
    password = work.secrets.password()
    hashed = await work.passwords.hashed(password)
    account = Account(AccountId(work.new_id()), command.name, command.address, Role.ADMIN, password=hashed)
    await work.accounts.save(account)
    return password
