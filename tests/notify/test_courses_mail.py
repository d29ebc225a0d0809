"""Who is written to about places and courses, when, and what becomes of it when something isn't known."""

import pytest

from services.notify.use_cases.take_letters import TakeLetters
from shared.contracts.bookings import Canceller, CourseAspect, CourseCancellation, CourseCancelled, Session, Standing
from shared.contracts.registry import PersonErased, PersonMoved, Role, SchoolChanged
from shared.kernel.ids import ContactId
from tests.notify import happenings as told
from tests.notify.happenings import ADDRESSES, ANN, BO, HILLTOPS, OTHER_PLACE
from tests.notify.reading import post
from tests.notify.stories import Stories, message_ids, row_of, stand
from tests.service_fixtures import Bench

BOS = ADDRESSES[BO]
SILENT = told.bo(address=None), told.office(address=None)


@pytest.fixture
async def knowing(registry_tells: Stories) -> Stories:
    """Both schools and the course are known."""
    await registry_tells.tell(*told.everybody(), told.scheduled())
    return registry_tells


async def test_who_is_booked_is_told_once(notify: Bench, knowing: Stories) -> None:
    """However often the fact is delivered; with why."""
    record = knowing.record(told.booked())
    for _ in range(3):
        await knowing.reader.apply([record])
    assert await stand(notify) == {"queued": [BOS]}
    row = await row_of(notify, (await message_ids(notify))[0])
    assert (row.event_id, row.event_type, row.template) == (record.event_id, "bookings.CourseBooked", "place_booked")


async def test_a_place_waits_for_whatever_is_not_known_yet(notify: Bench, registry_tells: Stories) -> None:
    """Topics aren't ordered among each other: the mailbox, the school's name, in any order; each wait has a name."""
    await registry_tells.tell(told.scheduled(), told.booked())
    assert await awaited(notify) == f"person:{BO}"
    await registry_tells.tell(told.bo())
    assert await awaited(notify) == f"school:{told.HILLTOP}"
    assert await stand(notify) == {"waiting": [None]}
    await registry_tells.tell(told.school())
    assert await awaited(notify) is None
    assert [each.address for each in await post(notify)] == [BOS]


async def test_the_office_is_waited_for_only_when_the_person_has_no_address(
    notify: Bench, registry_tells: Stories
) -> None:
    """It then tells them; whoever's address comes first gets it."""
    await registry_tells.tell(told.school(), told.scheduled(), told.bo(address=None), told.booked())
    assert await awaited(notify) == f"office:{told.HILLTOP}"
    await registry_tells.tell(told.office(address=None))
    assert await stand(notify) == {"waiting": [None]}
    await registry_tells.tell(told.office())
    assert await stand(notify) == {"queued": [HILLTOPS]}


async def test_an_address_that_comes_before_the_offices_gets_it(notify: Bench, registry_tells: Stories) -> None:
    """Even after a long wait for either."""
    await registry_tells.tell(told.school(), told.scheduled(), *SILENT, told.booked())
    assert await stand(notify) == {"waiting": [None]}
    await registry_tells.tell(told.bo())
    assert await stand(notify) == {"queued": [BOS]}


async def test_a_course_that_nobody_told_of_is_waited_for(notify: Bench, registry_tells: Stories) -> None:
    """An operator may have skipped its first fact; its next change tells all that mail needs."""
    await registry_tells.tell(*told.everybody(), told.booked())
    assert await awaited(notify) == f"course:{told.COURSE}"
    await registry_tells.tell(told.changed(CourseAspect.PLACES, places=20))
    (letter,) = await post(notify)
    assert letter.subject == "Your place is booked: Phonics for TAs, Friday 26 March"


async def test_a_cancellation_of_a_course_nobody_told_of_waits_too(notify: Bench, registry_tells: Stories) -> None:
    """Nothing is parked, and nothing is lost."""
    cancelled = CourseCancelled(told.COURSE, CourseCancellation.OTHER), told.cancelled(Canceller.ALLIANCE)
    await registry_tells.tell(*told.everybody(), told.booked(), *cancelled)
    assert await stand(notify) == {"waiting": [None, None]}


async def test_facts_from_before_the_first_start_are_known_and_not_written_about(
    notify: Bench, registry_tells: Stories
) -> None:
    """A change of the course is told those who were booked then."""
    old = [registry_tells.record(each) for each in (*told.everybody(), told.scheduled(), told.booked())]
    notify.clock.pass_by(1)
    await registry_tells.reader.apply(old)
    assert await stand(notify) == {}
    await registry_tells.tell(told.changed(CourseAspect.VENUE, venue="Elsewhere"))
    assert await stand(notify) == {"queued": [BOS]}


async def test_an_offer_goes_to_the_person_and_to_the_office_that_must_answer(notify: Bench, knowing: Stories) -> None:
    """To the office once, where it gets the person's mail as well."""
    await knowing.tell(told.offered())
    assert await stand(notify) == {"queued": [BOS, HILLTOPS]}
    await knowing.tell(told.bo(address=None), told.offered())
    assert sorted((await stand(notify))["queued"]) == [HILLTOPS, HILLTOPS]
    assert (await stand(notify))["same_mailbox"] == [HILLTOPS, HILLTOPS]


@pytest.mark.parametrize(("pence", "to"), [(0, [BOS]), (6_000, [BOS, HILLTOPS])])
async def test_the_office_is_told_of_a_cancellation_that_costs(
    notify: Bench, knowing: Stories, pence: int, to: list[str]
) -> None:
    """The school is liable, not the teacher (domain.md, "CPD booking customs")."""
    await knowing.tell(told.cancelled(pence=pence))
    assert await stand(notify) == {"queued": to}


@pytest.mark.parametrize(
    ("stands", "is_told"), [(told.booked(), True), (told.offered(), True), (told.waiting(), False)]
)
async def test_a_change_is_told_to_those_booked_and_offered(
    notify: Bench, knowing: Stories, stands: object, is_told: bool
) -> None:
    """Who waits is told when a place is offered."""
    await knowing.tell(stands)
    await post(notify)
    await knowing.tell(told.changed(CourseAspect.SESSIONS, sessions=(told.SUMMER,)))
    assert [each.subject for each in await post(notify)] == [
        "New dates or times: Phonics for TAs, Friday 9 April"
    ] * is_told


@pytest.mark.parametrize("aspect", [CourseAspect.PLACES, CourseAspect.STRAND, CourseAspect.TERMS])
async def test_a_change_that_concerns_nobody_booked_is_not_told(
    notify: Bench, knowing: Stories, aspect: CourseAspect
) -> None:
    """They keep what they agreed to."""
    await knowing.tell(told.booked())
    await post(notify)
    await knowing.tell(told.changed(aspect))
    assert await post(notify) == []


@pytest.mark.parametrize("end", [told.cancelled(), told.lapsed(), told.held()])
async def test_who_has_left_a_course_hears_no_more_of_it(notify: Bench, knowing: Stories, end: object) -> None:
    """Nor when it was held."""
    await knowing.tell(told.booked(), end)
    await post(notify)
    await knowing.tell(told.changed(CourseAspect.VENUE, venue="Elsewhere"))
    assert await post(notify) == []


async def test_a_course_that_is_being_held_is_still_told_of(notify: Bench, knowing: Stories) -> None:
    """After its first session the second may move."""
    await knowing.tell(told.booked(), told.held(delivered=False))
    await post(notify)
    later = Session(2, told.SUMMER.begins_at, told.SUMMER.ends_at)
    await knowing.tell(told.changed(CourseAspect.SESSIONS, sessions=(told.WINTER, later)))
    assert [each.address for each in await post(notify)] == [BOS]


async def test_two_of_a_school_without_addresses_are_one_letter_about_a_change(notify: Bench, knowing: Stories) -> None:
    """One e-mail for a fact and a mailbox; it says that it is for all of them."""
    await knowing.tell(told.bo(address=None), told.ann(address=None), told.booked(), told.booked(OTHER_PLACE, ANN))
    await post(notify)
    await knowing.tell(told.changed(CourseAspect.VENUE, venue="Elsewhere"))
    (letter,) = await post(notify)
    assert "those from Hilltop Juniors" in letter.text


async def test_a_cancelled_course_is_told_those_booked_and_those_waiting(notify: Bench, knowing: Stories) -> None:
    """Each once, by the fact about their own place; dates leave the calendar only of those who had one."""
    await knowing.tell(told.booked(OTHER_PLACE, ANN), told.waiting())
    await post(notify)
    waited = told.cancelled(Canceller.ALLIANCE, Standing.WAITING)
    had = told.BookingCancelled(
        told.COURSE, OTHER_PLACE, ANN, told.HILLTOP, Standing.BOOKED, Canceller.ALLIANCE, 10, waited.charge
    )
    await knowing.tell(CourseCancelled(told.COURSE, CourseCancellation.TRAINER_UNAVAILABLE), had, waited)
    letters = await post(notify)
    assert [(each.address, len(each.calendars)) for each in letters] == [(ADDRESSES[ANN], 2), (BOS, 0)]
    assert {each.subject for each in letters} == {"Cancelled: Phonics for TAs, Friday 26 March"}


async def test_a_place_handed_on_is_told_to_both(notify: Bench, knowing: Stories) -> None:
    """The one no longer comes, the other does."""
    await knowing.tell(told.booked())
    await post(notify)
    await knowing.tell(told.cancelled(), told.booked(OTHER_PLACE, ANN))
    assert [each.subject.partition(":")[0] for each in await post(notify)] == [
        "Your place is booked",
        "Your place is cancelled",
    ]


async def test_a_letter_names_schools_and_courses_as_they_are_when_it_goes(notify: Bench, knowing: Stories) -> None:
    """What was queued while the mail server was away isn't out of date."""
    await knowing.tell(told.booked(), SchoolChanged(told.HILLTOP, told.Urn(100001), "Hilltop Academy", None, None))
    (letter,) = await post(notify)
    assert "for Hilltop Academy to pay" in " ".join(letter.text.split())


async def test_whoever_moved_is_written_to_where_they_are(notify: Bench, knowing: Stories) -> None:
    """Their mailbox moved with them."""
    moved = told.person(BO, "Bo Teach", Role.TEACHER, told.VALLEY, address="bo@valley.example.org")
    await knowing.tell(PersonMoved(BO, told.VALLEY, (Role.TEACHER,)), moved, told.booked())
    assert await stand(notify) == {"queued": ["bo@valley.example.org"]}


async def test_nothing_is_written_to_whoever_was_erased(notify: Bench, knowing: Stories) -> None:
    """Nor to the office in their stead; before the fact, after it, and while it waited."""
    await knowing.tell(told.booked())
    await knowing.tell(PersonErased(BO, (told.bo().contact_id,)))
    await knowing.tell(told.cancelled())
    assert await stand(notify) == {"forgotten": [None, None]}


async def test_what_waited_for_somebody_erased_is_forgotten(notify: Bench, registry_tells: Stories) -> None:
    """Registry never told their mailbox, and won't."""
    await registry_tells.tell(told.school(), told.scheduled(), told.booked())
    await registry_tells.tell(PersonErased(BO, ()))
    assert await stand(notify) == {"forgotten": [None]}


async def test_a_letter_to_another_loses_the_name_of_whoever_was_erased(notify: Bench, knowing: Stories) -> None:
    """What was sent is no longer kept in words; what hasn't gone says it without the name."""
    await knowing.tell(told.offered())
    assert await notify.do(TakeLetters())
    assert await notify.do(TakeLetters())
    assert "Bo Teach" in await notify.contents()
    await knowing.tell(PersonErased(BO, (ContactId(told.bo().contact_id),)))
    assert "Bo Teach" not in await notify.contents()


async def test_a_letter_that_has_not_gone_to_the_office_goes_without_the_name(notify: Bench, knowing: Stories) -> None:
    """It is still the office's to know."""
    await knowing.tell(told.offered())
    await knowing.tell(PersonErased(BO, (told.bo().contact_id,)))
    (letter,) = await post(notify)
    assert letter.subject == "A place is kept for one of your staff: Phonics for TAs, Friday 26 March"


async def test_an_erased_trainer_is_not_named(notify: Bench, knowing: Stories) -> None:
    """Nor waited for: dates matter more than names."""
    await knowing.tell(told.booked())
    await post(notify)
    await knowing.tell(told.changed(CourseAspect.TRAINERS))
    await knowing.tell(PersonErased(ANN, (told.ann().contact_id,)))
    (letter,) = await post(notify)
    assert "Somebody else now leads it." in letter.text


async def awaited(notify: Bench) -> str | None:
    """What the only message waits for."""
    ((found,),) = await notify.query("SELECT awaits FROM messages")
    return found
