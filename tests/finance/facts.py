"""Facts of other services, as tests tell them: whatever isn't said is plain."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from shared.contracts.bookings import (
    AttendanceRecorded,
    BookingCancelled,
    Canceller,
    CourseAspect,
    CourseBooked,
    CourseChanged,
    CourseScheduled,
    Session,
    Standing,
)
from shared.contracts.finance import GrantApplied, GrantEarned, GrantKind, GrantReceived, GrantRefused
from shared.contracts.support import DeploymentEnded, Ending, SLEDeployed, Split, VisitLogged
from shared.kernel.days import Days
from shared.kernel.ids import BookingId, CaseId, CourseId, DeploymentId, GrantId, PersonId, SchoolId, VisitId
from shared.kernel.money import Money

MARCH = date(2027, 3, 12)
SEPTEMBER = date(2027, 9, 9)
HILLTOP, VALLEY = SchoolId(UUID(int=0x51)), SchoolId(UUID(int=0x52))
COURSE, CASE, GRANT = CourseId(UUID(int=0xC1)), CaseId(UUID(int=0xCA)), GrantId(UUID(int=0x61))
ANN_BOOKED, BO_BOOKED = BookingId(UUID(int=0xB1)), BookingId(UUID(int=0xB2))
DEPLOYMENT = DeploymentId(UUID(int=0xD1))
SOMEBODY = PersonId(UUID(int=0x99))


def sessions(*days: date) -> tuple[Session, ...]:
    """An afternoon's session on each of these days."""
    begins = [datetime.combine(day, time(13, 30), UTC) for day in days]
    return tuple(Session(n, at, at + timedelta(hours=2)) for n, at in enumerate(begins, 1))


def scheduled(*days: date, course: CourseId = COURSE, strand: str = "cpd", fee: int = 12000) -> CourseScheduled:
    """A course on these days."""
    held = sessions(*(days or (MARCH,)))
    return CourseScheduled(course, "Phonics for TAs", strand, held, "Hall", (), 30, Money(fee), "ladder")


def changed(*days: date, course: CourseId = COURSE, strand: str = "cpd") -> CourseChanged:
    """The course is on other days."""
    what = (CourseAspect.SESSIONS,)
    return CourseChanged(course, "Phonics", strand, sessions(*days), "Hall", (), 30, Money(12000), "ladder", what)


def booked(
    booking: BookingId = ANN_BOOKED, *, course: CourseId = COURSE, school: SchoolId = HILLTOP, fee: int = 12000
) -> CourseBooked:
    """A place is taken."""
    return CourseBooked(course, booking, SOMEBODY, school, Money(fee))


def cancelled(
    booking: BookingId = ANN_BOOKED,
    *,
    course: CourseId = COURSE,
    school: SchoolId = HILLTOP,
    charge: int = 0,
    stood: Standing = Standing.BOOKED,
) -> BookingCancelled:
    """A place is given back."""
    return BookingCancelled(course, booking, SOMEBODY, school, stood, Canceller.SCHOOL, 3, Money(charge))


def attended(*, course: CourseId = COURSE, delivered: bool = True) -> AttendanceRecorded:
    """A session was recorded; the last one, unless said otherwise."""
    return AttendanceRecorded(course, 1, (), (), delivered)


def split(rate: int, percent: int, days: str = "1", *, on_top: bool = False) -> Split:
    """What a day, or half of one, costs whom: rate in pence, brokerage in per cent inside it or on top."""
    price = Money(rate).part(Decimal(days))
    kept = Money(rate).part(Decimal(percent) / 100 * Decimal(days))
    return Split(price + kept, price, kept) if on_top else Split(price, price - kept, kept)


def deployed(
    halves: int = 12,
    rate: int = 35000,
    *,
    deployment: DeploymentId = DEPLOYMENT,
    case: CaseId = CASE,
    begins: date = MARCH,
    on_top: bool = False,
    grant: GrantId | None = None,
) -> SLEDeployed:
    """An SLE of Valley's goes to Hilltop, for 15 % brokerage."""
    day, half = split(rate, 15, on_top=on_top), split(rate, 15, "0.5", on_top=on_top)
    return SLEDeployed(case, deployment, SOMEBODY, VALLEY, HILLTOP, "phonics", Days(halves), begins, day, half, grant)


def visited(
    halves: int = 2, on: date = MARCH, *, deployment: DeploymentId = DEPLOYMENT, case: CaseId = CASE
) -> VisitLogged:
    """Days were worked."""
    return VisitLogged(case, deployment, VisitId(UUID(int=1)), SOMEBODY, on, Days(halves))


def ended(
    worked: int, given_back: int, *, deployment: DeploymentId = DEPLOYMENT, case: CaseId = CASE
) -> DeploymentEnded:
    """It is over."""
    return DeploymentEnded(case, deployment, SOMEBODY, MARCH, Ending.STOPPED_EARLY, Days(worked), Days(given_back))


def applied(pence: int = 1_200_000, grant: GrantId = GRANT, year: int = 2026) -> GrantApplied:
    """A support grant was applied for."""
    return GrantApplied(grant, GrantKind.S2S, Money(pence), year, 50, CASE)


def received(
    pence: int = 1_000_000,
    of: int = 1_200_000,
    grant: GrantId = GRANT,
    year: int = 2026,
    kind: GrantKind = GrantKind.S2S,
) -> GrantReceived:
    """An award letter came; of nothing: it was scheduled."""
    return GrantReceived(grant, kind, Money(of), Money(pence), year, CASE)


def earned(received: GrantReceived) -> GrantEarned:
    """The year of what was received has begun."""
    return GrantEarned(received.grant_id, received.kind, received.amount, received.academic_year, received.case_id)


def refused(pence: int = 1_200_000, grant: GrantId = GRANT, year: int = 2026) -> GrantRefused:
    """It was turned down."""
    return GrantRefused(grant, GrantKind.S2S, Money(pence), year, CASE)
