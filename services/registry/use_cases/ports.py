"""What the use cases need of the world."""

from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from services.registry.domain.links import Succession
from services.registry.domain.people import Contact, Person
from services.registry.domain.register import Entry, Outcome
from services.registry.domain.school import School
from shared.contracts.fact import Fact
from shared.contracts.registry import Role
from shared.kernel.ids import ContactId, PersonId, SchoolId, Urn


class Schools(Protocol):
    """The schools that the alliance knows."""

    async def lock(self, school_id: SchoolId) -> School:
        """The school, for changing; raises `SchoolNotKnownHere`."""
        ...

    async def lock_by_urn(self, urn: Urn) -> School | None:
        """The school that now has this URN, for changing; None when the alliance doesn't know it.

        What the register says of the URN is locked as well, and before: read it afterwards.
        """
        ...

    async def member_urns(self) -> Collection[Urn]:
        """The members' URNs, as they are at this moment."""
        ...

    async def lock_members(self) -> list[School]:
        """All members, for changing, in the order of their ids."""
        ...

    async def save(self, school: School) -> None:
        """Keep it as it is now."""
        ...


class People(Protocol):
    """People at schools."""

    async def lock(self, person_id: PersonId) -> Person:
        """Somebody, for changing; raises `PersonIsUnknown` also for one who was erased."""
        ...

    async def is_named_at(self, school_id: SchoolId, name: str) -> bool:
        """Does somebody of that name work at the school? Capitals don't count."""
        ...

    async def save(self, person: Person) -> None:
        """Keep them as they are now."""
        ...

    async def erase(self, person: Person, now: datetime) -> None:
        """Keep the id, and that they were erased."""
        ...


class Contacts(Protocol):
    """Mailboxes."""

    async def lock(self, contact_id: ContactId) -> Contact:
        """A mailbox, for changing; raises `ContactIsUnknown`."""
        ...

    async def of_school(self, school_id: SchoolId, role: Role) -> Contact | None:
        """The newest mailbox of that role at a school, for changing."""
        ...

    async def of_person(self, person_id: PersonId) -> list[Contact]:
        """Somebody's mailboxes, for changing."""
        ...

    async def save(self, contact: Contact) -> None:
        """Keep it as it is now."""
        ...

    async def forget(self, contact_id: ContactId) -> None:
        """Remove it."""
        ...


class Register(Protocol):
    """The national register, and the links between its URNs."""

    async def take_turn(self) -> None:
        """One import at a time: wait for the one under way."""
        ...

    async def entry(self, urn: Urn) -> Entry | None:
        """What the register says of a URN."""
        ...

    async def entries(self, urns: Collection[int]) -> Mapping[int, Entry]:
        """What it says of these URNs."""
        ...

    async def merge(self, file: Path, *, watched: Collection[int], dry_run: bool) -> Outcome:
        """Merge an edition; raises `UnreadableFile`."""
        ...

    async def merge_links(self, file: Path, *, dry_run: bool) -> Outcome:
        """Merge a file of links; raises `UnreadableFile`."""
        ...

    async def successions(self, urns: Collection[int], now: datetime) -> Mapping[int, Succession]:
        """Who goes on for each of these schools, by today's links."""
        ...


class Work(Protocol):
    """One unit of work of registry."""

    now: datetime
    schools: Schools
    people: People
    contacts: Contacts
    register: Register

    def new_id(self) -> UUID:
        """A fresh id."""
        ...

    def publish(self, *facts: Fact) -> None:
        """Tell facts, if the work commits."""
        ...

    def erase(self, subject: UUID) -> None:
        """What was known of somebody goes in this commit, and then off the disk."""
        ...
