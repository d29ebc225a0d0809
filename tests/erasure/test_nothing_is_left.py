"""Whoever is erased is nowhere: in no file of Kafka's and in no file of PostgreSQL's.

The mail that they got is outside: it is in their own mailbox, for which a test's mail server stands.
"""

import json
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from deploy.local.kafka import Kafka as EmbeddedKafka
from deploy.local.keys import make_keys
from deploy.local.postgres import Postgres
from services.notify.service import NOTIFY
from services.notify.settings import NotifySettings
from services.registry.service import REGISTRY
from services.registry.settings import RegistrySettings
from services.registry.use_cases.erase_person import ErasePerson
from services.registry.use_cases.import_register import ImportRegister
from services.registry.use_cases.join_school import JoinSchool
from shared.assembly import Process, assemble
from shared.contracts.topics import CASES, COURSES, GRANTS
from shared.kernel.clock import system_clock
from shared.kernel.ids import PersonId, Urn
from shared.messaging import kafka_topics, leader
from shared.messaging.envelope import Cause
from shared.messaging.housekeeping import role, sweep
from shared.messaging.idempotency import Asked
from shared.messaging.kafka_log import Kafka
from shared.persistence.engine import create_engine
from shared.persistence.migrations import migrate
from tests.erasure.disks import holding, written
from tests.messaging.waiting import eventually, running
from tests.messaging.wire import administering, make_topics
from tests.notify.smtp_servers import mail_server
from tests.registry.register_files import edition, school

NAME, ADDRESS = 'Zebediah "Zed" Quillwrightson', "zebediah.quillwrightson@private-of-zed.org"
ANN = Cause("user:ann")

pytestmark = pytest.mark.timeout(150)


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compaction's lag, the ticks and the night come at once."""
    monkeypatch.setattr(kafka_topics, "STATE", {**kafka_topics.STATE, "max.compaction.lag.ms": "3000"})
    monkeypatch.setattr(leader, "TICK_EVERY", 1.0)
    monkeypatch.setattr(role, "EVERY", 0.5)
    monkeypatch.setattr(sweep, "QUIET", range(24))


async def test_nothing_is_left_of_somebody_who_was_erased(
    postgres: Postgres, embedded_kafka: EmbeddedKafka, tmp_path: Path
) -> None:
    """E-mailed, parked and answered before; the search finds them on both disks, and after the erasure on neither."""
    make_keys(tmp_path)
    tag = uuid4().hex[:8]
    urls = {name: postgres.url(f"{name}_{tag}") for name in ("registry", "notify")}
    told: dict[str, Any] = {
        "kafka": embedded_kafka.bootstrap,
        "http_port": 1,
        "token_public_key": tmp_path / "token.pub",
        "topic_prefix": f"e{tag}.",
    }
    needles = written(NAME, ADDRESS)

    def on_kafka() -> list[str]:
        return holding(embedded_kafka.folder / "data", needles)

    def in_postgres() -> list[str]:
        return holding(postgres.folder / "data", needles)

    # the owners of these don't run here, and notify isn't ready before their topics are there
    await make_topics(Kafka(embedded_kafka.bootstrap, f"e{tag}."), COURSES, CASES, GRANTS)

    async with AsyncExitStack() as stack:
        postbox = await stack.enter_async_context(mail_server())
        mail = {"alliance_name": "Alliance", "sender": "post@example.org", "office_email": "office@example.org"}
        settings = NotifySettings(database_url=urls["notify"], sink_port=postbox.port, **mail, **told)
        registry = await _process(stack, REGISTRY, RegistrySettings(database_url=urls["registry"], **told))
        notify = await _process(stack, NOTIFY, settings)
        await stack.enter_async_context(
            running(*(each() for each in (*registry.roles.values(), *notify.roles.values())))
        )
        await eventually(
            lambda: registry.running.health.is_ready("relay") and notify.running.health.is_ready("consumer")
        )
        commands = registry.running.commands
        await commands.do(ImportRegister(edition(tmp_path, school(100001, "Hilltop Juniors"))), ANN)
        asked = Asked("user:ann", "POST /members", "key-1", json.dumps([NAME, ADDRESS]).encode())
        await commands.do(JoinSchool(Urn(100001), NAME, ADDRESS, None), ANN, asked)
        await eventually(lambda: len(postbox.letters) == 1)
        (person_id,) = await _ask(urls["registry"], "SELECT person_id FROM people")
        await _park_their_contact(urls["registry"], urls["notify"])
        await _ask(postgres.admin_url, "CHECKPOINT")
        assert on_kafka()
        assert {Path(file).parts[0] for file in in_postgres()} == {"base", "pg_wal"}

        await commands.do(ErasePerson(PersonId(person_id)), ANN)
        for url in urls.values():
            await eventually(lambda url=url: _swept(url), 60)
        await eventually(lambda: not in_postgres(), 30)
        assert await _ask(urls["registry"], "SELECT key FROM audit WHERE what = 'erase'") == [str(person_id)]
        await _remove_compacted_files_at_once(embedded_kafka, f"e{tag}.registry.contacts")
        await eventually(lambda: not on_kafka(), 100)
        assert in_postgres() == []


async def _process(stack: AsyncExitStack, service: Any, settings: Any) -> Process:
    await migrate(settings.database_url, service.migrations)
    engine = create_engine(settings.database_url, service.name)
    stack.push_async_callback(engine.dispose)
    return assemble(service, settings, service.roles, engine, system_clock)


async def _ask(url: str, statement: str, *values: Any) -> list[Any]:
    """The first column of what a statement finds."""
    connection = await asyncpg.connect(url)
    try:
        return [row[0] for row in await connection.fetch(statement, *values)]
    finally:
        await connection.close()


async def _park_their_contact(registry: str, notify: str) -> None:
    """As though notify had failed at it: their mailbox's state, set aside."""
    (key,) = await _ask(registry, "SELECT key FROM outbox WHERE data LIKE '%' || $1 || '%'", ADDRESS)
    data = json.dumps({"name": NAME, "address": ADDRESS}).encode()
    row = "'notify', 'registry.contacts', $1, 1, NULL, NULL, '[]', $2, 'failed', 'x', 3, now()"
    await _ask(notify, f"INSERT INTO parked VALUES ({row})", key, data)


async def _swept(url: str) -> bool:
    """Is every erasure, and there is one, off the disk?"""
    return (await _ask(url, "SELECT count(*) > 0 AND bool_and(swept_at IS NOT NULL) FROM erasures")) == [True]


async def _remove_compacted_files_at_once(kafka: EmbeddedKafka, topic: str) -> None:
    """Kafka keeps a file for a minute under another name before it removes it."""
    settings = {**kafka_topics.STATE, "file.delete.delay.ms": "100", "min.cleanable.dirty.ratio": "0.01"}
    async with administering(Kafka(kafka.bootstrap)) as admin:
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, settings)])
