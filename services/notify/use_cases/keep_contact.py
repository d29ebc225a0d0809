"""Registry told of a mailbox."""

from services.notify.domain.reference import Kind, Reference
from services.notify.use_cases.direct import go_on
from services.notify.use_cases.ports import Work
from shared.contracts.registry import ContactDetails, Role


async def keep_contact(details: ContactDetails, work: Work) -> None:
    """Keep it in the contact book; messages that waited for it, or hadn't gone to the old address, go there."""
    await work.schools.lock(details.school_id)
    if details.person_id:
        await work.people.lock(details.person_id)
    contact = await work.contacts.lock(details.contact_id)
    contact.hear(details.role, details.name, details.address, details.school_id, details.person_id)
    await work.contacts.save(contact)
    await go_on(_told(details), work, details.contact_id)


def _told(details: ContactDetails) -> list[Reference]:
    """What messages may have waited for: this mailbox, the person behind it, or the school's office or head."""
    told = [Reference(Kind.CONTACT, details.contact_id)]
    if details.person_id:
        told.append(Reference(Kind.PERSON, details.person_id))
    elif details.role is Role.OFFICE:
        told.append(Reference(Kind.OFFICE, details.school_id))
    if details.role is Role.HEAD:
        told.append(Reference(Kind.HEAD, details.school_id))
    return told
