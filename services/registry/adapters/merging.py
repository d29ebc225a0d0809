"""A file merged into a table: staged, compared, written, in the caller's transaction."""

import asyncio
from pathlib import Path

from sqlalchemy import Table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.adapters.sheet import Shape, Sheet, sheet
from services.registry.adapters.staging import Staged, stage
from services.registry.adapters.text_file import open_text
from services.registry.domain.register import Outcome


async def staged_file(
    connection: AsyncConnection, path: Path, shape: Shape, table: Table, *, dry_run: bool
) -> tuple[Sheet, Staged]:
    """Read a file into a temporary table; unless it is a dry run, wait first until no other import is under way."""
    file = await asyncio.to_thread(open_text, path)
    with file.file:
        rows = sheet(file, shape)
        if not dry_run:
            await connection.execute(text(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE"))
        return rows, await stage(connection, rows, table)


async def settle(connection: AsyncConnection, rows: Sheet, staged: Staged, *, dry_run: bool) -> Outcome:
    """Count the differences, write them unless it is a dry run, and drop the temporary table."""
    new, changed = await staged.counted(connection)
    if changed and not dry_run:
        await staged.write_changed(connection)
    if new and not dry_run:
        await staged.write_new(connection)
    await staged.drop(connection)
    return Outcome(
        rows=rows.rows,
        new=new,
        changed=changed,
        unchanged=rows.rows - rows.refused - new - changed,
        refused=rows.refused,
        issues=rows.issues.in_order(),
        more_issues=rows.issues.more,
    )
