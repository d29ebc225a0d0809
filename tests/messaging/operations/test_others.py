"""What operators decide besides: rejected records, stopped readers, refused facts, parked timers; and the audit."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from shared.messaging import parking
from shared.messaging.codec import Codec
from tests.http_cases import mistakes_in, problem, with_body
from tests.messaging.operations.office import RED, Office, drain
from tests.messaging.sample import COUNTS, AddBean, BeanAdded, Card
from tests.messaging.test_timers import fire, remind
from tests.messaging.wire import bean, got

LISTED = ("stopped", "parked", "rejected", "refused", "timers")

FOREIGN = replace(bean("red", 1), key=None)


async def paths(office: Office) -> list[tuple[str, str]]:
    """Every door: method and path behind `/operations`."""
    found = office.app.openapi()["paths"]
    return [(method, path.removeprefix("/operations")) for path in found for method in found[path]]


@pytest.mark.parametrize("role", ["office", "teacher", "admin", "operator"])
async def test_only_admins_and_operators_come_in(office: Office, role: str) -> None:
    """At no door anybody else, whatever they ask."""
    async with office.client(role) as client:
        for method, path in await paths(office):
            answer = await client.request(method, path, json={})
            assert (
                (problem(answer) == (403, "not-allowed")) == (role not in {"admin", "operator"})
                if (answer.status_code >= 400)
                else role in {"admin", "operator"}
            ), path


async def test_nobody_comes_in_without_a_token(office: Office) -> None:
    """401 at each door."""
    async with office.client() as client:
        for method, path in await paths(office):
            assert problem(await client.request(method, path, json={})) == (401, "not-signed-in")


def test_the_doors_are_described(office: Office) -> None:
    """In OpenAPI: parameters, bodies, answers."""
    document = office.app.openapi()
    assert mistakes_in(document) == []
    assert {("POST", path) for path, methods in document["paths"].items() if "post" in methods} <= with_body(document)


async def test_rejected_records_are_listed_shown_and_dismissed(office: Office) -> None:
    """What they held goes with it, the alert ends, and the audit keeps it."""
    reader = office.sample.reader()
    await reader.apply(got(bean("red", 1), FOREIGN, replace(FOREIGN, value=b"\xff")))
    lines = await office.look("/rejected")
    assert [(each["offset"], each["reason"]) for each in lines] == [(1, "no key"), (2, "no key")]
    this = {"reader": "counter", "topic": COUNTS.name, "partition": 0, "offset": 2}
    assert (await office.look("/rejected/record", **this))["came"]["data"] == "\\xff"
    assert await office.decide("/rejected/dismiss", **this, why="a stray test") == {"records": 1}
    assert [each["offset"] for each in await office.look("/rejected")] == [1]
    assert await office.sample.value("SELECT data FROM rejected WHERE dismissed_at IS NOT NULL") is None
    assert await office.decide("/rejected/dismiss", reader="counter") == {"records": 1}
    assert await office.refused("/rejected/dismiss", **this) == "not-rejected"
    async with office.sample.engine.connect() as connection:
        assert (await parking.counts(connection, "counter"))[1] == 0
    assert [what for what, *_ in await office.audit()] == ["rejected.dismiss"] * 2


async def test_a_dismissed_record_stays_dismissed_when_it_is_read_again(office: Office) -> None:
    """After positions went back nobody is alarmed twice."""
    await office.sample.reader().apply(got(FOREIGN))
    await office.decide("/rejected/dismiss", reader="counter")
    await office.sample.reader().apply(got(FOREIGN))
    assert await office.look("/rejected") == []


async def test_a_stopped_reader_is_resumed(office: Office) -> None:
    """And reads; one that isn't stopped is refused."""
    reader = office.sample.reader()
    await reader.apply(got(*(replace(bean(f"jar{number}", 1), value=b"{") for number in range(30))))
    (line,) = [each for each in await office.look("/readers") if each["reader"] == "counter"]
    assert line["stopped_because"] == "over 20 keys failed in a minute"
    assert (await office.decide("/readers/resume", reader="counter", dry_run=True)) == {
        "stopped_because": line["stopped_because"]
    }
    assert await reader.stopped_because()
    await office.decide("/readers/resume", reader="counter", why="the codec is mended")
    await reader.apply(got(bean("red", 1)))
    assert await office.sample.seen() == [("red", 1)]
    assert await office.refused("/readers/resume", reader="counter") == "reader-is-not-stopped"
    assert await office.refused("/readers/resume", reader="nobody") == "unknown-reader"
    assert [what for what, *_ in await office.audit()] == ["reader.resume"]


async def test_all_that_waits_is_seen_at_one_look(office: Office) -> None:
    """Nothing at first; then what was refused, set aside, rejected, and who is stopped, as their own lists have it."""
    quiet = await office.look("/overview")
    assert quiet == {"outbox": {"unpublished": 0, "oldest": None}, "lost": 0} | {key: [] for key in LISTED}
    await refused(office)
    failing_keys = (replace(bean(f"jar{number}", 1), value=b"{") for number in range(30))
    await office.sample.reader().apply(got(FOREIGN, *failing_keys))
    seen = await office.look("/overview")
    assert seen["outbox"]["unpublished"] == (await office.look("/outbox"))["unpublished"] > 0
    assert [each["reader"] for each in seen["stopped"]] == ["counter"]
    for name in ("refused", "rejected", "timers"):
        assert seen[name] == await office.look(f"/{name}"), name
    assert seen["parked"] == (await office.look("/parked"))["facts"] != []


async def test_refused_facts_are_listed_and_sent_again(office: Office) -> None:
    """With how many wait behind each."""
    (first, *_) = await refused(office)
    lines = await office.look("/refused")
    assert [(each["sequence"], each["behind"], each["error"]) for each in lines] == [(1, 2, "MessageSizeTooLargeError")]
    await office.decide("/refused/retry", outbox_id=first)
    assert await office.look("/refused") == []
    assert office.sample.woken[-1] == "relay"
    assert await office.refused("/refused/retry", outbox_id=first) == "not-refused"
    assert await office.audit() == [("refused.retry", "red", 1, None)]


async def test_a_discarded_fact_leaves_no_hole_in_the_numbers(office: Office) -> None:
    """A record without a word keeps its number: readers pass it, and what waits behind it arrives."""
    (first, *_) = await refused(office)
    assert await office.decide("/refused/discard", outbox_id=first) == {
        "topic": COUNTS.name,
        "key": "red",
        "sequence": 1,
    }
    rows = await office.sample.rows("SELECT sequence, type, data FROM outbox ORDER BY id LIMIT 1")
    assert rows == [(1, "bus.Discarded", "{}")]
    says_nothing = bean("red", 1).having("ce_type", b"bus.Discarded")
    await office.sample.reader().apply(got(says_nothing, bean("red", 2)))
    assert await office.sample.seen() == [("red", 2)]


async def test_a_build_that_does_not_know_what_discarding_is_waits_for_one_that_does(office: Office) -> None:
    """The newer build finds it readable by itself."""
    says_nothing = bean("red", 1).having("ce_type", b"bus.Discarded")
    reader = office.sample.reader()
    await reader.apply(got(says_nothing.having("ce_dataschema", b"urn:alliance:bus.Discarded:2")))
    assert (await office.sample.parked())[0][2] == "unknown"
    assert "bus.Discarded version 1" in Codec([]).readable


async def test_a_discarded_state_is_left_out(office: Office) -> None:
    """A record that says nothing would take the older state's place on a compacted topic."""
    sample = office.sample
    await sample.tell(Card("c", "x"))
    await sample.change("INSERT INTO refused_rows SELECT id, topic, key, 'E', now() FROM outbox")
    await office.decide("/refused/discard", outbox_id=await sample.value("SELECT id FROM outbox"))
    assert await sample.rows("SELECT superseded, data FROM outbox") == [(True, None)]


async def test_parked_timers_are_retried_or_let_go(office: Office) -> None:
    """Three tries anew, or none."""
    sample = office.sample
    sample.use_cases[AddBean] = failing
    for name in ("one", "two"):
        await remind(sample, AddBean("red", 1), name)
    for _ in range(4):
        await fire(sample, timedelta(minutes=1))
    lines = await office.look("/timers")
    assert sorted((each["timer"], each["command"], each["error"]) for each in lines) == [
        ("one", "AddBean", "ZeroDivisionError"),
        ("two", "AddBean", "ZeroDivisionError"),
    ]
    assert await office.decide("/timers/retry", timer="one", dry_run=True) == {"command": "AddBean"}
    assert len(await office.look("/timers")) == 2
    await office.decide("/timers/retry", timer="one")
    await office.decide("/timers/discard", timer="two", why="nobody wants it")
    assert await sample.rows("SELECT id, tries, parked_at FROM timers") == [("one", 0, None)]
    assert await office.refused("/timers/discard", timer="two") == "timer-is-not-parked"
    assert await office.audit() == [
        ("timer.retry", "one", None, None),
        ("timer.discard", "two", None, "nobody wants it"),
    ]


async def test_the_audit_can_only_be_added_to(office: Office) -> None:
    """Not even by us: the database refuses."""
    await office.sample.reader().apply(got(bean("red", 2)))
    await office.decide("/parked/skip", **RED, sequence=1)
    for change in ("UPDATE audit SET actor = 'nobody'", "DELETE FROM audit", "TRUNCATE audit"):
        with pytest.raises(DBAPIError, match="only ever added to"):
            await office.sample.change(change)
    (line,) = await office.look("/audit")
    assert (line["actor"], line["reader"], line["topic"]) == ("user:ann", "counter", COUNTS.name)
    assert await office.look("/audit", before=line["id"]) == []


async def test_what_is_refused_is_not_audited(office: Office) -> None:
    """Nothing was decided then."""
    await office.refused("/parked/skip", **RED, sequence=1)
    await office.refused("/timers/retry", timer="x")
    assert await office.audit() == []


async def test_facts_are_unmarked_portion_by_portion(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of all topics, one, a key, or from a number on; what was superseded stays away."""
    monkeypatch.setattr("shared.messaging.operations.republish.AT_ONCE", 2)
    sample = office.sample
    await sample.fill("red", 1, 2, 3)
    await sample.fill("blue", 1)
    await sample.tell(Card("c", "x"))
    await sample.tell(Card("c", "y"))
    await sample.change("UPDATE outbox SET published_at = now(), kafka_partition = 0, kafka_offset = id")
    assert await office.decide("/republish", dry_run=True) == {"facts": 0, "left": 5, "after": 0}
    assert (await office.look("/outbox"))["unpublished"] == 0
    assert await office.decide("/republish", topic=COUNTS.name, key="red", from_sequence=3) == {
        "facts": 1,
        "left": 0,
        "after": None,
    }
    first = await office.decide("/republish", topic=COUNTS.name)
    assert (first["facts"], first["left"]) == (2, 1)
    assert (await office.decide("/republish", topic=COUNTS.name, after=first["after"]))["facts"] == 1
    assert (await office.look("/outbox"))["unpublished"] == 4
    assert (await office.decide("/republish"))["facts"] == 1
    assert await office.refused("/republish", topic="registry.schools") == "unknown-topic"
    assert await office.refused("/republish", key="red") == "numbers-need-a-key"
    assert await office.refused("/republish", topic=COUNTS.name, from_sequence=2) == "numbers-need-a-key"


async def refused(office: Office) -> list[int]:
    """Three facts of a key, of which Kafka refused the first; their ids in the outbox."""
    await office.sample.tell(*(BeanAdded("red", number) for number in range(1, 4)))
    held = "INSERT INTO refused_rows SELECT min(id), :topic, 'red', 'MessageSizeTooLargeError', now() FROM outbox"
    await office.sample.change(held, topic=COUNTS.name)
    return [found for (found,) in await office.sample.rows("SELECT id FROM outbox ORDER BY id")]


async def failing(command: AddBean, work: object) -> int:
    """A use case that never succeeds."""
    return command.bean // 0


async def test_a_discarded_fact_that_came_early_follows_like_any_other(office: Office) -> None:
    """It waits for its turn, and is passed."""
    reader = office.sample.reader()
    await reader.apply(got(bean("red", 2).having("ce_type", b"bus.Discarded"), bean("red", 3)))
    await reader.apply(got(bean("red", 1)))
    await drain(reader)
    assert await office.sample.seen() == [("red", 1), ("red", 3)]


async def test_how_far_readers_are_with_a_key_is_told(office: Office) -> None:
    """The last number that each applied, and whether it set the next one aside; nobody reads what isn't read here."""

    async def counter(key: str) -> tuple[int, bool]:
        lines = await office.look("/readers/standings", topic=COUNTS.name, key=key)
        [line] = [each for each in lines if each["reader"] == "counter"]
        return line["last"], line["stopped"]

    assert await counter("red") == (0, False)
    await office.sample.reader().apply(got(bean("red", 1), bean("red", 2), bean("blue", 3)))
    assert await counter("red") == (2, False)
    assert await counter("blue") == (0, False)  # 3 waits for 1 and 2
    await office.sample.reader().apply(got(replace(bean("red", 3), value=b"{"), start=3))
    assert await counter("red") == (2, True)
    assert await office.look("/readers/standings", topic="sample.others", key="red") == []
