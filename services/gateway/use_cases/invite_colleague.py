"""Somebody gets an account."""

from dataclasses import dataclass

from services.gateway.domain.account import Account, AccountId, Role
from services.gateway.domain.refusals import AddressIsTaken, HeadIsNobody
from services.gateway.use_cases.make_link import linked
from services.gateway.use_cases.ports import Work
from shared.kernel.ids import PersonId


@dataclass(frozen=True, slots=True)
class InviteColleague:
    """An admin says who; a head is somebody whom registry knows."""

    name: str
    address: str
    role: Role
    person_id: PersonId | None = None


async def invite_colleague(command: InviteColleague, work: Work) -> str:
    """Make the account, and answer the end of the link by which they choose a password."""
    if command.role is Role.HEAD and command.person_id is None:
        raise HeadIsNobody
    await work.accounts.lock_all()
    if await work.accounts.by_address(command.address):
        raise AddressIsTaken(command.address)
    person_id = command.person_id if command.role is Role.HEAD else None
    account = Account(AccountId(work.new_id()), command.name, command.address, command.role, person_id)
    return await linked(account, work)
