"""What a message says that isn't in its fact: names, and courses as they stand when it is written."""

from uuid import UUID

from services.notify.domain.message import Message
from services.notify.domain.values import filled
from services.notify.use_cases.ports import Work
from shared.kernel.ids import CaseId, CourseId, PersonId, SchoolId


async def named(message: Message, work: Work) -> dict[str, object]:
    """The values that its template needs. A name that nobody knows, or no longer, is None: then it does without."""
    found = filled(message.values)
    for name, value in message.values.items():
        if name.endswith("school_id"):
            found[name.removesuffix("_id") + "_name"] = (await work.schools.get(SchoolId(UUID(value)))).name
        elif name == "case_id":
            found |= await _case(CaseId(UUID(value)), work)
        elif name == "course_id":
            found |= await _course(CourseId(UUID(value)), work)
        elif name == "person_id":
            found["person_name"] = await work.contacts.name_of(PersonId(UUID(value)))
        elif name == "trainer_ids":
            names = [await work.contacts.name_of(PersonId(UUID(each))) for each in value.split()]
            found["trainer_names"] = [each for each in names if each]
    return found | await _recipient(message, work)


async def _course(course_id: CourseId, work: Work) -> dict[str, object]:
    course = await work.courses.get(course_id)
    if course is None:
        return {}
    return {
        "course": course,
        "course_title": course.title,
        "venue": course.venue,
        "sessions": course.sessions,
        "begins_at": course.begins_at,
        "course_reason": course.cancelled_because,
    }


async def _case(case_id: CaseId, work: Work) -> dict[str, object]:
    case = await work.cases.get(case_id)
    school = await work.schools.get(case.school_id) if case.school_id else None
    return {"case_school_name": school.name if school else None}


async def _recipient(message: Message, work: Work) -> dict[str, object]:
    """Who reads it. `reader_is_person`: the one whom it is about, and not their school's office or head."""
    if message.contact_id is None:
        return {}
    contact = await work.contacts.get(message.contact_id)
    is_person = contact.person_id is not None and str(contact.person_id) == message.values.get("person_id")
    return {"recipient_name": contact.name, "recipient_role": contact.role, "reader_is_person": is_person}
