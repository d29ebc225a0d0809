"""Somebody was erased: their account goes."""

from services.gateway.use_cases.ports import Work
from shared.contracts.registry import PersonErased


async def forget_person(erased: PersonErased, work: Work) -> None:
    """Remove the accounts of whom registry erased, with whatever is open."""
    for account in await work.accounts.of_person(erased.person_id):
        await work.accounts.forget(account.account_id)
        work.erase(erased.person_id)
