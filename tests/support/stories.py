"""Registry's facts on their way to support, and the small alliance that most tests begin with."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from services.support.service import SUPPORT
from services.support.use_cases.deploy_sle import DeploySLE
from services.support.use_cases.designate_sle import DesignateSLE
from services.support.use_cases.request_support import RequestSupport
from shared.contracts.fact import fact_type, key_of
from shared.contracts.registry import PersonRegistered, Phase, Role, SchoolIntroduced, SchoolJoined
from shared.kernel.days import Days
from shared.kernel.ids import CaseId, DeploymentId, PersonId, SchoolId, Urn
from shared.kernel.years import AcademicYear
from shared.messaging.codec import encode, header_texts, headers
from shared.messaging.envelope import Envelope
from shared.messaging.kafka_log import Place
from shared.messaging.reader import Reader
from shared.messaging.records import Record
from shared.observability.metrics import Metrics
from tests.service_fixtures import ANN, Bench

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


@dataclass
class Stories:
    """What registry tells, and support's reader of it."""

    support: Bench
    numbers: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        workshop = self.support.process.running.workshop
        self.reader = Reader(SUPPORT.subscriptions()[0], self.support.codec, workshop, Metrics())

    async def tell(self, *facts: Any) -> None:
        """Facts in one batch."""
        await self.reader.apply([self.record(each) for each in facts])

    def record(self, fact: Any) -> Record:
        """The fact with the next number of its key."""
        kind, key = fact_type(fact), key_of(fact)
        self.numbers[kind.topic.name, key] += 1
        number, now = self.numbers[kind.topic.name, key], self.support.clock()
        envelope = Envelope(uuid4(), kind.name, kind.version, kind.topic.name, key, number, now, ANN)
        data, pairs = encode(fact), headers(envelope)
        value = None if data is None else data.encode()
        return Record(Place(kind.topic.name, 0), number - 1, pairs, header_texts(pairs), value, key, number)


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
