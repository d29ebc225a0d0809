"""Searching the register as people type."""

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.adapters.register_store import apply
from services.registry.adapters.search import find
from tests.registry.register_files import EDITION_2025, edition, tables


async def urns(database: AsyncEngine, sought: str, limit: int = 10, offset: int = 0) -> list[int]:
    """The URNs found in the extract of 2025, best first."""
    async with tables(database) as connection:
        await apply(connection, EDITION_2025)
        return [found.urn for found in await find(connection, sought, limit, offset)]


@pytest.mark.parametrize(
    "sought",
    ["100005", "2021048", "202/1048", "thomas coram", "CORAM Thomas", "wc1n2ny", "WC1N 2NY", "coram london"],
)
async def test_a_school_is_found_by_name_town_postcode_and_numbers(database: AsyncEngine, sought: str) -> None:
    """Words in any order and any capitals; the postcode with and without its space."""
    assert 100005 in await urns(database, sought)


@pytest.mark.parametrize("sought", ["thomas à becket", "THOMAS A BECKET", "thomas À becket voluntary"])
async def test_accents_do_not_count(database: AsyncEngine, sought: str) -> None:
    """Few keyboards have the à of St Thomas à Becket."""
    assert 138950 in await urns(database, sought)


@pytest.mark.parametrize("sought", ["", "   ", "\0"])
async def test_a_blank_search_finds_nothing(database: AsyncEngine, sought: str) -> None:
    """Not everything: nobody asked for 22,000 schools."""
    assert await urns(database, sought) == []


@pytest.mark.parametrize("sought", ["%", "_", "'; drop table register", "\\", ":x"])
async def test_signs_are_only_signs(database: AsyncEngine, sought: str) -> None:
    """No sign is a wildcard or a piece of SQL."""
    assert await urns(database, sought) == []


@pytest.mark.parametrize("sought", ["St. Mary’s", "st marys", "ST MARY'S"])
async def test_apostrophes_and_full_stops_do_not_count(database: AsyncEngine, tmp_path: Path, sought: str) -> None:
    """Nobody types them the same way twice."""
    async with tables(database) as connection:
        headings = "URN,EstablishmentName"
        await apply(connection, edition(tmp_path, "100001,St Mary's", "100002,St. Mary’s", headings=headings))
        assert {found.urn for found in await find(connection, sought, 10)} == {100001, 100002}


async def test_the_best_come_first(database: AsyncEngine, tmp_path: Path) -> None:
    """An exact number, then names that begin so, then the others; closed schools after open ones, then by name."""
    rows = [
        "100001,North Hilltop,Town,1",
        "100002,Hilltop School,Town,2",
        "100003,Hilltop Academy,Town,1",
        "100004,Academy,Hilltop,1",
        "100005,Hilltop 100001,Town,1",
    ]
    headings = "URN,EstablishmentName,Town,EstablishmentStatus (code)"
    async with tables(database) as connection:
        await apply(connection, edition(tmp_path, *rows, headings=headings))
        by_name = [found.urn for found in await find(connection, "hilltop", 10)]
        by_number = [found.urn for found in await find(connection, "100001", 10)]
    assert by_name == [100005, 100003, 100002, 100004, 100001]
    assert by_number == [100001, 100005]


async def test_pages_follow_each_other(database: AsyncEngine) -> None:
    """Limit and offset cut one list."""
    whole = await urns(database, "school", limit=20)
    async with database.connect() as connection:
        second = [found.urn for found in await find(connection, "school", 10, 10)]
    assert whole[10:] == second
