"""When a course meets: times as people in London write them, made into moments. Some times are none, or two."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import pairwise

from services.bookings.domain.plan_refusals import (
    NoSessions,
    SessionEndsBeforeItBegins,
    SessionHasBegun,
    SessionLiesInThePast,
    SessionsOverlap,
    TimeDoesNotExist,
    TimeHappensTwice,
)
from shared.contracts.bookings import Session
from shared.kernel.clock import LONDON


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session as somebody plans it: a day, and times on London's clocks."""

    day: date
    begins: time
    ends: time


def timetable(meetings: Sequence[Meeting]) -> tuple[Session, ...]:
    """The sessions in the order of time, numbered from 1. Refuses none at all, impossible times, and overlaps."""
    if not meetings:
        raise NoSessions
    spans = sorted(_span(each) for each in meetings)
    for (_, ends), (begins, _) in pairwise(spans):
        if begins < ends:
            raise SessionsOverlap(begins)
    return tuple(Session(number, *span) for number, span in enumerate(spans, 1))


def lies_ahead(sessions: Sequence[Session], held: Sequence[Session], at: datetime) -> None:
    """Sessions that were held stay as they were; all others begin after `at`."""
    for was in held:
        if was not in sessions:
            raise SessionHasBegun(was.begins_at)
    for each in sessions:
        if each not in held and each.begins_at <= at:
            raise SessionLiesInThePast(each.begins_at)


def _span(meeting: Meeting) -> tuple[datetime, datetime]:
    begins, ends = moment(meeting.day, meeting.begins), moment(meeting.day, meeting.ends)
    if ends <= begins:
        raise SessionEndsBeforeItBegins(meeting.day, meeting.begins, meeting.ends)
    return begins, ends


def moment(day: date, at: time) -> datetime:
    """That time of that day in London, in UTC. Refuses the hour that a spring day lacks and an autumn day has twice."""
    first, second = (datetime.combine(day, at.replace(fold=fold), LONDON) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        exists = first.astimezone(UTC).astimezone(LONDON).time() == first.time()
        raise TimeHappensTwice(day, at) if exists else TimeDoesNotExist(day, at)
    return first.astimezone(UTC)
