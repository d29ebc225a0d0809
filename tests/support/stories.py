"""The small alliance that most tests begin with, and what is asked of support there."""

from datetime import date
from typing import Any
from uuid import UUID

from services.support.use_cases.deploy_sle import DeploySLE
from services.support.use_cases.designate_sle import DesignateSLE
from services.support.use_cases.request_support import RequestSupport
from shared.contracts.registry import PersonRegistered, Phase, Role, SchoolIntroduced, SchoolJoined
from shared.kernel.days import Days
from shared.kernel.ids import CaseId, DeploymentId, PersonId, SchoolId, Urn
from shared.kernel.years import AcademicYear
from tests.service_fixtures import Bench

HILLTOP, VALLEY, OUTSIDE = (SchoolId(UUID(int=0x5C001 + n)) for n in range(3))
"""Two members, and a school that was introduced."""

ANNE, BOB = PersonId(UUID(int=0xA)), PersonId(UUID(int=0xB))
"""A teacher at Hilltop, and Hilltop's head."""

THIS_YEAR = AcademicYear(2026)
"""Tests begin on Friday 12 March 2027."""

FIRST_OF_MARCH = date(2027, 3, 1)


def joined(school_id: SchoolId = HILLTOP, name: str = "Hilltop Juniors") -> SchoolJoined:
    """A school joined."""
    return SchoolJoined(school_id, Urn(100001), name, Phase.PRIMARY, date(2026, 9, 1), ())


def registered(person_id: PersonId = ANNE, role: Role = Role.TEACHER, at: SchoolId = HILLTOP) -> PersonRegistered:
    """Somebody works at a school."""
    return PersonRegistered(person_id, at, (role,))


ALLIANCE = (
    joined(),
    joined(VALLEY, "Valley Infants"),
    SchoolIntroduced(OUTSIDE, Urn(100003), "Meadow Primary", Phase.PRIMARY, ()),
    registered(),
    registered(BOB, Role.HEAD),
)


async def designated(
    support: Bench, days: int = 10, specialisms: tuple[str, ...] = ("phonics",), year: AcademicYear = THIS_YEAR
) -> PersonId:
    """Hilltop releases so many whole days of Anne."""
    return await support.do(DesignateSLE(ANNE, specialisms, year, Days.whole(days)))


async def asked(support: Bench, school_id: SchoolId = OUTSIDE) -> CaseId:
    """A school asks for support in phonics."""
    return await support.do(RequestSupport(school_id, "phonics"))


def deploying(case_id: CaseId, days: Days, **other: Any) -> DeploySLE:
    """Anne, from the first of March, at £350 a day and 15 % inside."""
    agreed: dict[str, Any] = {"begins_on": FIRST_OF_MARCH, "rate": "fairfields_tsa_2019_20_sle"}
    return DeploySLE(case_id, ANNE, days, **agreed | other)


async def deployed(support: Bench, case_id: CaseId, days: int = 6, **other: Any) -> DeploymentId:
    """Anne is agreed on."""
    return await support.do(deploying(case_id, Days.whole(days), **other))


async def ledger(support: Bench, year: int = 2026) -> tuple[int, int, int]:
    """Anne's released, committed and worked half-days."""
    query = "SELECT released, committed, worked FROM sle_years WHERE person_id = :id AND academic_year = :year"
    return tuple((await support.query(query, id=ANNE, year=year))[0])
