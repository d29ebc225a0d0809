"""The one place where anything is committed."""

from collections.abc import AsyncGenerator, Awaitable
from contextlib import asynccontextmanager

from asyncpg import PostgresError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.persistence.failures import Blame, blame, is_connection_lost


class OutcomeUnknown(ConnectionError):
    """The connection died during COMMIT: the work may or may not have happened. Asking again with the same key tells.

    A ConnectionError, because it is the world's failure (`blame`), never the work's.
    """


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncGenerator[AsyncConnection]:
    """One transaction: committed when the block ends well, rolled back when it raises.

    Raises `OutcomeUnknown` when the connection is lost while COMMIT is under way.
    """
    async with _connected(engine) as connection:
        begun = await connection.begin()
        try:
            yield connection
        except BaseException:
            await _roll_back(begun.rollback())
            raise
        try:
            await begun.commit()
        except (DBAPIError, OSError) as error:
            if is_connection_lost(error):
                raise OutcomeUnknown("the connection was lost during COMMIT") from error
            raise


@asynccontextmanager
async def looking(engine: AsyncEngine) -> AsyncGenerator[AsyncConnection]:
    """A connection to look by, where each statement is for itself: BEGIN and COMMIT would cost more than the look."""
    async with _connected(engine) as connection:
        yield await connection.execution_options(isolation_level="AUTOCOMMIT")


@asynccontextmanager
async def _connected(engine: AsyncEngine) -> AsyncGenerator[AsyncConnection]:
    """A connection of the pool. Whatever keeps us from getting one, it isn't the work."""
    try:
        connection = await engine.connect()
    except (DBAPIError, PostgresError) as error:
        if blame(error) is not Blame.FACT:
            raise
        raise ConnectionRefusedError(f"no connection: {type(error).__name__}") from error
    try:
        yield connection
    finally:
        await connection.close()


async def _roll_back(rollback: Awaitable[None]) -> None:
    """Roll back, unless the connection is gone: then the server has done so itself."""
    try:
        await rollback
    except (DBAPIError, OSError) as error:
        if not is_connection_lost(error):
            raise
