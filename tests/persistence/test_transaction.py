"""The one place where anything is committed, and whose a failure is."""

import asyncio

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.persistence.engine import SESSION, create_engine
from shared.persistence.failures import Blame, blame, is_connection_lost
from shared.persistence.transaction import OutcomeUnknown, looking, transaction

BLAMED = {
    "08006": Blame.WORLD,
    "25006": Blame.WORLD,
    "25P03": Blame.WORLD,
    "40001": Blame.WORLD,
    "40P01": Blame.WORLD,
    "53300": Blame.WORLD,
    "55P03": Blame.WORLD,
    "57014": Blame.WORLD,
    "57P01": Blame.WORLD,
    "58030": Blame.WORLD,
    "42P01": Blame.OURS,
    "42501": Blame.OURS,
    "28000": Blame.OURS,
    "22001": Blame.FACT,
    "23505": Blame.FACT,
    "P0001": Blame.FACT,
    "55000": Blame.FACT,
    "XX000": Blame.FACT,
}


@pytest.mark.parametrize(("code", "whose"), BLAMED.items())
async def test_postgresqls_codes_tell_whose_a_failure_is(database: AsyncEngine, code: str, whose: Blame) -> None:
    """The world's, ours, or the data's (bus.md)."""
    with pytest.raises(DBAPIError) as error:
        async with transaction(database) as connection:
            await connection.execute(text(f"DO $$ BEGIN RAISE SQLSTATE '{code}'; END $$"))
    assert blame(error.value) is whose


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        TimeoutError(),
        PoolTimeout(),
        OutcomeUnknown(),
        asyncpg.InterfaceError("connection is closed"),
        asyncpg.ConnectionDoesNotExistError(),
        asyncpg.CannotConnectNowError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_lost_connection_is_the_worlds(error: Exception) -> None:
    """In whichever of its many shapes."""
    assert blame(error) is Blame.WORLD


@pytest.mark.parametrize(
    "error",
    [ValueError(), KeyError("connection"), asyncpg.DataError("invalid input: 'the connection is closed'")],
    ids=lambda error: type(error).__name__,
)
def test_what_only_mentions_a_connection_is_the_facts(error: Exception) -> None:
    """A value that doesn't fit may say anything."""
    assert blame(error) is Blame.FACT
    assert not is_connection_lost(error)


async def test_a_value_that_does_not_fit_is_the_facts_failure(database: AsyncEngine) -> None:
    """Also when the driver itself refuses it, before PostgreSQL sees it."""
    with pytest.raises(DBAPIError) as error:
        async with transaction(database) as connection:
            await connection.execute(text("SELECT CAST(:n AS int)"), {"n": "the connection is closed"})
    assert blame(error.value) is Blame.FACT


async def test_what_ends_well_is_committed_and_what_raises_is_not(database: AsyncEngine) -> None:
    """All of it, or nothing."""
    async with transaction(database) as connection:
        await connection.execute(text("CREATE TABLE t (n int)"))
    with pytest.raises(ZeroDivisionError):
        await _insert_and_fail(database)
    async with transaction(database) as connection:
        assert (await connection.execute(text("SELECT count(*) FROM t"))).scalar_one() == 0


async def test_a_failing_commit_is_told_as_what_it_is(database: AsyncEngine) -> None:
    """A deferred constraint's violation is no riddle: nothing has happened."""
    async with transaction(database) as connection:
        await connection.execute(text("CREATE TABLE t (n int UNIQUE DEFERRABLE INITIALLY DEFERRED)"))
    with pytest.raises(DBAPIError) as error:
        async with transaction(database) as connection:
            await connection.execute(text("INSERT INTO t VALUES (1), (1)"))
    assert blame(error.value) is Blame.FACT


async def test_a_database_that_takes_no_connections_is_not_the_works_failure(
    database: AsyncEngine, database_url: str
) -> None:
    """Whatever PostgreSQL calls it: the work hadn't begun."""
    name = database_url.rpartition("/")[2]
    admin = await asyncpg.connect(database_url.removesuffix(name) + "postgres")
    await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    await admin.close()
    with pytest.raises(ConnectionRefusedError) as error:
        async with transaction(database):
            pass
    assert blame(error.value) is Blame.WORLD


async def test_a_missing_database_is_ours_to_mend(database_url: str) -> None:
    """Waiting won't help."""
    engine = create_engine(database_url + "_not_there", "test")
    with pytest.raises(Exception) as error:  # noqa: PT011 - whose it is, is what counts
        async with transaction(engine):
            pass
    assert blame(error.value) is Blame.OURS
    await engine.dispose()


async def test_every_session_has_the_time_outs_that_keep_a_paused_process_from_stopping_the_living(
    database: AsyncEngine,
) -> None:
    """And counts in UTC."""
    async with transaction(database) as connection:
        for name, value in SESSION.items():
            shown = (await connection.execute(text(f"SHOW {name}"))).scalar_one()
            assert shown in {value, "1min"}, name


async def test_a_session_that_idles_in_its_transaction_is_ended_by_postgresql(database: AsyncEngine) -> None:
    """Its locks are free again; the paused one learns of it, and it is the world's failure."""
    with pytest.raises(DBAPIError) as error:
        await _pause_within(database)
    assert blame(error.value) is Blame.WORLD


async def test_a_connection_that_died_while_it_lay_idle_is_replaced(database: AsyncEngine, database_url: str) -> None:
    """PostgreSQL was started anew, say: the next work doesn't notice."""
    async with transaction(database) as connection:
        died = (await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
    admin = await asyncpg.connect(database_url)
    await admin.execute("SELECT pg_terminate_backend($1, 5000)", died)
    await admin.close()
    async with transaction(database) as connection:
        assert (await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one() != died


async def test_a_look_is_no_transaction(database: AsyncEngine) -> None:
    """Each statement sees what is committed by then; and the connection is one for transactions again afterwards."""
    moment = text("SELECT transaction_timestamp()")
    async with looking(database) as connection:
        assert (await connection.execute(moment)).scalar_one() < (await connection.execute(moment)).scalar_one()
    async with transaction(database) as connection:
        assert (await connection.execute(moment)).scalar_one() == (await connection.execute(moment)).scalar_one()


async def _insert_and_fail(database: AsyncEngine) -> None:
    async with transaction(database) as connection:
        await connection.execute(text("INSERT INTO t VALUES (1)"))
        raise ZeroDivisionError


async def _pause_within(database: AsyncEngine) -> None:
    async with transaction(database) as connection:
        await connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = '100ms'"))
        await asyncio.sleep(0.4)
        await connection.execute(text("SELECT 1"))
