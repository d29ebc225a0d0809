"""A course's places on the real database: booked, waited for, offered, given back, recorded."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from services.bookings.adapters import views
from services.bookings.domain.plan_refusals import PlacesBelowBooked
from services.bookings.domain.refusals import (
    AlreadyOnTheCourse,
    BookingHasEnded,
    CourseHasBegun,
    NotYourSchool,
    PersonIsUnknown,
    SchoolIsClosed,
    SchoolIsNotAMember,
    WorksElsewhere,
)
from services.bookings.use_cases.answer_offer import AcceptOffer, DeclineOffer
from services.bookings.use_cases.book_place import BookPlace
from services.bookings.use_cases.cancel_booking import CancelBooking
from services.bookings.use_cases.cancel_course import CancelCourse
from services.bookings.use_cases.change_course import ChangeCourse
from services.bookings.use_cases.hand_on_place import HandOnPlace
from services.bookings.use_cases.record_attendance import RecordAttendance
from shared.contracts.bookings import (
    AttendanceRecorded,
    BookingCancelled,
    Canceller,
    CourseBooked,
    CourseCancellation,
    OfferLapsed,
    PlaceOffered,
    Standing,
    WaitingListJoined,
)
from shared.contracts.registry import PersonErased, PersonMoved, Role, SchoolClosed, SchoolLeft, SchoolSucceeded
from shared.kernel.ids import PersonId, SchoolId, Urn
from shared.kernel.money import Money
from tests.bookings.plans import FIRST, HILLTOP, VALLEY, draft, ids, meeting, person
from tests.bookings.stories import PEOPLE, Alliance
from tests.service_fixtures import Bench, kinds


async def test_the_last_places_go_to_exactly_so_many(bookings: Bench, alliance: Alliance) -> None:
    """Eighteen at once want three places: three are booked, fifteen wait, in the order in which they are told."""
    course_id = await alliance.scheduled(places=3)
    everybody = [(n, school_id) for n in range(PEOPLE) for school_id in (HILLTOP, VALLEY)]
    placed = await asyncio.gather(*(alliance.book(course_id, *each) for each in everybody))
    assert sorted(each.standing for each in placed) == ["booked"] * 3 + ["waiting"] * 15
    joined = await bookings.told(WaitingListJoined)
    assert [each.position for each in joined] == list(range(1, 16))
    line = await bookings.query("SELECT booking_id FROM bookings WHERE standing = 'waiting' ORDER BY place")
    assert [row[0] for row in line] == ids(joined)


async def test_one_person_asked_for_many_times_at_once_is_booked_once(bookings: Bench, alliance: Alliance) -> None:
    """The others are refused by name."""
    course_id = await alliance.scheduled()
    answers = await asyncio.gather(*(alliance.book(course_id, 1) for _ in range(8)), return_exceptions=True)
    assert sum(isinstance(each, AlreadyOnTheCourse) for each in answers) == 7
    assert len(await bookings.told(CourseBooked)) == 1


async def test_cancelling_a_place_offers_it_to_the_first_in_line(bookings: Bench, alliance: Alliance) -> None:
    """For two days; unanswered, it goes to the next, whose yes books it."""
    course_id = await alliance.scheduled(places=1)
    placed = [await alliance.book(course_id, n) for n in range(3)]
    await bookings.do(CancelBooking(placed[0].booking_id, Canceller.SCHOOL))
    (offered,) = await bookings.told(PlaceOffered)
    assert offered.booking_id == placed[1].booking_id
    assert offered.until == bookings.clock.now + timedelta(hours=48)
    assert await alliance.timers() == 0
    bookings.clock.pass_by(48 * 3600)
    assert await alliance.timers() == 1
    assert ids(await bookings.told(OfferLapsed)) == [placed[1].booking_id]
    await bookings.do(AcceptOffer(placed[2].booking_id))
    assert ids(await bookings.told(CourseBooked)) == [placed[0].booking_id, placed[2].booking_id]
    bookings.clock.pass_by(48 * 3600)
    assert await alliance.timers() == 0


async def test_a_declined_place_goes_to_the_next(bookings: Bench, alliance: Alliance) -> None:
    """Who said no no longer waits."""
    course_id = await alliance.scheduled(places=1)
    placed = [await alliance.book(course_id, n) for n in range(3)]
    await bookings.do(CancelBooking(placed[0].booking_id, Canceller.SCHOOL))
    await bookings.do(DeclineOffer(placed[1].booking_id))
    assert ids(await bookings.told(PlaceOffered)) == ids(placed[1:])
    with pytest.raises(BookingHasEnded):
        await bookings.do(AcceptOffer(placed[1].booking_id))


async def test_two_answers_to_one_offer_at_once_are_one(bookings: Bench, alliance: Alliance) -> None:
    """A yes and a time-out: either the place is booked, or it lapsed, and never both."""
    course_id = await alliance.scheduled(places=1)
    placed = [await alliance.book(course_id, n) for n in range(2)]
    await bookings.do(CancelBooking(placed[0].booking_id, Canceller.SCHOOL))
    yes, no = AcceptOffer(placed[1].booking_id), DeclineOffer(placed[1].booking_id)
    await asyncio.gather(*(bookings.do(each) for each in (yes, no)), return_exceptions=True)
    told = await bookings.told(CourseBooked, OfferLapsed)
    assert len([each for each in told if each.booking_id == placed[1].booking_id]) == 1


async def test_an_offer_ends_when_the_course_begins(bookings: Bench, alliance: Alliance) -> None:
    """Nobody is offered a place after that."""
    course_id = await alliance.scheduled(places=1)
    placed = [await alliance.book(course_id, n) for n in range(3)]
    bookings.clock.now = datetime(2027, 4, 14, 9, tzinfo=UTC)
    await bookings.do(CancelBooking(placed[0].booking_id, Canceller.SCHOOL))
    (offered,) = await bookings.told(PlaceOffered)
    assert offered.until == datetime(2027, 4, 14, 12, 30, tzinfo=UTC)
    bookings.clock.now = offered.until
    assert await alliance.timers() == 1
    assert kinds(await bookings.told())[-1] == "OfferLapsed"
    with pytest.raises(CourseHasBegun):
        await alliance.book(course_id, 5)


async def test_more_places_are_offered_in_order(bookings: Bench, alliance: Alliance) -> None:
    """Fewer than are taken are refused."""
    course_id = await alliance.scheduled(places=1)
    placed = [await alliance.book(course_id, n) for n in range(4)]
    await bookings.do(ChangeCourse(course_id, draft(places=3)))
    assert ids(await bookings.told(PlaceOffered)) == ids(placed[1:3])
    with pytest.raises(PlacesBelowBooked, match="3 places booked or on offer, so it can't be cut to 2"):
        await bookings.do(ChangeCourse(course_id, draft(places=2)))


async def test_a_late_cancellation_costs_what_was_agreed_on(bookings: Bench, alliance: Alliance) -> None:
    """Copthorne's half of £120 within 28 days, though the course costs more by now."""
    course_id = await alliance.scheduled()
    placed = await alliance.book(course_id, 1)
    await bookings.do(ChangeCourse(course_id, draft(pounds=Decimal(200), terms="colmore")))
    bookings.clock.pass_by(7 * 86_400)
    await bookings.do(CancelBooking(placed.booking_id, Canceller.SCHOOL))
    (cancelled,) = await bookings.told(BookingCancelled)
    assert (cancelled.charge, cancelled.notice, cancelled.stood) == (Money(6000), 15, Standing.BOOKED)


async def test_a_colleague_comes_instead_for_nothing(bookings: Bench, alliance: Alliance) -> None:
    """Nobody in line gets the place; another school's person can't have it."""
    course_id = await alliance.scheduled(places=1)
    placed = await alliance.book(course_id, 1)
    await alliance.book(course_id, 2)
    with pytest.raises(WorksElsewhere):
        await bookings.do(HandOnPlace(placed.booking_id, HILLTOP, person(3, VALLEY).person_id))
    with pytest.raises(NotYourSchool):
        await bookings.do(HandOnPlace(placed.booking_id, VALLEY, person(3, VALLEY).person_id))
    with pytest.raises(AlreadyOnTheCourse):
        await bookings.do(HandOnPlace(placed.booking_id, HILLTOP, person(2).person_id))
    await bookings.do(HandOnPlace(placed.booking_id, HILLTOP, person(3).person_id))
    given, booked = (await bookings.told())[-2:]
    assert (given.charge, booked.person_id, booked.fee) == (Money(0), person(3).person_id, Money(12_000))
    assert await bookings.told(PlaceOffered) == []


async def test_a_cancelled_course_costs_nobody_anything(bookings: Bench, alliance: Alliance) -> None:
    """Each booking is cancelled in the same commit, whoever waits too, and no offer is left to lapse."""
    course_id = await alliance.scheduled(places=1)
    placed = [await alliance.book(course_id, n) for n in range(3)]
    await bookings.do(CancelBooking(placed[0].booking_id, Canceller.SCHOOL))
    await bookings.do(CancelCourse(course_id, CourseCancellation.TOO_FEW_BOOKED))
    told = (await bookings.outbox())[-3:]
    assert kinds([each.fact for each in told]) == ["CourseCancelled", "BookingCancelled", "BookingCancelled"]
    assert len({each.transaction for each in told}) == 1
    assert all(each.fact.charge == Money(0) for each in told[1:])
    assert await bookings.query("SELECT id FROM timers") == []


async def test_a_school_that_leaves_frees_its_places_ahead(bookings: Bench, alliance: Alliance) -> None:
    """They are offered to others, and it can't book again."""
    course_id = await alliance.scheduled(places=1)
    await alliance.book(course_id, 1)
    await alliance.book(course_id, 2)
    other = await alliance.book(course_id, 1, VALLEY)
    await alliance.tell(SchoolLeft(HILLTOP, FIRST))
    cancelled = await bookings.told(BookingCancelled)
    assert [(each.by, each.charge) for each in cancelled] == [(Canceller.SCHOOL_LEFT, Money(0))] * 2
    assert ids(await bookings.told(PlaceOffered)) == [other.booking_id]
    with pytest.raises(SchoolIsNotAMember, match="Hilltop Juniors isn't a member"):
        await alliance.book(course_id, 3)


async def test_a_school_that_leaves_while_it_books_has_no_place(bookings: Bench, alliance: Alliance) -> None:
    """Whichever comes first, nothing of it stands afterwards."""
    course_id = await alliance.scheduled(places=9)
    booking = [alliance.book(course_id, n) for n in range(PEOPLE)]
    await asyncio.gather(alliance.tell(SchoolLeft(HILLTOP, FIRST)), *booking, return_exceptions=True)
    assert await bookings.query("SELECT count(*) FROM bookings WHERE ended IS NULL") == [(0,)]


async def test_a_school_that_closes_frees_its_places(bookings: Bench, alliance: Alliance) -> None:
    """And one that goes on under another number keeps them."""
    course_id = await alliance.scheduled()
    await alliance.book(course_id, 1)
    await alliance.book(course_id, 1, VALLEY)
    await alliance.tell(SchoolClosed(HILLTOP, Urn(100001), None))
    await alliance.tell(SchoolSucceeded(VALLEY, Urn(100002), Urn(200002), "Valley Academy", None))
    assert [each.school_id for each in await bookings.told(BookingCancelled)] == [HILLTOP]
    with pytest.raises(SchoolIsClosed):
        await alliance.book(course_id, 2)
    assert (await alliance.book(course_id, 3, VALLEY)).standing is Standing.BOOKED


async def test_only_a_members_own_known_people_are_booked(bookings: Bench, alliance: Alliance) -> None:
    """Each refusal has a name: not told of yet, of another school, moved, erased, no member."""
    course_id = await alliance.scheduled()
    with pytest.raises(PersonIsUnknown, match="try again in a minute"):
        await bookings.do(BookPlace(course_id, PersonId(UUID(int=404)), HILLTOP))
    with pytest.raises(WorksElsewhere, match="doesn't work at Hilltop Juniors"):
        await bookings.do(BookPlace(course_id, person(1, VALLEY).person_id, HILLTOP))
    with pytest.raises(SchoolIsNotAMember):
        await bookings.do(BookPlace(course_id, person(1).person_id, SchoolId(UUID(int=404))))
    await alliance.tell(PersonMoved(person(1).person_id, VALLEY, (Role.HEAD,)))
    with pytest.raises(WorksElsewhere):
        await alliance.book(course_id, 1)
    await alliance.tell(PersonErased(person(2).person_id, ()))
    with pytest.raises(PersonIsUnknown):
        await alliance.book(course_id, 2)


async def test_a_head_acts_for_their_own_school(bookings: Bench, alliance: Alliance) -> None:
    """As registry tells where they work."""
    course_id = await alliance.scheduled()
    head = person(0, VALLEY).person_id
    with pytest.raises(NotYourSchool):
        await bookings.do(BookPlace(course_id, person(1).person_id, HILLTOP, head))
    await bookings.do(BookPlace(course_id, person(1, VALLEY).person_id, VALLEY, head))
    placed = await alliance.book(course_id, 1)
    with pytest.raises(NotYourSchool):
        await bookings.do(CancelBooking(placed.booking_id, Canceller.SCHOOL, head))


async def test_attendance_is_recorded_session_by_session_and_corrected(bookings: Bench, alliance: Alliance) -> None:
    """The course was held once both sessions are recorded."""
    course_id = await alliance.scheduled(meetings=(meeting(), meeting(begins="16:00", ends="17:00")))
    ann, bo = [(await alliance.book(course_id, n)).booking_id for n in range(2)]
    bookings.clock.now = datetime(2027, 4, 14, 16, tzinfo=UTC)
    for session, came in ((1, (ann,)), (1, (ann, bo)), (2, (bo,))):
        await bookings.do(RecordAttendance(course_id, session, came))
    told = await bookings.told(AttendanceRecorded)
    assert [(each.session, each.came, each.absent, each.delivered) for each in told] == [
        (1, (ann,), (bo,), False),
        (1, (ann, bo), (), False),
        (2, (bo,), (ann,), True),
    ]
    async with bookings.process.running.engine.connect() as connection:
        shown = await views.course(connection, course_id)
    assert shown is not None
    assert [each.came for each in shown.seats] == [{1: True, 2: False}, {1: True, 2: True}]
