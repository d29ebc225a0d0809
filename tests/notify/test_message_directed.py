"""Where a message goes while not all is known, by the rules alone; and what a course remembers."""

from uuid import UUID

import pytest

from services.notify.domain.contact import Contact
from services.notify.domain.course import Course
from services.notify.domain.message import Message, State, Why
from services.notify.domain.reference import Kind, Reference, spoken_of
from services.notify.domain.values import filled
from shared.contracts.bookings import CourseAspect, CourseCancellation
from shared.contracts.registry import Role
from shared.kernel.ids import ContactId, MessageId
from tests.notify.happenings import SUMMER, WINTER, changed, scheduled
from tests.service_fixtures import NOON

ANN = Contact(ContactId(UUID(int=8)), Role.HEAD, "Ann Shaw", "ann@example.org")
SCHOOL = Reference(Kind.SCHOOL, UUID(int=5))


def message(state: State = State.WAITING, **values: str) -> Message:
    """A message to somebody."""
    why = Why(UUID(int=1), "bookings.CourseBooked", "user:ann", UUID(int=2))
    to = (Reference(Kind.PERSON, UUID(int=3)),)
    return Message(MessageId(UUID(int=7)), why, "place_booked", None, None, values, NOON, NOON, state, to=to)


def test_a_message_goes_nowhere_while_it_awaits_something() -> None:
    """Though its mailbox is known."""
    ours = message()
    ours.direct(ANN, SCHOOL, NOON)
    assert (ours.state, ours.address, ours.awaits, ours.contact_id) == (State.WAITING, None, SCHOOL, ANN.contact_id)
    ours.direct(ANN, None, NOON)
    assert (ours.state, ours.address, ours.awaits) == (State.QUEUED, "ann@example.org", None)


def test_a_message_without_a_mailbox_waits() -> None:
    """Nobody has told of one."""
    ours = message()
    ours.direct(None, ours.to[0], NOON)
    assert (ours.state, ours.contact_id, ours.awaits) == (State.WAITING, None, ours.to[0])


def test_a_message_to_a_forgotten_mailbox_is_forgotten() -> None:
    """It would wait for ever."""
    ours = message()
    ours.direct(Contact(ANN.contact_id, is_forgotten=True), None, NOON)
    assert (ours.state, ours.address) == (State.FORGOTTEN, None)


@pytest.mark.parametrize("state", sorted(set(State) - {State.WAITING, State.QUEUED}))
def test_what_has_gone_or_is_going_is_not_directed_anew(state: State) -> None:
    """News is for what comes."""
    ours = message(state)
    ours.direct(ANN, None, NOON)
    assert (ours.state, ours.contact_id, ours.address) == (state, None, None)


def test_a_message_speaks_of_what_its_values_name_by_id() -> None:
    """Each kind by the value's name; dates and amounts are nothing to wait for."""
    ids = {"course_id": 1, "person_id": 2, "school_id": 3, "home_school_id": 4, "case_id": 5}
    values = {name: str(UUID(int=number)) for name, number in ids.items()}
    more = {"trainer_ids": f"{UUID(int=6)} {UUID(int=7)}", "begins_on": "2027-03-12", "booking_id": str(UUID(int=9))}
    assert set(spoken_of(values | more)) == {
        Reference(Kind.COURSE, UUID(int=1)),
        Reference(Kind.PERSON, UUID(int=2)),
        Reference(Kind.SCHOOL, UUID(int=3)),
        Reference(Kind.SCHOOL, UUID(int=4)),
        Reference(Kind.CASE, UUID(int=5)),
        Reference(Kind.TRAINER, UUID(int=6)),
        Reference(Kind.TRAINER, UUID(int=7)),
    }


@pytest.mark.parametrize("kind", Kind)
def test_a_reference_is_read_as_it_was_written(kind: Kind) -> None:
    """As tables hold it."""
    reference = Reference(kind, UUID(int=5))
    assert Reference.read(str(reference)) == reference


def test_values_are_read_by_the_end_of_their_names() -> None:
    """Dates, moments, amounts and counts; what has no such end is text."""
    found = filled({"a_on": "2027-03-12", "b_at": NOON.isoformat(), "c_pence": "12", "d_number": "3", "seat": "4"})
    assert [type(each).__name__ for each in found.values()] == ["date", "datetime", "int", "int", "str"]


def test_a_course_counts_its_changes_and_remembers_what_it_dropped() -> None:
    """A session is dropped when its number is no more; one that moved keeps its number."""
    ours = Course.scheduled(scheduled())
    ours.change(changed(CourseAspect.SESSIONS, sessions=(SUMMER,)))
    assert ([each.number for each in ours.dropped], ours.revision) == ([1], 1)
    ours.change(changed(CourseAspect.SESSIONS, sessions=(WINTER,)))
    assert ([each.number for each in ours.dropped], ours.revision) == ([2], 2)
    ours.cancel(CourseCancellation.OTHER)
    assert ours.revision == 3
