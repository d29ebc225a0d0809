"""Lists to take along."""

import csv
import io

import pytest

from services.gateway.adapters.spreadsheet import Cell, spreadsheet


def read(*cells: Cell) -> list[str]:
    """A row as a spreadsheet program reads it."""
    [_, row] = csv.reader(io.StringIO(bytes(spreadsheet("list", ("a",), [cells]).body).decode("utf-8-sig")))
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


def test_figures_stay_figures() -> None:
    """Also those that are owed the other way."""
    assert read("-12.50", "120.00") == ["-12.50", "120.00"]


def test_excel_knows_it_by_its_mark_and_browsers_keep_it() -> None:
    """Else accents come out wrong there; and it is a file, not a page."""
    response = spreadsheet("places", ("Name",), [])
    assert bytes(response.body).startswith(b"\xef\xbb\xbf")
    assert response.headers["content-disposition"] == 'attachment; filename="places.csv"'
