"""What people type into fields, and how it is read."""

from typing import Any

import pytest
from starlette.datastructures import FormData

from services.bookings.domain import plan_refusals
from services.bookings.domain import refusals as bookings_refusals
from services.finance.domain import refusals as finance_refusals
from services.gateway.adapters.services import Refused
from services.gateway.entrypoints.pages.form import MEANT, Form, Unfit
from services.gateway.entrypoints.pages.money import _pence
from services.registry.domain import refusals as registry_refusals
from services.support.domain import refusals as support_refusals

RULES = (plan_refusals, bookings_refusals, finance_refusals, registry_refusals, support_refusals)

NOT_ASKED: Any = None


def typed(**fields: str) -> Form:
    """A form with these fields, sent by nobody in particular."""
    return Form(fields, FormData(fields), NOT_ASKED)


@pytest.mark.parametrize(("words", "days"), [("3", 3), ("2.5", 2.5), ("2½", 2.5), ("½", 0.5), (" 1 ", 1)])
def test_days_are_read_as_people_write_them(words: str, days: float) -> None:
    """In halves."""
    form = typed(days=words)
    assert form.half_days("days", "?") == days
    assert form.errors == {}


def test_numbers_and_days_that_are_none_are_said_at_the_field() -> None:
    """Whatever somebody types: it is no fault of ours."""
    form = typed(places="--5", day="1/1/99999999999999999999")
    form.number("places", "How many?")
    form.day("day", "Which day?")
    assert form.errors == {"places": "How many?", "day": "Which day?"}


@pytest.mark.parametrize("words", ["", "2.25", "-1", "367", "many", "nan", "inf", "1e1", "."])
def test_days_that_are_none_are_said_at_the_field(words: str) -> None:
    """And nothing is done with them."""
    form = typed(days=words)
    form.half_days("days", "Enter days.")
    assert form.errors == {"days": "Enter days."}
    with pytest.raises(Unfit):
        form.check()


@pytest.mark.parametrize(
    ("words", "pence"), [("1,250.00", 125_000), ("£12000", 1_200_000), ("0.5", 50), ("7.05", 705), (".20", 20)]
)
def test_pounds_are_read_to_the_penny(words: str, pence: int) -> None:
    """With or without sign, commas and pence."""
    form = typed(amount=words)
    assert _pence(form, "amount", "?") == pence
    assert form.errors == {}


@pytest.mark.parametrize("words", ["", "1.005", "-5", "1.2.3", "lots", "1e5", "9" * 16])
def test_pounds_that_are_none_are_said_at_the_field(words: str) -> None:
    """A third decimal too: it isn't rounded away in silence."""
    form = typed(amount=words)
    _pence(form, "amount", "Enter pounds.")
    assert "amount" in form.errors


@pytest.mark.parametrize(("words", "day"), [("2027-03-12", "2027-03-12"), ("12/3/2027", "2027-03-12")])
def test_dates_are_read_from_the_browsers_field_or_typed(words: str, day: str) -> None:
    """A browser without such a field gets what people write."""
    form = typed(day=words)
    assert form.day("day", "?") == day


@pytest.mark.parametrize("words", ["", "2027-02-30", "30/2/2027", "1/2", "tomorrow"])
def test_dates_that_are_none_are_said_at_the_field(words: str) -> None:
    """With what to enter."""
    form = typed(day=words)
    form.day("day", "Enter a date.")
    assert form.errors == {"day": "Enter a date."}


def test_what_a_service_refuses_stands_at_the_field_that_it_means() -> None:
    """Or above all of them, when it is about none that was typed."""
    form = typed(places="0")
    form.blame(Refused("Wrong.", "invalid", 422, [{"where": "body.places", "what": "More than none"}]))
    assert form.errors == {"places": "More than none"}
    other = typed(places="0")
    other.blame(Refused("The course is full.", "course-is-full", 409))
    assert other.errors == {"": "The course is full."}


def test_a_rule_that_says_no_stands_at_the_field_that_it_is_about() -> None:
    """Also where that field's name has its grant's id in it."""
    form = typed(places="1", days="9", award_7="20000")
    for kind in ("places-below-booked", "not-enough-days-left", "more-than-applied-for"):
        form.blame(Refused(kind, kind, 409))
    assert form.errors == {
        "places": "places-below-booked",
        "days": "not-enough-days-left",
        "award_7": "more-than-applied-for",
    }


@pytest.mark.parametrize("kind", MEANT)
def test_every_rule_that_has_a_field_is_a_rule(kind: str) -> None:
    """A refusal that is called otherwise some day would stand above all fields again."""
    assert kind in {getattr(each, "kind", None) for module in RULES for each in vars(module).values()}


def test_a_rule_that_may_be_about_one_of_several_fields_stands_above_them() -> None:
    """Which of two sessions lies in the past, its sentence says."""
    for days, field in (({"day_0": "2020-01-01", "day_1": ""}, "day_0"), ({"day_0": "2030-01-01", "day_1": "x"}, "")):
        form = typed(**days)
        form.blame(Refused("It has passed.", "session-lies-in-the-past", 409))
        assert form.errors == {field: "It has passed."}
