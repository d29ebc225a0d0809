"""Registry's facts as bookings' reader gets them, and what people then do."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

from services.bookings.service import BOOKINGS
from services.bookings.use_cases.book_place import BookPlace, Placed
from services.bookings.use_cases.schedule_course import ScheduleCourse
from shared.contracts.fact import fact_type, key_of
from shared.contracts.registry import PersonRegistered, Phase, Role, SchoolJoined
from shared.kernel.ids import CourseId, SchoolId, Urn
from shared.messaging.codec import encode, header_texts, headers
from shared.messaging.envelope import Envelope
from shared.messaging.kafka_log import Place
from shared.messaging.reader import Reader
from shared.messaging.records import Record
from shared.messaging.timer_role import Timers
from shared.observability.health import Health
from shared.observability.metrics import Metrics
from tests.bookings.plans import HILLTOP, VALLEY, draft, person
from tests.service_fixtures import ANN, Bench

PEOPLE = 9


@dataclass
class Alliance:
    """Two schools on bookings' bench."""

    bench: Bench
    numbers: Counter[tuple[str, str]] = field(default_factory=Counter)

    async def joined(self) -> None:
        """Both schools join, and nine people work at each."""
        for school_id, name in ((HILLTOP, "Hilltop Juniors"), (VALLEY, "Valley Infants")):
            await self.tell(SchoolJoined(school_id, Urn(100001), name, Phase.PRIMARY, date(2027, 3, 1), ()))
            await self.tell(
                *[PersonRegistered(person(n, school_id).person_id, school_id, (Role.TEACHER,)) for n in range(PEOPLE)]
            )

    async def tell(self, *facts: Any) -> None:
        """Registry's facts in one batch, each with the next number of its key."""
        reader = Reader(BOOKINGS.subscriptions()[0], self.bench.codec, self.bench.process.running.workshop, Metrics())
        await reader.apply([self._record(each) for each in facts])

    async def scheduled(self, **other: Any) -> CourseId:
        """A course on offer."""
        return await self.bench.do(ScheduleCourse(draft(**other)))

    async def book(self, course_id: CourseId, number: int, school_id: SchoolId = HILLTOP) -> Placed:
        """A place for that one of the school's people."""
        return await self.bench.do(BookPlace(course_id, person(number, school_id).person_id, school_id))

    async def timers(self) -> int:
        """Give what is due; how many there were."""
        running = self.bench.process.running
        timers = Timers(BOOKINGS.commands, running.workshop, Health(("timers",), self.bench.clock), Metrics())
        count = 0
        while await timers.fire_one():
            count += 1
        return count

    def _record(self, fact: Any) -> Record:
        topic, key = fact_type(fact).topic.name, key_of(fact)
        self.numbers[topic, key] += 1
        number = self.numbers[topic, key]
        envelope = Envelope(uuid4(), fact_type(fact).name, 1, topic, key, number, self.bench.clock(), ANN)
        data, pairs = encode(fact), headers(envelope)
        value = None if data is None else data.encode()
        return Record(Place(topic, 0), number - 1, pairs, header_texts(pairs), value, key, number)
