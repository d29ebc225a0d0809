"""Timers: a command to be given later, kept in the commit that wanted it (bus.md, "Timers")."""

from collections.abc import Iterable

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging.codec import adapter
from shared.messaging.tables import timers
from shared.messaging.work import Reminder


async def write(connection: AsyncConnection, reminders: Iterable[Reminder]) -> None:
    """Set, replace and cancel timers in the commit that wants it; in one order for everybody, against deadlocks."""
    for reminder in sorted(reminders, key=lambda each: each.id):
        if reminder.command is None:
            await connection.execute(delete(timers).where(timers.c.id == reminder.id))
            continue
        row = {
            "at": reminder.at,
            "command": type(reminder.command).__name__,
            "data": adapter(type(reminder.command)).dump_json(reminder.command).decode(),
            "context": reminder.cause.as_context(),
            "tries": 0,
            "parked_at": None,
            "error": None,
        }
        setting = insert(timers).values(id=reminder.id, **row)
        await connection.execute(setting.on_conflict_do_update(index_elements=["id"], set_=row))
