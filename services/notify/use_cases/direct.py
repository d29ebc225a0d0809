"""Where a message goes, as far as is known by now: the step that writing a message and hearing news share."""

from collections.abc import Awaitable, Callable, Iterable, Sequence

from services.notify.domain.contact import Contact
from services.notify.domain.message import Message
from services.notify.domain.reference import Kind, Reference
from services.notify.use_cases.ports import Work
from shared.kernel.ids import CaseId, ContactId, CourseId, PersonId, SchoolId


async def direct(message: Message, work: Work) -> None:
    """Choose the mailbox: of those it may go to, the first whose address is known. Else, or while something that it
    speaks of isn't known, it waits. One to somebody who was erased is forgotten.

    All that it goes to or speaks of is locked first, so that whoever learns of it meanwhile finds the message.
    """
    if not message.is_unsent:
        return
    await _hold({*message.to, *message.speaks_of}, work)
    if await _was_erased(message.to, work):
        message.forget()
        return
    mailbox, unknown = await _mailbox(message.to, work)
    message.direct(mailbox, unknown or await _first_unknown(message.speaks_of, work), work.now)


async def go_on(told: Sequence[Reference], work: Work, contact_id: ContactId | None = None) -> None:
    """Something was told: messages that waited for it go, and those that hadn't gone to that mailbox follow it."""
    for message in await work.messages.unfinished(told, contact_id):
        leaning = await work.messages.leaning_on(message)
        await direct(message, work)
        await work.messages.save(message)
        await stand_alone(leaning, work)
    work.wake("sender")


async def stand_alone(leaning: Sequence[Message], work: Work) -> None:
    """These were not to go because another message went to the same mailbox; where that still holds, they stay so."""
    for message in leaning:
        mailbox = await work.contacts.get(message.contact_id) if message.contact_id else None
        message.stand_alone(mailbox, work.now)
        await work.messages.save(message)


async def _hold(references: Iterable[Reference], work: Work) -> None:
    """Schools before people before cases, and each kind in order: as everybody locks them."""
    there = list(references)
    schools = {each.id for each in there if each.kind in {Kind.SCHOOL, Kind.OFFICE, Kind.HEAD}}
    for school_id in sorted(schools):
        await work.schools.lock(SchoolId(school_id))
    for each in sorted(each.id for each in there if each.kind is Kind.PERSON):
        await work.people.lock(PersonId(each))
    for each in sorted(each.id for each in there if each.kind is Kind.CASE):
        await work.cases.lock(CaseId(each))


async def _was_erased(to: Iterable[Reference], work: Work) -> bool:
    people = [await work.people.lock(PersonId(each.id)) for each in to if each.kind is Kind.PERSON]
    return any(each.is_forgotten for each in people)


async def _mailbox(to: Sequence[Reference], work: Work) -> tuple[Contact | None, Reference | None]:
    """The mailbox, or who must be told of before. A school may be without a head, so heads aren't waited for."""
    silent: list[Contact] = []
    for each in to:
        found = await _behind(each, work)
        if found is None:
            if each.kind is Kind.HEAD:
                continue
            return None, each
        if found.address or found.is_forgotten:
            return found, None
        silent.append(found)
    return (silent[0], None) if silent else (None, to[0])


async def _behind(reference: Reference, work: Work) -> Contact | None:
    if reference.kind is Kind.CONTACT:
        return await work.contacts.lock(ContactId(reference.id))
    return await work.contacts.behind(reference)


async def _first_unknown(references: Iterable[Reference], work: Work) -> Reference | None:
    for each in sorted(references):
        if each.kind in _KNOWN and not await _KNOWN[each.kind](each, work):
            return each
    return None


async def _knows_person(reference: Reference, work: Work) -> bool:
    person = await work.people.lock(PersonId(reference.id))
    return person.is_forgotten or await work.contacts.behind(reference) is not None


async def _knows_school(reference: Reference, work: Work) -> bool:
    return (await work.schools.get(SchoolId(reference.id))).name is not None


async def _knows_case(reference: Reference, work: Work) -> bool:
    school_id = (await work.cases.get(CaseId(reference.id))).school_id
    return school_id is not None and (await work.schools.get(school_id)).name is not None


async def _knows_course(reference: Reference, work: Work) -> bool:
    return await work.courses.get(CourseId(reference.id)) is not None


_KNOWN: dict[Kind, Callable[[Reference, Work], Awaitable[bool]]] = {
    Kind.PERSON: _knows_person,
    Kind.SCHOOL: _knows_school,
    Kind.CASE: _knows_case,
    Kind.COURSE: _knows_course,
}
