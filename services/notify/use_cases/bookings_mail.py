"""Mail about somebody's place: what all of it says, and who gets it."""

from typing import Protocol

from services.notify.domain.course import Booking
from services.notify.domain.reference import Kind, Reference
from shared.contracts.bookings import Standing
from shared.kernel.ids import BookingId, CourseId, PersonId, SchoolId


class AboutBooking(Protocol):
    """Any fact, or row, about one booking."""

    @property
    def course_id(self) -> CourseId:
        """The course."""
        ...

    @property
    def booking_id(self) -> BookingId:
        """The place, or the wish for one."""
        ...

    @property
    def person_id(self) -> PersonId:
        """Whose it is."""
        ...

    @property
    def school_id(self) -> SchoolId:
        """Which school sends them."""
        ...


def the_person(about: AboutBooking) -> tuple[Reference, ...]:
    """Who comes. When registry knows no address of theirs, their school's office, which then tells them."""
    return Reference(Kind.PERSON, about.person_id), *the_office(about)


def the_office(about: AboutBooking) -> tuple[Reference, ...]:
    """The office of the school: it pays, and it answers offers (a head or an office books; bookings' doors)."""
    return (Reference(Kind.OFFICE, about.school_id),)


def of_booking(about: AboutBooking) -> dict[str, str]:
    """What all of it says."""
    names = ("course_id", "booking_id", "person_id", "school_id")
    return {name: str(getattr(about, name)) for name in names}


def standing(about: AboutBooking, as_: Standing) -> Booking:
    """How somebody stands from now on."""
    return Booking(about.booking_id, about.course_id, about.person_id, about.school_id, as_)
