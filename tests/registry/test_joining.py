"""A school joins, on the real database: who is told what, and who is refused."""

import asyncio
from datetime import date

import pytest

from services.registry.domain.refusals import AlreadyAMember, SchoolIsClosed, SchoolIsUnknown
from services.registry.use_cases.leave_alliance import LeaveAlliance
from shared.contracts.registry import ContactDetails, PersonRegistered, Phase, Role, SchoolChanged, SchoolJoined
from shared.contracts.topics import CONTACTS, PEOPLE, SCHOOLS
from tests.registry.imports import HILLTOP, MEADOW, SHUT, VALLEY, Imports, joined
from tests.registry.register_files import school
from tests.service_fixtures import ANN, Bench, kinds


async def test_joining_tells_the_membership_the_head_and_both_mailboxes(registry: Bench, imports: Imports) -> None:
    """Four facts, each the first of its key, all in one commit, each with who had acted."""
    school_id = await joined(registry)
    told = await registry.outbox()
    assert kinds([each.fact for each in told]) == [
        "PersonRegistered",
        "SchoolJoined",
        "ContactDetails",
        "ContactDetails",
    ]
    assert [each.envelope.sequence for each in told] == [1, 1, 1, 1]
    assert [each.envelope.topic for each in told] == [PEOPLE.name, SCHOOLS.name, CONTACTS.name, CONTACTS.name]
    assert {each.envelope.cause for each in told} == {ANN}
    assert len({each.transaction for each in told}) == 1
    person, membership, head, office = [each.fact for each in told]
    assert membership == SchoolJoined(
        school_id, HILLTOP, "Hilltop Juniors", Phase.PRIMARY, date(2027, 3, 12), (head.contact_id, office.contact_id)
    )
    assert person == PersonRegistered(head.person_id, school_id, (Role.HEAD,))
    assert (head.role, head.name, head.address) == (Role.HEAD, "Ann Shaw", "ann@hilltop.example.org")
    assert (office.role, office.name, office.person_id) == (Role.OFFICE, "Hilltop Juniors office", None)
    assert office.address == "office@hilltop.example.org"


async def test_a_school_joins_before_its_heads_address_is_known(registry: Bench, imports: Imports) -> None:
    """The mailboxes are told without addresses, so that mail for them waits."""
    await joined(registry, head_address=None, office_address=None)
    assert [each.address for each in await registry.told(ContactDetails)] == [None, None]


async def test_the_day_of_joining_is_londons(registry: Bench, imports: Imports) -> None:
    """Half past eleven at night by UTC in July is the next day in London."""
    registry.clock.now = registry.clock.now.replace(month=7, day=1, hour=23, minute=30)
    await joined(registry)
    assert (await registry.told(SchoolJoined))[0].joined_on == date(2027, 7, 2)


async def test_joining_twice_is_refused_and_tells_nothing_more(registry: Bench, imports: Imports) -> None:
    """The refusal says since when."""
    await joined(registry)
    with pytest.raises(AlreadyAMember, match="Hilltop Juniors has been a member since 12 March 2027"):
        await joined(registry)
    assert len(await registry.told()) == 4


async def test_two_who_let_one_school_join_at_once_make_one_member(registry: Bench, imports: Imports) -> None:
    """Eight at once: one succeeds, the others are refused by name, and there is one story to tell."""
    answers = await asyncio.gather(*(joined(registry, head=f"Head {n}") for n in range(8)), return_exceptions=True)
    refused = [each for each in answers if isinstance(each, AlreadyAMember)]
    assert len(refused) == 7
    assert len(await registry.told(SchoolJoined)) == 1
    assert await registry.query("SELECT count(*) FROM people") == [(1,)]


async def test_two_schools_may_join_at_once(registry: Bench, imports: Imports) -> None:
    """They don't wait for each other, and each has its own id."""
    ids = await asyncio.gather(*(joined(registry, urn) for urn in (HILLTOP, VALLEY, MEADOW)))
    assert len(set(ids)) == 3


async def test_an_unknown_school_cannot_join(registry: Bench, imports: Imports) -> None:
    """The refusal says the number, and what to do."""
    with pytest.raises(SchoolIsUnknown, match="no school with URN 999999"):
        await joined(registry, 999999)
    assert await registry.told() == []


async def test_a_closed_school_cannot_join(registry: Bench, imports: Imports) -> None:
    """Nobody goes on for it."""
    with pytest.raises(SchoolIsClosed, match="A closed school can't join"):
        await joined(registry, SHUT)
    assert await registry.told() == []
    assert await registry.query("SELECT count(*) FROM people") == [(0,)]


async def test_a_closed_schools_refusal_names_its_successor(registry: Bench, imports: Imports) -> None:
    """The register's links say who goes on for it."""
    await imports.links((SHUT, MEADOW))
    with pytest.raises(SchoolIsClosed, match=f"URN {MEADOW} goes on for it"):
        await joined(registry, SHUT)


async def test_a_school_that_merged_has_no_certain_successor_to_name(registry: Bench, imports: Imports) -> None:
    """The links don't say who goes on, so the refusal doesn't either."""
    await imports.links((SHUT, MEADOW), kind="Successor - merged")
    with pytest.raises(SchoolIsClosed, match="A closed school can't join"):
        await joined(registry, SHUT)


async def test_a_member_cannot_join_again_under_its_old_number(registry: Bench, imports: Imports) -> None:
    """An edition without a status says nothing of closing; the school is a member under the URN that goes on for it."""
    await joined(registry, HILLTOP)
    await imports.edition(school(200001, "Hilltop Academy"))
    await imports.links((HILLTOP, 200001))
    with pytest.raises(AlreadyAMember, match="Hilltop Academy"):
        await joined(registry, HILLTOP)


async def test_a_school_that_comes_back_keeps_its_id_and_its_mailboxes(registry: Bench, imports: Imports) -> None:
    """What hangs on them comes back with it; the addresses given now are newer, one not given stays."""
    first = await joined(registry)
    await registry.do(LeaveAlliance(HILLTOP))
    again = await joined(registry, head_address="shaw@hilltop.example.org", office_address=None)
    assert again == first
    before, after = await registry.told(SchoolJoined)
    assert after.contacts == before.contacts
    head, office = await registry.told(ContactDetails)
    assert (head.address, office.address) == ("shaw@hilltop.example.org", "office@hilltop.example.org")
    assert len(await registry.told(PersonRegistered)) == 1


async def test_a_school_that_comes_back_with_another_head_has_a_mailbox_for_them(
    registry: Bench, imports: Imports
) -> None:
    """The new head doesn't read the old one's mail; the office stays."""
    await joined(registry)
    await registry.do(LeaveAlliance(HILLTOP))
    await joined(registry, head="Bo Lee", head_address="bo@hilltop.example.org")
    before, after = await registry.told(SchoolJoined)
    assert (after.contacts[0] != before.contacts[0], after.contacts[1]) == (True, before.contacts[1])
    heads = [each for each in await registry.told(ContactDetails) if each.role is Role.HEAD]
    assert [each.name for each in heads] == ["Ann Shaw", "Bo Lee"]


async def test_several_who_let_a_former_member_back_in_at_once_make_one_member(
    registry: Bench, imports: Imports
) -> None:
    """Its own row is what they wait for."""
    await joined(registry)
    await registry.do(LeaveAlliance(HILLTOP))
    answers = await asyncio.gather(*(joined(registry) for _ in range(5)), return_exceptions=True)
    assert kinds(answers).count("AlreadyAMember") == 4
    assert len(await registry.told(SchoolJoined)) == 2


async def test_a_school_that_joins_during_an_import_misses_none_of_its_news(registry: Bench, imports: Imports) -> None:
    """Whichever comes first: members are told of the name that the register has in the end."""
    for edition in range(12):
        name = f"Hilltop {edition}"
        await asyncio.gather(imports.edition(school(HILLTOP, name)), joined(registry))
        assert await registry.query("SELECT name FROM schools") == [(name,)]
        assert (await registry.told(SchoolJoined, SchoolChanged))[-1].name == name
        await registry.do(LeaveAlliance(HILLTOP))
