"""Who is meant by a name, and who is behind an id: registry alone knows people's names."""

import time
from collections.abc import Callable, Collection, Iterable
from typing import Any, NamedTuple, TypeVar

from deploy.cli.alliance import Alliance
from deploy.cli.given import said_of
from deploy.cli.meant import folded, short
from deploy.cli.showing import entry_of, known_school
from deploy.cli.sorry import Problem, Sorry
from deploy.cli.terminal import Terminal

AT_ONCE = 100
"""Ids that registry is asked about in one request."""

HEARING = 10.0
"""Seconds in which another service hears of somebody whom registry has just registered."""

UNHEARD = {"person-is-unknown", "school-is-unknown"}
"""What it says until then."""

OPTIONS = {"address": "The address", "name": "The name"}

T = TypeVar("T")


class Names:
    """People's and schools' names by their ids, asked for at once."""

    def __init__(self, here: Alliance, person_ids: Collection[str], school_ids: Collection[str] = ()) -> None:
        ids = sorted(set(person_ids))
        self._people = {
            each["person_id"]: each
            for begin in range(0, len(ids), AT_ONCE)
            for each in here.registry.get("/people", id=ids[begin : begin + AT_ONCE])
        }
        self._schools = {each["school_id"]: each["school"] for each in self._people.values()}
        for school_id in set(school_ids) - self._schools.keys():
            self._schools[school_id] = here.registry.get(f"/schools/{school_id}")["name"]

    def person(self, person_id: str) -> str:
        """What somebody is called; who was erased has no name any more."""
        known = self._people.get(person_id)
        return known["name"] if known else f"somebody who was erased ({short(person_id)})"

    def school(self, school_id: str) -> str:
        """What a school is called."""
        return self._schools[school_id]


def school_meant(here: Alliance, urn: int) -> dict[str, Any]:
    """A school that the alliance knows, by its number; `Sorry` with the way on for any other."""
    school = known_school(here, str(urn))
    if school is None:
        name = entry_of(here, str(urn))["name"]
        raise Sorry(f"{name} (URN {urn}) isn't known here yet: `alliance schools join {urn}` lets it join.")
    return school


class Person(NamedTuple):
    """Somebody, and what they are called."""

    id: str
    name: str


def person_meant(here: Alliance, school: dict[str, Any], name: str, email: str | None, terminal: Terminal) -> Person:
    """Somebody at a school by their name: who is known, or who is registered now, as a teacher.

    That is said, for the name of somebody known may have been typed wrongly.
    """
    known = _called(school, name, email)
    if len(known) > 1:
        raise Sorry(f"More than one person at {school['name']} is called {name}: tell with --email whom you mean.")
    if not known:
        registered = _registered(here, school, " ".join(name.split()), email)
        new = f"{registered.name} is new here, and registered as a teacher at {school['name']}."
        terminal.item(("· ", "yellow"), new)
        return registered
    if email:
        _note_address(here, school, known[0], email)
    return Person(known[0]["person_id"], known[0]["name"])


def _called(school: dict[str, Any], name: str, email: str | None) -> list[dict[str, Any]]:
    """Everybody at the school with that name; of several, who has that address."""
    named = [each for each in school["people"] if folded(each["name"]) == folded(name)]
    reached = [each for each in named if _has(_contact(school, each), email)]
    return reached if len(named) > 1 and email else named


def _contact(school: dict[str, Any], person: dict[str, Any]) -> dict[str, Any] | None:
    return next((each for each in school["contacts"] if each["person_id"] == person["person_id"]), None)


def _has(contact: dict[str, Any] | None, email: str | None) -> bool:
    return bool(contact and contact["address"] and email and contact["address"].casefold() == email.casefold())


def _note_address(here: Alliance, school: dict[str, Any], person: dict[str, Any], email: str) -> None:
    """Keep an address that wasn't known; another one isn't replaced on the way to something else."""
    contact = _contact(school, person)
    if contact is None or _has(contact, email):
        return
    if contact["address"]:
        raise Sorry(f"{person['name']} is known here with the address {contact['address']}: leave out --email.")
    with said_of(OPTIONS):
        about = {"name": contact["name"], "address": email, "permissions": contact["permissions"]}
        here.registry.replace(f"/contacts/{contact['contact_id']}", about)


def _registered(here: Alliance, school: dict[str, Any], name: str, email: str | None) -> Person:
    with said_of(OPTIONS):
        person = {"school_id": school["school_id"], "name": name, "roles": ["teacher"], "address": email}
        return Person(here.registry.change("/people", person)["id"], name)


def once_heard(ask: Callable[[], T], of: Iterable[str] = UNHEARD) -> T:
    """Ask a service, again while it may not have heard yet of somebody who was registered a moment ago."""
    deadline = time.monotonic() + HEARING
    while True:
        try:
            return ask()
        except Problem as problem:
            if problem.kind not in of or time.monotonic() > deadline:
                raise
        time.sleep(0.1)
