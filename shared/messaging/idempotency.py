"""Ask twice, happen once: commands with an Idempotency-Key (bus.md, "Commands")."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, text
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
    def place(self) -> tuple[str, str, str]:
        """Where its answer is kept."""
        return self.caller, self.route, self.key

    @property
    def body_hash(self) -> bytes:
        """SHA-256 of the body: enough to tell another one."""
        return hashlib.sha256(self.body).digest()


async def take(connection: AsyncConnection, asked: Sequence[Asked], now: datetime) -> dict[Asked, str]:
    """Take these keys until the transaction ends, and let twins wait; what those that were used before were answered.

    Taken in one order by everybody. Raises `KeyUsedForSomethingElse`.
    """
    if not asked:
        return {}
    hashes = [each.body_hash for each in asked]
    taken = await connection.execute(_TAKE, {**_places(asked), "hashes": hashes, "now": now})
    ours = {tuple(row) for row in taken}
    return {each: await _answered(connection, each) for each in asked if each.place not in ours}


async def _answered(connection: AsyncConnection, asked: Asked) -> str:
    of, at, under = asked.place
    given = (await connection.execute(_READ, {"of": of, "at": at, "under": under})).one()
    if given.body_hash != asked.body_hash:
        raise KeyUsedForSomethingElse(
            f"The Idempotency-Key {asked.key!r} was used before with another request. Use a new key."
        )
    return given.answer or "null"


async def keep(connection: AsyncConnection, said: Mapping[Asked, str]) -> None:
    """Keep the answers in the commands' own commit."""
    if said:
        await connection.execute(_KEEP, {**_places(list(said)), "answers": list(said.values())})


async def prune(connection: AsyncConnection, now: datetime) -> int:
    """Forget answers older than seven days; how many went."""
    return (await connection.execute(delete(answers).where(answers.c.given_at < now - KEPT))).rowcount


def _places(asked: Sequence[Asked]) -> dict[str, list[str]]:
    callers, routes, keys = zip(*(each.place for each in asked), strict=True)
    return {"callers": list(callers), "routes": list(routes), "keys": list(keys)}


_TAKE = text("""
INSERT INTO answers (caller, route, key, body_hash, given_at)
SELECT caller, route, key, body_hash, :now
  FROM unnest(CAST(:callers AS text[]), CAST(:routes AS text[]), CAST(:keys AS text[]), CAST(:hashes AS bytea[]))
       AS asked (caller, route, key, body_hash)
 ORDER BY caller COLLATE "C", route COLLATE "C", key COLLATE "C"
    ON CONFLICT DO NOTHING
RETURNING caller, route, key
""")

_READ = select(answers).where(
    answers.c.caller == bindparam("of"), answers.c.route == bindparam("at"), answers.c.key == bindparam("under")
)

_KEEP = text("""
UPDATE answers a SET answer = said.answer
  FROM unnest(CAST(:callers AS text[]), CAST(:routes AS text[]), CAST(:keys AS text[]), CAST(:answers AS text[]))
       AS said (caller, route, key, answer)
 WHERE (a.caller, a.route, a.key) = (said.caller, said.route, said.key)
""")
