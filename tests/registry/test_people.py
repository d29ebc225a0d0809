"""People and mailboxes: registered, moved, changed, erased; on the real database."""

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest

from services.registry.adapters.tables import METADATA
from services.registry.domain.people import Contact, Person
from services.registry.domain.refusals import (
    ContactIsUnknown,
    NamesakeWorksThere,
    PersonIsUnknown,
    SchoolNotKnownHere,
)
from services.registry.use_cases.change_contact import ChangeContact
from services.registry.use_cases.erase_person import ErasePerson
from services.registry.use_cases.leave_alliance import LeaveAlliance
from services.registry.use_cases.move_person import MovePerson
from services.registry.use_cases.register_person import RegisterPerson
from shared.contracts.registry import (
    ContactDetails,
    ContactForgotten,
    Permission,
    PersonErased,
    PersonMoved,
    PersonRegistered,
    Role,
)
from shared.kernel.ids import ContactId, PersonId, SchoolId
from tests.registry.imports import HILLTOP, VALLEY, Imports, joined
from tests.service_fixtures import Bench, kinds

NOBODY = UUID(int=404)

PERSONAL = ("Zebedee Quill", "zq@private.example.org")
"""A name and an address that stand nowhere else."""


async def zebedee(registry: Bench, school_id: SchoolId) -> tuple[PersonId, ContactId]:
    """Somebody works at a school: their id, and their mailbox's."""
    name, address = PERSONAL
    roles = (Role.DEPUTY, Role.TEACHER)
    person_id = await registry.do(RegisterPerson(school_id, name, roles, address, (Permission.NEWS,)))
    mine = [each for each in await registry.told(ContactDetails) if each.person_id == person_id]
    return person_id, mine[0].contact_id


def test_facts_about_people_never_name_them() -> None:
    """Ids and roles only; the mailbox's own state is the one fact with personal data."""
    person_id, school_id = PersonId(UUID(int=1)), SchoolId(UUID(int=2))
    person = Person(person_id, school_id, "Ann Shaw", (Role.HEAD,))
    assert person.register() == PersonRegistered(person_id, school_id, (Role.HEAD,))
    elsewhere = SchoolId(UUID(int=3))
    assert person.move(elsewhere, (Role.DEPUTY,)) == PersonMoved(person_id, elsewhere, (Role.DEPUTY,))
    mailbox = ContactId(UUID(int=4))
    assert person.erase((mailbox,)) == PersonErased(person_id, (mailbox,))
    assert (person.name, person.roles) == ("", ())


def test_a_mailbox_tells_its_whole_state() -> None:
    """A state topic's readers see the newest only."""
    contact = Contact(ContactId(UUID(int=1)), SchoolId(UUID(int=2)), None, Role.OFFICE, "Hilltop office", None)
    assert contact.details() == ContactDetails(
        contact.contact_id, contact.school_id, None, Role.OFFICE, "Hilltop office", None, ()
    )


async def test_somebody_is_registered_with_a_mailbox(registry: Bench, imports: Imports) -> None:
    """The mailbox has their first role."""
    school_id = await joined(registry)
    person_id, contact_id = await zebedee(registry, school_id)
    assert (await registry.told())[4:] == [
        PersonRegistered(person_id, school_id, (Role.DEPUTY, Role.TEACHER)),
        ContactDetails(contact_id, school_id, person_id, Role.DEPUTY, *PERSONAL, (Permission.NEWS,)),
    ]


async def test_a_namesake_is_asked_about_first(registry: Bench, imports: Imports) -> None:
    """Most likely it is the same person, typed a second time; who works elsewhere, or was erased, isn't meant."""
    here, there = await joined(registry, HILLTOP), await joined(registry, VALLEY)
    person_id, _ = await zebedee(registry, here)
    again = RegisterPerson(here, PERSONAL[0].upper(), (Role.TEACHER,), None, unless_named_there=True)
    with pytest.raises(NamesakeWorksThere, match="ZEBEDEE QUILL is registered at Hilltop Juniors already"):
        await registry.do(again)
    await registry.do(replace(again, school_id=there))
    await registry.do(replace(again, unless_named_there=False))
    await registry.do(ErasePerson(person_id))
    with pytest.raises(NamesakeWorksThere):
        await registry.do(again)


async def test_nobody_works_at_a_school_that_the_alliance_does_not_know(registry: Bench, imports: Imports) -> None:
    """Refused by name, be it to register or to move."""
    school_id = await joined(registry)
    person_id, _ = await zebedee(registry, school_id)
    before = len(await registry.told())
    with pytest.raises(SchoolNotKnownHere):
        await zebedee(registry, SchoolId(NOBODY))
    with pytest.raises(SchoolNotKnownHere):
        await registry.do(MovePerson(person_id, SchoolId(NOBODY), (Role.TEACHER,)))
    assert len(await registry.told()) == before


async def test_somebody_moves_with_their_mailbox(registry: Bench, imports: Imports) -> None:
    """The mailbox's new state is told in the same commit."""
    here, there = await joined(registry, HILLTOP), await joined(registry, VALLEY)
    person_id, contact_id = await zebedee(registry, here)
    await registry.do(MovePerson(person_id, there, (Role.HEAD,)))
    moved, details = (await registry.outbox())[-2:]
    assert moved.fact == PersonMoved(person_id, there, (Role.HEAD,))
    assert details.fact == ContactDetails(contact_id, there, person_id, Role.HEAD, *PERSONAL, (Permission.NEWS,))
    assert moved.transaction == details.transaction


async def test_a_mailbox_changes(registry: Bench, imports: Imports) -> None:
    """The newest state is told, and what older facts said of it is gone from the outbox."""
    school_id = await joined(registry)
    person_id, contact_id = await zebedee(registry, school_id)
    await registry.do(ChangeContact(contact_id, "Zeb Quill", None, ()))
    newest = (await registry.told(ContactDetails))[-1]
    assert newest == ContactDetails(contact_id, school_id, person_id, Role.DEPUTY, "Zeb Quill", None, ())
    assert PERSONAL[1] not in str(await registry.query("SELECT data FROM outbox"))


async def test_erasing_somebody_leaves_nothing_but_ids(registry: Bench, imports: Imports) -> None:
    """Everybody is told the mailboxes' ids; no table has the name or the address, the outbox's old rows neither."""
    person_id, contact_id = await zebedee(registry, await joined(registry))
    await registry.do(ChangeContact(contact_id, PERSONAL[0], "second-" + PERSONAL[1], ()))
    await registry.do(ErasePerson(person_id))
    assert (await registry.told())[-2:] == [PersonErased(person_id, (contact_id,)), ContactForgotten(contact_id)]
    everything = await registry.contents()
    assert [word for word in PERSONAL if word in everything] == []
    assert await registry.query("SELECT person_id, name FROM people WHERE erased_at IS NOT NULL") == [(person_id, "")]
    assert str(contact_id) not in await registry.contents(METADATA)


async def test_erasing_a_head_forgets_their_mailbox_and_not_the_offices(registry: Bench, imports: Imports) -> None:
    """The school stays a member; when it comes back it has a new head."""
    school_id = await joined(registry)
    head = (await registry.told(PersonRegistered))[0].person_id
    await registry.do(ErasePerson(head))
    assert "ann@hilltop" not in await registry.contents()
    assert [each.role for each in await registry.told(ContactDetails)] == [Role.OFFICE]
    await registry.do(LeaveAlliance(HILLTOP))
    assert await joined(registry) == school_id
    assert len(await registry.told(PersonRegistered)) == 2


async def test_whoever_is_erased_is_unknown(registry: Bench, imports: Imports) -> None:
    """To every later command, and so is their mailbox."""
    school_id = await joined(registry)
    person_id, contact_id = await zebedee(registry, school_id)
    await registry.do(ErasePerson(person_id))
    for command in (ErasePerson(person_id), MovePerson(person_id, school_id, (Role.HEAD,))):
        with pytest.raises(PersonIsUnknown):
            await registry.do(command)
    with pytest.raises(ContactIsUnknown):
        await registry.do(ChangeContact(contact_id, *PERSONAL, ()))


async def test_what_was_never_known_is_refused(registry: Bench) -> None:
    """By name, and with the id."""
    with pytest.raises(PersonIsUnknown, match=str(NOBODY)):
        await registry.do(ErasePerson(PersonId(NOBODY)))
    with pytest.raises(ContactIsUnknown, match=str(NOBODY)):
        await registry.do(ChangeContact(ContactId(NOBODY), "A", None, ()))


async def test_erasing_somebody_while_all_else_happens_to_them_leaves_nothing(
    registry: Bench, imports: Imports
) -> None:
    """Moves, changes and a school's coming back at the same moment: in the end nothing personal is left."""
    here, there = await joined(registry, HILLTOP), await joined(registry, VALLEY)
    for _ in range(8):
        person_id, contact_id = await zebedee(registry, here)
        answers = await asyncio.gather(
            registry.do(MovePerson(person_id, there, (Role.HEAD,))),
            registry.do(ErasePerson(person_id)),
            registry.do(ChangeContact(contact_id, *PERSONAL, ())),
            registry.do(MovePerson(person_id, here, (Role.TEACHER,))),
            return_exceptions=True,
        )
        failures = {type(each) for each in answers if isinstance(each, BaseException)}
        assert failures <= {PersonIsUnknown, ContactIsUnknown}
        assert answers[1] is None
    everything = await registry.contents()
    assert [word for word in PERSONAL if word in everything] == []
    assert kinds(await registry.told(PersonErased)) == ["PersonErased"] * 8
