"""Whether the example alliance may be loaded here: never into an installation that is real, or that somebody uses."""

import os
from datetime import date, timedelta

from deploy.cli.alliance import Alliance
from deploy.demo.cases import example_cases
from deploy.demo.courses import example_courses
from deploy.demo.grants import example_grants
from deploy.demo.marker import BEGUN, LOADED, begun_on, marked
from deploy.demo.members import example_members
from deploy.local.screen import Screen

GOES_ON_FOR = timedelta(days=6)
"""How long an interrupted loading may be gone on with. Services know for seven days what they were asked before."""


def is_wanted(here: Alliance, screen: Screen, today: date) -> bool:
    """Only in a fresh installation, or in one that an earlier start began to load and nobody else used."""
    state = marked(here.place)
    if state == LOADED:
        return False
    if os.environ.get("ALLIANCE_SMTP_URL"):
        screen.note("A real mail server is set (ALLIANCE_SMTP_URL), so the example alliance stays away.")
        return False
    if state != BEGUN:
        return _is_fresh(here)
    if today - (begun_on(here.place) or today) > GOES_ON_FOR:
        screen.note(
            "The example alliance was never loaded whole, and it's too late for that: `alliance reset` begins anew."
        )
        return False
    return _is_ours(here)


def _is_fresh(here: Alliance) -> bool:
    """Nothing in the register, no course, no grant; without a school there is no case either."""
    looks = (here.registry.get("/counts").values(), here.bookings.get("/courses"), here.finance.get("/grants"))
    return not any(any(look) for look in looks)


def _is_ours(here: Alliance) -> bool:
    """Members, courses, cases and applications for grants are all such as the example has."""
    grants = here.finance.get("/grants")
    return (
        {each["urn"] for each in here.registry.get("/members")} <= _urns()
        and {each["title"] for each in here.bookings.get("/courses")} <= {each.title for each in example_courses()}
        and {each["specialism"] for each in here.support.get("/cases")} <= {each.specialism for each in example_cases()}
        and {each["applied"] // 100 for each in grants}
        <= {0, *(each.applied for each in example_grants().applications)}
    )


def _urns() -> set[int]:
    return {urn for member in example_members() for urn in member.urns}
