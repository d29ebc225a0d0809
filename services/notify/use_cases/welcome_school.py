"""A school joined: its head and its office are welcomed."""

from services.notify.domain.reference import Kind, Reference
from services.notify.use_cases.ports import Work
from services.notify.use_cases.write_to import write_to
from shared.contracts.registry import SchoolJoined


async def welcome_school(joined: SchoolJoined, work: Work) -> None:
    """One message to each of the school's mailboxes; where no address is known yet it waits for one."""
    values = {"school_name": joined.name, "joined_on": joined.joined_on.isoformat()}
    for contact_id in joined.contacts:
        await write_to((Reference(Kind.CONTACT, contact_id),), "school_joined", values, work)
