"""The real editions of the register and its list of links, as published."""

from pathlib import Path

import pytest

from services.registry.adapters.links_file import LINKS as LINKS_SHAPE
from services.registry.adapters.text_file import open_text
from shared.contracts.registry import Phase, Status
from tests.registry.register_files import EDITION_2017, EDITION_2025, FULL_COLUMNS, LINKS, read, reasons


@pytest.mark.parametrize("path", [EDITION_2025, EDITION_2017, FULL_COLUMNS])
def test_every_edition_is_read_without_an_issue(path: Path) -> None:
    """Three editions with 14, 29 and 139 columns, as published."""
    rows, said = read(path)
    assert reasons(rows) == []
    assert len(said) == rows.rows == len(path.read_bytes().splitlines()) - 1


def test_the_edition_of_2025_says_phase_and_authority_and_no_status() -> None:
    """It has no column for the status: that is unknown, not open."""
    _, said = read(EDITION_2025)
    heath = next(row for row in said if row["urn"] == 100005)
    assert (heath["name"], heath["phase"], heath["la_code"]) == ("Thomas Coram Centre", Phase.NURSERY, "202")
    assert heath["type"] == "Local authority nursery school"
    assert "status" not in heath


def test_na_is_blank_in_the_edition_of_2017() -> None:
    """That edition writes NA where it says nothing."""
    _, said = read(EDITION_2017)
    coram = next(row for row in said if row["urn"] == 100005)
    assert (coram["locality"], coram["opened_on"], coram["ukprn"]) == (None, None, None)
    assert coram["status"] is Status.OPEN


def test_the_full_edition_says_who_is_closed() -> None:
    """All four statuses are in the extract, with closing dates."""
    _, said = read(FULL_COLUMNS)
    assert {row["status"] for row in said} == set(Status)
    assert any(row["closed_on"] for row in said if row["status"] is Status.CLOSED)


def test_the_real_list_of_links_is_windows_1252() -> None:
    """Its "à", "°" and "ô" are single bytes; none of the 17 kinds is new to us."""
    opened = open_text(LINKS)
    with opened.file:
        assert opened.encoding == "windows-1252"
    rows, said = read(LINKS, LINKS_SHAPE)
    assert reasons(rows) == []
    assert len({row["kind"] for row in said}) == 17
