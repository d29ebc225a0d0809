"""A school's two mailboxes, its head's and its office's: the step that joining and introducing share."""

from dataclasses import dataclass

from services.registry.domain.people import Contact, Person
from services.registry.domain.school import School
from services.registry.use_cases.ports import Work
from shared.contracts.registry import ContactDetails, Role
from shared.kernel.ids import ContactId, PersonId


@dataclass(frozen=True, slots=True)
class Mailboxes:
    """The head's, then the office's: the order in which facts name them."""

    head: Contact
    office: Contact

    @property
    def ids(self) -> tuple[ContactId, ContactId]:
        """As facts name them."""
        return self.head.contact_id, self.office.contact_id

    def details(self) -> tuple[ContactDetails, ContactDetails]:
        """As they are told."""
        return self.head.details(), self.office.details()

    async def keep(self, work: Work) -> None:
        """Keep both; their school has to be kept before."""
        await work.contacts.save(self.head)
        await work.contacts.save(self.office)


async def mailboxes_of(
    school: School, head_name: str, head_address: str | None, office_address: str | None, work: Work
) -> Mailboxes:
    """The school's mailboxes with these addresses; one not given keeps what was known."""
    head = await _head(school, head_name, head_address, work)
    return Mailboxes(head, await _office(school, office_address, work))


async def _head(school: School, name: str, address: str | None, work: Work) -> Contact:
    """The head's mailbox; of a school that is known, the one it had, unless somebody else is head now."""
    known = await work.contacts.of_school(school.school_id, Role.HEAD)
    if known and known.name == name:
        known.address = address or known.address
        return known
    head = Person(PersonId(work.new_id()), school.school_id, name, (Role.HEAD,))
    await work.schools.save(school)
    await work.people.save(head)
    work.publish(head.register())
    return Contact(ContactId(work.new_id()), school.school_id, head.person_id, Role.HEAD, name, address)


async def _office(school: School, address: str | None, work: Work) -> Contact:
    known = await work.contacts.of_school(school.school_id, Role.OFFICE)
    if known is None:
        name = f"{school.name} office"
        return Contact(ContactId(work.new_id()), school.school_id, None, Role.OFFICE, name, address)
    known.address = address or known.address
    return known
