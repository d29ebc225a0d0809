"""The list of links merged into its table, on a real PostgreSQL."""

from datetime import date
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.adapters.links_store import apply_links, links_from
from services.registry.domain.links import Link, successions
from tests.registry.register_files import LINKS, tables, written

HEADINGS = "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\n"


async def test_the_list_of_links_is_merged_once(database: AsyncEngine) -> None:
    """The same file twice is harmless."""
    async with tables(database) as connection:
        first = await apply_links(connection, LINKS)
        again = await apply_links(connection, LINKS)
    assert (first.rows, first.new, first.refused) == (102, 102, 0)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 102)


async def test_a_dry_run_of_links_writes_nothing(database: AsyncEngine) -> None:
    """It tells what would be new."""
    async with tables(database) as connection:
        assert (await apply_links(connection, LINKS, dry_run=True)).new == 102
        assert await links_from(connection, [100012]) == []


async def test_a_later_list_gives_a_date_and_takes_none_away(database: AsyncEngine, tmp_path: Path) -> None:
    """A blank date says nothing; a link that the list lacks stays."""
    dated = HEADINGS + "100001,100002,A,Successor,01-09-2020\n"
    async with tables(database) as connection:
        undated = HEADINGS + "100001,100002,A,Successor,\n100003,100004,B,Successor,\n"
        await apply_links(connection, written(tmp_path, undated.encode()))
        outcome = await apply_links(connection, written(tmp_path, dated.encode()))
        await apply_links(connection, written(tmp_path, undated.encode()))
        kept = await links_from(connection, [100001, 100003])
    assert (outcome.new, outcome.changed) == (0, 1)
    assert kept == [Link(100001, 100002, "Successor", date(2020, 9, 1)), Link(100003, 100004, "Successor")]


async def test_all_links_along_a_chain_are_read(database: AsyncEngine, tmp_path: Path) -> None:
    """The rules need every step, and a circle ends; others' links aren't fetched."""
    pairs = ["100001,100002", "100002,100003", "100003,100001", "100008,100009"]
    rows = "".join(f"{pair},A,Successor,\n" for pair in pairs)
    async with tables(database) as connection:
        await apply_links(connection, written(tmp_path, (HEADINGS + rows).encode()))
        found = await links_from(connection, [100001])
    assert [link.urn for link in found] == [100001, 100002, 100003]


async def test_real_links_tell_who_goes_on(database: AsyncEngine) -> None:
    """One plain conversion, one merger that a person must look at, one school that isn't linked."""
    async with tables(database) as connection:
        await apply_links(connection, LINKS)
        asked = [108299, 100012, 999999]
        ends = successions(asked, await links_from(connection, asked), date(2025, 4, 22))
    assert ends[108299] == 138950
    assert getattr(ends[100012], "candidates", None) == (100021,)
    assert ends[999999] is None
