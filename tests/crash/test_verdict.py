"""The judge can say no: each promise, broken on purpose, is noticed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from tests.crash.evidence import Evidence, Message, mails
from tests.crash.joining import Joining
from tests.crash.judge import Judge
from tests.crash.stage import Stage
from tests.crash.verdict import complaints

ENOUGH = 1000
"""More uncertain messages than there are."""

Break = Callable[[Evidence], Evidence]


@pytest.fixture(scope="module")
def evidence(joining: Joining, judge: Judge) -> Evidence:
    """What is left of schools that joined without a crash, among them one whose mailboxes are the same."""
    joining.ask_for(4)
    return judge.demand_all_promises_kept()


@pytest.fixture
def mail(stage: Stage, tmp_path: Path) -> Path:
    """A copy of the sink's folder."""
    return Path(shutil.copytree(stage.place.mail, tmp_path / "mail"))


def certain(evidence: Evidence) -> str:
    """The id of a message that was sent."""
    return next(each.message_id for each in reversed(evidence.messages) if each.state == "sent")


def test_an_email_that_is_missing_is_noticed(evidence: Evidence, joining: Joining, mail: Path) -> None:
    """Without its file in the sink, a mailbox has no e-mail; and its message only counts as sent."""
    wanted = certain(evidence)
    file = next(each for each in mail.glob("*.eml") if wanted in each.read_text())
    file.unlink()
    said = complaints(joining.joined, replace(evidence, mails=mails(mail)), ENOUGH)
    assert any("0 e-mails; notify's message is: " in each for each in said)
    assert any(f"message {wanted} counts as sent" in each for each in said)


def test_an_email_that_came_twice_is_noticed(evidence: Evidence, joining: Joining, mail: Path) -> None:
    """The same file once more is a second e-mail to the same mailbox."""
    file = next(mail.glob("*.eml"))
    shutil.copy(file, mail / "again.eml")
    said = complaints(joining.joined, replace(evidence, mails=mails(mail)), ENOUGH)
    assert len(said) == 1
    assert "2 e-mails" in said[0]


def missing_fact(evidence: Evidence) -> Evidence:
    """The newest fact of a school isn't on Kafka."""
    newest = next(each for each in reversed(evidence.outbox) if each.topic == "registry.schools")
    return replace(evidence, kafka=[each for each in evidence.kafka if each.event_id != newest.event_id])


def made_up_fact(evidence: Evidence) -> Evidence:
    """A fact on Kafka was never committed."""
    return replace(evidence, kafka=[*evidence.kafka, replace(evidence.kafka[0], event_id=uuid4())])


def wrong_order(evidence: Evidence) -> Evidence:
    """A mailbox's newer state came first."""
    first = next(each for each in evidence.kafka if each.topic == "registry.contacts")
    return replace(evidence, kafka=[replace(first, sequence=9), *evidence.kafka])


def gap(evidence: Evidence) -> Evidence:
    """A school's first fact isn't there, its second is."""
    first = next(each for each in evidence.kafka if each.topic == "registry.schools")
    return replace(evidence, kafka=[replace(each, sequence=2) if each == first else each for each in evidence.kafka])


def twin_message(evidence: Evidence) -> Evidence:
    """A fact caused two messages to one mailbox."""
    twin = replace(next(each for each in evidence.messages if each.state == "sent"), message_id="twin")
    return replace(evidence, messages=[*evidence.messages, twin])


def stranger(evidence: Evidence) -> Evidence:
    """Somebody else got mail."""
    return replace(evidence, mails=[*evidence.mails, replace(evidence.mails[0], address="nobody@example.org")])


def untold(evidence: Evidence) -> Evidence:
    """An e-mail was sent, but no fact tells of it."""
    told = next(each for each in evidence.outbox if each.topic == "notify.messages")
    return replace(evidence, outbox=[each for each in evidence.outbox if each != told], kafka=[])


def parked(evidence: Evidence) -> Evidence:
    """A fact was set aside."""
    return replace(evidence, unfinished={"facts parked by notify": 1})


def member_twice(evidence: Evidence) -> Evidence:
    """A school is a member twice."""
    return replace(evidence, members=[*evidence.members, evidence.members[0]])


def member_lost(evidence: Evidence) -> Evidence:
    """A school that was accepted is no member."""
    return replace(evidence, members=evidence.members[1:])


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (missing_fact, "is not on Kafka"),
        (made_up_fact, "was never committed"),
        (wrong_order, "came in the order [9, 1"),
        (gap, "came in the order [2"),
        (twin_message, "caused 2 messages"),
        (stranger, "who gets none"),
        (untold, "facts tell of it"),
        (parked, "1 facts parked by notify"),
        (member_twice, "is a member 2 times"),
        (member_lost, "but is no member"),
    ],
)
def test_each_promise_that_is_broken_is_noticed(
    broken: Break, words: str, evidence: Evidence, joining: Joining
) -> None:
    """What was right until then is said to be wrong, in the words that belong to it."""
    assert complaints(joining.joined, evidence, ENOUGH) == []
    assert any(words in each for each in complaints(joining.joined, broken(evidence), ENOUGH))


def test_of_a_kafka_that_forgot_only_what_is_missing_is_noticed(evidence: Evidence, joining: Joining) -> None:
    """What was on its way when its tail was lost stands before what is published again; a gap is still a loss."""
    first = next(each for each in evidence.kafka if each.topic == "registry.schools")
    overtaken = replace(evidence, kafka=[replace(first, sequence=2), *evidence.kafka])
    assert complaints(joining.joined, overtaken, ENOUGH) == [f"{first.topic} {first.key} came in the order [2, 1]"]
    assert complaints(joining.joined, overtaken, ENOUGH, kafka_forgot=True) == []
    said = complaints(joining.joined, gap(evidence), ENOUGH, kafka_forgot=True)
    assert any("came in the order [2" in each for each in said)


def test_more_uncertain_messages_than_deaths_explain_are_noticed(evidence: Evidence, joining: Joining) -> None:
    """A sender that marks everything uncertain would otherwise keep every promise."""
    lost = [Message(each.message_id, each.event_id, each.address, "uncertain") for each in evidence.messages]
    said = complaints(joining.joined, replace(evidence, messages=lost), most_uncertain=0)
    assert any("are uncertain; with so many deaths it may be 0" in each for each in said)
