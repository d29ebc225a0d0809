"""People with roles at a school, and mailboxes: the only personal data there is, all of it erasable."""

from dataclasses import dataclass

from shared.contracts.registry import ContactDetails, Permission, PersonErased, PersonMoved, PersonRegistered, Role
from shared.kernel.ids import ContactId, PersonId, SchoolId


@dataclass(slots=True)
class Person:
    """Somebody who works at a school."""

    person_id: PersonId
    school_id: SchoolId
    name: str
    roles: tuple[Role, ...]

    def register(self) -> PersonRegistered:
        """Tell that they are here; their name isn't told."""
        return PersonRegistered(self.person_id, self.school_id, self.roles)

    def move(self, school_id: SchoolId, roles: tuple[Role, ...]) -> PersonMoved:
        """Work at that school from now on, in those roles."""
        self.school_id, self.roles = school_id, roles
        return PersonMoved(self.person_id, school_id, roles)

    def erase(self, contacts: tuple[ContactId, ...]) -> PersonErased:
        """Use the right to erasure (UK GDPR, article 17): only the id remains, so that it can be shown to be done."""
        self.name, self.roles = "", ()
        return PersonErased(self.person_id, contacts)


@dataclass(slots=True)
class Contact:
    """A mailbox, of a person or, without one, of an office. `address` is None until somebody knows it."""

    contact_id: ContactId
    school_id: SchoolId
    person_id: PersonId | None
    role: Role
    name: str
    address: str | None
    permissions: tuple[Permission, ...] = ()

    def details(self) -> ContactDetails:
        """The present state, as it is told."""
        return ContactDetails(
            self.contact_id, self.school_id, self.person_id, self.role, self.name, self.address, self.permissions
        )
