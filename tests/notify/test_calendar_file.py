"""Calendar files, read back as a calendar program reads them."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any
from uuid import UUID

import pytest
from icalendar import Calendar

from services.notify.adapters.calendar_file import LONDON_TIME, Diary
from services.notify.adapters.mime import parcel
from services.notify.domain.course import Course
from services.notify.domain.email import CalendarFile, Email, Letter, Mailbox
from shared.contracts.bookings import CourseAspect, CourseCancellation, Session
from shared.kernel.clock import LONDON
from shared.kernel.ids import MessageId
from tests.notify.happenings import PLACE, SUMMER, VENUE, WINTER, changed, scheduled
from tests.service_fixtures import NOON

DIARY = Diary("Ealing Teaching School Alliance", "office@ealing.example.org")


def files(course: Course, wanted: str | None = "publish", booking_id: UUID = PLACE) -> tuple[CalendarFile, ...]:
    """What is attached to a letter about a place on that course."""
    return DIARY.files({"course": course, "calendar": wanted, "booking_id": str(booking_id)}, NOON)


def events(file: CalendarFile) -> list[Any]:
    """The events in a file that says the method that its part of the letter does."""
    calendar: Any = Calendar.from_ical(file.content)
    assert calendar["METHOD"] == file.method
    assert calendar["VERSION"] == "2.0"
    return calendar.walk("VEVENT")


def course(*sessions: Session) -> Course:
    """A course of these sessions, else of the usual two."""
    return Course.scheduled(scheduled(sessions=sessions or (WINTER, SUMMER)))


def test_a_place_is_an_event_for_each_session_at_its_time_in_london() -> None:
    """The clocks change between the two: half past nine is half past nine, before and after."""
    (file,) = files(course())
    begins = [each["DTSTART"].dt for each in events(file)]
    assert [moment.strftime("%d %H:%M %Z") for moment in begins] == ["26 09:30 GMT", "09 09:30 BST"]
    assert [moment.astimezone(UTC) for moment in begins] == [WINTER.begins_at, SUMMER.begins_at]
    assert [each["DTEND"].dt.astimezone(UTC) for each in events(file)] == [WINTER.ends_at, SUMMER.ends_at]
    assert b"DTSTART;TZID=Europe/London:20270409T093000\r\n" in file.content


@pytest.mark.parametrize("year", range(2026, 2036))
def test_the_files_own_rule_for_the_clocks_is_londons(year: int) -> None:
    """A program goes by the rule that is in the file: each hour of ten years it says what London does."""
    rule: Any = LONDON_TIME.to_tz()
    hour = datetime(year, 1, 1, tzinfo=UTC)
    while hour.year == year:
        assert hour.astimezone(rule).utcoffset() == hour.astimezone(LONDON).utcoffset(), hour
        hour += timedelta(hours=1)


def test_an_event_says_what_where_and_from_whom() -> None:
    """What stands in a calendar a year later; names with commas come back whole."""
    (first, second) = events(files(course())[0])
    assert (str(first["SUMMARY"]), str(second["SUMMARY"])) == ("Phonics for TAs (1 of 2)", "Phonics for TAs (2 of 2)")
    assert str(first["LOCATION"]) == VENUE
    assert (first["STATUS"], first["SEQUENCE"], first["DTSTAMP"].dt) == ("CONFIRMED", 0, NOON)
    assert str(first["ORGANIZER"]) == "mailto:office@ealing.example.org"
    assert first["ORGANIZER"].params["CN"] == "Ealing Teaching School Alliance"
    assert "ATTENDEE" not in first


def test_a_course_of_one_session_is_called_by_its_title_alone() -> None:
    """No “1 of 1”."""
    (event,) = events(files(course(WINTER))[0])
    assert str(event["SUMMARY"]) == "Phonics for TAs"


def test_an_events_identity_is_its_places_and_its_sessions() -> None:
    """The same in each file about the place, whatever changes; another's is another."""
    ours = course()
    before = [str(each["UID"]) for each in events(files(ours)[0])]
    ours.change(changed(CourseAspect.TITLE, title="More phonics"))
    assert [str(each["UID"]) for each in events(files(ours)[0])] == before
    theirs = [str(each["UID"]) for each in events(files(ours, booking_id=UUID(int=1))[0])]
    assert len({*before, *theirs}) == 4


def test_each_change_of_the_course_raises_the_number() -> None:
    """Else a calendar keeps the dates that it has."""
    ours = course()
    for number in (1, 2):
        ours.change(changed(CourseAspect.VENUE, venue=f"Room {number}"))
        assert [each["SEQUENCE"] for each in events(files(ours)[0])] == [number, number]


def test_a_session_that_is_no_more_is_taken_out() -> None:
    """In a file of its own: a cancellation speaks of one event."""
    ours = course()
    dropped = str(events(files(ours)[0])[1]["UID"])
    ours.change(changed(CourseAspect.SESSIONS, sessions=(WINTER,)))
    kept, taken_out = files(ours)
    assert (kept.method, len(events(kept)), taken_out.method) == ("PUBLISH", 1, "CANCEL")
    (event,) = events(taken_out)
    assert (str(event["UID"]), event["STATUS"], event["SEQUENCE"]) == (dropped, "CANCELLED", 1)


def test_a_session_that_comes_back_is_no_longer_taken_out() -> None:
    """Under the number that it had."""
    ours = course()
    ours.change(changed(CourseAspect.SESSIONS, sessions=(WINTER,)))
    ours.change(changed(CourseAspect.SESSIONS))
    (file,) = files(ours)
    assert [each["SEQUENCE"] for each in events(file)] == [2, 2]


@pytest.mark.parametrize("called_off", [False, True])
def test_a_place_that_is_given_up_is_taken_out_with_a_higher_number(called_off: bool) -> None:
    """One file for each session, whether the place or the whole course was cancelled."""
    ours = course()
    if called_off:
        ours.cancel(CourseCancellation.OTHER)
    found = files(ours, "cancel")
    assert [(each.name, each.method) for each in found] == [
        ("cancelled-1.ics", "CANCEL"),
        ("cancelled-2.ics", "CANCEL"),
    ]
    assert [event["SEQUENCE"] for each in found for event in events(each)] == [1 + called_off] * 2


def test_a_letter_about_anything_else_has_no_file() -> None:
    """Neither about a course without a place, nor about no course."""
    assert files(course(), None) == ()
    assert DIARY.files({"calendar": "publish"}, NOON) == ()


def test_a_file_arrives_byte_for_byte_as_a_part_of_the_letter() -> None:
    """Its type says the method, as calendar programs want it; the letter's words stay what they are."""
    (file,) = files(Course.scheduled(scheduled(title="Tŷ, “Phonics”; " + "long " * 30)))
    email = Email("A place", "Hello\n", "<p>Hello</p>", (file,))
    letter = Letter(MessageId(UUID(int=7)), Mailbox("", "a@x.org"), Mailbox("", "b@x.org"), email, NOON)
    mail: Any = message_from_bytes(parcel(letter).content, policy=policy.default)
    (part,) = mail.iter_attachments()
    assert part.get_content_type() == "text/calendar"
    assert (part.get_param("method"), part.get_param("charset")) == ("PUBLISH", "utf-8")
    assert part.get_filename() == "course.ics"
    assert part.get_payload(decode=True) == file.content
    assert mail.get_body(("plain",)).get_content().strip() == "Hello"
    assert str(events(file)[0]["SUMMARY"]).startswith("Tŷ, “Phonics”; long")
