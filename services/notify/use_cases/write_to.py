"""A fact causes a message: the step that all reactions share."""

from collections.abc import Mapping

from services.notify.domain.message import Message, Why
from services.notify.domain.reference import Reference
from services.notify.use_cases.direct import direct
from services.notify.use_cases.ports import Work
from shared.kernel.ids import MessageId
from shared.messaging.envelope import Envelope


async def write_to(to: tuple[Reference, ...], template: str, values: Mapping[str, str], work: Work) -> None:
    """Queue a message to the first of these whose address is known, once per fact and mailbox.

    Nothing for a fact from before notify's first start, nor for one that is heard again.
    """
    if work.fact is None or not work.acts:
        return
    fact = work.fact
    message = Message(
        MessageId(work.new_id()), _why(fact), template, None, None, values, work.now, asked_at=fact.time, to=to
    )
    if await work.messages.is_written(message):
        return
    await direct(message, work)
    await work.messages.save(message)
    work.wake("sender")


def _why(fact: Envelope) -> Why:
    return Why(fact.event_id, fact.type, fact.cause.actor, fact.cause.correlation_id or fact.event_id)
