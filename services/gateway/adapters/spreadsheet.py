"""A list as a file that spreadsheet programs open: CSV (RFC 4180), in UTF-8 with the mark by which Excel knows it."""

import csv
import io
from collections.abc import Iterable, Sequence

from fastapi.responses import Response

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet program would work out instead of showing it."""

Cell = str | int | float | None


def spreadsheet(name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """A file of that name to be kept; what somebody else typed is shown, not worked out."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    disposition = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(text.getvalue().encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=disposition)


def pounds(pence: int) -> str:
    """A figure to add up: 1250.00."""
    return f"{pence / 100:.2f}"


def _harmless(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.startswith(FORMULA) and not _is_number(cell):
        return f"'{cell}"
    return cell


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
