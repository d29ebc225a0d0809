"""The map of bookings: what it does, on which command or fact, and what it publishes."""

from operator import attrgetter
from pathlib import Path

from services.bookings.adapters.rules import rules_of
from services.bookings.adapters.tables import METADATA
from services.bookings.adapters.work import BookingsWork
from services.bookings.entrypoints import http
from services.bookings.use_cases.answer_offer import AcceptOffer, DeclineOffer, accept_offer, decline_offer
from services.bookings.use_cases.book_place import BookPlace, book_place
from services.bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from services.bookings.use_cases.cancel_course import CancelCourse, cancel_course
from services.bookings.use_cases.change_course import ChangeCourse, change_course
from services.bookings.use_cases.follow_membership import (
    free_places_of_closed_school,
    free_places_of_leaver,
    hear_of_school,
    keep_succeeded,
    remember_member,
)
from services.bookings.use_cases.follow_people import forget_person, remember_person
from services.bookings.use_cases.hand_on_place import HandOnPlace, hand_on_place
from services.bookings.use_cases.lapse_offer import lapse_offer
from services.bookings.use_cases.offer_free_places import LapseOffer
from services.bookings.use_cases.record_attendance import RecordAttendance, record_attendance
from services.bookings.use_cases.schedule_course import ScheduleCourse, schedule_course
from shared.contracts.registry import (
    PersonErased,
    PersonMoved,
    PersonRegistered,
    SchoolChanged,
    SchoolClosed,
    SchoolJoined,
    SchoolLeft,
    SchoolSucceeded,
)
from shared.contracts.topics import COURSES
from shared.service import Service

BOOKINGS = Service(
    name="bookings",
    commands={
        ScheduleCourse: schedule_course,
        ChangeCourse: change_course,
        CancelCourse: cancel_course,
        BookPlace: book_place,
        HandOnPlace: hand_on_place,
        CancelBooking: cancel_booking,
        AcceptOffer: accept_offer,
        DeclineOffer: decline_offer,
        LapseOffer: lapse_offer,
        RecordAttendance: record_attendance,
    },
    grouped={BookPlace: attrgetter("course_id")},
    reactions={
        SchoolJoined: [remember_member],
        SchoolChanged: [hear_of_school],
        SchoolSucceeded: [keep_succeeded],
        SchoolLeft: [free_places_of_leaver],
        SchoolClosed: [free_places_of_closed_school],
        PersonRegistered: [remember_person],
        PersonMoved: [remember_person],
        PersonErased: [forget_person],
    },
    publishes=[COURSES],
    work=BookingsWork,
    tools=rules_of,
    routes=http.routes,
    tables=METADATA,
    migrations=Path(__file__).parent / "adapters" / "migrations" / "versions",
)
