"""Notify upgraded where it has run before: it reads again what it passed over, and writes to nobody twice."""

import pytest

from deploy.local.postgres import Postgres
from services.notify.service import NOTIFY
from shared.persistence.migrations import migrate
from tests.upgrading import database_at, rows

FILLED = """
INSERT INTO readers VALUES ('notify', now(), NULL, NULL), ('other', now(), NULL, NULL);
INSERT INTO inbox VALUES ('notify', 'registry.schools', 'a', 3), ('other', 'registry.schools', 'a', 3);
INSERT INTO positions (reader, cluster_id, topic, partition, next_offset, moved_at)
VALUES ('notify', 'c', 'registry.schools', 0, 3, now()), ('other', 'c', 'registry.schools', 0, 3, now());
INSERT INTO messages (message_id, event_id, event_type, actor, correlation_id, template, contact_id, address, filling,
                      state, tries, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002', 'registry.SchoolJoined', 'ann',
        '00000000-0000-0000-0000-000000000003', 'school_joined', '00000000-0000-0000-0000-000000000004', NULL, '{}',
        'waiting', 0, now());
"""


@pytest.fixture
def before(postgres: Postgres) -> str:
    """A database as the version before left it, with a message that waits for its address."""
    return database_at(postgres, NOTIFY, ("bus_0003", "notify_0002"), FILLED)


async def test_an_upgrade_lets_notify_read_everything_again(before: str) -> None:
    """Its own reader only; since when it may write to people stays what it was."""
    started = await rows(before, "SELECT * FROM readers ORDER BY reader")
    await migrate(before, NOTIFY.migrations)
    assert await rows(before, "SELECT reader FROM inbox UNION ALL SELECT reader FROM positions") == [("other",)] * 2
    assert await rows(before, "SELECT * FROM readers ORDER BY reader") == started


async def test_a_message_from_before_still_goes_to_its_mailbox_and_only_once(before: str) -> None:
    """A fact that is heard again finds it by its addressee."""
    await migrate(before, NOTIFY.migrations)
    ((addressees, about, awaits),) = await rows(before, "SELECT addressees, about, awaits FROM messages")
    mailbox = "contact:00000000-0000-0000-0000-000000000004"
    assert (addressees, about, awaits) == ([mailbox], [mailbox], None)
