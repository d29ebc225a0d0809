"""`alliance ops`."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from deploy.local.services import SERVICES
from shared.contracts.registry import SchoolLeft
from shared.kernel.ids import SchoolId
from tests.cli.conftest import Alli, Said
from tests.messaging.wire import Sent, send, written
from tests.running import Installation, eventually

FOREIGN = ("ce_source", b"/services/somebody")


def left(school: str, sequence: int) -> Sent:
    """A fact that notify reads and passes over; not in registry's name, or its relay would think that it lost it."""
    return written(SchoolLeft(SchoolId(UUID(school)), date(2027, 3, 12)), sequence).having(*FOREIGN)


@pytest.fixture
def ops(alli: Alli) -> Alli:
    """`alliance ops notify …`; what is done there must be done."""

    def notify(*arguments: str) -> Said:
        said = alli("ops", "notify", *arguments)
        assert said.code == 0, said.err
        return said

    return notify


@pytest.fixture
def stuck(ops: Alli, installation: Installation) -> str:
    """A school's id of which number 1 can't be read, and number 2 waits behind it."""
    school = str(uuid4())
    bad = replace(left(school, 1), value=b'{"school_id": "\xff"}').having("ce_type", b"registry.SchoolJoined")
    tell(installation, bad, left(school, 2))
    eventually(lambda: len(parked(ops, school)) == 2)
    return school


def tell(installation: Installation, *records: Sent) -> None:
    """Send by hand."""
    asyncio.run(send(installation.kafka, *records))


def parked(ops: Alli, key: str) -> list[dict[str, Any]]:
    """What is parked of a key."""
    return json.loads(ops("parked", "list", "--key", key, "--json").out)["facts"]


def test_parked_facts_are_listed_by_key(ops: Alli, stuck: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Number, reason, type; wide and narrow."""
    for width in ("200", "60"):
        monkeypatch.setenv("COLUMNS", width)
        lines = " ".join(ops("parked", "list", "--key", stuck).out.split())
        assert f"registry.schools {stuck} read by notify" in lines
        assert "number 1 undecodable registry.SchoolJoined" in lines
        assert "number 2 waiting for number 1 registry.SchoolLeft" in lines
    assert ops("parked", "list", "--key", "nobody").out.strip() == "Nothing like that is parked."


def test_a_parked_fact_is_shown_as_it_came(ops: Alli, stuck: str) -> None:
    """What isn't UTF-8 is shown as such."""
    out = ops("parked", "show", "registry.schools", stuck, "1").out
    assert "undecodable. It can't be read as the fact that it claims to be." in out
    assert '{"school_id": "\\xff"}' in out
    assert "ce_sequence" in out


def test_a_skip_tells_first_what_it_would_do(ops: Alli, stuck: str) -> None:
    """And does it then; the audit has the reason."""
    this = ("parked", "skip", "registry.schools", stuck, "1")
    dry = ops(*this, "--dry-run").out
    assert "would: Number 1 (undecodable) is skipped, and 1 fact follows right behind it." in dry
    assert "Nothing was changed." in dry
    assert len(parked(ops, stuck)) == 2
    assert "✓ Number 1 (undecodable) is skipped" in ops(*this, "--why", "a test of ours").out
    eventually(lambda: parked(ops, stuck) == [])
    audit = ops("audit", "--limit", "1").out
    assert "parked.skip" in audit
    assert "“a test of ours”" in audit
    assert f"registry.schools {stuck} number 1 of reader notify" in audit


def test_a_mend_takes_json_or_a_file_and_is_refused_by_what_is_wrong(
    ops: Alli, alli: Alli, stuck: str, tmp_path: Any
) -> None:
    """Data that isn't JSON, that isn't the fact, or none at all."""
    this = ("ops", "notify", "parked", "mend", "registry.schools", stuck, "1")
    assert "either --data JSON or --file FILE" in alli(*this).sentence
    assert alli(*this, "--data", "{").sentence.startswith("That isn't JSON")
    assert "registry.SchoolJoined: " in alli(*this, "--data", "{}").sentence
    file = tmp_path / "fact.json"
    file.write_text(json.dumps({"school_id": stuck, "left_on": "2027-03-12"}))
    assert "is mended" in ops(*this[2:], "--file", str(file), "--type", "registry.SchoolLeft").out
    eventually(lambda: parked(ops, stuck) == [])


def test_retry_names_a_key_or_a_reason(ops: Alli, alli: Alli, stuck: str) -> None:
    """Not both, and not neither."""
    assert "--all and a reason" in alli("ops", "notify", "parked", "retry").sentence
    assert "Number 1 (undecodable) is tried again" in ops("parked", "retry", "registry.schools", stuck).out
    eventually(lambda: parked(ops, stuck)[0]["reason"] == "undecodable")
    assert "would:" in ops("parked", "retry", "--all", "undecodable", "--dry-run").out
    assert "to be tried again" in ops("parked", "retry", "--all", "undecodable").out
    ops("parked", "skip", "registry.schools", stuck, "1")


def test_rejected_records_are_dismissed(ops: Alli, installation: Installation) -> None:
    """One, then all; the list is empty then."""
    bad = replace(left(str(uuid4()), 1), key=None)
    tell(installation, bad, bad)
    eventually(lambda: len(json.loads(ops("rejected", "list", "--json").out)) == 2)
    first, _ = json.loads(ops("rejected", "list", "--json").out)
    this = (first["topic"], str(first["partition"]), str(first["offset"]))
    assert "no key" in ops("rejected", "list").out
    assert "Headers" in ops("rejected", "show", *this).out
    assert "1 record is dismissed." in ops("rejected", "dismiss", *this).out
    assert "1 record is dismissed." in ops("rejected", "dismiss", "--all").out
    assert ops("rejected", "list").out.strip() == "Nothing is rejected."


def test_facts_are_sent_once_more(alli: Alli) -> None:
    """The example's schools; readers have them."""
    dry = alli("ops", "registry", "republish", "--topic", "registry.schools", "--dry-run")
    assert re.search(r"would: \d\d facts go out again", dry.out)
    said = alli("ops", "registry", "republish", "--topic", "registry.schools")
    assert "✓ All of them are out." in said.out
    assert "is none of the topics here" in alli("ops", "registry", "republish", "--topic", "x").sentence


def test_what_there_is_nothing_of_is_said_in_a_sentence(ops: Alli, alli: Alli) -> None:
    """Lists that are empty, and refusals."""
    assert ops("refused", "list").out.strip() == "Kafka has refused nothing."
    assert ops("timers", "list").out.strip() == "No timer is parked."
    assert "✓ notify" in ops("readers").out
    assert "isn't stopped" in alli("ops", "notify", "resume").sentence
    assert "There is no fold x here; there are: none." in alli("ops", "notify", "rebuild", "x").sentence
    assert "knows every fact of its own" in ops("recover").out
    assert "there is nothing to recover" in alli("ops", "notify", "recover", "settle").sentence
    names = ", ".join(each.name for each in SERVICES)
    assert alli("ops", "somebody", "readers").sentence == f"There is no service somebody; there are {names}."


@pytest.fixture
def went_back(installation: Installation) -> str:
    """The id of a school of which Kafka holds a fact in registry's name that registry's database doesn't know."""
    school = str(uuid4())
    tell(installation, left(school, 1).having("ce_source", b"/services/registry"))
    return school


def test_lost_facts_are_listed_decided_and_settled(alli: Alli, went_back: str) -> None:
    """Afterwards the database knows it."""
    listed = alli("ops", "registry", "recover").out
    assert "registry.SchoolLeft" in listed
    assert f"registry.schools {went_back} number 1" in listed
    assert "1 is undecided." in listed
    [lost] = json.loads(alli("ops", "registry", "recover", "--json").out)
    short = lost["event_id"][-8:]
    assert "--re-entered or --discarded" in alli("ops", "registry", "recover", "decide", short).sentence
    assert "is undecided" in alli("ops", "registry", "recover", "settle").sentence
    decided = alli("ops", "registry", "recover", "decide", short, "--discarded", "--why", "it never left").out
    assert "1 fact is discarded; `recover settle` is next." in decided
    settled = alli("ops", "registry", "recover", "settle").out
    assert "1 key is settled: 1 lost fact known again." in settled
    assert "knows every fact" in alli("ops", "registry", "recover").out
