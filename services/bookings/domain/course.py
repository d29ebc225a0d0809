"""A course and its places: who gets one, who waits, and who comes. Never more taken than there are."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from services.bookings.domain.booking import Booking, Ending
from services.bookings.domain.plan import Plan
from services.bookings.domain.plan_refusals import PlacesBelowBooked
from services.bookings.domain.refusals import (
    AlreadyOnTheCourse,
    BookingHasEnded,
    CourseHasBegun,
    CourseIsCancelled,
    CourseWasHeld,
    NotBooked,
    NothingIsOffered,
    OfferIsOver,
    SessionIsAhead,
    SessionIsUnknown,
)
from services.bookings.domain.school import Person, School
from services.bookings.domain.terms import FREE, Notice, Rules
from services.bookings.domain.timetable import lies_ahead
from shared.contracts.bookings import (
    AttendanceRecorded,
    BookingCancelled,
    Canceller,
    CourseBooked,
    CourseCancellation,
    CourseCancelled,
    CourseChanged,
    CourseScheduled,
    OfferLapsed,
    PlaceOffered,
    Session,
    Standing,
    WaitingListJoined,
)
from shared.kernel.clock import london_date
from shared.kernel.ids import BookingId, CourseId, PersonId, SchoolId

BOOKED, OFFERED, WAITING = Standing.BOOKED, Standing.OFFERED, Standing.WAITING


@dataclass(slots=True)
class Seats:
    """How many stand where, counted instead of loaded; `asker` is how the person who asks stands already."""

    booked: int = 0
    offered: int = 0
    waiting: int = 0
    asker: Standing | None = None

    @property
    def taken(self) -> int:
        """Places that nobody else can have."""
        return self.booked + self.offered

    def add(self, standing: Standing, count: int) -> None:
        """So many more, or fewer, stand there."""
        setattr(self, standing.value, getattr(self, standing.value) + count)


@dataclass(slots=True)
class Course:
    """One offering. While it's ahead and a place is free, nobody waits: freed places are offered at once."""

    course_id: CourseId
    plan: Plan
    seats: Seats = field(default_factory=Seats)
    recorded: frozenset[int] = frozenset()
    is_cancelled: bool = False

    @property
    def free(self) -> int:
        """Places that are neither booked nor kept for somebody."""
        return self.plan.places - self.seats.taken

    @property
    def was_held(self) -> bool:
        """Has every session been recorded?"""
        return len(self.recorded) == len(self.plan.sessions)

    @classmethod
    def schedule(cls, course_id: CourseId, plan: Plan, *, at: datetime) -> tuple["Course", CourseScheduled]:
        """Put a course on offer; all of it lies ahead."""
        lies_ahead(plan.sessions, (), at)
        return cls(course_id, plan), CourseScheduled(course_id, **plan.told())

    def change(self, plan: Plan, *, at: datetime) -> CourseChanged | None:
        """Plan it anew, but for what has begun; no fact when nothing differs. Whoever is booked keeps place and fee."""
        self._goes_on()
        lies_ahead(plan.sessions, [each for each in self.plan.sessions if each.begins_at <= at], at)
        if plan.places < self.seats.taken:
            raise PlacesBelowBooked(self.plan.title, plan.places, self.seats.taken)
        changed = self.plan.differs(plan)
        self.plan = plan
        return CourseChanged(self.course_id, **plan.told(), changed=changed) if changed else None

    def cancel(self, reason: CourseCancellation) -> CourseCancelled:
        """The alliance cancels it; until it was held, it may."""
        self._goes_on()
        self.is_cancelled = True
        return CourseCancelled(self.course_id, reason)

    def book(
        self, booking_id: BookingId, person: Person, school: School, *, at: datetime
    ) -> tuple[Booking, CourseBooked | WaitingListJoined]:
        """Take a free place, or else join the waiting list: a school's own people, once each, while it's ahead."""
        self._is_ahead(at)
        school.may_book()
        person.works_at(school)
        self._is_new_here()
        standing = BOOKED if self.free > 0 and not self.seats.waiting else WAITING
        booking = self._booking(booking_id, person, standing)
        self.seats.add(standing, +1)
        if standing is BOOKED:
            return booking, self._booked(booking)
        return booking, WaitingListJoined(*_whose(booking), position=self.seats.waiting)

    def offer(self, booking: Booking, rules: Rules, *, at: datetime) -> PlaceOffered:
        """Keep a free place for who is first in line, for a set time, at most until the course begins."""
        until = min(at + rules.offer_lasts, self.plan.begins_at)
        self._move(booking, OFFERED)
        booking.offered_until = until
        return PlaceOffered(*_whose(booking), until=until)

    def to_offer(self, at: datetime) -> int:
        """How many places are free for those who wait; none once the course has begun."""
        is_ahead = not self.is_cancelled and at < self.plan.begins_at
        return max(0, min(self.free, self.seats.waiting)) if is_ahead else 0

    def accept(self, booking: Booking, *, at: datetime) -> CourseBooked:
        """Take up an offer, at what the course costs now."""
        until = self._offered_until(booking)
        self._is_ahead(at)
        if until <= at:
            raise OfferIsOver(self.plan.title, until)
        self._move(booking, BOOKED)
        booking.fee, booking.terms = self.plan.fee, self.plan.terms
        return self._booked(booking)

    def decline(self, booking: Booking) -> OfferLapsed:
        """Say no to an offer, or let it lapse: who had it no longer waits."""
        self._offered_until(booking)
        self._end(booking, Ending.LAPSED)
        return OfferLapsed(*_whose(booking))

    def leave(self, booking: Booking, by: Canceller, rules: Rules, *, at: datetime) -> BookingCancelled:
        """Free somebody's place, or take them off the list. A school's own late cancellation costs what it agreed to.

        Nobody pays for what the alliance cancels, or when their school leaves it or closes.
        """
        self._stands(booking)
        if by is not Canceller.ALLIANCE:
            self._is_ahead(at)
        stood, notice = booking.standing, self._notice(rules, at)
        is_charged = stood is BOOKED and by is Canceller.SCHOOL
        ladder = rules.ladder(booking.terms)
        charge = ladder.charge(notice, booking.fee, len(self.plan.sessions)) if is_charged else FREE
        self._end(booking, Ending.CANCELLED)
        return BookingCancelled(*_whose(booking), stood=stood, by=by, notice=notice.working_days, charge=charge)

    def hand_on(
        self, booking: Booking, booking_id: BookingId, colleague: Person, school: School, rules: Rules, *, at: datetime
    ) -> tuple[Booking, BookingCancelled, CourseBooked]:
        """A colleague comes instead: no charge, the same fee, and nobody in line gets the place (domain.md)."""
        self._stands(booking)
        self._is_ahead(at)
        if booking.standing is not BOOKED:
            raise NotBooked(self.plan.title)
        school.may_book()
        school.owns(booking.school_id)
        colleague.works_at(school)
        self._is_new_here()
        self._end(booking, Ending.CANCELLED)
        self.seats.add(BOOKED, +1)
        instead = self._booking(booking_id, colleague, BOOKED)
        instead.fee, instead.terms = booking.fee, booking.terms
        notice = self._notice(rules, at).working_days
        given = BookingCancelled(*_whose(booking), stood=BOOKED, by=Canceller.SCHOOL, notice=notice, charge=FREE)
        return instead, given, self._booked(instead)

    def record(
        self, session: int, came: Collection[BookingId], booked: Iterable[BookingId], *, at: datetime
    ) -> AttendanceRecorded:
        """Who of those booked came to a session that has begun; recording it again corrects it."""
        self._is_on()
        held = self._session(session)
        if at < held.begins_at:
            raise SessionIsAhead(self.plan.title, held.begins_at)
        everybody = tuple(booked)
        if not set(came) <= set(everybody):
            raise NotBooked(self.plan.title)
        self.recorded |= {session}
        present = tuple(each for each in everybody if each in came)
        absent = tuple(each for each in everybody if each not in came)
        return AttendanceRecorded(self.course_id, session, present, absent, self.was_held)

    def _is_on(self) -> None:
        if self.is_cancelled:
            raise CourseIsCancelled(self.plan.title)

    def _goes_on(self) -> None:
        self._is_on()
        if self.was_held:
            raise CourseWasHeld(self.plan.title)

    def _is_ahead(self, at: datetime) -> None:
        self._is_on()
        if self.plan.begins_at <= at:
            raise CourseHasBegun(self.plan.title, self.plan.begins_at)

    def _is_new_here(self) -> None:
        if self.seats.asker is not None:
            raise AlreadyOnTheCourse(self.plan.title, self.seats.asker)

    def _stands(self, booking: Booking) -> None:
        if booking.ended:
            raise BookingHasEnded(self.plan.title)

    def _offered_until(self, booking: Booking) -> datetime:
        self._stands(booking)
        if booking.standing is not OFFERED or booking.offered_until is None:
            raise NothingIsOffered(self.plan.title)
        return booking.offered_until

    def _session(self, number: int) -> Session:
        if not 1 <= number <= len(self.plan.sessions):
            raise SessionIsUnknown(self.plan.title, number, len(self.plan.sessions))
        return self.plan.sessions[number - 1]

    def _notice(self, rules: Rules, at: datetime) -> Notice:
        return Notice.of(london_date(self.plan.begins_at), london_date(at), rules.calendar)

    def _booking(self, booking_id: BookingId, person: Person, standing: Standing) -> Booking:
        fee, terms = self.plan.fee, self.plan.terms
        return Booking(booking_id, self.course_id, person.person_id, person.school_id, standing, fee, terms)

    def _booked(self, booking: Booking) -> CourseBooked:
        return CourseBooked(*_whose(booking), fee=booking.fee)

    def _move(self, booking: Booking, to: Standing) -> None:
        self.seats.add(booking.standing, -1)
        self.seats.add(to, +1)
        booking.standing, booking.offered_until = to, None

    def _end(self, booking: Booking, ending: Ending) -> None:
        self.seats.add(booking.standing, -1)
        booking.ended, booking.offered_until = ending, None


def _whose(booking: Booking) -> tuple[CourseId, BookingId, PersonId, SchoolId]:
    """What every fact about a booking begins with."""
    return booking.course_id, booking.booking_id, booking.person_id, booking.school_id
