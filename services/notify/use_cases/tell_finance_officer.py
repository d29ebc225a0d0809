"""A grant was promised, or turned down: the finance officer is told."""

from uuid import UUID

from services.notify.domain.reference import Kind, Reference
from services.notify.use_cases.ports import Work
from services.notify.use_cases.write_to import write_to
from shared.contracts.finance import GrantReceived, GrantRefused
from shared.contracts.registry import Role
from shared.kernel.ids import ContactId
from shared.kernel.years import AcademicYear

FINANCE_OFFICER = ContactId(UUID("0f1a0ce0-0000-4000-8000-000000000001"))
"""The mailbox that the settings name: it is nobody's in registry's book, so it has an id of its own."""


async def tell_of_grant(received: GrantReceived, work: Work) -> None:
    """So much is promised, of what was applied for if it was."""
    await _tell("grant_received", received, work, applied_pence=str(received.applied.pence))


async def tell_of_refusal(refused: GrantRefused, work: Work) -> None:
    """Nothing is given."""
    await _tell("grant_refused", refused, work)


async def _tell(template: str, grant: GrantReceived | GrantRefused, work: Work, **more: str) -> None:
    """The address is read anew each time, so that a newer setting counts."""
    officer = await work.contacts.lock(FINANCE_OFFICER)
    officer.hear(Role.BUSINESS_MANAGER, "", work.composer.finance_email)
    await work.contacts.save(officer)
    values = {
        "kind": grant.kind,
        "amount_pence": str(grant.amount.pence),
        "academic_year": str(AcademicYear(grant.academic_year)),
        **({"case_id": str(grant.case_id)} if grant.case_id else {}),
        **more,
    }
    await write_to((Reference(Kind.CONTACT, FINANCE_OFFICER),), template, values, work)
