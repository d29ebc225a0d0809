"""The verdict: everything that the evidence shows to be wrong, in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from tests.crash.evidence import STATES, Evidence, Told
from tests.crash.joining import Joined


def complaints(
    joined: Sequence[Joined], evidence: Evidence, most_uncertain: int, *, kafka_forgot: bool = False
) -> list[str]:
    """What is wrong; empty when every promise was kept. So many messages may be uncertain at most.

    `kafka_forgot`: it lost its tail, or everything. What was on its way then stands before what is published again, as
    if out of order; readers apply each key by number, so what they did is what is judged.

    Who is to get mail is judged for schools that joined; whatever other mail there is must be one of notify's messages.
    """
    return [
        *(f"unfinished: {count} {what}" for what, count in evidence.unfinished.items()),
        *_members(joined, evidence),
        *_mailboxes(joined, evidence.of_welcomes),
        *_uninvited(joined, evidence.of_welcomes),
        *_uncertain(evidence, most_uncertain),
        *_messages(evidence),
        *_outcomes(evidence),
        *_published(evidence),
        *_order(evidence, kafka_forgot=kafka_forgot),
    ]


def _members(joined: Sequence[Joined], evidence: Evidence) -> Iterator[str]:
    """No school twice, none lost, none that nobody asked for."""
    there, wanted = Counter(evidence.members), {each.wish.urn for each in joined}
    yield from (f"school {urn} is a member {times} times" for urn, times in there.items() if times > 1)
    yield from (f"school {urn} was accepted, but is no member" for urn in sorted(wanted - there.keys()))
    yield from (f"school {urn} is a member, but nobody was told so" for urn in sorted(there.keys() - wanted))


def _mailboxes(joined: Sequence[Joined], evidence: Evidence) -> Iterator[str]:
    """Exactly one e-mail for each mailbox; or, where it is uncertain, none."""
    arrived = Counter(mail.address for mail in evidence.mails)
    states: defaultdict[str, list[str]] = defaultdict(list)
    for message in evidence.messages:
        states[message.address or ""].append(message.state)
    for each in joined:
        for address in sorted(each.wish.mailboxes):
            mails = arrived[address]
            if mails > 1 or (mails == 0 and "uncertain" not in states[address]):
                known = ", ".join(states[address]) or "no message at all"
                yield f"school {each.wish.urn}, mailbox {address}: {mails} e-mails; notify's message is: {known}"


def _uninvited(joined: Sequence[Joined], evidence: Evidence) -> Iterator[str]:
    """Nobody else gets mail."""
    invited = {address for each in joined for address in each.wish.mailboxes}
    yield from (f"an e-mail to {mail.address}, who gets none" for mail in evidence.mails if mail.address not in invited)


def _uncertain(evidence: Evidence, most: int) -> Iterator[str]:
    """Uncertain is what a killed sender had in hand, and no more."""
    uncertain = sum(each.state == "uncertain" for each in evidence.messages)
    if uncertain > most:
        yield f"{uncertain} messages are uncertain; with so many deaths it may be {most}"


def _messages(evidence: Evidence) -> Iterator[str]:
    """One message of a kind for each fact and mailbox, and each e-mail is of one of them."""
    live = [each for each in evidence.messages if each.state != "same_mailbox"]
    for (event_id, _, address), times in Counter((each.event_id, each.template, each.address) for each in live).items():
        if times > 1:
            yield f"fact {event_id} caused {times} messages to {address}"
    ids = {each.message_id for each in live}
    yield from (
        f"the e-mail to {mail.address} is of no message" for mail in evidence.mails if mail.message_id not in ids
    )


def _outcomes(evidence: Evidence) -> Iterator[str]:
    """What was sent has arrived, and was told once."""
    sent = {each.message_id for each in evidence.messages if each.state == "sent"}
    arrived = {mail.message_id for mail in evidence.mails}
    yield from (f"message {each} counts as sent, but is not in the sink" for each in sorted(sent - arrived))
    told = sum(each.topic == "notify.messages" for each in evidence.outbox)
    if told != len(sent):
        yield f"{len(sent)} messages were sent, but {told} facts tell of it"


def _published(evidence: Evidence) -> Iterator[str]:
    """What is committed stands on Kafka, and nothing else does."""
    on_kafka = {each.event_id for each in evidence.kafka}
    committed = {each.event_id for each in evidence.outbox}
    lost = [each for each in evidence.outbox if each.newest and each.event_id not in on_kafka]
    yield from (f"{each.topic} {each.key} number {each.sequence} is not on Kafka" for each in lost)
    made_up = [each for each in evidence.kafka if each.event_id not in committed]
    yield from (f"{each.topic} {each.key} number {each.sequence} on Kafka was never committed" for each in made_up)


def _order(evidence: Evidence, *, kafka_forgot: bool) -> Iterator[str]:
    """Each key's facts come for the first time in order; on fact topics without a gap."""
    for (topic, key), came in _first_times(evidence.kafka).items():
        numbers = sorted(came) if kafka_forgot else came
        steps = [b - a for a, b in pairwise([0, *numbers])]
        if any(step < 1 for step in steps) or (topic not in STATES and any(step != 1 for step in steps)):
            yield f"{topic} {key} came in the order {numbers}"


def _first_times(told: Iterable[Told]) -> dict[tuple[str, str], list[int]]:
    """The numbers of each key, each where it stands first."""
    numbers: defaultdict[tuple[str, str], dict[int, None]] = defaultdict(dict)
    for each in told:
        numbers[each.stream].setdefault(each.sequence)
    return {stream: list(each) for stream, each in numbers.items()}
