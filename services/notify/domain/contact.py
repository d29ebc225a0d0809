"""Notify's own contact book: whom a message can reach."""

from dataclasses import dataclass

from shared.contracts.registry import Role
from shared.kernel.ids import ContactId, PersonId, SchoolId


@dataclass(slots=True)
class Contact:
    """A mailbox as registry last told of it; before it was told, and once it is forgotten, there is only its id.

    `person_id` is None for an office's.
    """

    contact_id: ContactId
    role: Role | None = None
    name: str | None = None
    address: str | None = None
    is_forgotten: bool = False
    school_id: SchoolId | None = None
    person_id: PersonId | None = None

    def hear(
        self,
        role: Role,
        name: str,
        address: str | None,
        school_id: SchoolId | None = None,
        person_id: PersonId | None = None,
    ) -> None:
        """Take in what registry tells. Of a forgotten mailbox nothing is kept: what comes now was told before."""
        if not self.is_forgotten:
            self.role, self.name, self.address = role, name, address
            self.school_id, self.person_id = school_id, person_id

    def forget(self) -> None:
        """Only the id remains: of facts on other topics, some may still come that were told before."""
        self.role = self.name = self.address = self.school_id = self.person_id = None
        self.is_forgotten = True
