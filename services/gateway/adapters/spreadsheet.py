"""A list as a file that spreadsheet programs open: an Excel workbook, or CSV (RFC 4180) in UTF-8 with the mark by which
Excel knows it."""

import asyncio
import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Literal

from fastapi.responses import Response
from xlsxwriter import Workbook
from xlsxwriter.format import Format

from shared.kernel.money import Money

Kind = Literal["csv", "xlsx"]

Cell = str | int | Money | date | datetime | None
"""Moments are London's, without their zone: spreadsheets know none."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet program would work out instead of showing it."""

MEDIA_TYPES: dict[Kind, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

AS_TYPED = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""What somebody typed stays text, whatever it looks like."""

SHOWN = {
    "money": {"num_format": "£#,##0.00"},
    "day": {"num_format": "d mmm yyyy"},
    "moment": {"num_format": "d mmm yyyy hh:mm"},
    "heading": {"bold": True, "bottom": 1},
}
"""How a workbook shows what it keeps as figures."""


async def spreadsheet(name: str, kind: Kind, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """A file of that name to be kept; other pages are shown meanwhile (10,000 rows take half a second)."""
    content = await asyncio.to_thread(written, kind, headings, rows)
    disposition = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return Response(content, media_type=MEDIA_TYPES[kind], headers=disposition)


def written(kind: Kind, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The file; what somebody typed is shown in it, not worked out."""
    return _workbook(headings, rows) if kind == "xlsx" else _csv(headings, rows)


def _csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> str | int | None:
    match cell:
        case str():
            return f"'{cell}" if cell.startswith(FORMULA) else cell
        case Money():
            return f"{cell.pence / 100:.2f}"
        case datetime():
            return f"{cell:%Y-%m-%d %H:%M}"
        case date():
            return cell.isoformat()
        case _:
            return cell


def _workbook(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet, whose headings stay in sight and can be filtered by."""
    file = io.BytesIO()
    with Workbook(file, AS_TYPED) as book:
        formats = {name: book.add_format(how) for name, how in SHOWN.items()}
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, headings, formats["heading"])
        last = 0
        for last, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                sheet.write(last, column, *_shown(cell, formats))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, len(headings) - 1)
        sheet.autofit()
    return file.getvalue()


def _shown(cell: Cell, formats: Mapping[str, Format]) -> tuple[str | int | float | date | None, Format | None]:
    match cell:
        case Money():
            return cell.pence / 100, formats["money"]
        case datetime():
            return cell, formats["moment"]
        case date():
            return cell, formats["day"]
        case _:
            return cell, None
