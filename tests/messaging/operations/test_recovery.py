"""Our PostgreSQL was restored to an earlier time: what is lost is listed, decided, settled, and publishing goes on."""

from typing import Any
from uuid import UUID

import pytest

from tests.messaging.operations.office import Office
from tests.messaging.sample import CARDS, COUNTS, Card
from tests.messaging.test_heads import UNMARK
from tests.messaging.test_relay import all_out, relayed
from tests.messaging.waiting import eventually, running
from tests.messaging.wire import bean, on_kafka, send, stories

WENT_BACK = "DatabaseWentBack"


async def restore(office: Office, *, after: int, topic: str = COUNTS.name) -> None:
    """As a restore does it: what was committed behind those numbers is gone, and heads are as they were."""
    sample = office.sample
    await sample.change("DELETE FROM outbox WHERE topic = :topic AND sequence > :after", topic=topic, after=after)
    await sample.change(
        "UPDATE streams SET last_sequence = :after WHERE topic = :topic AND last_sequence > :after",
        topic=topic,
        after=after,
    )
    await sample.change("DELETE FROM streams WHERE last_sequence = 0")
    await sample.change(
        "UPDATE heads h SET next_offset = coalesce((SELECT max(kafka_offset) + 1 FROM outbox o"
        " WHERE o.topic = h.topic AND kafka_partition = partition), 0) WHERE topic = :topic",
        topic=topic,
    )


async def look(office: Office) -> list[dict[str, Any]]:
    """Look to the end; the lost facts."""
    after = None
    while after := (await office.decide("/lost/look", after=after))["next"]:
        pass
    return await office.look("/lost")


async def settle(office: Office) -> list[dict[str, int]]:
    """Settle key by key; what each came to."""
    told = [await office.decide("/lost/settle")]
    while told[-1]["left"]:
        told.append(await office.decide("/lost/settle"))
    return told


async def numbers(office: Office, jar: str = "red") -> list[tuple[int, int]]:
    """A jar's facts in the outbox: number and bean, in the order in which the relay sends them."""
    rows = await office.sample.rows(
        "SELECT sequence, (data::json ->> 'bean')::int FROM outbox WHERE key = :jar ORDER BY id", jar=jar
    )
    return [(int(sequence), int(number)) for sequence, number in rows]


async def test_lost_facts_are_settled_beneath_a_running_relay_and_readers_see_no_number_twice(live: Office) -> None:
    """The whole way: publishing stops, an operator decides, what was told since goes out behind what was lost."""
    sample = live.sample
    reader = sample.reader()
    async with running(sample.role(reader).run()):
        await sample.fill("blue", 1)
        await sample.fill("red", 1, 2, 3, 4)
        await relayed(sample)
        await eventually(lambda: _seen(live, 5))
        await restore(live, after=2)
        await sample.fill("red", 30, 40, 50)
        async with running(sample.relay().run()):
            await eventually(lambda: WENT_BACK in sample.health.conditions["relay"].because)
            lost = await look(live)
            assert [(each["sequence"], each["actor"]) for each in lost] == [(3, "tester"), (4, "tester")]
            assert [each["data"] for each in lost] == ['{"jar":"red","bean":3}', '{"jar":"red","bean":4}']
            assert await live.refused("/lost/settle") == "undecided"
            first = {"event_ids": [lost[0]["event_id"]], "decision": "re-entered"}
            assert await live.decide("/lost/decide", **first) == {"facts": 1, "undecided": 1}
            await live.decide("/lost/decide", decision="discarded", why="it was a mistake anyway")
            told = {"keys": 1, "entered": 2, "renumbered": 3, "told_again": 0}
            assert await live.decide("/lost/settle", dry_run=True) == told | {"left": 0}
            assert await settle(live) == [told | {"left": 0}]
            await eventually(lambda: all_out(sample))
            await eventually(lambda: sample.health.is_ready("relay"))
        await eventually(lambda: _seen(live, 8))
    assert [number for jar, number in await sample.seen() if jar == "red"] == [1, 2, 3, 4, 30, 40, 50]
    assert await numbers(live) == [(1, 1), (2, 2), (3, 3), (4, 4), (5, 30), (6, 40), (7, 50)]
    assert await stories(sample.kafka) == {"red": [1, 2, 3, 4, 5, 6, 7], "blue": [1]}
    assert await sample.parked() == []
    assert await sample.value("SELECT last_sequence FROM streams WHERE key = 'red'") == 7
    assert [what for what, *_ in await live.audit()] == ["recover.re-entered", "recover.discarded", "recover.settle"]
    assert await sample.value("SELECT count(*) FROM lost_facts WHERE data IS NOT NULL") == 0


async def test_numbering_goes_on_behind_what_was_lost(live: Office) -> None:
    """Nothing was told since: the next fact gets the next number."""
    await live.sample.fill("red", 1, 2)
    await relayed(live.sample)
    await restore(live, after=0)
    await look(live)
    await live.decide("/lost/decide", decision="re-entered")
    await settle(live)
    await live.sample.fill("red", 3)
    await relayed(live.sample)
    assert await numbers(live) == [(1, 1), (2, 2), (3, 3)]
    assert await stories(live.sample.kafka) == {"red": [1, 2, 3]}


async def test_each_key_is_settled_in_a_commit_of_its_own(live: Office) -> None:
    """One that has lost nothing is untouched."""
    for jar in ("red", "blue", "green"):
        await live.sample.fill(jar, 1)
    await relayed(live.sample)
    await live.sample.change("DELETE FROM outbox WHERE key <> 'green'")
    await live.sample.change("DELETE FROM streams WHERE key <> 'green'")
    await live.sample.change("UPDATE heads SET next_offset = 0")
    await look(live)
    await live.decide("/lost/decide", decision="re-entered")
    assert [each["left"] for each in await settle(live)] == [1, 0]
    assert await live.sample.value("SELECT count(*) FROM outbox") == 3
    await relayed(live.sample)


async def test_what_went_out_since_under_a_lost_number_goes_out_again_under_another(live: Office) -> None:
    """A relay that kept its connection noticed too late: readers dropped that fact as a duplicate."""
    sample = live.sample
    await sample.fill("red", 1, 2, 3)
    await relayed(sample)
    await restore(live, after=1)
    await sample.fill("red", 20, 30, 40)
    rows = await sample.rows("SELECT event_id, sequence FROM outbox WHERE sequence > 1 ORDER BY sequence")
    (partition,) = [
        each for (each,) in await sample.rows("SELECT DISTINCT kafka_partition FROM outbox") if each is not None
    ]
    late = [bean("red", number).having("ce_id", str(event_id).encode()) for event_id, number in rows]
    offsets = await send(sample.kafka, *late, partition=partition)
    for (event_id, _), offset in list(zip(rows, offsets, strict=True))[1:]:  # the first was sent and never marked
        marked = (
            "UPDATE outbox SET published_at = now(), kafka_partition = :at, kafka_offset = :offset WHERE event_id = :id"
        )
        await sample.change(marked, at=partition, offset=offset, id=event_id)
    await look(live)
    await live.decide("/lost/decide", decision="re-entered")
    await settle(live)
    await relayed(sample)
    assert sorted(await numbers(live)) == [(1, 1), (2, 2), (3, 3), (4, 40), (5, 20), (6, 30)]
    assert (await stories(sample.kafka))["red"] == [1, 2, 3, 2, 3, 4, 5, 6]


async def test_what_readers_had_before_the_lost_one_keeps_its_number(live: Office) -> None:
    """A paused relay of before the restore sent last: readers dropped its fact, and recovery leaves ours alone."""
    sample = live.sample
    await sample.fill("red", 1, 2)
    await relayed(sample)
    await sample.change(UNMARK + " WHERE sequence = 2")
    await restore(live, after=2)
    (partition,) = [at for (at,) in await sample.rows("SELECT kafka_partition FROM outbox WHERE sequence = 1")]
    await send(sample.kafka, bean("red", 2), partition=partition)
    async with running(sample.relay().run()):
        await eventually(lambda: WENT_BACK in sample.health.conditions["relay"].because)
        assert [each["sequence"] for each in await look(live)] == [2]
        await live.decide("/lost/decide", decision="discarded")
        assert [(each["entered"], each["renumbered"]) for each in await settle(live)] == [(0, 0)]
        await eventually(lambda: sample.health.is_ready("relay"))
    assert await numbers(live) == [(1, 1), (2, 2)]
    assert await stories(sample.kafka) == {"red": [1, 2, 2]}


async def test_the_owners_own_state_is_told_again_behind_a_lost_one(live: Office) -> None:
    """Readers have the lost one, whatever was decided about it; a key that the owner has never heard of is erased."""
    sample = live.sample
    await sample.tell(Card("c", "one"))
    await relayed(sample)
    await sample.tell(Card("d", "unheard of"))
    await relayed(sample)
    ((kept,),) = await sample.rows("SELECT data FROM outbox WHERE key = 'c'")
    await sample.tell(Card("c", "lost"))
    await relayed(sample)
    await sample.change("DELETE FROM outbox WHERE sequence = 2 OR key = 'd'")
    await sample.change("UPDATE outbox SET superseded = false, data = :data", data=kept)
    await sample.change("DELETE FROM streams WHERE key = 'd'")
    await sample.change("UPDATE streams SET last_sequence = 1")
    await sample.change("UPDATE heads SET next_offset = 2 WHERE topic = :topic", topic=CARDS.name)
    assert [each["key"] for each in await look(live)] == ["c", "d"]
    await live.decide("/lost/decide", decision="discarded")
    assert sum(each["told_again"] for each in await settle(live)) == 2
    await relayed(sample)
    assert await stories(sample.kafka, CARDS) == {"c": [1, 2, 3], "d": [1, 2]}
    values = {(each.key, each.value) for each in await on_kafka(sample.kafka, CARDS)}
    assert {(b"c", kept.encode()), (b"d", None)} <= values
    last = [dict(each.headers).get("ce_type") for each in await on_kafka(sample.kafka, CARDS) if each.key == b"d"][-1]
    assert last == b"sample.CardForgotten"


async def test_a_state_that_was_told_since_stands_behind_the_lost_ones(live: Office) -> None:
    """Only the newest goes out."""
    sample = live.sample
    await sample.tell(Card("c", "one"))
    await relayed(sample)
    await sample.tell(Card("c", "two"))
    await relayed(sample)
    await restore(live, after=1, topic=CARDS.name)
    await sample.change("UPDATE outbox SET superseded = false, data = '{}'")
    await sample.tell(Card("c", "new two"))
    await look(live)
    await live.decide("/lost/decide", decision="re-entered")
    (told,) = await settle(live)
    assert (told["renumbered"], told["told_again"]) == (1, 0)
    await relayed(sample)
    assert await stories(sample.kafka, CARDS) == {"c": [1, 2, 3]}
    assert await sample.rows("SELECT sequence FROM outbox WHERE NOT superseded") == [(3,)]


async def test_a_record_in_our_name_that_is_none_of_ours_is_settled_too(live: Office) -> None:
    """Else nothing would ever be published again; the numbers that readers know stay as they are."""
    sample = live.sample
    await sample.fill("red", 1, 2)
    await relayed(sample)
    (partition,) = [each for (each,) in await sample.rows("SELECT DISTINCT kafka_partition FROM outbox")]
    forged = [bean("red", 1), bean("red", 9), bean("red", 3).without("ce_time")]
    await send(sample.kafka, *forged, partition=partition)
    assert [each["sequence"] for each in await look(live)] == [0, 1, 9]
    await live.decide("/lost/decide", decision="discarded", why="somebody played")
    assert [(each["entered"], each["renumbered"]) for each in await settle(live)] == [(0, 0)]
    await sample.fill("red", 3)
    await relayed(sample)
    assert await numbers(live) == [(1, 1), (2, 2), (3, 3)]


async def test_what_kafka_refused_keeps_holding_its_key_under_its_new_number(live: Office) -> None:
    """The note of it follows the row."""
    sample = live.sample
    await sample.fill("red", 1)
    await relayed(sample)
    await restore(live, after=0)
    await sample.fill("red", 10)
    await sample.change("INSERT INTO refused_rows SELECT id, topic, key, 'E', now() FROM outbox")
    await look(live)
    await live.decide("/lost/decide", decision="re-entered")
    await settle(live)
    assert [each["sequence"] for each in await live.look("/refused")] == [2]


async def test_a_database_that_did_not_go_back_has_nothing_to_recover(live: Office) -> None:
    """Facts that only lack their mark aren't lost."""
    await live.sample.fill("red", 1, 2)
    await relayed(live.sample)
    await live.sample.change(UNMARK)
    await live.sample.change("UPDATE heads SET next_offset = 0")
    assert await look(live) == []
    assert await live.refused("/lost/settle") == "database-did-not-go-back"
    nobody = {"event_ids": [str(UUID(int=1))], "decision": "discarded"}
    assert await live.refused("/lost/decide", **nobody) == "not-lost"
    assert await live.refused("/lost/look", after="x") == "not-a-page"


async def test_the_search_goes_on_where_it_ended(live: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Portion by portion, over all partitions, telling how far it is."""
    monkeypatch.setattr("shared.messaging.operations.searching.AT_ONCE", 2)
    for number in range(8):
        await live.sample.fill(f"jar{number}", 1)
    await relayed(live.sample)
    await restore(live, after=0)
    told = [await live.decide("/lost/look")]
    while told[-1]["next"]:
        told.append(await live.decide("/lost/look", after=told[-1]["next"]))
    looked = [each["looked_at"] for each in told]
    assert looked == sorted(looked)
    assert (told[-1]["looked_at"], told[-1]["lost"]) == (told[-1]["of"], 8)


async def test_the_list_of_lost_facts_goes_on_where_it_ended(live: Office) -> None:
    """Who has to decide about each must see each, however many there are."""
    await live.sample.fill("red", 1, 2, 3)
    await relayed(live.sample)
    await restore(live, after=0)
    await look(live)
    first = await live.look("/lost", limit=2)
    rest = await live.look("/lost", limit=2, after=first[-1]["event_id"])
    assert [each["sequence"] for each in (*first, *rest)] == [1, 2, 3]
    assert await live.look("/lost", after=rest[-1]["event_id"]) == []


async def test_without_kafka_nothing_can_be_looked_for(office: Office) -> None:
    """That is said by name."""
    assert await office.refused("/lost/look") == "kafka-is-away"


async def _seen(office: Office, facts: int) -> bool:
    return len(await office.sample.seen()) == facts
