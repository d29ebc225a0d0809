"""Loads the example alliance into a fresh installation, once.

A marker in the data folder says "begun" before the first change and "loaded" after the last. Each step may be done
again, so that an interrupted loading goes on where it was, and a loaded one is never touched again.
"""

from datetime import date

from deploy.cli.alliance import Alliance
from deploy.cli.sorry import Sorry
from deploy.demo.ground import Ground
from deploy.demo.marker import BEGUN, LOADED, begun_on, mark
from deploy.demo.school_days import school_days
from deploy.demo.steps import bookings, finance, notify, registry, support
from deploy.demo.wanted import is_wanted
from deploy.local.screen import Screen
from deploy.local.stack import Stack
from shared.kernel.clock import london_date, system_clock

ACTOR = "demo"
"""Who acts: the facts say so."""

TRIES = {
    "alliance schools members": "who is in it",
    "alliance courses list": "what is on, and what is full",
    "alliance cases list": "who asked for support",
    "alliance grants list": "promised, hoped for, refused",
    "alliance income": "what there will be, how surely",
    "alliance mail --state waiting": "a head without an address",
}
"""Commands to go on with."""


def load_once(stack: Stack) -> None:
    """Load it unless that was done before, or there is something else in this installation.

    What goes wrong is said in a sentence, and the stack runs nevertheless: the next start tries again.
    """
    try:
        load(Alliance(stack.place, ACTOR), stack.screen)
    except Sorry as trouble:
        stack.demand_all_alive()
        stack.screen.note(f"The example alliance isn't loaded whole. {trouble} The next start goes on with it.")


def load(here: Alliance, screen: Screen, today: date | None = None) -> None:
    """Load it where it is wanted; raises `Sorry` when it doesn't go on, and may then be called again."""
    today = today or london_date(system_clock())
    if not is_wanted(here, screen, today):
        return
    began = begun_on(here.place) or today
    mark(here.place, BEGUN, began)
    screen.heading("The example alliance: real schools, invented people")
    _run(Ground.of(here, screen, school_days(began)))
    mark(here.place, LOADED, began)
    screen.tries(TRIES)


def _run(ground: Ground) -> None:
    """Everything in order: what a step needs, those before it left there."""
    registry.import_register(ground)
    registry.join_members(ground)
    registry.import_links(ground)
    known = registry.register_people(ground)
    bookings.schedule_courses(ground, known)
    support.designate_specialists(ground, known)
    case_ids = support.open_cases(ground, known)
    grant_ids = finance.note_grants(ground, case_ids)
    support.deploy_specialists(ground, known, case_ids, grant_ids)
    notify.see_mails(ground)
