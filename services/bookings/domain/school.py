"""Schools and people as registry tells them: what bookings must know to say who may book."""

from dataclasses import dataclass

from services.bookings.domain.refusals import NotYourSchool, SchoolIsClosed, SchoolIsNotAMember, WorksElsewhere
from shared.kernel.ids import PersonId, SchoolId


@dataclass(slots=True)
class School:
    """A school; until registry has told of it, it has no name and is no member."""

    school_id: SchoolId
    name: str = "This school"
    is_member: bool = False
    is_open: bool = True

    def may_book(self) -> None:
        """Only an open member may book."""
        if not self.is_open:
            raise SchoolIsClosed(self.name)
        if not self.is_member:
            raise SchoolIsNotAMember(self.name)

    def owns(self, school_id: SchoolId) -> None:
        """A school hands on its own places only."""
        if school_id != self.school_id:
            raise NotYourSchool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works at a school, perhaps as its head. Who they are, bookings doesn't know."""

    person_id: PersonId
    school_id: SchoolId
    leads: bool = False

    def works_at(self, school: School) -> None:
        """A school books for its own people."""
        if self.school_id != school.school_id:
            raise WorksElsewhere(school.name)

    @property
    def led_school(self) -> SchoolId:
        """The school that they act for; refuses who leads none."""
        if not self.leads:
            raise NotYourSchool
        return self.school_id

    def acts_for(self, school_id: SchoolId) -> None:
        """A head acts for their own school; who was its head, or a head elsewhere, doesn't any more."""
        if self.led_school != school_id:
            raise NotYourSchool
