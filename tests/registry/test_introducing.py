"""A school that isn't a member is introduced, on the real database: what is told, who is refused, what stays."""

import asyncio

import pytest

from services.registry.domain.membership_news import Undecided
from services.registry.domain.refusals import AlreadyAMember, SchoolIsClosed, SchoolIsUnknown
from services.registry.use_cases.introduce_school import IntroduceSchool
from services.registry.use_cases.leave_alliance import LeaveAlliance
from shared.contracts.registry import ContactDetails, PersonRegistered, Phase, SchoolIntroduced, SchoolJoined
from shared.kernel.ids import SchoolId, Urn
from tests.registry.imports import HILLTOP, MEADOW, SHUT, VALLEY, Imports, joined
from tests.registry.register_files import school
from tests.service_fixtures import Bench, kinds


async def introduced(registry: Bench, urn: int = MEADOW, head: str = "Cy Hall") -> SchoolId:
    """Introduce a school."""
    return await registry.do(IntroduceSchool(Urn(urn), head, "cy@meadow.example.org", "office@meadow.example.org"))


async def test_introducing_tells_the_school_its_head_and_both_mailboxes(registry: Bench, imports: Imports) -> None:
    """Four facts in one commit, as in joining; only that it isn't a member."""
    school_id = await introduced(registry)
    told = await registry.outbox()
    person, fact, head, office = [each.fact for each in told]
    assert fact == SchoolIntroduced(
        school_id, MEADOW, "Meadow Primary", Phase.PRIMARY, (head.contact_id, office.contact_id)
    )
    assert kinds([person, head, office]) == ["PersonRegistered", "ContactDetails", "ContactDetails"]
    assert len({each.transaction for each in told}) == 1


async def test_a_school_is_introduced_once(registry: Bench, imports: Imports) -> None:
    """Whoever introduces it again is answered its id; nothing is told twice, nothing is changed."""
    first = await introduced(registry)
    assert await introduced(registry, head="Somebody Else") == first
    assert len(await registry.told()) == 4


async def test_several_who_introduce_one_school_at_once_make_one(registry: Bench, imports: Imports) -> None:
    """All are answered the same id."""
    ids = await asyncio.gather(*(introduced(registry, head=f"Head {n}") for n in range(6)))
    assert len(set(ids)) == 1
    assert len(await registry.told(SchoolIntroduced)) == 1


async def test_an_introduced_school_joins_under_its_id(registry: Bench, imports: Imports) -> None:
    """With the mailboxes that it has."""
    school_id = await introduced(registry)
    assert await joined(registry, MEADOW, head="Cy Hall", head_address=None, office_address=None) == school_id
    [before], [after] = await registry.told(SchoolIntroduced), await registry.told(SchoolJoined)
    assert after.contacts == before.contacts
    assert len(await registry.told(PersonRegistered)) == 1
    assert {each.address for each in await registry.told(ContactDetails)} == {
        "cy@meadow.example.org",
        "office@meadow.example.org",
    }


async def test_introducing_and_joining_at_once_leave_one_school(registry: Bench, imports: Imports) -> None:
    """Whichever is first: one id."""
    answers = await asyncio.gather(introduced(registry), joined(registry, MEADOW), return_exceptions=True)
    assert len({each for each in answers if not isinstance(each, AlreadyAMember)}) == 1
    assert await registry.query("SELECT count(*) FROM schools") == [(1,)]


async def test_a_member_needs_no_introduction(registry: Bench, imports: Imports) -> None:
    """Also under the number that it had before."""
    await joined(registry, HILLTOP)
    with pytest.raises(AlreadyAMember):
        await introduced(registry, HILLTOP)
    await imports.links((VALLEY, HILLTOP))
    with pytest.raises(AlreadyAMember):
        await introduced(registry, VALLEY)


async def test_a_former_member_is_known_already(registry: Bench, imports: Imports) -> None:
    """Its id is the answer."""
    school_id = await joined(registry)
    await registry.do(LeaveAlliance(HILLTOP))
    assert await introduced(registry, HILLTOP) == school_id
    assert await registry.told(SchoolIntroduced) == []


async def test_a_school_that_is_unknown_or_closed_is_not_introduced(registry: Bench, imports: Imports) -> None:
    """The refusals name what is wrong, and nothing is kept."""
    with pytest.raises(SchoolIsUnknown):
        await introduced(registry, 999999)
    await imports.links((SHUT, MEADOW))
    with pytest.raises(SchoolIsClosed, match=f"URN {MEADOW} goes on for it"):
        await introduced(registry, SHUT)
    assert await registry.told() == []
    assert await registry.query("SELECT count(*) FROM schools") == [(0,)]


async def test_what_the_register_says_of_an_introduced_school_is_no_fact(registry: Bench, imports: Imports) -> None:
    """Only members' changes are; should it join, it does so under the newest name."""
    await introduced(registry)
    report = await imports.edition(school(MEADOW, "Meadow Academy", status="Closed"))
    assert (report.members, len(await registry.told())) == ((), 4)
    await imports.edition(school(MEADOW, "Meadow Academy"))
    await joined(registry, MEADOW)
    assert (await registry.told(SchoolJoined))[0].name == "Meadow Academy"


async def test_a_member_does_not_take_an_introduced_schools_number(registry: Bench, imports: Imports) -> None:
    """They are two identities: a person decides."""
    await joined(registry, HILLTOP)
    await introduced(registry, MEADOW)
    report = await imports.links((HILLTOP, MEADOW))
    assert report.undecided == (Undecided(HILLTOP, "Hilltop Juniors", (MEADOW,)),)
