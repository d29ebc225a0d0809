"""What happens at an alliance of two schools, as the services tell it; for mail about it."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from shared.contracts.bookings import (
    AttendanceRecorded,
    BookingCancelled,
    Canceller,
    CourseAspect,
    CourseBooked,
    CourseChanged,
    CourseScheduled,
    OfferLapsed,
    PlaceOffered,
    Session,
    Standing,
    Trainer,
    WaitingListJoined,
)
from shared.contracts.finance import GrantKind, GrantReceived, GrantRefused
from shared.contracts.registry import ContactDetails, Phase, Role, SchoolIntroduced, SchoolJoined
from shared.contracts.support import (
    Decline,
    DeploymentEnded,
    Ending,
    SLEDeployed,
    Split,
    SupportDeclined,
    SupportRequested,
)
from shared.kernel.days import Days
from shared.kernel.ids import BookingId, CaseId, ContactId, CourseId, DeploymentId, GrantId, PersonId, SchoolId, Urn
from shared.kernel.money import Money

HILLTOP, VALLEY = SchoolId(UUID(int=0x5C001)), SchoolId(UUID(int=0x5C002))
ANN, BO, CY, DEE = (PersonId(UUID(int=0xA0 + n)) for n in range(4))
"""Hilltop's head, a teacher of Hilltop's, Valley's head, and an SLE of Hilltop's."""

ADDRESSES = {ANN: "ann@hilltop.example.org", BO: "bo@hilltop.example.org", CY: "cy@valley.example.org"}
ADDRESSES[DEE] = "dee@hilltop.example.org"
HILLTOPS, VALLEYS = "office@hilltop.example.org", "office@valley.example.org"

COURSE, PLACE, OTHER_PLACE = CourseId(UUID(int=0xC5)), BookingId(UUID(int=0xB0)), BookingId(UUID(int=0xB1))
CASE, GRANT = CaseId(UUID(int=0xCA)), GrantId(UUID(int=0x64))
DEPLOYMENT = DeploymentId(UUID(int=0xDE))

WINTER = Session(1, datetime(2027, 3, 26, 9, 30, tzinfo=UTC), datetime(2027, 3, 26, 15, tzinfo=UTC))
SUMMER = Session(2, datetime(2027, 4, 9, 8, 30, tzinfo=UTC), datetime(2027, 4, 9, 14, tzinfo=UTC))
"""The clocks change between them: both begin at half past nine in London, and end at three."""

TITLE, VENUE = "Phonics for TAs", "Twyford High School, hall"


def school(school_id: SchoolId = HILLTOP, name: str = "Hilltop Juniors") -> SchoolJoined:
    """A member, without any mailbox to welcome."""
    return SchoolJoined(school_id, Urn(100001), name, Phase.PRIMARY, date(2026, 9, 1), ())


def client() -> SchoolIntroduced:
    """Valley, which is no member."""
    return SchoolIntroduced(VALLEY, Urn(100002), "Valley Primary", Phase.PRIMARY, ())


def person(person_id: PersonId, name: str, role: Role, school_id: SchoolId = HILLTOP, **other: Any) -> ContactDetails:
    """Somebody's mailbox."""
    address = other.get("address", ADDRESSES[person_id])
    return ContactDetails(ContactId(UUID(int=0xD00 + person_id.int)), school_id, person_id, role, name, address, ())


def ann(**other: Any) -> ContactDetails:
    """Hilltop's head."""
    return person(ANN, "Ann Shaw", Role.HEAD, **other)


def bo(**other: Any) -> ContactDetails:
    """A teacher of Hilltop's."""
    return person(BO, "Bo Teach", Role.TEACHER, **other)


def cy(**other: Any) -> ContactDetails:
    """Valley's head."""
    return person(CY, "Cy Dale", Role.HEAD, VALLEY, **other)


def dee(**other: Any) -> ContactDetails:
    """An SLE of Hilltop's."""
    return person(DEE, "Dee Lead", Role.TEACHER, **other)


def office(school_id: SchoolId = HILLTOP, address: str | None = HILLTOPS) -> ContactDetails:
    """A school's office."""
    name = "Hilltop Juniors office" if school_id == HILLTOP else "Valley Primary office"
    return ContactDetails(ContactId(UUID(int=school_id.int + 0x100)), school_id, None, Role.OFFICE, name, address, ())


def everybody() -> tuple[Any, ...]:
    """Both schools with all their mailboxes."""
    return school(), client(), ann(), bo(), cy(), dee(), office(), office(VALLEY, VALLEYS)


def plan(**other: Any) -> dict[str, Any]:
    """A course of two sessions at £120."""
    usual = {"title": TITLE, "strand": "cpd", "sessions": (WINTER, SUMMER), "venue": VENUE}
    trainers = (Trainer(ANN, Days.whole(1)),)
    return {**usual, "trainers": trainers, "places": 12, "fee": Money(12_000), "terms": "torbay", **other}


def scheduled(**other: Any) -> CourseScheduled:
    """It is on offer."""
    return CourseScheduled(COURSE, **plan(**other))


def changed(*aspects: CourseAspect, **other: Any) -> CourseChanged:
    """It is otherwise now."""
    return CourseChanged(COURSE, **plan(**other), changed=aspects)


def booked(booking_id: BookingId = PLACE, person_id: PersonId = BO, pence: int = 12_000) -> CourseBooked:
    """A place of Hilltop's."""
    return CourseBooked(COURSE, booking_id, person_id, HILLTOP, Money(pence))


def waiting(position: int = 3) -> WaitingListJoined:
    """Bo waits."""
    return WaitingListJoined(COURSE, PLACE, BO, HILLTOP, position)


def offered() -> PlaceOffered:
    """Bo is offered a place."""
    return PlaceOffered(COURSE, PLACE, BO, HILLTOP, datetime(2027, 3, 19, 16, tzinfo=UTC))


def lapsed() -> OfferLapsed:
    """Bo didn't take it."""
    return OfferLapsed(COURSE, PLACE, BO, HILLTOP)


def cancelled(
    by: Canceller = Canceller.SCHOOL, stood: Standing = Standing.BOOKED, notice: int = 10, pence: int = 0
) -> BookingCancelled:
    """Bo no longer comes."""
    return BookingCancelled(COURSE, PLACE, BO, HILLTOP, stood, by, notice, Money(pence))


def held(delivered: bool = True) -> AttendanceRecorded:
    """Bo came."""
    return AttendanceRecorded(COURSE, 2, (PLACE,), (), delivered)


def requested() -> SupportRequested:
    """Valley asks for help in early years."""
    return SupportRequested(CASE, VALLEY, "early_years", date(2027, 3, 1))


def declined(**other: Any) -> SupportDeclined:
    """The answer was no."""
    told: dict[str, Any] = {
        "reason": Decline.NO_CAPACITY,
        "alternative": "local_authority",
        "ask_again_on": date(2027, 9, 1),
    }
    return SupportDeclined(CASE, VALLEY, **told | other)


def deployed(grant_id: GrantId | None = None) -> SLEDeployed:
    """Dee goes to Valley for three and a half days."""
    day, half = Split(Money(35_000), Money(30_000), Money(5_000)), Split(Money(17_500), Money(15_000), Money(2_500))
    story = CASE, DEPLOYMENT, DEE, HILLTOP, VALLEY, "early_years"
    return SLEDeployed(*story, Days(7), date(2027, 4, 12), day, half, grant_id)


def ended(ending: Ending = Ending.FINISHED, worked: int = 7, given_back: int = 0) -> DeploymentEnded:
    """Dee is through, after so many half-days."""
    days = Days(worked), Days(given_back)
    return DeploymentEnded(CASE, DEPLOYMENT, DEE, date(2027, 5, 24), ending, *days)


def received(**other: Any) -> GrantReceived:
    """A support grant is promised."""
    told: dict[str, Any] = {
        "kind": GrantKind.S2S,
        "applied": Money(2_000_000),
        "amount": Money(1_500_000),
        "case_id": CASE,
    }
    return GrantReceived(GRANT, academic_year=2026, **told | other)


def refused(**other: Any) -> GrantRefused:
    """It was turned down."""
    told: dict[str, Any] = {"kind": GrantKind.S2S, "amount": Money(2_000_000), "case_id": CASE}
    return GrantRefused(GRANT, academic_year=2026, **told | other)
