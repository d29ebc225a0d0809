"""A mailbox is no more, or the person behind it was erased."""

from services.notify.use_cases.keep_contact import stand_alone
from services.notify.use_cases.ports import Work
from shared.contracts.registry import ContactForgotten, PersonErased
from shared.kernel.ids import ContactId


async def forget_contact(forgotten: ContactForgotten, work: Work) -> None:
    """Forget the mailbox, and what is personal in its messages."""
    await _forget(forgotten.contact_id, work)


async def forget_person(erased: PersonErased, work: Work) -> None:
    """Forget all of somebody's mailboxes, whichever topic says so first."""
    for contact_id in erased.contacts:
        await _forget(contact_id, work)


async def _forget(contact_id: ContactId, work: Work) -> None:
    contact = await work.contacts.lock(contact_id)
    contact.forget()
    await work.contacts.save(contact)
    work.erase(contact_id)
    for message in await work.messages.to(contact_id):
        was_unsent, leaning = message.is_unsent, await work.messages.leaning_on(message)
        message.forget()
        await work.messages.save(message)
        if was_unsent:
            await stand_alone(leaning, work)
    work.wake("sender")
