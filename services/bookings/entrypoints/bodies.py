"""What is sent to bookings' doors, and answered there."""

from datetime import date, time
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from services.bookings.domain.plan import Draft
from services.bookings.domain.timetable import Meeting
from shared.contracts.bookings import Canceller, CourseCancellation, Standing, Trainer
from shared.kernel.days import Days
from shared.kernel.ids import PersonId

Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern="^[^\\x00-\\x1f\\x7f-\\x9f]+$")
]
"""On one line, without control characters."""

Code = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_]*$", max_length=40)]
"""A strand or the name of terms: data, not code (domain.md, "Words")."""

Clock = Annotated[time, Field(description="London's clocks, as 13:30")]


class MeetingBody(BaseModel):
    """A session: a day, and when it begins and ends on London's clocks."""

    day: date
    begins: Clock
    ends: Clock

    def meeting(self) -> Meeting:
        """As the domain has it; seconds and a zone mean nothing here."""
        return Meeting(
            self.day,
            self.begins.replace(tzinfo=None, second=0, microsecond=0),
            self.ends.replace(tzinfo=None, second=0, microsecond=0),
        )


class TrainerBody(BaseModel):
    """Who delivers it, and the days that this takes them out of class: 0.5, 1, 1.5."""

    person_id: UUID
    days: Annotated[Decimal, Field(ge=0, le=366, multiple_of=0.5)]

    def trainer(self) -> Trainer:
        """As the domain has it."""
        return Trainer(PersonId(self.person_id), Days(int(self.days * 2)))


class CourseBody(BaseModel):
    """A course as the office plans it. `fee` is in pounds, with at most two decimals; 0 is free."""

    title: Line
    strand: Code
    sessions: Annotated[list[MeetingBody], Field(max_length=100)]
    venue: Line
    trainers: Annotated[list[TrainerBody], Field(max_length=50)] = []
    places: Annotated[int, Field(ge=-100_000, le=100_000)]
    fee: Annotated[Decimal, Field(ge=-1_000_000, le=1_000_000)]
    terms: Code

    def draft(self) -> Draft:
        """As the domain has it."""
        return Draft(
            self.title,
            self.strand,
            tuple(each.meeting() for each in self.sessions),
            self.venue,
            tuple(each.trainer() for each in self.trainers),
            self.places,
            self.fee,
            self.terms,
        )


class CancellingCourse(BaseModel):
    """Why a course won't be held."""

    reason: CourseCancellation


class Booking(BaseModel):
    """Whom a school books a place for."""

    person_id: UUID
    school_id: UUID


class Cancelling(BaseModel):
    """Who cancels: the school, for what its terms say, or the alliance, for nothing."""

    by: Literal[Canceller.SCHOOL, Canceller.ALLIANCE] = Canceller.SCHOOL


class HandingOn(BaseModel):
    """The colleague who comes instead, and their school."""

    colleague_id: UUID
    school_id: UUID


class Answering(BaseModel):
    """What a school says to an offer."""

    answer: Literal["accept", "decline"]


class Attending(BaseModel):
    """The bookings of those who came; all others who are booked didn't."""

    came: Annotated[list[UUID], Field(max_length=10_000)]


class Identified(BaseModel):
    """The id of what was made."""

    id: UUID


class Booked(BaseModel):
    """The booking's id, and whether it is a place or one on the waiting list."""

    id: UUID
    standing: Standing
