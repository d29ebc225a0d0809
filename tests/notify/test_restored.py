"""After a restore: the database doesn't know which letters went in the time that was lost."""

from datetime import timedelta

from services.notify.use_cases.resend_message import ResendMessage
from services.notify.use_cases.settle_all import SettleAll
from services.notify.use_cases.take_letters import TakeLetters
from shared.kernel.ids import MessageId
from tests.notify.sending import states
from tests.notify.stories import HEAD, Stories, details, joined, message_ids
from tests.service_fixtures import Bench


async def restore(notify: Bench) -> None:
    """As if PostgreSQL had begun a new timeline: the one that was noted is none that it is on."""
    await notify.query("UPDATE timelines SET timeline = 'before' RETURNING timeline")


async def test_on_its_first_timeline_every_letter_goes(notify: Bench, welcome: Stories) -> None:
    """It was asked for before anything was noted; that is no restore."""
    assert len(await notify.do(TakeLetters())) == 1
    assert await notify.query("SELECT since FROM timelines") == [(None,)]


async def test_what_was_asked_for_before_a_restore_may_have_gone(notify: Bench, welcome: Stories) -> None:
    """Nobody sends it a second time without a person's word."""
    await notify.do(TakeLetters(at_most=0))
    await restore(notify)
    notify.clock.pass_by(60)
    assert await notify.do(TakeLetters()) == []
    assert await notify.query("SELECT state, obstacle FROM messages") == [("uncertain", "database_restored")]
    (message_id,) = await message_ids(notify)
    await notify.do(ResendMessage(MessageId(message_id)))
    assert len(await notify.do(TakeLetters())) == 1


async def test_what_was_asked_for_since_then_goes(notify: Bench, registry_tells: Stories) -> None:
    """The restore was seen when letters were next asked for, which the sender does when it starts."""
    await notify.do(TakeLetters())
    await restore(notify)
    notify.clock.pass_by(-timedelta(days=1).total_seconds())
    await notify.do(TakeLetters())
    await registry_tells.tell(details(), joined(0, (HEAD,)))
    assert len(await notify.do(TakeLetters())) == 1


async def test_all_that_are_uncertain_are_settled_together(notify: Bench, welcome: Stories) -> None:
    """Somebody looked: they had gone. A second asking finds none."""
    await notify.do(TakeLetters(at_most=0))
    await restore(notify)
    notify.clock.pass_by(60)
    await notify.do(TakeLetters())
    assert [await notify.do(SettleAll()), await notify.do(SettleAll())] == [1, 0]
    assert await states(notify) == ["settled"]
