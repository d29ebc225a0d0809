"""Garbage straight on a topic: each stops its own key at most, shows with its reason, and can be decided about."""

from dataclasses import replace
from typing import Any

import pytest

from tests.messaging.operations.office import RED, Office
from tests.messaging.sample import BeanAdded
from tests.messaging.waiting import eventually, running
from tests.messaging.wire import Sent, bean, got, make_topics, send, written


def of(jar: str, **changed: Any) -> Sent:
    """A bean for that jar, with something wrong about it."""
    return replace(bean(jar, 1), **changed)


UNNUMBERED = {
    "no headers": of("no-headers", headers=()),
    "no key": of("no-key", key=None),
    "number 0": bean("zero", 0),
    "negative": bean("negative", -1),
    "900 KB of nothing": Sent(bean("x", 1).topic, None, b"\0" * 900_000, ()),
}
"""What has no place in any order."""

UNREADABLE = {
    "not-json": of("not-json", value=b"never JSON {"),
    "wrong-schema": of("wrong-schema", value=b'{"jar": "wrong-schema", "bean": "seven"}'),
    "not-utf-8": of("not-utf-8", value=b"\xff\xfe"),
    "900-kb": of("900-kb", value=b" " * 900_000),
    "tombstone": of("tombstone", value=None),
}
"""What its key can't get past, by its key."""

UNKNOWN = {
    "type": bean("type", 1).having("ce_type", b"sample.BeanRoasted"),
    "version": bean("version", 1).having("ce_dataschema", b"urn:alliance:sample.BeanAdded:9"),
}
"""What a newer build may know, by its key."""

AHEAD = bean("ahead", 900_000_000_000)

PASSED = (bean("good", 1), bean("good", 1), bean("good", 2).having("ce_source", b"/services/somebody-else"))
"""Good, repeated, and from somebody else: numbers count, whoever sent them."""

BEHIND = tuple(bean(key, 2) for key in (*UNREADABLE, *UNKNOWN))


def counted(office: Office, outcome: str) -> float:
    """How many records had that outcome."""
    labels = {"reader": "counter", "outcome": outcome}
    return office.sample.metrics.registry.get_sample_value("alliance_facts_read_total", labels) or 0


async def test_garbage_on_a_topic_stops_its_own_keys_and_each_can_be_decided_about(live: Office) -> None:
    """One topic full of it, with good facts before, between and behind."""
    sample = live.sample
    await make_topics(sample.kafka)
    bad = (*UNNUMBERED.values(), *UNREADABLE.values(), *UNKNOWN.values(), AHEAD)
    async with running(sample.role(sample.reader()).run()):
        await send(sample.kafka, *bad, *PASSED, *BEHIND, bean("good", 3))
        await eventually(lambda: _seen(live, 3))
        assert await sample.seen() == [("good", 1), ("good", 2), ("good", 3)]
        assert sample.health.is_ready("consumer")
        assert {each["key"]: each["reason"] for each in await stopping(live)} == {
            **dict.fromkeys(UNREADABLE, "undecodable"),
            **dict.fromkeys(UNKNOWN, "unknown"),
        }
        waiting = (await live.look("/parked", reason="waiting", key="ahead"))["facts"]
        assert [(each["sequence"], each["waits_for"]) for each in waiting] == [(900_000_000_000, 1)]
        reasons = sorted(each["reason"] for each in await live.look("/rejected"))
        assert reasons == sorted(["no key", "no key", *["no sequence number above 0"] * 3])
        assert counted(live, "duplicate") >= 1

        await live.decide("/parked/retry", **(RED | {"key": "not-json"}))
        for key in ("wrong-schema", "not-utf-8", "version"):
            await live.decide("/parked/mend", **(RED | {"key": key}), sequence=1, data={"jar": key, "bean": 1})
        for key in ("900-kb", "tombstone", "type"):
            await live.decide("/parked/skip", **(RED | {"key": key}), sequence=1)
        await live.decide("/rejected/dismiss", reader="counter")
        await eventually(lambda: _seen(live, 3 + 3 * 2 + 3))
        await eventually(lambda: _again(live, "not-json"))
    assert {jar: [n for of_it, n in await sample.seen() if of_it == jar] for jar, _ in await sample.seen()} == {
        "good": [1, 2, 3],
        **{mended: [1, 2] for mended in ("wrong-schema", "not-utf-8", "version")},
        **{skipped: [2] for skipped in ("900-kb", "tombstone", "type")},
    }
    assert await live.look("/rejected") == []
    assert sorted(await sample.parked()) == [
        ("ahead", 900_000_000_000, "waiting"),
        ("not-json", 1, "undecodable"),
        ("not-json", 2, "waiting"),
    ]


@pytest.mark.parametrize("sent", [*UNREADABLE.values(), *UNKNOWN.values(), AHEAD], ids=[*UNREADABLE, *UNKNOWN, "ahead"])
async def test_whatever_is_parked_can_be_shown(office: Office, sent: Sent) -> None:
    """As JSON, which holds no bytes: what isn't UTF-8 is shown as such."""
    await office.sample.reader().apply(got(sent))
    (line,) = (await office.look("/parked"))["facts"]
    this = {name: line[name] for name in ("reader", "topic", "key", "sequence")}
    shown = await office.look("/parked/fact", **this)
    assert dict(shown["came"]["headers"])["ce_id"] == dict(sent.headers)["ce_id"].decode()  # type: ignore[union-attr]


@pytest.mark.parametrize("body", ["null", "[]", "17", '{"reader": "counter"}', "{", '{"reader": "\\ud800"}', ""])
async def test_a_body_that_is_no_command_is_refused(office: Office, body: str) -> None:
    """422 with where and what, and never the value."""
    async with office.client("operator") as client:
        for path in ("/parked/skip", "/readers/rebuild", "/timers/retry"):
            answer = await client.post(path, content=body, headers={"content-type": "application/json"})
            assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (422, "invalid")


async def test_numbers_and_words_that_no_table_could_hold_are_refused(office: Office) -> None:
    """In paths' parameters and in bodies alike."""
    async with office.client("operator") as client:
        for asked in (
            {"limit": 0},
            {"limit": 10**9},
            {"reason": "x"},
            {"key": "a\0b"},
            {"after": "%%%"},
            {"after": "WzFd"},
        ):
            assert (await client.get("/parked", params=asked)).status_code == 422, asked
    for sequence in (0, -1, 2**63, "one"):
        assert await office.refused("/parked/skip", **RED, sequence=sequence) == "invalid"


async def test_a_mend_is_no_way_round_what_publishing_refuses(office: Office) -> None:
    """Over 256 KiB is no fact, wherever it comes from."""
    await office.sample.reader().apply(got(replace(written(BeanAdded("red", 1), 1), value=b"{")))
    large = {"jar": "red", "bean": 1, "more": "x" * 256 * 1024}
    assert await office.refused("/parked/mend", **RED, sequence=1, data=large) == "would-not-decode"


async def stopping(office: Office) -> list[dict[str, Any]]:
    """The parked facts that stop a key by themselves."""
    return [each for each in (await office.look("/parked"))["facts"] if each["reason"] != "waiting"]


async def _seen(office: Office, facts: int) -> bool:
    return len(await office.sample.seen()) == facts


async def _again(office: Office, key: str) -> bool:
    return (key, 1, "undecodable") in await office.sample.parked()
