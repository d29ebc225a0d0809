"""The national register and its links, as the use cases want them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.adapters import links_store, register_store
from services.registry.domain.links import Succession, successions
from services.registry.domain.register import Entry, Outcome
from shared.kernel.clock import london_date
from shared.kernel.ids import Urn

IMPORT = 0x0A111A9D0
"""The advisory lock of the one import that may be under way."""


class NationalRegister:
    """The register on one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def take_turn(self) -> None:
        """One import at a time: wait up to 50 s for the one under way, till this transaction ends."""
        await self._connection.execute(text("SET LOCAL lock_timeout = '50s'"))
        await self._connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": IMPORT})

    async def entry(self, urn: Urn) -> Entry | None:
        """What the register says of a URN."""
        return await register_store.entry(self._connection, urn)

    async def entries(self, urns: Collection[int]) -> Mapping[int, Entry]:
        """What it says of these URNs."""
        return {each.urn: each for each in await register_store.entries(self._connection, urns)}

    async def merge(self, file: Path, *, watched: Collection[int], dry_run: bool) -> Outcome:
        """Merge an edition; raises `UnreadableFile`."""
        return await register_store.apply(self._connection, file, watched=watched, dry_run=dry_run)

    async def merge_links(self, file: Path, *, dry_run: bool) -> Outcome:
        """Merge a file of links; raises `UnreadableFile`."""
        return await links_store.apply_links(self._connection, file, dry_run=dry_run)

    async def successions(self, urns: Collection[int], now: datetime) -> Mapping[int, Succession]:
        """Who goes on for each of these schools, by today's links."""
        if not urns:
            return {}
        return successions(urns, await links_store.links_from(self._connection, urns), london_date(now))
