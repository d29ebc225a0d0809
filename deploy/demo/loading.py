"""Loads the example alliance into a fresh installation, once.

A marker in the data folder says "begun" before the first change and "loaded" after the last. Each step looks at what is
there, so that an interrupted loading goes on where it was, and a loaded one is never touched again.
"""

import os
import time
from collections.abc import Iterable
from pathlib import Path

from deploy.cli.alliance import Alliance
from deploy.cli.sorry import Sorry
from deploy.cli.words import many
from deploy.demo.members import DATA, Member, example_members
from deploy.local.place import Place
from deploy.local.screen import Screen
from deploy.local.stack import Stack

ACTOR = "demo"
"""Who acts: the facts say so."""

PATIENCE = 5.0
"""Seconds that the e-mails are waited for; they go on without us."""

CHUNK = 256 * 1024

BEGUN, LOADED = "begun", "loaded"


def load_once(stack: Stack) -> None:
    """Load it unless that was done before, or there is something else in this installation.

    What goes wrong is said in a sentence, and the stack runs nevertheless: the next start tries again.
    """
    try:
        load(Alliance(stack.place, ACTOR), stack.screen)
    except Sorry as trouble:
        stack.demand_all_alive()
        stack.screen.note(f"The example alliance isn't loaded whole. {trouble} The next start goes on with it.")


def load(here: Alliance, screen: Screen) -> None:
    """Load it where it is wanted; raises `Sorry` when it doesn't go on, and may then be called again."""
    if is_wanted(here, screen):
        Loading(here, screen).run()


def is_wanted(here: Alliance, screen: Screen) -> bool:
    """Only a fresh installation, or one that an earlier start began to load and nobody else used; never a real one."""
    state = marked(here.place)
    if state == LOADED:
        return False
    if os.environ.get("ALLIANCE_SMTP_URL"):
        screen.note("A real mail server is set (ALLIANCE_SMTP_URL), so the example alliance stays away.")
        return False
    if state == BEGUN:
        return member_urns(here) <= {urn for member in example_members() for urn in member.urns}
    return not any(here.registry.get("/counts").values())


def marked(place: Place) -> str:
    """What the marker says; nothing when there is none."""
    file = marker(place)
    return file.read_text().strip() if file.exists() else ""


def mark(place: Place, state: str) -> None:
    """Write the marker, whole or not at all."""
    unfinished = marker(place).with_suffix(".new")
    unfinished.write_text(f"{state}\n")
    unfinished.replace(marker(place))


def marker(place: Place) -> Path:
    """Where it is."""
    return place.home / "demo"


def member_urns(here: Alliance) -> set[int]:
    """The members' present numbers."""
    return {member["urn"] for member in here.registry.get("/members")}


class Loading:
    """The steps, each of which may be done again."""

    def __init__(self, here: Alliance, screen: Screen) -> None:
        self._registry = here.registry
        self._notify = here.notify
        self._here = here
        self._screen = screen

    def run(self) -> None:
        """Load it all: the old edition first and the links last, so that a school goes on under another number."""
        mark(self._here.place, BEGUN)
        self._screen.heading("The example alliance: real schools, invented people")
        self._import_register()
        self._join(example_members())
        self._import_links()
        self._see_mails()
        mark(self._here.place, LOADED)
        self._screen.tries(
            {
                "alliance schools members": "who is in it",
                "alliance schools show 148383": "one that became an academy",
                "alliance mail --state waiting": "a head without an address",
            }
        )

    def _import_register(self) -> None:
        with self._screen.doing("Register") as came_to:
            for edition in ("register_2017_excerpt.csv", "register_2025.csv"):
                self._registry.upload("/register/imports", lambda edition=edition: chunks(DATA / edition))
            came_to(many(self._registry.get("/counts")["schools"], "school"))

    def _join(self, members: list[Member]) -> None:
        """Those that aren't members yet; the school that goes on under another number may be one under that."""
        with self._screen.doing("Members") as came_to:
            there = member_urns(self._here)
            for member in members:
                if there.isdisjoint(member.urns):
                    self._registry.change("/members", member.joining())
            came_to(f"{many(len(members), 'school')} joined")

    def _import_links(self) -> None:
        with self._screen.doing("Links") as came_to:
            report = self._registry.upload("/register/links/imports", lambda: chunks(DATA / "links_2025.csv"))
            came_to(f"{report['outcome']['rows']:,}")
        for sentence in report["members"]:
            self._screen.remark(sentence)

    def _see_mails(self) -> None:
        """Wait until what can be sent has been."""
        with self._screen.doing("E-mails") as came_to:
            expected, deadline = 2 * len(example_members()), time.monotonic() + PATIENCE
            while (queue := self._queue()) and not _gone(queue, expected) and time.monotonic() < deadline:
                time.sleep(0.1)
            came_to(f"{queue['sent']} sent, {queue['waiting']} waiting")

    def _queue(self) -> dict[str, int]:
        return self._notify.get("/queue")["by_state"]


def _gone(queue: dict[str, int], expected: int) -> bool:
    return sum(queue.values()) >= expected and not queue["queued"] and not queue["sending"]


def chunks(file: Path) -> Iterable[bytes]:
    """A file's bytes, a piece at a time."""
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk
