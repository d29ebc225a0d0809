"""Notify's own contact book: whom a message can reach."""

from dataclasses import dataclass

from shared.contracts.registry import Role
from shared.kernel.ids import ContactId


@dataclass(slots=True)
class Contact:
    """A mailbox as registry last told of it; before it was told, and once it is forgotten, there is only its id."""

    contact_id: ContactId
    role: Role | None = None
    name: str | None = None
    address: str | None = None
    is_forgotten: bool = False

    def hear(self, role: Role, name: str, address: str | None) -> None:
        """Take in what registry tells. Of a forgotten mailbox nothing is kept: what comes now was told before."""
        if not self.is_forgotten:
            self.role, self.name, self.address = role, name, address

    def forget(self) -> None:
        """Only the id remains: of facts on other topics, some may still come that were told before."""
        self.role = self.name = self.address = None
        self.is_forgotten = True
