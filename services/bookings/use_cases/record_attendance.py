"""Record who came to a session."""

from dataclasses import dataclass

from services.bookings.use_cases.ports import Work
from shared.contracts.bookings import Standing
from shared.kernel.ids import BookingId, CourseId


@dataclass(frozen=True, slots=True)
class RecordAttendance:
    """Who came; all others who are booked didn't."""

    course_id: CourseId
    session: int
    came: tuple[BookingId, ...]


async def record_attendance(command: RecordAttendance, work: Work) -> None:
    """Record the session, or correct it; refuses one that is ahead, and people who aren't booked."""
    course = await work.courses.lock(command.course_id)
    everybody = await work.bookings.on(command.course_id)
    booked = [each.booking_id for each in everybody if each.standing is Standing.BOOKED]
    recorded = course.record(command.session, frozenset(command.came), booked, at=work.now)
    await work.courses.save(course)
    await work.bookings.record(command.session, recorded.came, recorded.absent)
    work.publish(recorded)
