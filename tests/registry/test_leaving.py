"""A school leaves the alliance, on the real database."""

import asyncio
from datetime import date

import pytest

from services.registry.domain.refusals import NotAMember
from services.registry.use_cases.leave_alliance import LeaveAlliance
from shared.contracts.registry import SchoolJoined, SchoolLeft
from tests.registry.imports import HILLTOP, VALLEY, Imports, joined
from tests.registry.register_files import school
from tests.service_fixtures import Bench, kinds


async def test_leaving_is_told_after_joining(registry: Bench, imports: Imports) -> None:
    """The second fact of the school's story, with the day in London."""
    school_id = await joined(registry)
    registry.clock.pass_by(86_400)
    assert await registry.do(LeaveAlliance(HILLTOP)) == school_id
    last = (await registry.outbox())[-1]
    assert (last.fact, last.envelope.sequence) == (SchoolLeft(school_id, date(2027, 3, 13)), 2)


@pytest.mark.parametrize("urn", [VALLEY, 999999])
async def test_a_school_that_never_joined_cannot_leave(registry: Bench, imports: Imports, urn: int) -> None:
    """Be it in the register or not."""
    with pytest.raises(NotAMember, match=str(urn)):
        await registry.do(LeaveAlliance(urn))  # type: ignore[arg-type]


async def test_leaving_twice_is_refused(registry: Bench, imports: Imports) -> None:
    """It is told once."""
    await joined(registry)
    await registry.do(LeaveAlliance(HILLTOP))
    with pytest.raises(NotAMember):
        await registry.do(LeaveAlliance(HILLTOP))
    assert len(await registry.told(SchoolLeft)) == 1


async def test_two_who_let_a_school_leave_at_once_end_it_once(registry: Bench, imports: Imports) -> None:
    """One is refused by name."""
    await joined(registry)
    answers = await asyncio.gather(*(registry.do(LeaveAlliance(HILLTOP)) for _ in range(4)), return_exceptions=True)
    assert kinds(answers).count("NotAMember") == 3
    assert len(await registry.told(SchoolLeft)) == 1


async def test_a_school_may_come_and_go(registry: Bench, imports: Imports) -> None:
    """Numbers of its story go up by one, its id stays."""
    for _ in range(3):
        await joined(registry)
        await registry.do(LeaveAlliance(HILLTOP))
    story = [each for each in await registry.outbox() if isinstance(each.fact, SchoolJoined | SchoolLeft)]
    assert [each.envelope.sequence for each in story] == [1, 2, 3, 4, 5, 6]
    assert len({each.fact.school_id for each in story}) == 1


async def test_the_register_tells_nothing_more_of_a_school_that_left(registry: Bench, imports: Imports) -> None:
    """Other schools' changes are no facts."""
    await joined(registry)
    await registry.do(LeaveAlliance(HILLTOP))
    report = await imports.edition(school(HILLTOP, "Another Name", status="Closed"))
    assert (report.members, kinds(await registry.told())[-1]) == ((), "SchoolLeft")
