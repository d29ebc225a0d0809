"""The table of links between URNs: a file of them merged into it, and a school's links read."""

from collections.abc import Collection
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.adapters.links_file import LINKS
from services.registry.adapters.merging import settle, staged_file
from services.registry.adapters.tables import links
from services.registry.domain.links import SUCCESSOR, Link
from services.registry.domain.register import Outcome
from shared.persistence.arrays import array


async def apply_links(connection: AsyncConnection, file: Path, *, dry_run: bool = False) -> Outcome:
    """Merge a file of links, in the caller's transaction; with `dry_run` only tell what it would do.

    A link that the file lacks stays: an extract says nothing of the others. Raises `UnreadableFile` for another file.
    """
    sheet, staged = await staged_file(connection, file, LINKS, links, dry_run=dry_run)
    return await settle(connection, sheet, staged, dry_run=dry_run)


async def links_from(connection: AsyncConnection, urns: Collection[int]) -> list[Link]:
    """The links of these URNs and of every URN that links to successors lead to: all that `successions` needs."""
    reached = select(func.unnest(array(links.c.urn, urns)).label("urn")).cte("reached", recursive=True)
    further = select(links.c.link_urn).join(reached, links.c.urn == reached.c.urn)
    reached = reached.union(further.where(links.c.kind.startswith(SUCCESSOR)))
    found = select(links).where(links.c.urn.in_(select(reached.c.urn))).order_by(*links.primary_key)
    return [Link(*row) for row in await connection.execute(found)]
