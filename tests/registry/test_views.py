"""What registry shows to pages and to the command line."""

from datetime import date
from uuid import UUID

from services.registry.adapters import views
from services.registry.use_cases.erase_person import ErasePerson
from services.registry.use_cases.leave_alliance import LeaveAlliance
from shared.contracts.registry import PersonRegistered, Phase, Role, Status
from tests.registry.imports import HILLTOP, SHUT, VALLEY, Imports, joined
from tests.registry.register_files import school
from tests.service_fixtures import Bench

ACADEMY = 200001


async def test_members_are_listed_by_name(registry: Bench, imports: Imports) -> None:
    """With how many people are known there; who left isn't listed, nor counted whoever was erased."""
    await joined(registry, VALLEY)
    await joined(registry, HILLTOP)
    await joined(registry, 100003)
    await registry.do(LeaveAlliance(100003))  # type: ignore[arg-type]
    erased = (await registry.told(PersonRegistered))[0].person_id
    await registry.do(ErasePerson(erased))
    async with registry.process.running.engine.connect() as connection:
        shown = await views.members(connection)
    assert [(each.name, each.people) for each in shown] == [("Hilltop Juniors", 1), ("Valley Infants", 0)]
    assert (shown[0].joined_on, shown[0].phase, shown[0].status) == (date(2027, 3, 12), Phase.PRIMARY, Status.OPEN)


async def test_a_school_is_shown_with_its_people_and_mailboxes(registry: Bench, imports: Imports) -> None:
    """And with what the register says of it."""
    school_id = await joined(registry)
    async with registry.process.running.engine.connect() as connection:
        shown = await views.school(connection, school_id)
        assert await views.school(connection, UUID(int=404)) is None
    assert shown is not None
    assert [(each.name, each.roles) for each in shown.people] == [("Ann Shaw", [Role.HEAD])]
    assert [(each.role, each.address) for each in shown.contacts] == [
        (Role.HEAD, "ann@hilltop.example.org"),
        (Role.OFFICE, "office@hilltop.example.org"),
    ]
    assert shown.entry is not None
    assert (shown.entry.town, shown.entry.member_since, shown.predecessors) == ("Ealing", date(2027, 3, 12), [])


async def test_an_erased_person_is_not_shown(registry: Bench, imports: Imports) -> None:
    """Neither they nor their mailbox."""
    school_id = await joined(registry)
    await registry.do(ErasePerson((await registry.told(PersonRegistered))[0].person_id))
    async with registry.process.running.engine.connect() as connection:
        shown = await views.school(connection, school_id)
    assert shown is not None
    assert (shown.people, [each.role for each in shown.contacts]) == ([], [Role.OFFICE])


async def test_a_succeeded_school_shows_its_earlier_number(registry: Bench, imports: Imports) -> None:
    """Somebody who knows only the old one finds it."""
    school_id = await joined(registry)
    await imports.edition(school(ACADEMY, "Hilltop Academy", town="Ealing"))
    await imports.links((HILLTOP, ACADEMY))
    async with registry.process.running.engine.connect() as connection:
        shown = await views.school(connection, school_id)
    assert shown is not None
    assert (shown.urn, shown.predecessors) == (ACADEMY, [HILLTOP])


async def test_a_search_shows_what_a_school_is_to_us(registry: Bench, imports: Imports) -> None:
    """A member, a former member, a school that never was one."""
    await joined(registry, HILLTOP)
    await joined(registry, VALLEY)
    await registry.do(LeaveAlliance(VALLEY))
    async with registry.process.running.engine.connect() as connection:
        member, former, other = [
            (await views.find_schools(connection, str(urn), 20, 0))[0] for urn in (HILLTOP, VALLEY, SHUT)
        ]
    assert (member.member_since, member.school_id is None) == (date(2027, 3, 12), False)
    assert (former.member_since, former.school_id is None) == (None, False)
    assert (other.member_since, other.school_id, other.status) == (None, None, Status.CLOSED)


async def test_there_are_counts(registry: Bench, imports: Imports) -> None:
    """Of the register, its links, and the members."""
    await joined(registry)
    await imports.links((300001, 300002))
    async with registry.process.running.engine.connect() as connection:
        assert await views.counts(connection) == views.Counts(schools=4, links=1, members=1)
