"""What all steps of the loading stand on, and how they ask: again and again, and it happens once."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote

from deploy.cli.alliance import Alliance
from deploy.cli.people import once_heard
from deploy.cli.remote import Remote
from deploy.demo.school_days import SchoolDays
from deploy.local.screen import Screen

NOT_HEARD_YET = {"person-is-unknown", "school-is-unknown", "school-is-not-a-member", "home-school-is-not-a-member"}
"""What a service says no to that hasn't heard of a person or a school yet."""

AT_A_TIME = 6

Thing = TypeVar("Thing")
Came = TypeVar("Came")


@dataclass(frozen=True, slots=True)
class Ground:
    """The services, the screen, and the school days around the day on which the loading was begun."""

    registry: Remote
    bookings: Remote
    support: Remote
    finance: Remote
    notify: Remote
    screen: Screen
    calendar: SchoolDays

    @classmethod
    def of(cls, here: Alliance, screen: Screen, calendar: SchoolDays) -> "Ground":
        """Of that installation: each service is reached over one client, whose connections are kept."""
        return cls(here.registry, here.bookings, here.support, here.finance, here.notify, screen, calendar)


def once(service: Remote, what: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
    """Have something done once, and get the same answer each time it is asked for; `what` names it.

    What the service hasn't heard of yet is waited for: facts take a moment. A header holds ASCII only, so names are
    quoted in the key.
    """
    key = quote(f"example alliance: {what}", safe=": ")
    return once_heard(lambda: service.change(path, body, key=key), NOT_HEARD_YET)


def side_by_side(do: Callable[[Thing], Came], things: Iterable[Thing]) -> list[Came]:
    """Do it with each of them, some at a time; what goes wrong first is raised, and what wasn't begun isn't."""
    with ThreadPoolExecutor(AT_A_TIME) as crowd:
        return list(crowd.map(do, things))
