"""The national register's table: an edition merged into it, and its entries read."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import RowMapping, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.adapters.merging import settle, staged_file
from services.registry.adapters.register_file import EDITION
from services.registry.adapters.staging import Staged
from services.registry.adapters.tables import register
from services.registry.domain.register import Change, Entry, Outcome
from shared.contracts.registry import Phase, Status
from shared.persistence.arrays import among

SAMPLE = 20
"""Changes that a dry run shows."""

BEFORE, AFTER = "before_", "after_"

COLUMNS = [column for column in register.c if column.name != "searched"]


async def apply(
    connection: AsyncConnection, file: Path, *, watched: Collection[int] = (), dry_run: bool = False
) -> Outcome:
    """Merge an edition into the register, in the caller's transaction; with `dry_run` only tell what it would do.

    Takes turns with another import: the second waits until the first one's transaction ends. Raises `UnreadableFile`
    for a file that isn't a register; then nothing was written, and the transaction can go on.
    """
    sheet, staged = await staged_file(connection, file, EDITION, register, dry_run=dry_run)
    seen = await watched_changes(connection, staged, watched) if watched else ()
    sample = await sampled_changes(connection, staged) if dry_run else ()
    outcome = await settle(connection, sheet, staged, dry_run=dry_run)
    return replace(outcome, watched=seen, sample=sample)


async def entry(connection: AsyncConnection, urn: int) -> Entry | None:
    """What the register says of a URN; None when it has no such number."""
    return next(iter(await entries(connection, [urn])), None)


async def entries(connection: AsyncConnection, urns: Collection[int]) -> list[Entry]:
    """What the register says of these URNs, in their order; the unknown ones are left out."""
    found = await connection.execute(select(*COLUMNS).where(among(register.c.urn, urns)).order_by(register.c.urn))
    return [entry_of(row) for row in found.mappings()]


async def watched_changes(connection: AsyncConnection, staged: Staged, urns: Collection[int]) -> tuple[Change, ...]:
    """Every change to these URNs, in their order."""
    query = changes(staged).where(among(staged.rows.c.urn, urns)).order_by(staged.rows.c.urn)
    return tuple(map(change_of, (await connection.execute(query)).mappings()))


async def sampled_changes(connection: AsyncConnection, staged: Staged) -> tuple[Change, ...]:
    """A few changes, those to known schools first: a person learns more from them than from new ones."""
    query = changes(staged).order_by(staged.is_new, staged.rows.c.urn).limit(SAMPLE)
    return tuple(map(change_of, (await connection.execute(query)).mappings()))


def changes(staged: Staged) -> Select[Any]:
    """What is new or changed, before and after."""
    before = [column.label(BEFORE + column.name) for column in COLUMNS]
    after = [staged.merged(column).label(AFTER + column.name) for column in COLUMNS]
    return select(*before, *after).select_from(staged.joined).where(or_(staged.is_new, staged.is_changed))


def change_of(row: RowMapping) -> Change:
    """A row of `changes`."""
    after = entry_of(row, AFTER)
    return Change(after.urn, None if row[BEFORE + "urn"] is None else entry_of(row, BEFORE), after)


def entry_of(row: RowMapping, prefix: str = "") -> Entry:
    """An entry from the columns whose names begin with `prefix`."""
    said = {column.name: row[prefix + column.name] for column in COLUMNS}
    phase, status = said.pop("phase"), said.pop("status")
    return Entry(**said, phase=phase and Phase(phase), status=status and Status(status))
