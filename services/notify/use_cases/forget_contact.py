"""A mailbox is no more, or the person behind it was erased."""

from services.notify.use_cases.direct import direct, stand_alone
from services.notify.use_cases.ports import Work
from shared.contracts.registry import ContactForgotten, PersonErased
from shared.kernel.ids import ContactId, PersonId


async def forget_contact(forgotten: ContactForgotten, work: Work) -> None:
    """Forget the mailbox, and what is personal in its messages."""
    await _forget(forgotten.contact_id, work)


async def forget_person(erased: PersonErased, work: Work) -> None:
    """Forget all of somebody's mailboxes, whichever topic says so first, and their name in others' mail."""
    person = await work.people.lock(erased.person_id)
    person.is_forgotten = True
    await work.people.save(person)
    for contact_id in erased.contacts:
        await _forget(contact_id, work)
    await _unname(erased.person_id, work)


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


async def _unname(person_id: PersonId, work: Work) -> None:
    """Words that name them go; what waited to hear of them goes without the name, or nowhere if it was for them."""
    work.erase(person_id)
    for message in await work.messages.naming(person_id):
        message.unname()
        await direct(message, work)
        await work.messages.save(message)
