"""What bookings says no to about schools, people, bookings and the course they are on."""

from datetime import datetime

from services.bookings.domain.words import moment_words
from shared.contracts.bookings import Standing
from shared.kernel.refusal import NotFound, Refusal

STANDS = {
    Standing.BOOKED: "is booked on {title} already.",
    Standing.WAITING: "is on the waiting list of {title} already. You need do nothing until it's their turn.",
    Standing.OFFERED: "has been offered a place on {title}. Accept the offer instead.",
}


class CourseIsUnknown(NotFound):
    """There is no such course."""

    kind = "course-is-unknown"

    def __init__(self) -> None:
        super().__init__("There is no such course. Choose one from the list of courses.")


class BookingIsUnknown(NotFound):
    """There is no such booking."""

    kind = "booking-is-unknown"

    def __init__(self) -> None:
        super().__init__("There is no such booking. Choose one from the list of what your school has booked.")


class PersonIsUnknown(NotFound):
    """Registry hasn't told of that person yet, or they were erased: topics aren't ordered among each other."""

    kind = "person-is-unknown"

    def __init__(self) -> None:
        super().__init__(
            "Bookings doesn't know this person. If they were registered just now, try again in a minute; "
            "otherwise register them first."
        )


class SchoolIsNotAMember(Refusal):
    """Places are for members."""

    kind = "school-is-not-a-member"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} isn't a member of the alliance. It can book once it has joined.")


class SchoolIsClosed(Refusal):
    """A closed school sends nobody."""

    kind = "school-is-closed"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has closed. Its people can be booked by the school where they work now.")


class WorksElsewhere(Refusal):
    """A school books for its own people only: it is the school that pays."""

    kind = "works-elsewhere"

    def __init__(self, school: str) -> None:
        super().__init__(f"This person doesn't work at {school}. The school where they work can book for them.")


class NotYourSchool(Refusal):
    """A head acts for their own school."""

    kind = "not-your-school"
    status = 403

    def __init__(self) -> None:
        super().__init__("You can do this for your own school only. Ask the alliance's office for any other.")


class AlreadyOnTheCourse(Refusal):
    """Each person once."""

    kind = "already-on-the-course"

    def __init__(self, title: str, standing: Standing) -> None:
        super().__init__(f"This person {STANDS[standing].format(title=title)}")


class CourseHasBegun(Refusal):
    """From its first session on, who is on a course stays on it: attendance says the rest."""

    kind = "course-has-begun"

    def __init__(self, title: str, began: datetime) -> None:
        super().__init__(f"{title} began on {moment_words(began)}, so its places can't be changed any more.")


class CourseIsCancelled(Refusal):
    """Nothing more happens to a cancelled course."""

    kind = "course-is-cancelled"

    def __init__(self, title: str) -> None:
        super().__init__(f"{title} was cancelled. Choose another course.")


class CourseWasHeld(Refusal):
    """All sessions are recorded."""

    kind = "course-was-held"

    def __init__(self, title: str) -> None:
        super().__init__(f"{title} was held, all its sessions are recorded; only attendance can be corrected now.")


class BookingHasEnded(Refusal):
    """It was cancelled, or its offer lapsed."""

    kind = "booking-has-ended"

    def __init__(self, title: str) -> None:
        super().__init__(f"This booking on {title} has ended. Book again if a place is wanted.")


class NothingIsOffered(Refusal):
    """Only an offer can be accepted or declined."""

    kind = "nothing-is-offered"

    def __init__(self, title: str) -> None:
        super().__init__(f"No place on {title} is on offer to this person now. They are told when it's their turn.")


class OfferIsOver(Refusal):
    """The time to answer has passed."""

    kind = "offer-is-over"

    def __init__(self, title: str, until: datetime) -> None:
        super().__init__(
            f"The place on {title} was kept until {moment_words(until)} and now goes to the next in line. "
            "Book again to join the list."
        )


class NotBooked(Refusal):
    """Only a booked place can be handed on, and only who is booked can be recorded."""

    kind = "not-booked"

    def __init__(self, title: str) -> None:
        super().__init__(f"Somebody named here isn't booked on {title}. Look at the course's list of who is booked.")


class SessionIsUnknown(NotFound):
    """The course has no session of that number."""

    kind = "session-is-unknown"

    def __init__(self, title: str, number: int, sessions: int) -> None:
        super().__init__(f"{title} has no session {number}: its sessions are numbered 1 to {sessions}.")


class SessionIsAhead(Refusal):
    """Attendance is recorded once a session has begun."""

    kind = "session-is-ahead"

    def __init__(self, title: str, begins: datetime) -> None:
        super().__init__(
            f"That session of {title} begins on {moment_words(begins)}. Record who came once it has begun."
        )
