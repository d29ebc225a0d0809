"""Take who was erased off PostgreSQL's disk: table by table, then the write-ahead log (ADR 0012).

Deleted rows stay in a table's file, its indexes and its TOAST until the files are made anew; in the write-ahead log
until its own files are removed. Each step is noted for each erasure, so that whoever comes next goes on from there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import structlog

from shared.kernel.clock import Clock
from shared.messaging.outbox_rows import Connection

QUIET = range(1, 5)
"""The hours (UTC) in which tables are rewritten: nobody may use one meanwhile."""

LONGEST_WAIT = timedelta(hours=20)
"""So long may an erasure wait for a quiet hour; of the 24 h promised, the rest is for trying again."""

log = structlog.get_logger()


class NotErasedYet(Exception):
    """Something keeps what was erased on the disk; the message says what. It is tried again."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """One pass over a service's database; `tables` are those with personal columns."""

    connection: Connection
    tables: Sequence[str]
    clock: Clock

    async def run(self) -> None:
        """Do whatever is due; raises `NotErasedYet`, and what the database fails with."""
        oldest = await self.connection.fetchval(_OLDEST)
        if oldest is not None and is_time(oldest, self.clock()):
            for table in self.tables:
                await self._rewrite(table)
            await self.connection.execute(_NOTE_WAL, list(self.tables))
        if await self.connection.fetchval(_IN_WAL):
            await self._let_wal_go()

    async def _rewrite(self, table: str) -> None:
        """Make a table's files anew, for those erasures for which that hasn't been done; says if any are held up."""
        waiting = await self.connection.fetch(_WAITING, table)
        free = [row["id"] for row in waiting if row["is_free"]]
        if free:
            await self.connection.execute(f'VACUUM (FULL) "{table}"')
            await self.connection.execute(_NOTE_REWRITTEN, free, table)
        if len(free) < len(waiting):
            raise NotErasedYet("a transaction that is older than the erasure is still open")

    async def _let_wal_go(self) -> None:
        """Begin a new file of the write-ahead log and have the old ones removed, as far as we may."""
        if await self.connection.fetchval("SHOW wal_recycle") != "off":
            raise NotErasedYet("PostgreSQL keeps old files of its log for further use: set wal_recycle = off")
        await self._if_allowed("SELECT pg_switch_wal()")
        await self._if_allowed("CHECKPOINT")
        swept: list[Any] = await self.connection.fetch(_NOTE_SWEPT, self.clock())
        if swept:
            log.info("erasures.swept", erasures=len(swept))
        if await self.connection.fetchval(_IN_WAL):
            raise NotErasedYet("files of the write-ahead log that may hold it are still there")

    async def _if_allowed(self, statement: str) -> None:
        """Where we may not, time does the same: a checkpoint every five minutes, a new file when one is full."""
        try:
            await self.connection.execute(statement)
        except asyncpg.InsufficientPrivilegeError:
            log.info("erasures.not_allowed", statement=statement)


def is_time(erased_at: datetime, now: datetime) -> bool:
    """Is it a quiet hour, or can this erasure not wait for one?"""
    return now.hour in QUIET or now - erased_at > LONGEST_WAIT


_OLDEST = "SELECT min(erased_at) FROM erasures WHERE swept_at IS NULL AND wal_file IS NULL"

_IN_WAL = "SELECT EXISTS (SELECT FROM erasures WHERE swept_at IS NULL AND wal_file IS NOT NULL)"

# A row that was deleted is copied along as long as any snapshot is older than its deletion. Of a transaction number
# that is yet to come, as after a dump was read into another server, no snapshot can be older.
_WAITING = """
WITH numbers AS (
    SELECT pg_snapshot_xmin(now)::text::bigint AS oldest, pg_snapshot_xmax(now)::text::bigint AS next
      FROM pg_current_snapshot() AS now
), others AS (
    SELECT coalesce(max(greatest(age(backend_xmin), age(backend_xid))), 0) AS age
      FROM pg_stat_activity
     WHERE pid <> pg_backend_pid() AND (datname = current_database() OR datname IS NULL)
)
SELECT id, transaction < least(oldest, next - age) OR transaction >= next AS is_free
  FROM erasures, numbers, others
 WHERE swept_at IS NULL AND wal_file IS NULL AND $1 <> ALL (rewritten)
"""

_NOTE_REWRITTEN = "UPDATE erasures SET rewritten = array_append(rewritten, $2) WHERE id = ANY ($1::bigint[])"

_NOTE_WAL = """
UPDATE erasures SET wal_file = pg_walfile_name(pg_current_wal_insert_lsn())
 WHERE swept_at IS NULL AND wal_file IS NULL AND rewritten @> $1::text[]
"""

_NOTE_SWEPT = """
UPDATE erasures SET swept_at = $1
 WHERE swept_at IS NULL AND wal_file < (SELECT min(name) FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$')
RETURNING id
"""
