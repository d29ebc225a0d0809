"""Whatever may stand on Kafka: it stops its own key at most, and is kept with its reason."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from shared.messaging.codec import Codec
from shared.messaging.reader import Read
from shared.messaging.work import Work
from tests.messaging.sample import BeanAdded, Sample, note
from tests.messaging.wire import Sent, bean, got, written

GOOD = bean("red", 1)

UNNUMBERED = {
    "no key": replace(GOOD, key=None),
    "an empty key": replace(GOOD, key=b""),
    "a key of 600 bytes": replace(GOOD, key=b"k" * 600),
    "a key with a NUL": replace(GOOD, key=b"a\0b"),
    "a key that isn't UTF-8": replace(GOOD, key=b"\xff\xfe"),
    "no headers": replace(GOOD, headers=()),
    "no number": GOOD.without("ce_sequence"),
    "number 0": GOOD.having("ce_sequence", b"0"),
    "a negative number": GOOD.having("ce_sequence", b"-1"),
    "a huge number": GOOD.having("ce_sequence", b"9" * 30),
    "a number in words": GOOD.having("ce_sequence", b"one"),
    "a number in Arabic digits": GOOD.having("ce_sequence", "١".encode()),
    "a number without a value": GOOD.having("ce_sequence", None),
    "900 KB of nothing": Sent(GOOD.topic, None, b"\0" * 900_000, ()),
}

UNDECODABLE = {
    "no data": replace(GOOD, value=None),
    "data that isn't JSON": replace(GOOD, value=b"{"),
    "data that isn't UTF-8": replace(GOOD, value=b'{"jar": "\xff"}'),
    "a wrong type of data": replace(GOOD, value=b'{"jar": "red", "bean": "seven"}'),
    "a missing field": replace(GOOD, value=b'{"jar": "red"}'),
    "900 KB of spaces": replace(GOOD, value=b" " * 900_000),
    "deep data": replace(GOOD, value=b"[" * 100_000),
    "an id that is none": GOOD.having("ce_id", b"17"),
    "no id": GOOD.without("ce_id"),
    "no type": GOOD.without("ce_type"),
    "no schema": GOOD.without("ce_dataschema"),
    "no actor": GOOD.without("ce_actor"),
    "a type that isn't UTF-8, without an id": GOOD.having("ce_type", b"\xff\xfe").without("ce_id"),
    "a type with a NUL": GOOD.having("ce_type", b"sample.Bean\0Added"),
    "an actor with a NUL": GOOD.having("ce_actor", b"a\0b"),
    "a foreign header with a NUL": GOOD.having("x-note", b"\0"),
    "a time that is none": GOOD.having("ce_time", b"yesterday"),
    "a time of no zone": GOOD.having("ce_time", b"2026-01-01T12:00:00"),
    "a version that is none": GOOD.having("ce_dataschema", b"urn:alliance:sample.BeanAdded:first"),
    "a version of 5,000 digits": GOOD.having("ce_dataschema", b"urn:alliance:sample.BeanAdded:" + b"1" * 5000),
    "a correlation that is none": GOOD.having("ce_correlationid", b"x"),
}

UNKNOWN = {
    "an unknown type": GOOD.having("ce_type", b"sample.BeanRoasted"),
    "a type that isn't UTF-8": GOOD.having("ce_type", b"\xff\xfe"),
    "an unknown version": GOOD.having("ce_dataschema", b"urn:alliance:sample.BeanAdded:2"),
    "version 0": GOOD.having("ce_dataschema", b"urn:alliance:sample.BeanAdded:0"),
    "a version beyond all integers": GOOD.having("ce_dataschema", b"urn:alliance:sample.BeanAdded:" + b"9" * 40),
}


@pytest.mark.parametrize("sent", UNNUMBERED.values(), ids=UNNUMBERED)
async def test_a_record_without_a_usable_key_or_number_is_rejected_and_stops_nothing(quiet: Sample, sent: Sent) -> None:
    """It has no place in any order; it is kept as it came, and the others of the batch are applied."""
    await quiet.reader().apply(got(bean("blue", 1), sent, bean("green", 1)))
    assert await quiet.seen() == [("blue", 1), ("green", 1)]
    assert await quiet.parked() == []
    kept = await quiet.rows("SELECT partition, \"offset\", reason <> '', data FROM rejected")
    assert kept == [(0, 1, True, sent.value)]


@pytest.mark.parametrize("sent", UNDECODABLE.values(), ids=UNDECODABLE)
async def test_a_record_that_cannot_be_read_is_parked_raw_and_stops_only_its_key(quiet: Sample, sent: Sent) -> None:
    """At once, without tries; what comes after it in its key's story waits."""
    await quiet.reader().apply(got(bean("blue", 1), sent, bean("red", 2), bean("green", 1)))
    assert await quiet.seen() == [("blue", 1), ("green", 1)]
    assert await quiet.parked() == [("red", 1, "undecodable"), ("red", 2, "waiting")]
    assert await quiet.value("SELECT data FROM parked WHERE sequence = 1") == sent.value


@pytest.mark.parametrize("sent", UNKNOWN.values(), ids=UNKNOWN)
async def test_a_type_or_version_that_this_build_does_not_know_parks_its_key(quiet: Sample, sent: Sent) -> None:
    """A newer build may know it."""
    reader = quiet.reader()
    await reader.apply(got(sent, bean("red", 2), bean("green", 1)))
    assert await quiet.seen() == [("green", 1)]
    assert await quiet.parked() == [("red", 1, "unknown"), ("red", 2, "waiting")]
    assert await reader.free_to_follow() == []


@pytest.mark.parametrize("sent", (UNDECODABLE | UNKNOWN).values(), ids=UNDECODABLE | UNKNOWN)
async def test_whatever_is_wrong_with_it_a_record_may_wait_for_its_turn(quiet: Sample, sent: Sent) -> None:
    """One that came early is parked unread; when its turn comes it goes where it belongs, and nobody falls over it."""
    reader = quiet.reader()
    await reader.apply(got(sent.having("ce_sequence", b"2")))
    assert await quiet.parked() == [("red", 2, "waiting")]
    await reader.apply(got(bean("red", 1)))
    await reader.apply(await reader.free_to_follow(), again=True)
    ((_, _, reason),) = await quiet.parked()
    assert reason in {"undecodable", "unknown"}


async def test_a_tombstone_on_a_fact_topic_is_undecodable(quiet: Sample) -> None:
    """A fact of a fact topic has data."""
    await quiet.reader().apply(got(replace(bean("red", 1), value=None)))
    assert await quiet.parked() == [("red", 1, "undecodable")]


async def test_an_unknown_fact_and_what_waited_behind_it_follow_after_an_upgrade(quiet: Sample) -> None:
    """The new build's codec knows the type, and nobody has to do anything."""
    old = quiet.reader(codec=Codec([]))
    await old.apply(got(bean("red", 1), bean("red", 2), bean("red", 3)))
    new = quiet.reader()
    await new.apply(await new.free_to_follow(), again=True)
    assert await quiet.seen() == [("red", 1), ("red", 2), ("red", 3)]
    assert await quiet.parked() == []


async def test_many_unreadable_ones_do_not_keep_the_readable_from_following(quiet: Sample) -> None:
    """Those of an unknown version stay where they are, and hide nobody."""
    reader = quiet.reader()
    await reader.apply(got(*(replace(UNKNOWN["an unknown version"], key=f"a{n:03}".encode()) for n in range(600))))
    await reader.apply(got(bean("z", 2)))
    await reader.apply(got(bean("z", 1)))
    assert [record.key for record in await reader.free_to_follow()] == ["z"]


async def test_a_tick_says_nothing(quiet: Sample) -> None:
    """It is passed over, wherever it stands and whatever else it bears."""
    tick = GOOD.having("ce_type", b"bus.Tick")
    await quiet.reader().apply(got(tick.without("ce_sequence"), tick, replace(tick, key=None)))
    assert await quiet.parked() == []
    assert await quiet.value("SELECT count(*) FROM rejected") == 0
    assert await quiet.seen() == []


async def test_every_byte_of_a_parked_records_headers_is_kept(quiet: Sample) -> None:
    """So that it can be retried or mended as what it was."""
    odd = bean("red", 2).having("x-odd", bytes(range(1, 256)))
    reader = quiet.reader()
    await reader.apply(got(odd))
    await reader.apply(got(bean("red", 1)))
    (followed,) = await reader.free_to_follow()
    assert dict(followed.pairs)["x-odd"] == bytes(range(1, 256))


async def test_errors_are_kept_without_the_values_that_caused_them(quiet: Sample) -> None:
    """They may be personal."""
    secret = b'{"jar": {"ann@example.org": 1}, "bean": "ann@example.org"}'
    await quiet.reader().apply(got(replace(GOOD, value=secret)))
    error = await quiet.value("SELECT error FROM parked")
    assert "ann" not in error
    assert error.startswith("sample.BeanAdded: bean: int")


async def test_a_duplicate_of_a_parked_fact_changes_nothing(quiet: Sample) -> None:
    """Delivered again, it is still parked once, and its effect isn't tried beside the order of things."""
    calls: list[int] = []

    async def count(reads: Sequence[Read], work: Work) -> None:
        calls.extend(read.fact.bean for read in reads)
        await note(reads, work)

    reader, broken = quiet.reader(count), replace(written(BeanAdded("red", 1), 1), value=b"{")
    for _ in range(2):
        await reader.apply(got(broken, bean("red", 2)))
    assert await quiet.parked() == [("red", 1, "undecodable"), ("red", 2, "waiting")]
    assert calls == []
