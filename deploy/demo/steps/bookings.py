"""The courses, and who books a place on them."""

from collections import Counter

from deploy.demo.courses import Course, example_courses
from deploy.demo.ground import Ground, once, side_by_side
from deploy.demo.steps.registry import Known
from shared.words import many


def schedule_courses(ground: Ground, known: Known) -> None:
    """Courses side by side; on each the bookings in order, since the order decides who waits."""
    with ground.screen.doing("Courses") as came_to:
        course_ids = side_by_side(lambda course: _fill(ground, course, known), example_courses())
        stand = _standings(ground, course_ids)
        came_to(f"{len(course_ids)} scheduled, {stand['booked']} booked")
    if stand["offered"]:
        people = many(stand["waiting"], "person waits", "people wait")
        ground.screen.remark(f"One is full: the place that was given back is on offer, {people}.")


def _fill(ground: Ground, course: Course, known: Known) -> str:
    """Put it on offer, book its places, and give some back; its id."""
    title, body = course.title, course.scheduling(ground.calendar, known.person_ids)
    course_id = once(ground.bookings, title, "/courses", body)["id"]
    booking_ids = {name: _book(ground, course_id, name, known) for name in course.booked}
    for name in course.cancelled:
        once(ground.bookings, f"{name} cancels", f"/bookings/{booking_ids[name]}/cancel", {"by": "school"})
    return course_id


def _book(ground: Ground, course_id: str, name: str, known: Known) -> str:
    whose = {"person_id": known.person_ids[name], "school_id": known.workplaces[name]}
    return once(ground.bookings, name, f"/courses/{course_id}/bookings", whose)["id"]


def _standings(ground: Ground, course_ids: list[str]) -> Counter[str]:
    """How many stand where, on all of these together."""
    lines = [line for line in ground.bookings.get("/courses", limit=200) if line["course_id"] in course_ids]
    return Counter({each: sum(line[each] for line in lines) for each in ("booked", "offered", "waiting")})
