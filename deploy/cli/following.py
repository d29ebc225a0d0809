"""What comes of something that was asked for: the facts, what finance posts because of them, the e-mails.

The request bears a mark of its own (`new_trace`), which its facts keep: their owner tells which they are. How far a
reader is with their key tells whether they have arrived; so it is also known when nothing more will follow.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from deploy.cli.alliance import Alliance
from deploy.cli.remote import Remote
from deploy.cli.sorry import Sorry
from shared.contracts.topics import Topic

PATIENCE = 8.0
"""Seconds that one waits for it; it goes on without us."""

PAUSE = 0.1

AT_ONCE = 100
"""Facts that are asked about in one request."""

PAGE = 1000
"""Postings in one answer."""

ON_THE_WAY = {"queued", "sending"}
"""States of an e-mail that will change in a moment."""

Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: of which service, the topic and key that its facts are told under, and the mark they bear."""

    owner: Remote
    topic: Topic
    key: str
    trace: str


@dataclass(slots=True)
class Followed:
    """What has come of it so far; `late` says in sentences what hasn't come yet."""

    facts: list[Line]
    postings: list[Line] = field(default_factory=list[Line])
    unposted: list[Line] = field(default_factory=list[Line])
    messages: list[Line] = field(default_factory=list[Line])
    late: list[str] = field(default_factory=list[str])

    @property
    def ids(self) -> list[str]:
        """Those of the facts."""
        return [fact["event_id"] for fact in self.facts]


class Following:
    """Looks after what was asked for, for `PATIENCE` seconds in all. What goes wrong meanwhile is only said."""

    def __init__(self, here: Alliance, asked: Asked, patience: float = PATIENCE) -> None:
        self._here = here
        self._asked = asked
        self._deadline = time.monotonic() + patience

    def follow(self) -> Followed:
        """Wait until it has come, and see what it is."""
        place = {"topic": self._asked.topic.name, "key": self._asked.key}
        try:
            found = Followed(self._asked.owner.get("/operations/facts", **place, traceparent=self._asked.trace))
        except Sorry as trouble:
            return Followed([], late=[str(trouble)])
        if found.facts:
            self._step(found, self._here.finance, self._post)
            self._step(found, self._here.notify, self._write)
        return found

    def _step(self, found: Followed, reader: Remote, look: Callable[[Followed], None]) -> None:
        """Wait for a reader of the facts, and look at what it made of them."""
        try:
            if late := self._arrived(reader, found.facts[-1]["number"]):
                found.late.append(late)
            look(found)
        except Sorry as trouble:
            found.late.append(f"{trouble} What follows there comes once it runs.")

    def _arrived(self, reader: Remote, number: int) -> str | None:
        """Wait until all of a service's readers have come to that number; else a sentence that says why not."""
        place = {"topic": self._asked.topic.name, "key": self._asked.key}
        while True:
            behind = [each for each in reader.get("/operations/readers/standings", **place) if each["last"] < number]
            if any(each["stopped"] for each in behind):
                return f"{reader.name} has set a fact aside: `alliance ops {reader.name} parked list` tells why."
            if not behind:
                return None
            if not self._may_wait():
                return f"It is still on its way to {reader.name}, where it will arrive: `alliance status` tells more."

    def _post(self, found: Followed) -> None:
        found.postings = list(postings_of(self._here.finance, found.ids))
        waiting = self._here.finance.get("/waiting")
        found.unposted = [each for each in waiting if each["event_id"] in found.ids]

    def _write(self, found: Followed) -> None:
        """The e-mails; those that are just going out are waited for, too."""
        while True:
            found.messages = list(messages_of(self._here.notify, found.ids))
            if not any(each["state"] in ON_THE_WAY for each in found.messages) or not self._may_wait():
                return

    def _may_wait(self) -> bool:
        """Wait a little, if there is time left."""
        if time.monotonic() > self._deadline:
            return False
        time.sleep(PAUSE)
        return True


def postings_of(finance: Remote, event_ids: Sequence[str]) -> Iterator[Line]:
    """All that finance posted because of these facts."""
    for ids in _portions(event_ids):
        page: list[Line] = finance.get("/postings", event_id=ids, limit=PAGE)
        yield from page
        while len(page) == PAGE:
            last = page[-1]
            after = {"after_fact": last["event_id"], "after_number": last["number"], "after_line": last["line"]}
            page = finance.get("/postings", event_id=ids, limit=PAGE, **after)
            yield from page


def messages_of(notify: Remote, event_ids: Sequence[str]) -> Iterator[Line]:
    """The e-mails that came of these facts; of a portion of them the newest 200, which is what one answer holds."""
    for ids in _portions(event_ids):
        yield from notify.get("/messages", event_id=ids, limit=200)


def _portions(event_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for begin in range(0, len(event_ids), AT_ONCE):
        yield event_ids[begin : begin + AT_ONCE]
