"""Somebody is designated, on the real database."""

import asyncio
from uuid import UUID

import pytest

from services.support.domain.refusals import (
    DaysAreCommitted,
    HomeSchoolIsNotAMember,
    NotHeadOfThatSchool,
    PersonIsUnknown,
    SchoolIsClosed,
    SpecialismIsUnknown,
)
from services.support.use_cases.designate_sle import DesignateSLE
from shared.contracts.registry import PersonMoved, Role, SchoolClosed, SchoolLeft
from shared.contracts.support import SLEDesignated
from shared.kernel.days import Days
from shared.kernel.ids import PersonId, Urn
from shared.kernel.years import AcademicYear
from tests.service_fixtures import NOON, Bench
from tests.support.stories import (
    ANNE,
    BOB,
    HILLTOP,
    OUTSIDE,
    THIS_YEAR,
    VALLEY,
    asked,
    deployed,
    designated,
    ledger,
)
from tests.telling import Stories


async def test_designating_tells_the_release(support: Bench, alliance: Stories) -> None:
    """Who, by which school, in what, for which year, how many days."""
    await designated(support, 10, ("phonics", "early_years"))
    assert await support.told() == [SLEDesignated(ANNE, HILLTOP, ("phonics", "early_years"), 2026, Days.whole(10))]


async def test_a_release_changes_only_down_to_what_is_committed_and_worked(support: Bench, alliance: Stories) -> None:
    """Six days are promised: six may stay, five and a half may not."""
    await designated(support)
    await deployed(support, await asked(support), 6)
    await designated(support, 6)
    with pytest.raises(DaysAreCommitted, match="can't release fewer than 6 days in 2026/27: so much"):
        await support.do(DesignateSLE(ANNE, ("phonics",), THIS_YEAR, Days(11)))
    assert await ledger(support) == (12, 12, 0)


async def test_each_year_has_a_ledger_of_its_own(support: Bench, alliance: Stories) -> None:
    """What is promised in one doesn't count in the other."""
    await designated(support)
    await designated(support, 4, year=AcademicYear(2027))
    await deployed(support, await asked(support), 6)
    assert (await ledger(support, 2026), await ledger(support, 2027)) == ((20, 12, 0), (8, 0, 0))


async def test_a_person_of_whom_registry_has_not_told_is_refused_by_name(support: Bench, alliance: Stories) -> None:
    """Topics aren't ordered among each other: a moment later it may succeed."""
    with pytest.raises(PersonIsUnknown, match="try again in a moment"):
        await support.do(DesignateSLE(PersonId(UUID(int=404)), ("phonics",), THIS_YEAR, Days(2)))


async def test_only_an_open_member_releases(support: Bench, alliance: Stories) -> None:
    """Neither an introduced school, nor one that left or closed."""
    await alliance.tell(PersonMoved(ANNE, OUTSIDE, (Role.TEACHER,)))
    with pytest.raises(HomeSchoolIsNotAMember, match="Meadow Primary isn't a member"):
        await designated(support)
    await alliance.tell(PersonMoved(ANNE, HILLTOP, (Role.TEACHER,)), SchoolLeft(HILLTOP, NOON.date()))
    with pytest.raises(HomeSchoolIsNotAMember):
        await designated(support)
    await alliance.tell(PersonMoved(ANNE, VALLEY, (Role.TEACHER,)), SchoolClosed(VALLEY, Urn(100001), None))
    with pytest.raises(SchoolIsClosed):
        await designated(support)
    assert await support.told() == []


async def test_a_specialism_that_no_list_has_is_refused(support: Bench, alliance: Stories) -> None:
    """By its code."""
    with pytest.raises(SpecialismIsUnknown, match="'juggling'"):
        await designated(support, specialisms=("phonics", "juggling"))


async def test_a_head_releases_their_own_schools_people_only(support: Bench, alliance: Stories) -> None:
    """Bob leads Hilltop; a teacher leads nothing; a head of another school isn't asked."""
    await support.do(DesignateSLE(ANNE, ("phonics",), THIS_YEAR, Days(2), head=BOB))
    with pytest.raises(NotHeadOfThatSchool):
        await support.do(DesignateSLE(ANNE, ("phonics",), THIS_YEAR, Days(2), head=ANNE))
    await alliance.tell(PersonMoved(BOB, VALLEY, (Role.HEAD,)))
    with pytest.raises(NotHeadOfThatSchool, match="Only the head of Hilltop Juniors"):
        await support.do(DesignateSLE(ANNE, ("phonics",), THIS_YEAR, Days(4), head=BOB))


async def test_two_who_designate_somebody_at_once_tell_one_story(support: Bench, alliance: Stories) -> None:
    """There was no row to lock before: the second waits all the same, and the last number told is the one kept."""
    await asyncio.gather(*(designated(support, days) for days in range(1, 7)))
    told = await support.outbox()
    assert [each.envelope.sequence for each in told] == [1, 2, 3, 4, 5, 6]
    assert (await ledger(support))[0] == told[-1].fact.released.halves
