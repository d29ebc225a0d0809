"""What the use cases need of the world."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.notify.domain.contact import Contact
from services.notify.domain.course import Booking, Course
from services.notify.domain.email import Email
from services.notify.domain.known import Case, Deployment, Person, School
from services.notify.domain.message import Message
from services.notify.domain.recipients import Recipients
from services.notify.domain.reference import Reference
from shared.contracts.fact import Fact
from shared.kernel.ids import BookingId, CaseId, ContactId, CourseId, DeploymentId, MessageId, PersonId, SchoolId
from shared.messaging.envelope import Cause, Envelope


class Contacts(Protocol):
    """The contact book."""

    async def lock(self, contact_id: ContactId) -> Contact:
        """A mailbox, for changing; one not told of yet is locked too, so that message and address meet."""
        ...

    async def get(self, contact_id: ContactId) -> Contact:
        """A mailbox as it is now; one not told of yet has only its id."""
        ...

    async def behind(self, reference: Reference) -> Contact | None:
        """The mailbox of a person, an office or a head, held as it is; None when nobody has told of one."""
        ...

    async def name_of(self, person_id: PersonId) -> str | None:
        """What somebody is called; None when nobody has told it, or they were erased."""
        ...

    async def workplace_of(self, person_id: PersonId) -> SchoolId | None:
        """Where somebody works; None when nobody has told it, or they were erased."""
        ...

    async def save(self, contact: Contact) -> None:
        """Keep it as it is now."""
        ...


class Schools(Protocol):
    """Schools' names."""

    async def lock(self, school_id: SchoolId) -> School:
        """A school, for changing; one not told of yet is locked too, so that message and name meet."""
        ...

    async def get(self, school_id: SchoolId) -> School:
        """A school as it is now."""
        ...

    async def save(self, school: School) -> None:
        """Keep it as it is now."""
        ...


class People(Protocol):
    """Who was erased."""

    async def lock(self, person_id: PersonId) -> Person:
        """Somebody, for changing; one not told of yet is locked too, so that message and mailbox meet."""
        ...

    async def save(self, person: Person) -> None:
        """Keep whether they were erased."""
        ...


class Cases(Protocol):
    """Which school asked for what support."""

    async def lock(self, case_id: CaseId) -> Case:
        """A case, for changing; one not told of yet is locked too, so that message and case meet."""
        ...

    async def get(self, case_id: CaseId) -> Case:
        """A case as it is now."""
        ...

    async def of_school(self, school_id: SchoolId) -> list[CaseId]:
        """The cases of a school."""
        ...

    async def save(self, case: Case) -> None:
        """Keep it."""
        ...


class Deployments(Protocol):
    """Who is agreed on for which school."""

    async def get(self, deployment_id: DeploymentId) -> Deployment | None:
        """What was agreed; None when it was before notify kept it, and once it has ended."""
        ...

    async def note(self, deployment: Deployment) -> None:
        """Keep what was agreed."""
        ...

    async def strike(self, deployment_id: DeploymentId) -> None:
        """It has ended: nobody need be told of it any more."""
        ...


class Courses(Protocol):
    """Courses, and who is on them."""

    async def get(self, course_id: CourseId) -> Course | None:
        """A course as it was last told; None when it never was."""
        ...

    async def save(self, course: Course) -> None:
        """Keep it as it is now."""
        ...

    async def booked_on(self, course_id: CourseId) -> list[Booking]:
        """Who has a place on it or waits for one."""
        ...

    async def note(self, booking: Booking) -> None:
        """Keep how somebody stands now."""
        ...

    async def strike(self, booking_id: BookingId) -> None:
        """Somebody is no longer on a course."""
        ...

    async def strike_all(self, course_id: CourseId) -> None:
        """It was held: nobody need be told of it any more."""
        ...


class Messages(Protocol):
    """Messages and their states."""

    async def lock(self, message_id: MessageId) -> Message:
        """A message, for changing; raises `MessageIsUnknown`."""
        ...

    async def is_written(self, message: Message) -> bool:
        """Is there one already about the same fact, of the same kind, to the same addressees?"""
        ...

    async def to(self, contact_id: ContactId) -> list[Message]:
        """All messages to a mailbox, for changing."""
        ...

    async def naming(self, person_id: PersonId) -> list[Message]:
        """All messages that go to somebody or speak of them, for changing."""
        ...

    async def unfinished(self, told: Collection[Reference], contact_id: ContactId | None = None) -> list[Message]:
        """Those that wait and go to or speak of what was just told; those to a mailbox that have not gone too."""
        ...

    async def leaning_on(self, message: Message) -> list[Message]:
        """The messages that are `same_mailbox` because this one goes to its address, for changing."""
        ...

    async def due(self, now: datetime, at_most: int) -> list[Message]:
        """The queued messages that are longest due and that nobody else is taking, for changing."""
        ...

    async def lost(self, now: datetime) -> list[Message]:
        """Messages whose sender went silent, for changing."""
        ...

    async def uncertain(self, at_most: int) -> list[Message]:
        """The oldest messages of which nobody knows whether they went, for changing."""
        ...

    async def forget_ended(self, before: datetime, at_most: int) -> int:
        """Delete messages from before that moment that came to an end nobody need look at; how many."""
        ...

    async def save(self, message: Message) -> None:
        """Keep it as it is now; one to a mailbox that already gets one for the same fact becomes `same_mailbox`."""
        ...


class Timelines(Protocol):
    """The pasts that the database has had."""

    async def restored_at(self, now: datetime) -> datetime | None:
        """When it was first seen that the database was restored, the last time that it was; None when it never was."""
        ...


class Composes(Protocol):
    """Writes e-mails."""

    @property
    def finance_email(self) -> str:
        """Where the finance officer reads."""
        ...

    @property
    def recipients(self) -> Recipients:
        """Who may be written to."""
        ...

    def compose(self, template: str, values: Mapping[str, object], now: datetime) -> Email:
        """The e-mail about these values; raises when one is missing. `now` is when its calendar files are made."""
        ...


class Work(Protocol):
    """One unit of work of notify."""

    now: datetime
    cause: Cause
    fact: Envelope | None
    contacts: Contacts
    schools: Schools
    people: People
    cases: Cases
    deployments: Deployments
    courses: Courses
    messages: Messages
    timelines: Timelines
    composer: Composes

    @property
    def acts(self) -> bool:
        """May this have effects outside?"""
        ...

    def new_id(self) -> UUID:
        """A fresh id."""
        ...

    def publish(self, *facts: Fact) -> None:
        """Tell facts, if the work commits."""
        ...

    def wake(self, role: str) -> None:
        """Wake a role once the work has committed."""
        ...

    def erase(self, subject: UUID) -> None:
        """What was known of a mailbox goes in this commit, and then off the disk."""
        ...
