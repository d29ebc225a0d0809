"""A course as its form has it: sessions and trainers in rows, of which those left blank don't count."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.gateway.entrypoints.pages.form import Form
from shared.kernel.clock import LONDON

SESSIONS = 6
"""Rows for sessions at least; a course that has more gets a blank one besides."""

TRAINERS = 3
"""Rows for trainers at least."""

MOST = 100
"""Rows that are read."""


def rows_of(typed: Mapping[str, str]) -> dict[str, int]:
    """How many rows the form has for each: as many as were used, and one more."""
    return {"sessions": max(SESSIONS, _used(typed, "day") + 1), "trainers": max(TRAINERS, _used(typed, "trainer") + 1)}


def planned(form: Form) -> dict[str, Any]:
    """The course as bookings is asked for it."""
    return {
        "title": form.text("title", "Enter a title."),
        "strand": form.text("strand", "Choose a strand."),
        "sessions": [_session(form, number) for number in range(MOST) if number == 0 or form.maybe(f"day_{number}")],
        "venue": form.text("venue", "Enter where it is held."),
        "trainers": [_trainer(form, number) for number in range(MOST) if _leads(form, number)],
        "places": form.number("places", "Enter how many places there are."),
        "fee": form.amount("fee", "Enter the fee in pounds; 0 is free."),
        "terms": form.text("terms", "Choose the cancellation terms."),
    }


def as_typed(course: Mapping[str, Any]) -> dict[str, str]:
    """A course as bookings has it, as somebody would have typed it."""
    typed = {name: str(course[name]) for name in ("title", "strand", "venue", "places", "terms")}
    typed["fee"] = f"{course['fee'] // 100}.{course['fee'] % 100:02}"
    for number, session in enumerate(course["sessions"]):
        begins, ends = (datetime.fromisoformat(session[each]).astimezone(LONDON) for each in ("begins_at", "ends_at"))
        typed |= {f"day_{number}": f"{begins:%Y-%m-%d}"}
        typed |= {f"begins_{number}": f"{begins:%H:%M}", f"ends_{number}": f"{ends:%H:%M}"}
    for number, trainer in enumerate(course["trainers"]):
        typed |= {f"trainer_{number}": trainer["person_id"], f"trainer_days_{number}": f"{trainer['days']:g}"}
    return typed


def _session(form: Form, number: int) -> dict[str, str]:
    return {
        "day": form.day(f"day_{number}", "Enter a date."),
        "begins": form.clock(f"begins_{number}", "Enter when it begins."),
        "ends": form.clock(f"ends_{number}", "Enter when it ends."),
    }


def _leads(form: Form, number: int) -> bool:
    """Is a row for a trainer used? Days of nobody aren't passed over."""
    return bool(form.maybe(f"trainer_{number}") or form.maybe(f"trainer_days_{number}"))


def _trainer(form: Form, number: int) -> dict[str, Any]:
    return {
        "person_id": form.id(f"trainer_{number}", "Choose who leads it, or leave the days out."),
        "days": form.half_days(f"trainer_days_{number}", "Enter days as 0.5, 1 or 1.5."),
    }


def _used(typed: Mapping[str, str], name: str) -> int:
    """The row after the last one that isn't blank."""
    return max((number + 1 for number in range(MOST) if typed.get(f"{name}_{number}", "").strip()), default=0)
