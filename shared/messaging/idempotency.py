"""Ask twice, happen once: commands with an Idempotency-Key (bus.md, "Commands")."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.kernel.refusal import Refusal
from shared.messaging.tables import answers

KEPT = timedelta(days=7)


class KeyUsedForSomethingElse(Refusal):
    """The same Idempotency-Key came with another body."""

    kind = "key-used-for-something-else"
    status = 422


@dataclass(frozen=True, slots=True)
class Asked:
    """A command as it was asked: whose key, for which route, with which body."""

    caller: str
    route: str
    key: str
    body: bytes

    @property
    def place(self) -> dict[str, str]:
        """Where its answer is kept."""
        return {"of": self.caller, "at": self.route, "under": self.key}

    @property
    def body_hash(self) -> bytes:
        """SHA-256 of the body: enough to tell another one."""
        return hashlib.sha256(self.body).digest()


async def earlier_answer(connection: AsyncConnection, asked: Asked, now: datetime) -> str | None:
    """What this was answered before, or None: then the key is taken until this transaction ends, and a twin waits.

    Raises `KeyUsedForSomethingElse`.
    """
    taken = await connection.execute(_TAKE, {**asked.place, "body_hash": asked.body_hash, "given_at": now})
    if taken.rowcount:
        return None
    given = (await connection.execute(_READ, asked.place)).one()
    if given.body_hash != asked.body_hash:
        raise KeyUsedForSomethingElse(
            f"The Idempotency-Key {asked.key!r} was used before with another request. Use a new key."
        )
    return given.answer or "null"


async def keep_answer(connection: AsyncConnection, asked: Asked, answer: str) -> None:
    """Keep the answer in the command's own commit."""
    await connection.execute(_KEEP, {**asked.place, "said": answer})


async def prune(connection: AsyncConnection, now: datetime) -> int:
    """Forget answers older than seven days; how many went."""
    return (await connection.execute(delete(answers).where(answers.c.given_at < now - KEPT))).rowcount


_TAKE = (
    insert(answers)
    .values(caller=bindparam("of"), route=bindparam("at"), key=bindparam("under"))
    .on_conflict_do_nothing()
)
_THIS = (answers.c.caller == bindparam("of"), answers.c.route == bindparam("at"), answers.c.key == bindparam("under"))
_READ = select(answers).where(*_THIS)
_KEEP = update(answers).where(*_THIS).values(answer=bindparam("said"))
