"""What registry tells: membership, what the national register says of members, people, and mailboxes."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.contracts.fact import fact
from shared.contracts.topics import CONTACTS, PEOPLE, SCHOOLS
from shared.kernel.ids import ContactId, PersonId, SchoolId, Urn


class Phase(StrEnum):
    """Phase of education, the register's codes 0 to 7. A school's phase may be unknown: then it is None."""

    NOT_APPLICABLE = "not_applicable"
    NURSERY = "nursery"
    PRIMARY = "primary"
    MIDDLE_DEEMED_PRIMARY = "middle_deemed_primary"
    SECONDARY = "secondary"
    MIDDLE_DEEMED_SECONDARY = "middle_deemed_secondary"
    SIXTEEN_PLUS = "16_plus"
    ALL_THROUGH = "all_through"


class Status(StrEnum):
    """Establishment status, the register's codes 1 to 4. An edition without the column leaves it unknown: None."""

    OPEN = "open"
    CLOSED = "closed"
    CLOSING = "closing"
    PROPOSED = "proposed"


class Role(StrEnum):
    """What somebody, or an office, is at a school."""

    HEAD = "head"
    OFFICE = "office"
    DEPUTY = "deputy"
    BUSINESS_MANAGER = "business_manager"
    GOVERNOR = "governor"
    TEACHER = "teacher"


class Permission(StrEnum):
    """What a mailbox's owner has agreed to get beyond the mail that a service itself needs (PECR consent)."""

    NEWS = "news"


@fact(topic=SCHOOLS, key="school_id")
@dataclass(frozen=True, slots=True)
class SchoolJoined:
    """A school became a member. `contacts` are the mailboxes of its head and its office, in that order."""

    school_id: SchoolId
    urn: Urn
    name: str
    phase: Phase | None
    joined_on: date
    contacts: tuple[ContactId, ...]


@fact(topic=SCHOOLS, key="school_id")
@dataclass(frozen=True, slots=True)
class SchoolIntroduced:
    """A school that isn't a member asked for something, so that it has an id and mailboxes from now on.

    `contacts` as in `SchoolJoined`.
    """

    school_id: SchoolId
    urn: Urn
    name: str
    phase: Phase | None
    contacts: tuple[ContactId, ...]


@fact(topic=SCHOOLS, key="school_id")
@dataclass(frozen=True, slots=True)
class SchoolLeft:
    """A school's membership ended on that day, by its own wish or the alliance's."""

    school_id: SchoolId
    left_on: date


@fact(topic=SCHOOLS, key="school_id")
@dataclass(frozen=True, slots=True)
class SchoolChanged:
    """The national register now says this of a member."""

    school_id: SchoolId
    urn: Urn
    name: str
    phase: Phase | None
    status: Status | None


@fact(topic=SCHOOLS, key="school_id")
@dataclass(frozen=True, slots=True)
class SchoolClosed:
    """A member closed. The day is None when the register doesn't give it."""

    school_id: SchoolId
    urn: Urn
    closed_on: date | None


@fact(topic=SCHOOLS, key="school_id")
@dataclass(frozen=True, slots=True)
class SchoolSucceeded:
    """A member goes on under another URN, most often as an academy; its id and its membership stay."""

    school_id: SchoolId
    old_urn: Urn
    new_urn: Urn
    name: str
    phase: Phase | None


@fact(topic=PEOPLE, key="person_id")
@dataclass(frozen=True, slots=True)
class PersonRegistered:
    """Somebody works at a school, in these roles."""

    person_id: PersonId
    school_id: SchoolId
    roles: tuple[Role, ...]


@fact(topic=PEOPLE, key="person_id")
@dataclass(frozen=True, slots=True)
class PersonMoved:
    """Somebody now works at this school, in these roles, and no longer where they did."""

    person_id: PersonId
    school_id: SchoolId
    roles: tuple[Role, ...]


@fact(topic=PEOPLE, key="person_id")
@dataclass(frozen=True, slots=True)
class PersonErased:
    """Somebody used the right to erasure: every copy of their data goes, in every service."""

    person_id: PersonId
    contacts: tuple[ContactId, ...]


@fact(topic=CONTACTS, key="contact_id")
@dataclass(frozen=True, slots=True)
class ContactDetails:
    """The present state of a mailbox: the only fact with personal data. `address` is None until it is known."""

    contact_id: ContactId
    school_id: SchoolId
    person_id: PersonId | None
    role: Role
    name: str
    address: str | None
    permissions: tuple[Permission, ...]


@fact(topic=CONTACTS, key="contact_id", tombstone=True)
@dataclass(frozen=True, slots=True)
class ContactForgotten:
    """A mailbox is no more; compaction removes what was known of it."""

    contact_id: ContactId


FACTS = (
    SchoolJoined,
    SchoolIntroduced,
    SchoolLeft,
    SchoolChanged,
    SchoolClosed,
    SchoolSucceeded,
    PersonRegistered,
    PersonMoved,
    PersonErased,
    ContactDetails,
    ContactForgotten,
)
