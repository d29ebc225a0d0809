"""`--dry-run`: do the very same, answer what came of it, and take it back."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from shared.messaging.work import Work


@asynccontextmanager
async def rehearsing(work: Work, dry_run: bool) -> AsyncGenerator[None]:
    """What the block does is taken back at its end, if it is only a rehearsal."""
    async with work.connection.begin_nested() as savepoint:
        yield
        if dry_run:
            await savepoint.rollback()
            work.woken.clear()
