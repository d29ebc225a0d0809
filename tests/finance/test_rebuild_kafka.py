"""Finance on a real Kafka: its own grants come back to it, the ledger is rebuilt, and it comes to the same pennies."""

from pathlib import Path

import pytest

from services.finance.service import FINANCE
from services.finance.settings import FinanceSettings
from services.finance.use_cases.apply_for_grant import ApplyForGrant
from services.finance.use_cases.receive_grant import ReceiveGrant
from shared.assembly import assemble
from shared.contracts.finance import ProjectedIncomeChanged
from shared.contracts.topics import CASES, COURSES
from shared.kernel.clock import system_clock
from shared.kernel.money import Money
from shared.messaging import reader_role, relay
from shared.messaging.kafka_log import Kafka
from shared.messaging.records import Record
from shared.persistence.engine import create_engine
from tests.finance.facts import CASE, booked, cancelled, deployed, scheduled, visited
from tests.finance.telling import BO, Listener
from tests.messaging.waiting import eventually, running
from tests.messaging.wire import Sent, make_topics, send
from tests.service_fixtures import Bench, bench, fresh
from tests.telling import Story


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for seconds in the field waits for moments here."""
    monkeypatch.setattr(relay, "POLL", 0.1)
    monkeypatch.setattr(reader_role, "LOOK", 0.2)


async def test_a_rebuild_from_kafka_gives_the_same_pennies(finance_database: str, keys: Path, kafka: Kafka) -> None:
    """Everything runs meanwhile, and what was told of a year is not told again."""
    told = {"kafka": kafka.bootstrap, "topic_prefix": kafka.prefix}
    settings = await fresh(FinanceSettings, finance_database, keys, **told)
    await make_topics(kafka, COURSES, CASES)
    engine = create_engine(settings.database_url, "test")
    process = assemble(FINANCE, settings, ("relay", "consumer"), engine, system_clock)
    try:
        async with bench(FINANCE, settings, keys) as finance, running(*(role() for role in process.roles.values())):
            await _live(finance, kafka)
            listener = Listener(finance)
            before, told = await listener.pennies(), await finance.told(ProjectedIncomeChanged)
            async with finance.client("operator") as client:
                answer = await client.post("/operations/readers/rebuild", json={"fold": "ledger@1"})
            assert answer.json() == {"keys": 3, "parked": 0}
            await eventually(lambda: _heard(finance, 8))
            assert await listener.pennies() == before
            assert await finance.told(ProjectedIncomeChanged) == told
            assert (await listener.books())["catching_up"] is False
    finally:
        await engine.dispose()


async def _live(finance: Bench, kafka: Kafka) -> None:
    """A grant, by command; a course and a deployment that it pays, by others' facts."""
    grant = await finance.do(ApplyForGrant(Money(1_200_000), 2026, CASE))
    await finance.do(ReceiveGrant(grant, Money(1_000_000)))
    story = Story(BO)
    facts = scheduled(), booked(), cancelled(charge=6000), deployed(grant=grant), visited(3)
    await send(kafka, *(_sent(story.record(fact)) for fact in facts))
    await eventually(lambda: _heard(finance, 8))


async def _heard(finance: Bench, facts: int) -> bool:
    """Has the ledger heard so many, and does nothing wait?"""
    return await finance.query("SELECT count(*), (SELECT count(*) FROM waiting) FROM facts") == [(facts, 0)]


def _sent(record: Record) -> Sent:
    return Sent(record.place.topic, record.key.encode(), record.value, tuple(record.pairs))
