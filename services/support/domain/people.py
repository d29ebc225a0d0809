"""Support's own copy of schools and people, as registry tells of them."""

from dataclasses import dataclass

from services.support.domain.refusals import (
    HomeSchoolIsNotAMember,
    NotHeadOfThatSchool,
    PersonIsUnknown,
    SchoolIsClosed,
)
from shared.contracts.registry import Role
from shared.kernel.ids import PersonId, SchoolId


@dataclass(slots=True)
class School:
    """A school, member or only introduced, under its published name."""

    school_id: SchoolId
    name: str
    is_member: bool = False
    is_closed: bool = False

    def must_release(self) -> None:
        """Only an open member releases an SLE."""
        if self.is_closed:
            raise SchoolIsClosed(self.name)
        if not self.is_member:
            raise HomeSchoolIsNotAMember(self.name)

    def must_be_open(self) -> None:
        """Nobody supports a closed school."""
        if self.is_closed:
            raise SchoolIsClosed(self.name)


@dataclass(slots=True)
class Person:
    """Where somebody works, and as what; no name. Before registry told of them, and once erased, nowhere."""

    person_id: PersonId
    school_id: SchoolId | None = None
    roles: tuple[Role, ...] = ()
    is_erased: bool = False

    def works_at(self, school_id: SchoolId, roles: tuple[Role, ...]) -> None:
        """Take in what registry tells. Nothing is kept of somebody erased."""
        if not self.is_erased:
            self.school_id, self.roles = school_id, roles

    def forget(self) -> None:
        """Only the id remains."""
        self.school_id, self.roles, self.is_erased = None, (), True

    @property
    def workplace(self) -> SchoolId:
        """Where they work; refuses somebody of whom registry hasn't told, or who was erased."""
        if self.school_id is None:
            raise PersonIsUnknown
        return self.school_id

    def must_lead(self, school: School) -> None:
        """A head acts for their own school only."""
        if self.school_id != school.school_id or Role.HEAD not in self.roles:
            raise NotHeadOfThatSchool(school.name)
