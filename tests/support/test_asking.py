"""A school asks and is answered, and support's copies follow registry, on the real database."""

from datetime import date
from uuid import UUID

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from services.support.adapters.tables import METADATA
from services.support.domain.case import Alternative
from services.support.domain.refusals import (
    AskAgainMustBeLater,
    CaseIsAnswered,
    NotHeadOfThatSchool,
    PersonIsUnknown,
    SchoolIsUnknown,
    SpecialismIsUnknown,
)
from services.support.use_cases.decline_support import DeclineSupport
from services.support.use_cases.request_support import RequestSupport
from shared.contracts.registry import PersonErased, PersonMoved, Role, SchoolLeft
from shared.contracts.support import Decline, SupportDeclined, SupportRequested
from shared.kernel.ids import SchoolId
from shared.messaging import tables as bus
from tests.service_fixtures import NOON, Bench
from tests.support.stories import (
    ANNE,
    BOB,
    HILLTOP,
    OUTSIDE,
    VALLEY,
    asked,
    deployed,
    designated,
    joined,
    ledger,
)
from tests.telling import Stories


async def test_a_school_outside_the_alliance_asks(support: Bench, alliance: Stories) -> None:
    """It was introduced; so do members, and those that left."""
    case_id = await asked(support)
    assert await support.told() == [SupportRequested(case_id, OUTSIDE, "phonics", date(2027, 3, 12))]
    await asked(support, VALLEY)
    await alliance.tell(SchoolLeft(VALLEY, NOON.date()))
    await asked(support, VALLEY)


async def test_a_school_of_which_registry_has_not_told_is_refused(support: Bench, alliance: Stories) -> None:
    """With what to do; and so is a specialism that no list has."""
    with pytest.raises(SchoolIsUnknown, match="try again in a moment"):
        await asked(support, SchoolId(UUID(int=404)))
    with pytest.raises(SpecialismIsUnknown):
        await support.do(RequestSupport(OUTSIDE, "juggling"))


async def test_a_head_asks_for_their_own_school_only(support: Bench, alliance: Stories) -> None:
    """Bob leads Hilltop."""
    await support.do(RequestSupport(HILLTOP, "phonics", head=BOB))
    with pytest.raises(NotHeadOfThatSchool, match="Only the head of Valley Infants"):
        await support.do(RequestSupport(VALLEY, "phonics", head=BOB))


async def test_a_request_is_declined_with_reason_alternative_and_later_date(support: Bench, alliance: Stories) -> None:
    """All three are told, as codes."""
    case_id, later = await asked(support), date(2027, 9, 1)
    await support.do(DeclineSupport(case_id, Decline.NO_CAPACITY, Alternative.ANOTHER_ALLIANCE, later))
    assert await support.told(SupportDeclined) == [
        SupportDeclined(case_id, OUTSIDE, Decline.NO_CAPACITY, "another_alliance", later)
    ]


async def test_asking_again_is_later_than_today(support: Bench, alliance: Stories) -> None:
    """Today isn't."""
    with pytest.raises(AskAgainMustBeLater, match="12 March 2027 isn't later than today"):
        await support.do(DeclineSupport(await asked(support), Decline.OTHER, None, date(2027, 3, 12)))


async def test_a_request_with_an_sle_is_no_longer_declined(support: Bench, alliance: Stories) -> None:
    """It was answered."""
    await designated(support)
    case_id = await asked(support)
    await deployed(support, case_id)
    with pytest.raises(CaseIsAnswered):
        await support.do(DeclineSupport(case_id, Decline.OTHER))


async def test_of_somebody_erased_only_ids_and_numbers_remain(support: Bench, alliance: Stories) -> None:
    """Not where they worked, nor in what they were good; what was agreed stands; nothing new is agreed."""
    await designated(support)
    case_id = await asked(support)
    await deployed(support, case_id)
    await alliance.tell(PersonErased(ANNE, ()), PersonMoved(ANNE, VALLEY, (Role.TEACHER,)))
    assert await support.query("SELECT school_id, roles FROM people WHERE person_id = :id", id=ANNE) == [(None, [])]
    assert await support.query("SELECT specialisms FROM sles") == [([],)]
    assert await ledger(support) == (20, 12, 0)
    with pytest.raises(PersonIsUnknown):
        await deployed(support, case_id, 1)
    with pytest.raises(PersonIsUnknown):
        await designated(support)


async def test_a_school_that_comes_back_is_a_member_again(support: Bench, alliance: Stories) -> None:
    """And an introduced one that joins is one from then on."""
    await alliance.tell(SchoolLeft(HILLTOP, NOON.date()), joined(), joined(OUTSIDE, "Meadow Primary"))
    rows = await support.query("SELECT name, is_member FROM schools ORDER BY name")
    assert rows == [("Hilltop Juniors", True), ("Meadow Primary", True), ("Valley Infants", True)]


async def test_the_migrated_database_is_what_the_code_says(support: Bench) -> None:
    """Column by column, index by index."""
    async with support.process.running.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []


def _differences(connection: Connection) -> list[object]:
    options = {"compare_type": True, "compare_server_default": True, "include_name": _ours}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), METADATA))


def _ours(name: str | None, kind: str, _: object) -> bool:
    """The bus's tables and Alembic's own aren't support's."""
    return kind != "table" or name not in {*bus.METADATA.tables, "alembic_version"}
