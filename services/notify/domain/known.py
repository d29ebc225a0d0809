"""The little that notify keeps of schools, people and cases, so that its messages can name them."""

from dataclasses import dataclass

from shared.kernel.ids import CaseId, PersonId, SchoolId


@dataclass(slots=True)
class School:
    """A school; its name is None until registry has told it."""

    school_id: SchoolId
    name: str | None = None


@dataclass(slots=True)
class Person:
    """Somebody; name and mailbox are in the contact book. Once erased, nobody waits to hear of them."""

    person_id: PersonId
    is_forgotten: bool = False


@dataclass(slots=True)
class Case:
    """A request for support: the school that asked, and for what; both None until support has told it."""

    case_id: CaseId
    school_id: SchoolId | None = None
    specialism: str | None = None
