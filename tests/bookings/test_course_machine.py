"""A course driven through random commands, by the rules alone."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from services.bookings.domain.booking import Booking
from services.bookings.domain.plan_refusals import PlacesBelowBooked
from services.bookings.domain.refusals import AlreadyOnTheCourse
from shared.contracts.bookings import Canceller, Standing
from tests.bookings.plans import NOW, RULES, booking_id, course, draft, member, person

PEOPLE = st.integers(0, 7)


class ACourse(RuleBasedStateMachine):
    """Bookings are kept in a list, as the database keeps them, in the order of asking."""

    def __init__(self) -> None:
        super().__init__()
        self.course, self.now = course(), NOW
        self.all: list[Booking] = []
        self.offered: list[Booking] = []

    def standing(self, *standings: Standing) -> list[Booking]:
        """Those who stand so, in order."""
        return [each for each in self.all if not each.ended and each.standing in standings]

    def of(self, number: int) -> Booking | None:
        """How that person stands."""
        mine = (each for each in self.standing(*Standing) if each.person_id == person(number).person_id)
        return next(mine, None)

    def offer(self) -> None:
        """As the use case does."""
        line = self.standing(Standing.WAITING)
        for booking in line[: self.course.to_offer(self.now)]:
            self.course.offer(booking, RULES, at=self.now)
            self.offered.append(booking)

    @rule(number=PEOPLE)
    def somebody_asks(self, number: int) -> None:
        """Once each."""
        mine = self.of(number)
        self.course.seats.asker = mine and mine.standing
        asked = booking_id(len(self.all)), person(number), member()
        try:
            booking, _ = self.course.book(*asked, at=self.now)
            assert mine is None
            self.all.append(booking)
        except AlreadyOnTheCourse:
            assert mine is not None

    @precondition(lambda self: self.standing(*Standing))
    @rule(data=st.data())
    def somebody_leaves(self, data: st.DataObject) -> None:
        """Wherever they stand."""
        self.course.leave(data.draw(st.sampled_from(self.standing(*Standing))), Canceller.SCHOOL, RULES, at=self.now)
        self.offer()

    @precondition(lambda self: self.standing(Standing.OFFERED))
    @rule(data=st.data(), says_yes=st.booleans())
    def somebody_answers(self, data: st.DataObject, says_yes: bool) -> None:
        """Yes or no; time-outs are a no."""
        booking = data.draw(st.sampled_from(self.standing(Standing.OFFERED)))
        if says_yes and booking.offered_until and booking.offered_until > self.now:
            self.course.accept(booking, at=self.now)
        else:
            self.course.decline(booking)
            self.offer()

    @rule(places=st.integers(1, 6))
    def the_room_changes(self, places: int) -> None:
        """Never below what is taken."""
        try:
            self.course.change(draft(places=places).plan(), at=self.now)
            self.offer()
        except PlacesBelowBooked:
            assert places < len(self.standing(Standing.BOOKED, Standing.OFFERED))

    @rule(hours=st.integers(1, 72))
    def time_passes(self, hours: int) -> None:
        """Not beyond the beginning; an offer that is over lapses."""
        later: datetime = self.now + timedelta(hours=hours)
        self.now = min(later, self.course.plan.begins_at - timedelta(hours=1))
        for booking in self.standing(Standing.OFFERED):
            if booking.offered_until and booking.offered_until <= self.now:
                self.course.decline(booking)
        self.offer()

    @invariant()
    def never_more_than_there_are(self) -> None:
        """Booked and offered fit the places; and the counts are what a count would find."""
        seats = self.course.seats
        assert len(self.standing(Standing.BOOKED, Standing.OFFERED)) <= self.course.plan.places
        counted = [len(self.standing(each)) for each in (Standing.BOOKED, Standing.OFFERED, Standing.WAITING)]
        assert counted == [seats.booked, seats.offered, seats.waiting]

    @invariant()
    def nobody_stands_twice(self) -> None:
        """Neither booked and waiting, nor waiting twice."""
        people = [each.person_id for each in self.standing(*Standing)]
        assert len(people) == len(set(people))

    @invariant()
    def nobody_waits_beside_a_free_place(self) -> None:
        """It was offered at once."""
        assert self.course.free == 0 or not self.standing(Standing.WAITING)

    @invariant()
    def the_line_keeps_its_order(self) -> None:
        """Offers went out in the order of asking, and whoever still waits asked after all of them."""
        numbers = [self.all.index(each) for each in self.offered]
        assert numbers == sorted(numbers)
        waiting: Iterable[int] = (self.all.index(each) for each in self.standing(Standing.WAITING))
        assert all(each > max(numbers, default=-1) for each in waiting)


TestACourse = ACourse.TestCase
TestACourse.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
