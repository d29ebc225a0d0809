"""When a course meets, by the rules alone."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.bookings.domain.course import Course
from services.bookings.domain.plan_refusals import (
    NoSessions,
    SessionEndsBeforeItBegins,
    SessionHasBegun,
    SessionLiesInThePast,
    SessionsOverlap,
    TimeDoesNotExist,
    TimeHappensTwice,
)
from services.bookings.domain.timetable import moment, timetable
from shared.kernel.clock import LONDON
from tests.bookings.plans import COURSE, FIRST, NOW, SECOND, course, draft, meeting

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)


def test_the_hour_that_a_spring_day_lacks_is_refused() -> None:
    """In a sentence that says what the clocks do."""
    with pytest.raises(TimeDoesNotExist, match=r"no 1:30am on Sunday 28 March 2027: the clocks go forward"):
        moment(SPRING, time(1, 30))
    assert moment(SPRING, time(2)) - moment(SPRING, time(0, 59)) == timedelta(minutes=1)


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_such_an_hour_is_refused_whichever_of_the_two_python_takes_it_for(day: date) -> None:
    """Hypothesis found it: a time that says that it is the second one (`fold`) was let through."""
    for fold in (0, 1):
        with pytest.raises((TimeDoesNotExist, TimeHappensTwice)):
            moment(day, time(1, 30, fold=fold))


def test_the_hour_that_an_autumn_day_has_twice_is_refused() -> None:
    """Nobody could say which of the two is meant."""
    with pytest.raises(TimeHappensTwice, match="1:30am comes twice on Sunday 31 October 2027"):
        moment(AUTUMN, time(1, 30))
    assert moment(AUTUMN, time(2)) - moment(AUTUMN, time(0, 59)) == timedelta(hours=2, minutes=1)


@given(st.dates(date(2025, 1, 1), date(2035, 12, 31)), st.times().map(lambda each: each.replace(second=0)))
def test_every_other_time_reads_back_as_it_was_written(day: date, at: time) -> None:
    """Summer or winter; only two hours of a year are refused."""
    at = at.replace(microsecond=0)
    try:
        read = moment(day, at)
    except (TimeDoesNotExist, TimeHappensTwice):
        assert (day.month in (3, 10), day.weekday(), at.hour) == (True, 6, 1)
    else:
        assert read.astimezone(LONDON).replace(tzinfo=None) == datetime.combine(day, at)


def test_sessions_are_numbered_in_the_order_of_time() -> None:
    """However they were written down; one may begin when another ends."""
    later, sooner = meeting(FIRST, "15:30", "16:30"), meeting()
    assert [(each.number, each.begins_at.hour) for each in timetable((later, sooner))] == [(1, 12), (2, 14)]


def test_impossible_sessions_are_refused() -> None:
    """None at all, one that ends before it begins or at once, two at the same time."""
    with pytest.raises(NoSessions):
        timetable(())
    for ends in ("13:00", "13:30"):
        with pytest.raises(SessionEndsBeforeItBegins, match="begins at 1:30pm, so it can't end at"):
            timetable((meeting(ends=ends),))
    with pytest.raises(SessionsOverlap, match="Wednesday 14 April 2027, 3:00pm"):
        timetable((meeting(), meeting(begins="15:00", ends="16:00")))


def test_a_course_is_scheduled_ahead() -> None:
    """Not for a day that has passed, nor for a moment ago."""
    with pytest.raises(SessionLiesInThePast):
        Course.schedule(COURSE, draft(meeting(date(2027, 3, 12), "12:00", "13:00")).plan(), at=NOW)


def test_a_session_that_has_begun_stays() -> None:
    """Those after it can be moved, ahead only."""
    begun, at = course(), datetime(2027, 4, 15, 9, tzinfo=UTC)
    begun.change(draft(meeting(), meeting(date(2027, 4, 28))).plan(), at=at)
    with pytest.raises(SessionHasBegun):
        begun.change(draft(meeting(SECOND)).plan(), at=at)
    with pytest.raises(SessionLiesInThePast):
        begun.change(draft(meeting(), meeting(date(2027, 4, 15), "08:00", "09:00")).plan(), at=at)
