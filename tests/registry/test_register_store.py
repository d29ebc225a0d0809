"""An edition merged into the register's table, on a real PostgreSQL."""

import asyncio
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.registry.adapters.register_store import SAMPLE, apply, entries, entry
from services.registry.adapters.tables import register
from services.registry.domain.register import Change, Entry
from services.registry.domain.unreadable import UnreadableFile
from shared.contracts.registry import Phase, Status
from tests.registry.register_files import EDITION_2017, EDITION_2025, FULL_COLUMNS, edition, school, tables, written


async def written_versions(connection: AsyncConnection) -> list[str]:
    """Which transaction wrote each row, and where it lies: it stays the same only when nothing wrote it."""
    return list(
        (await connection.execute(text("SELECT xmin::text || ctid::text FROM register ORDER BY urn"))).scalars()
    )


def primary(urn: int, name: str, status: Status) -> Entry:
    """What `school` writes, as an entry."""
    return Entry(urn=urn, name=name, status=status, phase=Phase.PRIMARY, la_code="201")


async def test_an_edition_fills_an_empty_register(database: AsyncEngine) -> None:
    """Every row of the extract of 2025 is new."""
    async with tables(database) as connection:
        outcome = await apply(connection, EDITION_2025)
        assert (outcome.rows, outcome.new, outcome.refused) == (153, 153, 0)
        aldgate = await entry(connection, 100000)
    assert aldgate == Entry(
        urn=100000,
        name="The Aldgate School",
        type="Voluntary aided school",
        la_code="201",
        la_name="City of London",
        establishment_number="3614",
        town="London",
        postcode="EC3A 5DE",
    )
    assert aldgate is not None
    assert aldgate.laestab == "2013614"


async def test_the_same_file_twice_writes_nothing(database: AsyncEngine) -> None:
    """Not even row locks: an import can be repeated at any time."""
    async with tables(database) as connection:
        await apply(connection, EDITION_2025)
        before = await written_versions(connection)
    async with database.begin() as connection:
        outcome = await apply(connection, EDITION_2025)
        assert (outcome.new, outcome.changed, outcome.unchanged) == (0, 0, 153)
        assert await written_versions(connection) == before


@pytest.mark.parametrize("later", [EDITION_2017, FULL_COLUMNS])
async def test_another_edition_adds_what_it_says_and_erases_nothing(database: AsyncEngine, later: Path) -> None:
    """What an edition leaves blank, or has no column for, stays as it was known."""
    async with tables(database) as connection:
        await apply(connection, EDITION_2025)
        known = {each.urn: each for each in await entries(connection, range(100000, 160000))}
        await apply(connection, later)
        merged = await entries(connection, list(known))
    for after in merged:
        before = known[after.urn]
        assert not [name for name in Entry.__slots__ if getattr(before, name) and getattr(after, name) is None]


async def test_editions_that_agree_but_for_capitals_change_nothing(database: AsyncEngine, tmp_path: Path) -> None:
    """ "Voluntary Aided School" of one edition is "Voluntary aided school" of the other."""
    headings = "urn,establishment_name,establishment_type"
    async with tables(database) as connection:
        await apply(connection, edition(tmp_path, "100001,A,Voluntary Aided School", headings=headings))
        outcome = await apply(connection, edition(tmp_path, "100001,A,Voluntary aided school", headings=headings))
    assert (outcome.changed, outcome.unchanged) == (0, 1)


async def test_changes_are_told_of_watched_schools_only(database: AsyncEngine, tmp_path: Path) -> None:
    """Only members' changes become facts: those need both what was and what is."""
    first = [school(100001, "Hilltop"), school(100002, "Valley"), school(100003, "Still")]
    then = [school(100001, "Hilltop Academy", status="Closed"), school(100002, "Dale"), school(100003, "Still")]
    async with tables(database) as connection:
        await apply(connection, edition(tmp_path, *first))
        changed = edition(tmp_path, *then, school(100004, "New"))
        outcome = await apply(connection, changed, watched=[100001, 100003, 100004])
        again = await apply(connection, changed, watched=[100001, 100003, 100004])
    assert outcome.watched == (
        Change(
            100001,
            primary(100001, "Hilltop", Status.OPEN),
            primary(100001, "Hilltop Academy", Status.CLOSED),
        ),
        Change(100004, None, primary(100004, "New", Status.OPEN)),
    )
    assert (outcome.new, outcome.changed, outcome.unchanged) == (1, 2, 1)
    assert again.watched == ()


async def test_a_dry_run_shows_the_same_and_writes_nothing(database: AsyncEngine) -> None:
    """Known schools' changes come first in the sample."""
    async with tables(database) as connection:
        await apply(connection, EDITION_2025)
        before = await written_versions(connection)
        tried = await apply(connection, EDITION_2017, watched=[100005], dry_run=True)
        assert await written_versions(connection) == before
        done = await apply(connection, EDITION_2017, watched=[100005])
    assert len(tried.sample) == SAMPLE
    assert tried.sample[0].before is not None
    assert (tried.new, tried.changed, tried.unchanged, tried.watched) == (
        done.new,
        done.changed,
        done.unchanged,
        done.watched,
    )
    assert done.sample == ()


async def test_wrong_rows_change_nothing(database: AsyncEngine, tmp_path: Path) -> None:
    """The counts add up, and a refused row leaves its school as it was."""
    async with tables(database) as connection:
        await apply(connection, edition(tmp_path, school(100001, "Hilltop")))
        wrong = edition(tmp_path, school(100001, "Renamed", opened="31-02-2020"), school(100002, "Good"))
        outcome = await apply(connection, wrong)
        kept = await entry(connection, 100001)
    assert (outcome.rows, outcome.new, outcome.changed, outcome.unchanged, outcome.refused) == (2, 1, 0, 0, 1)
    assert kept is not None
    assert kept.name == "Hilltop"
    assert [issue.line for issue in outcome.issues] == [2]


async def test_a_refused_file_leaves_the_transaction_usable(database: AsyncEngine, tmp_path: Path) -> None:
    """The caller may go on and write why."""
    async with tables(database) as connection:
        with pytest.raises(UnreadableFile):
            await apply(connection, written(tmp_path, b"Name\nHilltop\n"))
        assert (await apply(connection, edition(tmp_path, school(100001, "Hilltop")))).new == 1


async def test_two_imports_at_once_take_turns(database: AsyncEngine, tmp_path: Path) -> None:
    """The second waits for the first one's commit, and then finds nothing left to do."""
    async with tables(database):
        pass

    async def import_it() -> int:
        async with database.begin() as connection:
            outcome = await apply(connection, EDITION_2025)
            await asyncio.sleep(0.05)
            return outcome.new

    assert sorted(await asyncio.gather(import_it(), import_it(), import_it())) == [0, 0, 153]


async def test_a_school_may_be_read_while_an_import_is_under_way(database: AsyncEngine) -> None:
    """The import's lock stops other imports, not readers: they see what was committed."""
    async with tables(database) as connection:
        await apply(connection, EDITION_2017)
    async with database.begin() as importing, database.begin() as reading:
        await apply(importing, EDITION_2025)
        assert await entry(reading, 100005) is not None
        assert (await reading.execute(select(func.count()).select_from(register))).scalar_one() == 78


async def test_the_loop_gets_turns_during_an_import(database: AsyncEngine, tmp_path: Path) -> None:
    """Health probes answer from the same event loop."""
    big = edition(tmp_path, *(school(100001 + at, f"School {at}") for at in range(10_000)))
    turns = 0

    async def probe() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    async with tables(database) as connection:
        probing = asyncio.create_task(probe())
        await apply(connection, big)
        probing.cancel()
    assert turns >= 10_000 / 250


async def test_dates_and_codes_are_stored_as_they_are_meant(database: AsyncEngine, tmp_path: Path) -> None:
    """The date is day first; the code has its leading zero back."""
    async with tables(database) as connection:
        await apply(connection, edition(tmp_path, school(100001, "Hilltop", opened="01/09/2012", la="12")))
        kept = await entry(connection, 100001)
    assert kept is not None
    assert (kept.opened_on, kept.la_code) == (date(2012, 9, 1), "012")


async def test_an_unknown_urn_has_no_entry(database: AsyncEngine) -> None:
    """None, not an error: whoever asks says what that means."""
    async with tables(database) as connection:
        assert await entry(connection, 999999) is None
        assert await entries(connection, []) == []
