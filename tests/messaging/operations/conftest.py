"""Operators of the sample service."""

import asyncio
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy.engine import make_url

from deploy.local.postgres import Postgres
from shared.messaging.kafka_log import Kafka
from tests.messaging.operations.office import Front, Office
from tests.messaging.sample import Sample
from tests.service_fixtures import administer, emptied


@pytest.fixture(scope="session")
def front(keys: Path) -> Front:
    """The operators' doors of services without any Kafka."""
    return Front(keys, Kafka("127.0.0.1:1"))


@pytest.fixture(scope="session")
def database(postgres: Postgres, template: str) -> str:
    """A migrated database for all tests here."""
    name = f"operations_{uuid4().hex}"
    asyncio.run(administer(postgres.admin_url, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"))
    return make_url(postgres.admin_url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
async def url(database: str) -> str:
    """The same, emptied: a new one for each test would take most of the time."""
    return await emptied(database)


@pytest.fixture
def office(quiet: Sample, front: Front) -> Office:
    """The operators of a service without any Kafka."""
    return Office(quiet, front)


@pytest.fixture
def live(sample: Sample, keys: Path) -> Office:
    """The operators of a service with its Kafka."""
    return Office(sample, Front(keys, sample.kafka))
