"""Courses as files for calendar programs (RFC 5545), to be put in, brought up to date and taken out (ADR 0014)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID, uuid5

from icalendar import Calendar, Component, Event, Timezone, vCalAddress

from services.notify.domain.course import Course
from services.notify.domain.email import CalendarFile, one_line
from shared.contracts.bookings import Session
from shared.kernel.clock import LONDON

PRODUCT = "-//Alliance//notify//EN"

LONDON_TIME = cast(
    "Timezone",
    Timezone.from_ical(
        """\
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
DTSTART:19810329T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""
    ),
)
"""The rule since 1996. icalendar's own `from_tzid` puts the spring change an hour late (7.3.2)."""


@dataclass(frozen=True, slots=True)
class Diary:
    """Writes calendar files in the name of an alliance."""

    alliance_name: str
    office_email: str

    def files(self, values: Mapping[str, object], now: datetime) -> tuple[CalendarFile, ...]:
        """What belongs to an e-mail with these values: nothing unless they say `calendar`, and know the course."""
        course, wanted = values.get("course"), values.get("calendar")
        if not isinstance(course, Course) or wanted not in {"publish", "cancel"}:
            return ()
        place = Place(course, UUID(str(values["booking_id"])), self._organiser(), now)
        return place.published() if wanted == "publish" else place.withdrawn()

    def _organiser(self) -> vCalAddress:
        organiser = vCalAddress(f"mailto:{self.office_email}")
        organiser.params["cn"] = one_line(self.alliance_name)
        return organiser


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody's place on a course, as their calendar shows it."""

    course: Course
    booking_id: UUID
    organiser: vCalAddress
    now: datetime

    def published(self) -> tuple[CalendarFile, ...]:
        """All sessions in one file, which takes the place of an older one; those that were dropped are taken out."""
        revision = self.course.revision
        everything = self._file("course.ics", "PUBLISH", revision, *self.course.sessions)
        return (everything, *self._taken_out(self.course.dropped, revision))

    def withdrawn(self) -> tuple[CalendarFile, ...]:
        """All of it is taken out. Who leaves a course changes nothing of it, but calendars want a higher number."""
        return self._taken_out((*self.course.sessions, *self.course.dropped), self.course.revision + 1)

    def _taken_out(self, sessions: Iterable[Session], revision: int) -> tuple[CalendarFile, ...]:
        """A file for each session: a cancellation speaks of one event (RFC 5546, 3.2.5)."""
        in_order = sorted(sessions, key=lambda each: each.number)
        return tuple(self._file(f"cancelled-{each.number}.ics", "CANCEL", revision, each) for each in in_order)

    def _file(self, name: str, method: str, revision: int, *sessions: Session) -> CalendarFile:
        calendar: Any = Calendar()
        for key, value in {"prodid": PRODUCT, "version": "2.0", "method": method}.items():
            calendar.add(key, value)
        calendar.add_component(LONDON_TIME)
        for session in sessions:
            calendar.add_component(self._event(session, "CANCELLED" if method == "CANCEL" else "CONFIRMED", revision))
        return CalendarFile(name, method, calendar.to_ical())

    def _event(self, session: Session, status: str, revision: int) -> Component:
        event: Any = Event()
        for key, value in {
            "uid": str(uid(self.booking_id, session.number)),
            "sequence": revision,
            "dtstamp": self.now,
            "dtstart": session.begins_at.astimezone(LONDON),
            "dtend": session.ends_at.astimezone(LONDON),
            "summary": _summary(self.course, session),
            "location": one_line(self.course.venue),
            "status": status,
            "organizer": self.organiser,
        }.items():
            event.add(key, value)
        return event


def uid(booking_id: UUID, number: int) -> UUID:
    """One event for a place and a session's number, whatever else changes (RFC 7986, 5.3)."""
    return uuid5(booking_id, f"session {number}")


def _summary(course: Course, session: Session) -> str:
    title = one_line(course.title)
    return f"{title} ({session.number} of {len(course.sessions)})" if len(course.sessions) > 1 else title
