"""The contact book's table."""

from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.adapters.locking import locked_or_made
from services.notify.adapters.tables import contacts
from services.notify.domain.contact import Contact
from services.notify.domain.reference import Kind, Reference
from shared.contracts.registry import Role
from shared.kernel.ids import ContactId, PersonId, SchoolId
from shared.persistence.keeping import keep


class ContactTable:
    """The contact book. Whose mailbox this work holds nobody else changes: it is asked for once."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._held: dict[Reference, Contact] = {}

    async def lock(self, contact_id: ContactId) -> Contact:
        """A mailbox, for changing; one not told of yet gets its row now, so that there is something to lock."""
        return _contact(await locked_or_made(self._connection, _LOCKED, contacts, {"contact_id": contact_id}))

    async def get(self, contact_id: ContactId) -> Contact:
        """A mailbox as it is now; one not told of yet has only its id."""
        row = (await self._connection.execute(_THIS, {"contact_id": contact_id})).one_or_none()
        return _contact(row) if row else Contact(contact_id)

    async def behind(self, reference: Reference) -> Contact | None:
        """The newest mailbox of a person, an office or a head, one with an address first, held as it is."""
        if reference not in self._held:
            row = (await self._connection.execute(_OF[reference.kind], {"id": reference.id})).one_or_none()
            if row is None:
                return None
            self._held[reference] = _contact(row)
        return self._held[reference]

    async def name_of(self, person_id: PersonId) -> str | None:
        """What somebody is called; None when nobody has told it, or they were erased."""
        return (await self._connection.execute(_NAME, {"id": person_id})).scalar_one_or_none()

    async def workplace_of(self, person_id: PersonId) -> SchoolId | None:
        """Where somebody works; None when nobody has told it, or they were erased."""
        found = (await self._connection.execute(_WORKPLACE, {"id": person_id})).scalar_one_or_none()
        return found and SchoolId(found)

    async def save(self, contact: Contact) -> None:
        """Keep it as it is now."""
        row = {
            "contact_id": contact.contact_id,
            "role": contact.role,
            "name": contact.name,
            "address": contact.address,
            "is_forgotten": contact.is_forgotten,
            "school_id": contact.school_id,
            "person_id": contact.person_id,
        }
        await keep(self._connection, contacts, row)
        self._held.clear()


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


def _newest(*owned_by: ColumnElement[bool]) -> Select[Any]:
    """The newest of these mailboxes, one with an address first."""
    newest = contacts.c.address.is_(None), contacts.c.contact_id.desc()
    return select(contacts).where(*owned_by).order_by(*newest).limit(1).with_for_update()


_THIS = select(contacts).where(contacts.c.contact_id == bindparam("contact_id"))

_LOCKED = _THIS.with_for_update()

_THEIRS = contacts.c.person_id == bindparam("id")

_AT_SCHOOL = contacts.c.school_id == bindparam("id")

_OF = {
    Kind.PERSON: _newest(_THEIRS),
    Kind.OFFICE: _newest(_AT_SCHOOL, contacts.c.role == Role.OFFICE, contacts.c.person_id.is_(None)),
    Kind.HEAD: _newest(_AT_SCHOOL, contacts.c.role == Role.HEAD),
}
"""An office's mailbox is nobody's own; a secretary may have the same role there."""

_NAME = select(contacts.c.name).where(_THEIRS).order_by(contacts.c.contact_id.desc()).limit(1)

_WORKPLACE = select(contacts.c.school_id).where(_THEIRS).order_by(contacts.c.contact_id.desc()).limit(1)
