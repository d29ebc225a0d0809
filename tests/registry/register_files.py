"""Files for the tests of the register: the real extracts, and small ones made for a purpose."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.registry.adapters.register_file import EDITION
from services.registry.adapters.sheet import Shape, Sheet, sheet
from services.registry.adapters.tables import METADATA
from services.registry.adapters.text_file import open_text

DATA = Path(__file__).parent / "data"
EDITION_2025 = DATA / "register_2025.csv"
EDITION_2017 = DATA / "register_2017.csv"
FULL_COLUMNS = DATA / "register_full_columns.csv"
LINKS = DATA / "links.csv"

HEADINGS = "URN,EstablishmentName,PhaseOfEducation (code),EstablishmentStatus (name),OpenDate,LA (code),Town"


def edition(folder: Path, *rows: str, headings: str = HEADINGS, encoding: str = "utf-8") -> Path:
    """A small edition of the register with these rows."""
    return written(folder, "\n".join([headings, *rows, ""]).encode(encoding))


def written(folder: Path, content: bytes) -> Path:
    """A file with just that content."""
    path = folder / "register.csv"
    path.write_bytes(content)
    return path


def school(
    urn: int | str, name: str, phase: str = "2", status: str = "Open", opened: str = "", la: str = "201", town: str = ""
) -> str:
    """A row under `HEADINGS`."""
    return ",".join([str(urn), name, phase, status, opened, la, town])


@asynccontextmanager
async def tables(database: AsyncEngine) -> AsyncGenerator[AsyncConnection]:
    """A transaction, committed at the end, on a database that has registry's tables."""
    async with database.begin() as connection:
        await connection.run_sync(METADATA.create_all)
        yield connection


def read(path: Path, shape: Shape = EDITION) -> tuple[Sheet, list[dict[str, Any]]]:
    """A file's sheet when all of it has been read, and its good rows by field."""
    opened = open_text(path)
    with opened.file:
        rows = sheet(opened, shape)
        said = [dict(zip(rows.fields, row, strict=True)) for batch in rows for row in batch]
    return rows, said


def reasons(rows: Sheet) -> list[tuple[int, str | None, str]]:
    """Line, column and reason of each issue."""
    return [(issue.line, issue.column, issue.reason) for issue in rows.issues.in_order()]
