"""A state topic is compared with its owner's state; what differs goes out again, and is counted."""

from shared.messaging.housekeeping.states import StateTopics
from tests.messaging.sample import CARDS, Card, CardForgotten, Sample
from tests.messaging.test_relay import relayed
from tests.messaging.wire import Sent, on_kafka, send, written


def foreign(card: Card) -> Sent:
    """A record that somebody else wrote: in our own name it would look as though our database had gone back."""
    return written(card, 1).having("ce_source", b"/services/other")


async def compared(sample: Sample) -> tuple[float, float]:
    """Compare: how many keys are unlike, and how many foreign."""
    await StateTopics(sample.kafka, [CARDS], "sample", sample.workshop, sample.metrics).compare()
    label = sample.metrics.state_differences.labels
    found = [label(topic=CARDS.name, kind=kind)._value.get() for kind in ("unlike", "foreign")]
    return found[0], found[1]


async def last_said(sample: Sample, key: bytes) -> bytes | None:
    """What the topic last says of a key."""
    return [record.value for record in await on_kafka(sample.kafka, CARDS) if record.key == key][-1]


async def test_a_topic_that_says_what_its_owner_does_is_left_alone(sample: Sample) -> None:
    """States and erased ones; nothing goes out again."""
    await sample.tell(Card("a", "one"), Card("b", "two"))
    await sample.tell(Card("a", "three"), CardForgotten("b"))
    await relayed(sample)
    assert await compared(sample) == (0, 0)
    assert await sample.unpublished() == 0


async def test_what_has_not_gone_out_yet_is_no_difference(sample: Sample) -> None:
    """The relay is about to send it."""
    await sample.tell(Card("a", "one"))
    await relayed(sample)
    await sample.tell(Card("a", "two"), Card("b", "one"))
    assert await compared(sample) == (0, 0)


async def test_a_stale_value_is_put_right(sample: Sample) -> None:
    """Somebody wrote over it; the owner's newest state goes out again, under its own number."""
    await sample.tell(Card("a", "right"))
    await relayed(sample)
    await send(sample.kafka, foreign(Card("a", "wrong")))
    assert await compared(sample) == (1, 0)
    await relayed(sample)
    assert b"right" in (await last_said(sample, b"a") or b"")
    assert await compared(sample) == (0, 0)


async def test_a_state_that_came_back_after_it_was_erased_is_erased_again(sample: Sample) -> None:
    """The tombstone goes out once more."""
    await sample.tell(Card("a", "words"))
    await sample.tell(CardForgotten("a"))
    await relayed(sample)
    await send(sample.kafka, foreign(Card("a", "words")))
    assert await compared(sample) == (1, 0)
    await relayed(sample)
    assert await last_said(sample, b"a") is None


async def test_a_lost_record_goes_out_again(sample: Sample) -> None:
    """The log is as long as it was, and what stands in its place is another key's."""
    await sample.tell(Card("a", "words"))
    await relayed(sample)
    await sample.change("UPDATE outbox SET event_id = gen_random_uuid(), key = 'b'")
    await sample.change("UPDATE streams SET key = 'b'")
    assert await compared(sample) == (1, 1), "b was lost, a is nobody's"
    await relayed(sample)
    assert b"words" in (await last_said(sample, b"b") or b"")


async def test_a_key_that_the_owner_never_told_of_is_counted(sample: Sample) -> None:
    """There is nothing to send; somebody has to find the writer."""
    await sample.tell(Card("a", "one"))
    await relayed(sample)
    await send(sample.kafka, foreign(Card("z", "whose?")))
    assert await compared(sample) == (0, 1)
    assert await sample.unpublished() == 0
