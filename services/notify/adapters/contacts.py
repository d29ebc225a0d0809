"""The contact book's table."""

from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.adapters.tables import contacts
from services.notify.domain.contact import Contact
from shared.contracts.registry import Role
from shared.kernel.ids import ContactId


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

    async def save(self, contact: Contact) -> None:
        """Keep it as it is now."""
        row = {
            "role": contact.role,
            "name": contact.name,
            "address": contact.address,
            "is_forgotten": contact.is_forgotten,
        }
        keeping = insert(contacts).values(contact_id=contact.contact_id, **row)
        await self._connection.execute(keeping.on_conflict_do_update(index_elements=["contact_id"], set_=row))


def _this(contact_id: ContactId) -> Select[Any]:
    return select(contacts).where(contacts.c.contact_id == contact_id)


def _contact(row: Row[Any]) -> Contact:
    return Contact(
        ContactId(row.contact_id), row.role and Role(row.role), row.name, row.address, is_forgotten=row.is_forgotten
    )
