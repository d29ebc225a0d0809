"""Letters of which nobody knows whether they went: a dead server, a dead sender, a late answer."""

import asyncio
from uuid import UUID

import pytest

from services.notify.domain.email import Delivered, NotNow, Obstacle
from services.notify.domain.message import LEASE
from services.notify.domain.refusals import MessageIsUnknown
from services.notify.use_cases.give_up_lost import GiveUpLost
from services.notify.use_cases.record_outcome import RecordOutcome
from services.notify.use_cases.resend_message import ResendMessage
from services.notify.use_cases.settle_message import SettleMessage
from services.notify.use_cases.take_letters import TakeLetters
from shared.contracts.notify import EmailSent
from shared.kernel.ids import MessageId
from tests.notify.sending import come_to, sending, states, wake
from tests.notify.smtp_servers import mail_server
from tests.notify.stories import Stories, message_ids
from tests.service_fixtures import NOON, Bench


async def test_a_letter_without_an_answer_is_uncertain_and_never_sent_again_by_itself(
    notify: Bench, welcome: Stories
) -> None:
    """The server died with the whole letter: nobody is told that it was sent."""
    async with mail_server({"TAKEN": ["vanish", "250 taken"]}) as postbox, sending(notify, postbox.port):
        await come_to(notify, "uncertain")
        notify.clock.pass_by(7 * 86_400)
        wake(notify)
        await asyncio.sleep(0.1)
        assert (len(postbox.letters), await notify.told()) == (1, [])
        (message_id,) = await message_ids(notify)
        await notify.do(ResendMessage(MessageId(message_id)))
        await come_to(notify, "sent")
    assert (len(postbox.letters), len(await notify.told(EmailSent))) == (2, 1)


async def test_an_uncertain_letter_is_settled(notify: Bench, welcome: Stories) -> None:
    """Somebody asked the school: it has come. Nothing is sent, nothing told."""
    async with mail_server({"TAKEN": ["vanish"]}) as postbox, sending(notify, postbox.port):
        await come_to(notify, "uncertain")
        (message_id,) = await message_ids(notify)
        await notify.do(SettleMessage(MessageId(message_id)))
        await asyncio.sleep(0.05)
    assert (await states(notify), len(postbox.letters), await notify.told()) == (["settled"], 1, [])


async def test_a_message_that_there_is_not_is_refused(notify: Bench) -> None:
    """To be sent again or settled."""
    for command in (ResendMessage, SettleMessage):
        with pytest.raises(MessageIsUnknown):
            await notify.do(command(MessageId(UUID(int=404))))


async def test_what_a_dead_sender_left_behind_is_uncertain_once_its_lease_is_over(
    notify: Bench, welcome: Stories
) -> None:
    """Not a moment sooner; the role finds it by itself."""
    assert await notify.do(TakeLetters())
    notify.clock.now = NOON + LEASE
    assert await notify.do(GiveUpLost()) == 0
    notify.clock.pass_by(0.001)
    async with mail_server() as postbox, sending(notify, postbox.port):
        await come_to(notify, "uncertain")
    assert (postbox.letters, await notify.told()) == ([], [])


async def test_an_answer_after_the_lease_is_still_the_better_knowledge(notify: Bench, welcome: Stories) -> None:
    """The sender was only asleep."""
    (taken,) = await notify.do(TakeLetters())
    notify.clock.pass_by(60)
    await notify.do(GiveUpLost())
    await notify.do(RecordOutcome(taken.message_id, taken.attempt, Delivered(250)))
    assert (await states(notify), len(await notify.told(EmailSent))) == (["sent"], 1)
    await notify.do(RecordOutcome(taken.message_id, taken.attempt, Delivered(250)))
    assert len(await notify.told(EmailSent)) == 1


async def test_an_answer_to_an_earlier_attempt_says_nothing_of_the_later_one(notify: Bench, welcome: Stories) -> None:
    """Somebody had it sent again meanwhile: "not now" to the first must not queue a third while the second is going."""
    (first,) = await notify.do(TakeLetters())
    notify.clock.pass_by(60)
    await notify.do(GiveUpLost())
    await notify.do(ResendMessage(first.message_id))
    (second,) = await notify.do(TakeLetters())
    await notify.do(RecordOutcome(first.message_id, first.attempt, NotNow(Obstacle.UNREACHABLE)))
    assert await states(notify) == ["sending"]
    await notify.do(RecordOutcome(second.message_id, second.attempt, Delivered(250)))
    assert await states(notify) == ["sent"]
