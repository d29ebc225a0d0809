"""The contact book's table."""

from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.adapters.tables import contacts
from services.notify.domain.contact import Contact
from services.notify.domain.reference import Kind, Reference
from shared.contracts.registry import Role
from shared.kernel.ids import ContactId, PersonId, SchoolId


class ContactTable:
    """The contact book."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, contact_id: ContactId) -> Contact:
        """A mailbox, for changing; one not told of yet gets its row now, so that there is something to lock."""
        await self._connection.execute(insert(contacts).values(contact_id=contact_id).on_conflict_do_nothing())
        return _contact((await self._connection.execute(_this(contact_id).with_for_update())).one())

    async def get(self, contact_id: ContactId) -> Contact:
        """A mailbox as it is now; one not told of yet has only its id."""
        row = (await self._connection.execute(_this(contact_id))).one_or_none()
        return _contact(row) if row else Contact(contact_id)

    async def behind(self, reference: Reference) -> Contact | None:
        """The newest mailbox of a person, an office or a head, one with an address first, held as it is."""
        newest = contacts.c.address.is_(None), contacts.c.contact_id.desc()
        query = select(contacts).where(*_owned_by(reference)).order_by(*newest).limit(1).with_for_update()
        row = (await self._connection.execute(query)).one_or_none()
        return _contact(row) if row else None

    async def name_of(self, person_id: PersonId) -> str | None:
        """What somebody is called; None when nobody has told it, or they were erased."""
        query = select(contacts.c.name).where(contacts.c.person_id == person_id).order_by(contacts.c.contact_id.desc())
        return (await self._connection.execute(query.limit(1))).scalar_one_or_none()

    async def save(self, contact: Contact) -> None:
        """Keep it as it is now."""
        row = {
            "role": contact.role,
            "name": contact.name,
            "address": contact.address,
            "is_forgotten": contact.is_forgotten,
            "school_id": contact.school_id,
            "person_id": contact.person_id,
        }
        keeping = insert(contacts).values(contact_id=contact.contact_id, **row)
        await self._connection.execute(keeping.on_conflict_do_update(index_elements=["contact_id"], set_=row))


def _this(contact_id: ContactId) -> Select[Any]:
    return select(contacts).where(contacts.c.contact_id == contact_id)


def _owned_by(reference: Reference) -> tuple[ColumnElement[bool], ...]:
    """An office's mailbox is nobody's own; a secretary may have the same role there."""
    if reference.kind is Kind.PERSON:
        return (contacts.c.person_id == reference.id,)
    at_school = contacts.c.school_id == reference.id
    if reference.kind is Kind.OFFICE:
        return at_school, contacts.c.role == Role.OFFICE, contacts.c.person_id.is_(None)
    return at_school, contacts.c.role == Role.HEAD


def _contact(row: Row[Any]) -> Contact:
    return Contact(
        ContactId(row.contact_id),
        row.role and Role(row.role),
        row.name,
        row.address,
        is_forgotten=row.is_forgotten,
        school_id=row.school_id and SchoolId(row.school_id),
        person_id=row.person_id and PersonId(row.person_id),
    )
