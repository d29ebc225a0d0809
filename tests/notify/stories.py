"""Registry's facts as notify's reader gets them from Kafka, numbered by key; and notify's messages as they stand."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from services.notify.domain.message import State
from services.notify.service import NOTIFY
from shared.contracts.fact import fact_type, key_of
from shared.contracts.registry import ContactDetails, Phase, Role, SchoolJoined
from shared.kernel.ids import ContactId, SchoolId, Urn
from shared.messaging.codec import encode, header_texts, headers
from shared.messaging.envelope import Cause, Envelope
from shared.messaging.kafka_log import Place
from shared.messaging.perseverance import Perseverance
from shared.messaging.reader import Reader
from shared.messaging.records import Record
from shared.observability.health import Health
from shared.observability.metrics import Metrics
from tests.service_fixtures import ANN, Bench

SCHOOL = SchoolId(UUID(int=0x5C001))
HEAD, OFFICE = ContactId(UUID(int=0xC0)), ContactId(UUID(int=0xC1))


def joined(
    number: int = 0, contacts: tuple[ContactId, ...] = (HEAD, OFFICE), name: str = "Hilltop Juniors"
) -> SchoolJoined:
    """A school joined."""
    school_id = SchoolId(UUID(int=SCHOOL.int + number))
    return SchoolJoined(school_id, Urn(100001 + number), "Hilltop Juniors", Phase.PRIMARY, date(2027, 3, 12), contacts)


def details(
    contact_id: ContactId = HEAD, address: str | None = "ann@hilltop.example.org", name: str = "Ann Shaw"
) -> ContactDetails:
    """A mailbox of the school's."""
    role = Role.OFFICE if contact_id == OFFICE else Role.HEAD
    return ContactDetails(contact_id, SCHOOL, None, role, name, address, ())


def office(address: str | None = "office@hilltop.example.org") -> ContactDetails:
    """The office's mailbox."""
    return details(OFFICE, address, "Hilltop office")


@dataclass
class Stories:
    """What registry tells, and notify's reader of it. Each `Stories` of one test may be a process of its own."""

    notify: Bench
    numbers: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.reader = Reader(
            NOTIFY.subscriptions()[0], self.notify.codec, self.notify.process.running.workshop, Metrics()
        )
        self.sees = Perseverance(self.reader, Health(("consumer",), self.notify.clock))

    def record(self, fact: Any, cause: Cause = ANN) -> Record:
        """The fact with the next number of its key."""
        topic, key = fact_type(fact).topic.name, key_of(fact)
        self.numbers[topic, key] += 1
        number, now = self.numbers[topic, key], self.notify.clock()
        envelope = Envelope(uuid4(), fact_type(fact).name, fact_type(fact).version, topic, key, number, now, cause)
        data, pairs = encode(fact), headers(envelope)
        value = None if data is None else data.encode()
        return Record(Place(topic, 0), number - 1, pairs, header_texts(pairs), value, key, number)

    async def tell(self, *facts: Any, cause: Cause = ANN) -> None:
        """Facts in one batch."""
        await self.reader.apply([self.record(each, cause) for each in facts])

    async def see_through(self, records: Sequence[Record]) -> None:
        """A batch as the consumer role takes it: what clashes is tried again."""
        await self.sees.see_through(records)


async def stand(notify: Bench) -> dict[str, list[Any]]:
    """For each state the addresses of the messages in it, sorted; states without messages are left out."""
    rows = await notify.query('SELECT state, address FROM messages ORDER BY state, address COLLATE "C"')
    found: dict[str, list[Any]] = {}
    for state, address in rows:
        found.setdefault(State(state).value, []).append(address)
    return found


async def message_ids(notify: Bench) -> list[UUID]:
    """All messages, oldest first."""
    return [row[0] for row in await notify.query("SELECT message_id FROM messages ORDER BY place")]


async def row_of(notify: Bench, message_id: UUID) -> Any:
    """A message's row."""
    return (await notify.query("SELECT * FROM messages WHERE message_id = :id", id=message_id))[0]
