"""What registry shows: reads for pages and the command line."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import RowMapping, Select, any_, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.adapters import search
from services.registry.adapters.register_store import entry as register_entry
from services.registry.adapters.tables import contacts, links, people, register, schools
from services.registry.domain.links import SUCCESSOR
from services.registry.domain.register import Entry
from shared.contracts.registry import Permission, Phase, Role, Status
from shared.contracts.topics import SCHOOLS
from shared.messaging.operations.facts import FactView, facts_of

STORY = 200
"""Facts of one school that are shown; one has a handful in a year."""


class Found(BaseModel):
    """A school of the national register, and what it is to the alliance."""

    urn: int
    name: str
    phase: Phase | None
    status: Status | None
    type: str | None
    town: str | None
    postcode: str | None
    la_name: str | None
    laestab: str | None
    school_id: UUID | None = None
    member_since: date | None = None
    successors: list[int] = []


class Member(BaseModel):
    """A member, as members were last told of it."""

    school_id: UUID
    urn: int
    name: str
    phase: Phase | None
    status: Status | None
    joined_on: date
    people: int


class ContactView(BaseModel):
    """A mailbox; personal data."""

    contact_id: UUID
    person_id: UUID | None
    role: Role
    name: str
    address: str | None
    permissions: list[Permission]


class PersonView(BaseModel):
    """Somebody who works at the school."""

    person_id: UUID
    name: str
    roles: list[Role]


class Named(BaseModel):
    """Somebody, and where they work now."""

    person_id: UUID
    name: str
    roles: list[Role]
    school_id: UUID
    school: str


class Told(BaseModel):
    """A fact about the school: what, and when."""

    type: str
    recorded_at: datetime


class SchoolView(BaseModel):
    """Who a school is to us; `story` is what was told of it, oldest first."""

    school_id: UUID
    urn: int
    name: str
    phase: Phase | None
    status: Status | None
    joined_on: date | None
    left_on: date | None
    predecessors: list[int]
    entry: Found | None
    people: list[PersonView]
    contacts: list[ContactView]
    story: list[Told]


class Counts(BaseModel):
    """How much there is."""

    schools: int
    links: int
    members: int


async def find_schools(connection: AsyncConnection, text: str, limit: int, offset: int) -> list[Found]:
    """Schools of the register by name, town, postcode, URN or LAESTAB; best first."""
    entries = await search.find(connection, text, limit, offset)
    urns = [each.urn for each in entries]
    rows = await connection.execute(select(schools).where(schools.c.urn.in_(urns)))
    known = {row["urn"]: row for row in rows.mappings()}
    later = await _successors(connection, urns)
    return [_found(each, known.get(each.urn), later.get(each.urn, [])) for each in entries]


async def _successors(connection: AsyncConnection, urns: list[int]) -> dict[int, list[int]]:
    """The URNs that go on for these, where the links say so plainly."""
    plain = select(links.c.urn, links.c.link_urn).where(links.c.urn.in_(urns), links.c.kind == SUCCESSOR)
    found: dict[int, list[int]] = {}
    for urn, successor in await connection.execute(plain.order_by(links.c.link_urn)):
        found.setdefault(urn, []).append(successor)
    return found


async def members(connection: AsyncConnection) -> list[Member]:
    """All members, by name."""
    working = select(func.count()).where(people.c.school_id == schools.c.school_id, people.c.erased_at.is_(None))
    query = select(schools, working.scalar_subquery().label("people"))
    rows = await connection.execute(query.where(*_is_member()).order_by(schools.c.name, schools.c.school_id))
    return [Member.model_validate(row, from_attributes=True) for row in rows]


async def school(connection: AsyncConnection, school_id: UUID) -> SchoolView | None:
    """One school with its people and mailboxes; None when the alliance doesn't know it."""
    query = select(schools).where(schools.c.school_id == school_id)
    row = (await connection.execute(query)).mappings().one_or_none()
    if row is None:
        return None
    known = await register_entry(connection, row["urn"])
    earlier = select(links.c.urn).where(links.c.link_urn == row["urn"], links.c.kind == SUCCESSOR)
    return SchoolView(
        **row,
        predecessors=list((await connection.execute(earlier.order_by(links.c.urn))).scalars()),
        entry=_found(known, row) if known else None,
        people=[PersonView(**each) for each in await _all(connection, _people(school_id))],
        contacts=[ContactView(**each) for each in await _all(connection, _contacts(school_id))],
        story=[Told.model_validate(each, from_attributes=True) for each in await _told(connection, school_id)],
    )


async def _told(connection: AsyncConnection, school_id: UUID) -> list[FactView]:
    return await facts_of(connection, SCHOOLS.name, str(school_id), None, STORY)


async def named(
    connection: AsyncConnection, person_ids: Collection[UUID], school_id: UUID | None = None
) -> list[Named]:
    """Who these people are, by name, of one school or of all; who was erased, or never was, isn't among them."""
    query = select(people, schools.c.name.label("school")).join(schools, people.c.school_id == schools.c.school_id)
    query = query.where(people.c.person_id.in_(person_ids), people.c.erased_at.is_(None))
    if school_id:
        query = query.where(people.c.school_id == school_id)
    rows = await connection.execute(query.order_by(people.c.name, people.c.person_id))
    return [Named(**each) for each in rows.mappings()]


async def people_of_members(connection: AsyncConnection, school_id: UUID | None) -> list[Named]:
    """Who works at members, or at this one of them, by school and name."""
    query = select(people, schools.c.name.label("school")).join(schools, people.c.school_id == schools.c.school_id)
    query = query.where(*_is_member(), people.c.erased_at.is_(None))
    if school_id:
        query = query.where(people.c.school_id == school_id)
    rows = await connection.execute(query.order_by(schools.c.name, schools.c.school_id, people.c.name))
    return [Named(**each) for each in rows.mappings()]


async def led_school(connection: AsyncConnection, person_id: UUID) -> UUID | None:
    """The school that somebody is head of; None when they are head of none."""
    leads = (
        people.c.person_id == person_id,
        people.c.erased_at.is_(None),
        literal(Role.HEAD.value) == any_(people.c.roles),
    )
    return (await connection.execute(select(people.c.school_id).where(*leads))).scalar_one_or_none()


async def counts(connection: AsyncConnection) -> Counts:
    """How many schools, links and members there are."""
    query = select(
        select(func.count()).select_from(register).scalar_subquery().label("schools"),
        select(func.count()).select_from(links).scalar_subquery().label("links"),
        select(func.count()).select_from(schools).where(*_is_member()).scalar_subquery().label("members"),
    )
    return Counts(**(await connection.execute(query)).mappings().one())


def _is_member() -> tuple[Any, Any]:
    return schools.c.joined_on.is_not(None), schools.c.left_on.is_(None)


def _people(school_id: UUID) -> Select[Any]:
    here = people.c.school_id == school_id, people.c.erased_at.is_(None)
    return select(people).where(*here).order_by(people.c.person_id)


def _contacts(school_id: UUID) -> Select[Any]:
    return select(contacts).where(contacts.c.school_id == school_id).order_by(contacts.c.contact_id)


async def _all(connection: AsyncConnection, query: Select[Any]) -> Sequence[RowMapping]:
    return (await connection.execute(query)).mappings().all()


def _found(each: Entry, known: RowMapping | None, successors: Sequence[int] = ()) -> Found:
    is_member = known is not None and known["joined_on"] is not None and known["left_on"] is None
    shown = ("urn", "name", "phase", "status", "type", "town", "postcode", "la_name", "laestab")
    return Found(
        **{name: getattr(each, name) for name in shown},
        school_id=known["school_id"] if known else None,
        member_since=known["joined_on"] if known and is_member else None,
        successors=list(successors),
    )
