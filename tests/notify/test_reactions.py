"""What notify does about registry's facts, read as its consumer reads them, on the real database."""

import asyncio
from uuid import UUID

import pytest

from services.notify.service import NOTIFY
from services.notify.use_cases.take_letters import TakeLetters
from shared.contracts.registry import ContactForgotten, PersonErased
from shared.kernel.ids import ContactId, PersonId
from shared.messaging.envelope import Cause
from tests.notify.stories import HEAD, OFFICE, Stories, details, joined, message_ids, office, row_of, stand
from tests.service_fixtures import ANN, Bench

DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"

ANNS, OFFICES = "ann@hilltop.example.org", "office@hilltop.example.org"


async def test_a_school_that_joins_is_welcomed_at_both_its_mailboxes(notify: Bench, registry_tells: Stories) -> None:
    """The addresses are known already: both messages are queued, with why they are sent."""
    await registry_tells.tell(details(), office())
    await registry_tells.tell(joined())
    assert await stand(notify) == {"queued": [ANNS, OFFICES]}
    row = await row_of(notify, (await message_ids(notify))[0])
    assert (row.event_type, row.actor, row.correlation_id) == ("registry.SchoolJoined", ANN.actor, ANN.correlation_id)
    assert row.filling == {"school_name": "Hilltop Juniors", "joined_on": "2027-03-12"}


async def test_a_welcome_waits_for_its_address(notify: Bench, registry_tells: Stories) -> None:
    """Topics are not ordered among each other."""
    await registry_tells.tell(joined())
    assert await stand(notify) == {"waiting": [None, None]}
    await registry_tells.tell(details(), office(None))
    assert await stand(notify) == {"queued": [ANNS], "waiting": [None]}
    await registry_tells.tell(office())
    assert await stand(notify) == {"queued": [ANNS, OFFICES]}


async def test_a_fact_delivered_again_welcomes_nobody_again(notify: Bench, registry_tells: Stories) -> None:
    """One effect, however often it is delivered."""
    records = [registry_tells.record(each) for each in (joined(), details(), office())]
    for _ in range(3):
        await registry_tells.reader.apply(records)
    await registry_tells.reader.apply(records[:1])
    assert await stand(notify) == {"queued": [ANNS, OFFICES]}


async def test_a_fact_heard_again_from_the_beginning_welcomes_nobody_again(
    notify: Bench, registry_tells: Stories
) -> None:
    """After an upgrade notify reads everything anew, be the message sent by then."""
    records = [registry_tells.record(each) for each in (details(), office(), joined())]
    await registry_tells.reader.apply(records)
    await notify.query("UPDATE messages SET state = 'sent' WHERE contact_id = :head", head=HEAD)
    await notify.query("DELETE FROM inbox")
    await registry_tells.reader.apply(records)
    assert await stand(notify) == {"queued": [OFFICES], "sent": [ANNS]}


async def test_joining_again_is_another_fact(notify: Bench, registry_tells: Stories) -> None:
    """A school that comes back is welcomed again."""
    await registry_tells.tell(details(), office(), joined(), joined())
    assert await stand(notify) == {"queued": [ANNS, ANNS, OFFICES, OFFICES]}


async def test_one_mailbox_of_head_and_office_gets_one_message(notify: Bench, registry_tells: Stories) -> None:
    """Capitals don't make another mailbox; either order of school and contacts."""
    shared = details(OFFICE, "Ann@Hilltop.example.org", "Office")
    await registry_tells.tell(details(), shared, joined())
    assert await stand(notify) == {"queued": [ANNS], "same_mailbox": ["Ann@Hilltop.example.org"]}
    late, later = ContactId(UUID(int=0xC8)), ContactId(UUID(int=0xC9))
    await registry_tells.tell(joined(1, (late, later)), details(late), details(later))
    assert await stand(notify) == {
        "queued": [ANNS, ANNS],
        "same_mailbox": ["Ann@Hilltop.example.org", ANNS],
    }


async def test_two_facts_to_one_mailbox_are_two_messages(notify: Bench, registry_tells: Stories) -> None:
    """Once per fact: a head of two schools is told of both."""
    await registry_tells.tell(details(), joined(0, (HEAD,)), joined(1, (HEAD,)))
    assert await stand(notify) == {"queued": [ANNS, ANNS]}


async def test_facts_from_before_the_first_start_are_only_noted(notify: Bench, registry_tells: Stories) -> None:
    """Nobody is welcomed who joined three years ago; the contact book is filled all the same."""
    old = [registry_tells.record(each) for each in (details(), office(), joined())]
    notify.clock.pass_by(1)
    await registry_tells.reader.apply(old)
    assert await stand(notify) == {}
    assert await notify.query("SELECT count(*) FROM contacts WHERE address IS NOT NULL") == [(2,)]
    await registry_tells.tell(joined())
    assert await stand(notify) == {"queued": [ANNS, OFFICES]}


async def test_mail_that_has_not_gone_follows_its_mailbox(notify: Bench, registry_tells: Stories) -> None:
    """To the new address; without one it waits."""
    await registry_tells.tell(details(), office(), joined())
    await registry_tells.tell(details(HEAD, "shaw@hilltop.example.org"), office(None))
    assert await stand(notify) == {"queued": ["shaw@hilltop.example.org"], "waiting": [None]}


async def test_when_the_one_moves_the_other_of_the_same_mailbox_is_needed(
    notify: Bench, registry_tells: Stories
) -> None:
    """Else nobody would write to the mailbox that they had shared."""
    await registry_tells.tell(details(), office(ANNS), joined())
    assert await stand(notify) == {"queued": [ANNS], "same_mailbox": [ANNS]}
    await registry_tells.tell(details(HEAD, "shaw@hilltop.example.org"))
    assert await stand(notify) == {"queued": [ANNS, "shaw@hilltop.example.org"]}


@pytest.mark.parametrize("gone", [False, True])
async def test_when_the_one_is_erased_the_other_of_the_same_mailbox_is_needed(
    notify: Bench, registry_tells: Stories, gone: bool
) -> None:
    """Unless the mailbox has had it."""
    await registry_tells.tell(details(), office(ANNS), joined())
    if gone:
        await notify.query("UPDATE messages SET state = 'sent' WHERE state = 'queued'")
    await registry_tells.tell(ContactForgotten(HEAD))
    expected = {"sent": [None], "same_mailbox": [ANNS]} if gone else {"forgotten": [None], "queued": [ANNS]}
    assert await stand(notify) == expected


async def test_forgetting_removes_every_trace(notify: Bench, registry_tells: Stories) -> None:
    """Name, address, subject, text and HTML, in every table; what had not gone won't go, what is going still counts."""
    await registry_tells.tell(details(HEAD, "zq@private.example.org", "Zebedee Quill"), joined(0, (HEAD,)))
    assert await notify.do(TakeLetters())
    await registry_tells.tell(joined(1, (HEAD,)))
    everything = await notify.contents()
    assert "Zebedee" in everything
    await registry_tells.tell(ContactForgotten(HEAD))
    everything = await notify.contents()
    assert [word for word in ("Zebedee", "private.example.org") if word in everything] == []
    rows = await notify.query("SELECT state, subject, text, html FROM messages ORDER BY place")
    assert rows == [("sending", None, None, None), ("forgotten", None, None, None)]


async def test_whoever_is_erased_is_forgotten_by_whichever_topic_comes_first(
    notify: Bench, registry_tells: Stories
) -> None:
    """People's topic may be ahead: a mailbox's state told before the erasure isn't kept when it comes after it."""
    await registry_tells.tell(PersonErased(PersonId(UUID(int=1)), (HEAD,)))
    await registry_tells.tell(details(HEAD, "zq@private.example.org", "Zebedee Quill"))
    await registry_tells.tell(joined())
    assert "private.example.org" not in await notify.contents()
    assert await stand(notify) == {"forgotten": [None], "waiting": [None]}
    await registry_tells.tell(ContactForgotten(HEAD))
    assert await stand(notify) == {"forgotten": [None], "waiting": [None]}


@pytest.mark.parametrize("order", range(6))
async def test_whichever_comes_first_at_the_same_moment_no_message_misses_its_address(
    notify: Bench, registry_tells: Stories, order: int
) -> None:
    """The topics' readers are two processes: school and contacts in each order of starting, several schools at once."""
    mailboxes = [(ContactId(UUID(int=100 + n)), ContactId(UUID(int=200 + n))) for n in range(5)]
    schools = [registry_tells.record(joined(n, pair)) for n, pair in enumerate(mailboxes)]
    contacts = [registry_tells.record(details(each, f"{each.int}@example.org")) for pair in mailboxes for each in pair]
    if order % 2:
        contacts.reverse()
    other = Stories(notify)

    async def late(stories: Stories, records: list, by: int) -> None:  # type: ignore[type-arg]
        await asyncio.sleep(0.002 * by)
        await stories.see_through(records)

    await asyncio.gather(
        late(registry_tells, schools[:3], order // 2), late(registry_tells, schools[3:], 0), late(other, contacts, 2)
    )
    assert list(await stand(notify)) == ["queued"]
    assert await notify.query("SELECT count(*) FROM messages") == [(10,)]
    assert await notify.query("SELECT count(*) FROM parked") == [(0,)]


async def test_a_mailbox_shared_at_the_same_moment_gets_one_message(notify: Bench, registry_tells: Stories) -> None:
    """Two processes learn the two addresses at once: the index lets one in, the other finds its twin."""
    for n in range(6):
        pair = (ContactId(UUID(int=300 + n)), ContactId(UUID(int=400 + n)))
        await registry_tells.tell(joined(n, pair))
        first, second = [registry_tells.record(details(each, f"both{n}@example.org")) for each in pair]
        await asyncio.gather(registry_tells.see_through([first]), Stories(notify).see_through([second]))
    assert {state: len(found) for state, found in (await stand(notify)).items()} == {"queued": 6, "same_mailbox": 6}


async def test_forgetting_and_writing_at_the_same_moment_leaves_nothing_waiting(
    notify: Bench, registry_tells: Stories
) -> None:
    """Whichever is first, the message is forgotten, and no fact is parked."""
    for n in range(6):
        contact = ContactId(UUID(int=500 + n))
        await registry_tells.tell(details(contact, "zq@private.example.org"))
        school, erased = registry_tells.record(joined(n, (contact,))), registry_tells.record(ContactForgotten(contact))
        await asyncio.gather(registry_tells.see_through([school]), Stories(notify).see_through([erased]))
    assert {state: len(found) for state, found in (await stand(notify)).items()} == {"forgotten": 6}
    assert await notify.query("SELECT count(*) FROM parked") == [(0,)]
    assert "private.example.org" not in await notify.contents()


async def test_taking_letters_while_contacts_change_never_locks_up(notify: Bench, registry_tells: Stories) -> None:
    """The sender and the reader meet at the same messages; nobody is told to try again later."""
    await registry_tells.tell(details(), *(joined(n, (HEAD,)) for n in range(30)))
    changes = [registry_tells.record(details(HEAD, f"ann{n}@example.org")) for n in range(10)]
    before = await notify.query(DEADLOCKS)

    async def change() -> None:
        for each in changes:
            await registry_tells.reader.apply([each])

    async def take() -> int:
        taken = 0
        while letters := await notify.do(TakeLetters(at_most=3)):
            taken += len(letters)
        return taken

    async with asyncio.timeout(10):
        changing = asyncio.create_task(change())
        taken = await asyncio.gather(*(take() for _ in range(3)))
        await changing
    assert sum(taken) + len((await stand(notify)).get("queued", [])) == 30
    assert await notify.query(DEADLOCKS) == before


async def test_a_messages_reason_outlives_a_fact_without_a_correlation(notify: Bench, registry_tells: Stories) -> None:
    """The fact itself is then the first cause."""
    await registry_tells.tell(joined(0, (OFFICE,)), cause=Cause("operator"))
    row = await row_of(notify, (await message_ids(notify))[0])
    assert (row.actor, row.correlation_id) == ("operator", row.event_id)


async def test_new_details_touch_no_message_that_has_gone(notify: Bench, registry_tells: Stories) -> None:
    """A mailbox of many years has many: they aren't written anew each time."""
    await registry_tells.tell(details(), joined(0, (HEAD,)))
    await notify.query("UPDATE messages SET state = 'sent'")
    before = await notify.query("SELECT xmin::text FROM messages")
    await registry_tells.tell(details(HEAD, "new@example.org"))
    assert await notify.query("SELECT xmin::text FROM messages") == before


def test_notify_listens_to_what_it_says() -> None:
    """One reader, six topics."""
    (reader,) = NOTIFY.subscriptions()
    assert [topic.name for topic in reader.topics] == [
        "bookings.courses",
        "finance.grants",
        "registry.contacts",
        "registry.people",
        "registry.schools",
        "support.cases",
    ]
