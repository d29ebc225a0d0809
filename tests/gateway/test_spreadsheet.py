"""Lists to take along."""

import csv
import io
import zipfile
from datetime import date, datetime
from xml.etree import ElementTree as ET

import pytest

from services.gateway.adapters.spreadsheet import Cell, spreadsheet, written
from shared.kernel.money import Money

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read(*cells: Cell) -> list[str]:
    """A row as a spreadsheet program reads it."""
    [_, row] = csv.reader(io.StringIO(written("csv", ("a",), [cells]).decode("utf-8-sig")))
    return row


def test_names_of_all_kinds_come_through() -> None:
    """Commas, quotes, line ends, accents; what isn't there is empty."""
    assert read("Shaw, Ann", 'the "old" hall', "Siobhán", 3, None) == [
        "Shaw, Ann",
        'the "old" hall',
        "Siobhán",
        "3",
        "",
    ]


@pytest.mark.parametrize("typed", ["=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(A1)", "\t=1"])
def test_what_somebody_typed_is_shown_not_worked_out(typed: str) -> None:
    """A name that begins like a formula stays a name."""
    assert read(typed) == [f"'{typed}"]


FIGURES = (Money(-1250), Money(12_000), date(2027, 3, 12), datetime(2027, 3, 12, 13, 30), 7)  # noqa: DTZ001 - as cells are


def test_figures_stay_figures() -> None:
    """Also those that are owed the other way."""
    assert read(*FIGURES) == ["-12.50", "120.00", "2027-03-12", "2027-03-12 13:30", "7"]


def test_a_workbook_has_figures_days_and_text() -> None:
    """As numbers, to be added up and sorted; what looks like a formula, a number or a link is text."""
    typed = ("Siobhán", "=1+1", "007", "https://example.org")
    with zipfile.ZipFile(io.BytesIO(written("xlsx", ("a",), [[*FIGURES, *typed]]))) as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
        strings = ET.fromstring(book.read("xl/sharedStrings.xml"))
    names = ["".join(each.itertext()) for each in strings]
    cells = [each for each in sheet.iter(f"{SHEET}c") if (each.get("r") or "").endswith("2")]
    values = [each.findtext(f"{SHEET}v") or "" for each in cells]
    assert values[:5] == ["-12.5", "120", "46458", "46458.5625", "7"]
    assert [(each.get("t"), names[int(value)]) for each, value in zip(cells[5:], values[5:], strict=True)] == [
        ("s", each) for each in typed
    ]
    assert next(sheet.iter(f"{SHEET}f"), None) is None


async def test_excel_knows_it_by_its_mark_and_browsers_keep_it() -> None:
    """Else accents come out wrong there; and it is a file, not a page."""
    response = await spreadsheet("places", "csv", ("Name",), [])
    assert bytes(response.body).startswith(b"\xef\xbb\xbf")
    assert response.headers["content-disposition"] == 'attachment; filename="places.csv"'
