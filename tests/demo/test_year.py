"""The example's year: what its files say fits together, and is plausible whenever it is loaded."""

from __future__ import annotations

from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st

from deploy.demo.cases import Deployment, example_cases, example_specialists
from deploy.demo.courses import example_courses
from deploy.demo.grants import example_grants
from deploy.demo.members import example_members, introduced_schools
from deploy.demo.people import example_people
from deploy.demo.school_days import school_days
from services.bookings.adapters.rules import ladders
from services.support.adapters.rules import RulesAsData
from shared.kernel.years import AcademicYear

DAYS = st.dates(date(2025, 9, 1), date(2040, 8, 31))
"""Days on which somebody may load it."""


def deployments() -> list[Deployment]:
    """All that are agreed."""
    return [case.deployment for case in example_cases() if case.deployment]


@given(today=DAYS)
@example(today=date(2026, 12, 18))
@example(today=date(2027, 3, 26))
@example(today=date(2027, 7, 30))
def test_courses_meet_on_school_days_in_the_coming_months(today: date) -> None:
    """On weekdays outside Christmas and August, a week ahead at least and a year at most, each session once."""
    for course in example_courses():
        days = [school_days(today).at(count) for count in course.days]
        assert all(7 < (day - today).days < 366 and day.weekday() < 5 and day.month != 8 for day in days)
        assert not any((day.month, day.day) in {(12, 24), (12, 25), (12, 26), (1, 1)} for day in days)
        assert days == sorted(set(days))


@given(today=DAYS)
@example(today=date(2026, 9, 1))
@example(today=date(2026, 9, 9))
@example(today=date(2027, 8, 31))
def test_visits_are_made_in_the_deployments_academic_year_and_not_later_than_today(today: date) -> None:
    """At the start of a school year none was made yet; each is a day of its own within the days agreed."""
    calendar = school_days(today)
    for each in deployments():
        visits = list(each.visited_on(calendar))
        assert all(each.begins_on(calendar) <= day <= today for day in visits)
        assert {AcademicYear.of(day) for day in visits} <= {AcademicYear.of(each.begins_on(calendar))}
        assert len(set(visits)) == len(visits) <= each.days


def test_visits_lie_behind_in_term_time() -> None:
    """In November all of them."""
    calendar = school_days(date(2026, 11, 26))
    assert [len(list(each.visited_on(calendar))) for each in deployments()] == [4, 3, 0]


def test_everybody_who_is_named_works_at_one_of_the_schools() -> None:
    """Whoever books, delivers or supports is among the people, once; nobody books what they deliver."""
    people = {person.name: person.urn for person in example_people()}
    assert len(people) == len(example_people())
    assert set(people.values()) <= {member.urn for member in example_members()}
    for course in example_courses():
        assert {*course.trainers, *course.booked} <= set(people)
        assert set(course.cancelled) <= set(course.booked)
        assert len(set(course.booked)) == len(course.booked)
        assert not set(course.trainers) & set(course.booked)
    assert {each.name for each in example_specialists()} <= set(people)


def test_specialists_have_what_is_asked_of_them_and_help_other_schools() -> None:
    """The specialism, the days, another school; cases are of schools that are known, grants of cases that there are."""
    people = {person.name: person.urn for person in example_people()}
    specialists = {each.name: each for each in example_specialists()}
    cases = {case.name: case for case in example_cases()}
    for case in cases.values():
        assert case.urn in {school.urn for school in (*example_members(), *introduced_schools())}
        if agreed := case.deployment:
            assert case.specialism in specialists[agreed.sle].specialisms
            assert agreed.days <= specialists[agreed.sle].released
            assert people[agreed.sle] != case.urn
    applications = {each.name: each for each in example_grants().applications}
    assert {each.case for each in applications.values() if each.case} <= set(cases)
    assert {each.grant for each in deployments() if each.grant} <= set(applications)


def test_codes_are_those_of_the_services() -> None:
    """Terms, day rates and specialisms."""
    rules = RulesAsData.read()
    asked = {case.specialism for case in example_cases()}
    assert {course.terms for course in example_courses()} <= set(ladders())
    assert {each.rate for each in deployments()} <= set(rules.rates)
    assert asked.union(*(each.specialisms for each in example_specialists())) <= set(rules.specialisms.by_code)
