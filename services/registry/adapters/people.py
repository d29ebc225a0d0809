"""The tables of people and of mailboxes."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.adapters.tables import contacts, people
from services.registry.domain.people import Contact, Person
from services.registry.domain.refusals import ContactIsUnknown, PersonIsUnknown
from shared.contracts.registry import Permission, Role
from shared.kernel.ids import ContactId, PersonId, SchoolId
from shared.persistence.keeping import keep


class PeopleTable:
    """People, locked, read and kept."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, person_id: PersonId) -> Person:
        """Somebody, for changing; raises `PersonIsUnknown` also for one who was erased."""
        query = select(people).where(people.c.person_id == person_id, people.c.erased_at.is_(None)).with_for_update()
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            raise PersonIsUnknown(person_id)
        return Person(PersonId(row.person_id), SchoolId(row.school_id), row.name, tuple(map(Role, row.roles)))

    async def is_named_at(self, school_id: SchoolId, name: str) -> bool:
        """Does somebody of that name work at the school? Capitals don't count; who was erased has no name."""
        same = people.c.school_id == school_id, func.lower(people.c.name) == name.lower()
        return (await self._connection.execute(select(exists().where(*same)))).scalar_one()

    async def save(self, person: Person) -> None:
        """Keep them as they are now."""
        row = {
            "person_id": person.person_id,
            "school_id": person.school_id,
            "name": person.name,
            "roles": list(person.roles),
        }
        await keep(self._connection, people, row)

    async def erase(self, person: Person, now: datetime) -> None:
        """Keep the id, and that they were erased."""
        await self.save(person)
        this = people.c.person_id == person.person_id
        await self._connection.execute(update(people).where(this).values(erased_at=now))


class ContactTable:
    """Mailboxes, locked, read, kept and forgotten."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, contact_id: ContactId) -> Contact:
        """A mailbox, for changing; raises `ContactIsUnknown`."""
        query = select(contacts).where(contacts.c.contact_id == contact_id).with_for_update()
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            raise ContactIsUnknown(contact_id)
        return _contact(row)

    async def of_school(self, school_id: SchoolId, role: Role) -> Contact | None:
        """The newest mailbox of that role at a school, for changing; ids sort by birth."""
        of_role = select(contacts).where(contacts.c.school_id == school_id, contacts.c.role == role)
        query = of_role.order_by(contacts.c.contact_id.desc()).limit(1).with_for_update()
        row = (await self._connection.execute(query)).one_or_none()
        return _contact(row) if row else None

    async def of_person(self, person_id: PersonId) -> list[Contact]:
        """Somebody's mailboxes, for changing."""
        query = select(contacts).where(contacts.c.person_id == person_id).order_by(contacts.c.contact_id)
        return [_contact(row) for row in await self._connection.execute(query.with_for_update())]

    async def save(self, contact: Contact) -> None:
        """Keep it as it is now."""
        row = {
            "contact_id": contact.contact_id,
            "school_id": contact.school_id,
            "person_id": contact.person_id,
            "role": contact.role,
            "name": contact.name,
            "address": contact.address,
            "permissions": list(contact.permissions),
        }
        await keep(self._connection, contacts, row)

    async def forget(self, contact_id: ContactId) -> None:
        """Remove it."""
        await self._connection.execute(delete(contacts).where(contacts.c.contact_id == contact_id))


def _contact(row: Row[Any]) -> Contact:
    return Contact(
        ContactId(row.contact_id),
        SchoolId(row.school_id),
        PersonId(row.person_id) if row.person_id else None,
        Role(row.role),
        row.name,
        row.address,
        tuple(map(Permission, row.permissions)),
    )
