"""Courses and places: scheduled, changed and cancelled; booked, handed on, given back, offered to who waits."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from shared.contracts.bookings import (
    BookingCancelled,
    CourseBooked,
    CourseCancelled,
    CourseChanged,
    CourseScheduled,
    OfferLapsed,
    WaitingListJoined,
)
from tests.chaos.main_job.cast import Cast
from tests.chaos.main_job.desk import Act, Desk
from tests.chaos.main_job.known import Known
from tests.crash.asking import PatientClient

FEES = ("0", "49.99", "120")
TERMS = ("none", "copthorne", "torbay")
COURSES = 5
"""So few that they fill up, and people wait."""

PLACES = 2


@dataclass
class Offer:
    """What the desks for courses know in common: open courses with their places, and whose each booking is."""

    places: dict[str, int] = field(default_factory=dict[str, int])
    bookings: dict[str, str] = field(default_factory=dict[str, str])


class CoursesDesk(Desk):
    """Several of these ask for the same places."""

    refusals = frozenset(
        {
            *("person-is-unknown", "school-is-not-a-member", "already-on-the-course", "course-is-cancelled"),
            *("booking-has-ended", "not-booked", "nothing-is-offered", "places-below-booked"),
        }
    )

    def __init__(self, service: PatientClient, draw: random.Random, cast: Cast, known: Known, offer: Offer) -> None:
        super().__init__(service, draw, cast, known)
        self.offer = offer

    def acts(self) -> dict[Act, int]:
        """Booking most of all."""
        return {
            self.book: 10,
            self.give_back: 4,
            self.answer: 4,
            self.schedule: 3,
            self.change: 2,
            self.hand_on: 2,
            self.cancel: 1,
        }

    def schedule(self) -> None:
        """Another course, unless there are enough."""
        if len(self.offer.places) < COURSES:
            course_id = self.service.ask("POST", "/courses", json=self._plan("Phonics", PLACES))["id"]
            self.known.done(CourseScheduled, course_id)
            self.offer.places[course_id] = PLACES

    def change(self) -> None:
        """New dates, perhaps in another year, another fee, and perhaps a place more."""
        for course_id in self._some_course():
            plan = self._plan(f"Phonics {uuid4()}", self.offer.places.get(course_id, PLACES) + self.draw.randint(0, 1))
            self.service.ask("PUT", f"/courses/{course_id}", json=plan)
            self.known.done(CourseChanged, plan["title"])
            if course_id in self.offer.places:
                self.offer.places[course_id] = plan["places"]

    def cancel(self) -> None:
        """The whole course."""
        for course_id in self._some_course():
            self.service.ask("POST", f"/courses/{course_id}/cancel", json={"reason": "other"})
            self.known.done(CourseCancelled, course_id)
            self.offer.places.pop(course_id, None)

    def book(self) -> None:
        """A place for somebody, or one in the line."""
        for course_id in self._some_course():
            person_id = self.somebody()
            body = {"person_id": person_id, "school_id": self.cast.people[person_id].school_id}
            booked = self.service.ask("POST", f"/courses/{course_id}/bookings", json=body)
            self.known.done(CourseBooked if booked["standing"] == "booked" else WaitingListJoined, booked["id"])
            self.offer.bookings[booked["id"]] = person_id

    def give_back(self) -> None:
        """A place, or one in the line; the school's own cancelling may cost it something."""
        for booking_id, _ in self._some_booking():
            body = {"by": self.draw.choice(("school", "school", "alliance"))}
            self.service.ask("POST", f"/bookings/{booking_id}/cancel", json=body)
            self.known.done(BookingCancelled, booking_id)
            self.offer.bookings.pop(booking_id, None)

    def hand_on(self) -> None:
        """A colleague comes instead."""
        for booking_id, person_id in self._some_booking():
            colleague = self.draw.choice(self.cast.colleagues(person_id))
            body = {"colleague_id": colleague, "school_id": self.cast.people[person_id].school_id}
            instead = self.service.ask("POST", f"/bookings/{booking_id}/hand-on", json=body)["id"]
            self.known.done(BookingCancelled, booking_id)
            self.known.done(CourseBooked, instead)
            self.offer.bookings.pop(booking_id, None)
            self.offer.bookings[instead] = colleague

    def answer(self) -> None:
        """Yes or no to an offer, where there is one."""
        for course_id in self._some_course():
            seats = self.service.ask("GET", f"/courses/{course_id}")["seats"]
            for booking_id in [each["booking_id"] for each in seats if each["standing"] == "offered"][:1]:
                answer = self.draw.choice(("accept", "accept", "decline"))
                self.service.ask("POST", f"/bookings/{booking_id}/answer", json={"answer": answer})
                self.known.done(CourseBooked if answer == "accept" else OfferLapsed, booking_id)

    def _some_course(self) -> list[str]:
        """One of those that are open, if there are any."""
        there = list(self.offer.places)
        return self.draw.sample(there, min(1, len(there)))

    def _some_booking(self) -> list[tuple[str, str]]:
        """One that stands, as far as we know, and whose it is; if there are any."""
        there = list(self.offer.bookings.items())
        return self.draw.sample(there, min(1, len(there)))

    def _plan(self, title: str, places: int) -> dict[str, Any]:
        """Sessions from next week to the year after next; near ones cost something when they are cancelled."""
        days = {self.day(3, 12), self.day(3, 500)}
        return {
            "title": title,
            "strand": self.draw.choice(("cpd", "itt")),
            "sessions": [{"day": day.isoformat(), "begins": "13:30", "ends": "15:30"} for day in sorted(days)],
            "venue": "Hall",
            "places": places,
            "fee": self.draw.choice(FEES),
            "terms": self.draw.choice(TERMS),
        }
