"""Bookings' unit of work."""

from typing import Any

from services.bookings.adapters.bookings import BookingTable
from services.bookings.adapters.courses import CourseTable
from services.bookings.adapters.registry_copy import PeopleCopy, SchoolsCopy
from services.bookings.domain.terms import Rules
from shared.messaging.work import Work


class BookingsWork(Work):
    """One transaction on bookings' database."""

    def equip(self, tools: Any) -> None:
        """Courses and bookings, the copy of registry's schools and people, and the process's rules."""
        self.courses = CourseTable(self.connection)
        self.bookings = BookingTable(self.connection)
        self.schools = SchoolsCopy(self.connection)
        self.people = PeopleCopy(self.connection)
        self.rules: Rules = tools
