"""A form as it was sent, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from starlette.datastructures import UploadFile

from services.gateway.adapters.services import Refused

if TYPE_CHECKING:
    from fastapi.responses import Response
    from starlette.datastructures import FormData

    from services.gateway.entrypoints.pages.desk import Visitor


HALF_DAYS = re.compile(r"\d{1,3}(?:\.[05]0*)?|\.50*", re.ASCII)
"""Days as people write them: 2, 2.5, .5."""


MEANT = {
    "namesake-works-there": "name",
    "no-places": "places",
    "places-below-booked": "places",
    "fee-is-negative": "fee",
    "fee-is-not-in-pence": "fee",
    "terms-are-unknown": "terms",
    "session-lies-in-the-past": "day_",
    "session-has-begun": "day_",
    "session-ends-before-it-begins": "ends_",
    "time-does-not-exist": "begins_",
    "time-happens-twice": "begins_",
    "already-on-the-course": "person_id",
    "works-elsewhere": "person_id",
    "person-is-unknown": "person_id",
    "not-an-sle": "begins_on",
    "designation-must-be-renewed": "person_id",
    "sle-has-another-specialism": "person_id",
    "own-school": "person_id",
    "not-enough-days-left": "days",
    "deployment-needs-days": "days",
    "days-are-committed": "released",
    "brokerage-is-more-than-the-charge": "rate",
    "rate-is-unknown": "rate",
    "ask-again-must-be-later": "ask_again_on",
    "visit-is-in-the-future": "visited_on",
    "visit-is-before-the-deployment": "visited_on",
    "visit-is-in-another-year": "visited_on",
    "more-than-a-day-on-one-date": "visited_on",
    "not-enough-agreed-days": "visit_days",
    "amount-out-of-range": "amount",
    "more-than-applied-for": "award_",
}
"""Which field a service's rule is about, by the kind of its refusal. Said of one that isn't here, above all fields."""


class Unfit(Exception):
    """A form with fields that can't be read: its page is shown again, with what was typed and what to do."""


@dataclass(slots=True)
class Form:
    """What somebody typed. Reading a field that can't be read notes why; `check` then raises `Unfit`."""

    typed: Mapping[str, str]
    sent: FormData
    visitor: Visitor
    errors: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def key(self) -> str:
        """The form's own key: sent twice, it happens once."""
        return self.typed.get("form_key", "")

    def text(self, name: str, ask: str, most: int = 200) -> str:
        """Some words; `ask` is what is said when there are none."""
        words = self.typed.get(name, "").strip()
        if not words:
            self.errors[name] = ask
        elif len(words) > most:
            self.errors[name] = f"Use {most} characters or fewer."
        return words

    def maybe(self, name: str) -> str | None:
        """Some words, or none."""
        return self.typed.get(name, "").strip() or None

    def file(self, name: str, ask: str) -> UploadFile | None:
        """A file that was chosen."""
        found = self.sent.get(name)
        if isinstance(found, UploadFile) and found.filename:
            return found
        self.errors[name] = ask
        return None

    def many(self, name: str) -> list[str]:
        """What was ticked."""
        return [value for value in self.sent.getlist(name) if isinstance(value, str) and value]

    def id(self, name: str, ask: str) -> str:
        """Somebody or something that was chosen."""
        found = self.maybe_id(name)
        if found is None:
            self.errors[name] = ask
        return found or ""

    def maybe_id(self, name: str) -> str | None:
        """Somebody or something that was chosen, or none."""
        try:
            return str(UUID(self.typed.get(name, "")))
        except ValueError:
            return None

    def number(self, name: str, ask: str) -> int:
        """A whole number."""
        words = self.typed.get(name, "").strip().replace(",", "")
        if not words.removeprefix("-").isdecimal() or len(words) > 9:
            self.errors[name] = ask
            return 0
        return int(words)

    def amount(self, name: str, ask: str) -> str:
        """Pounds as people write them: 1,250.00 with or without its sign; the service says what is too much."""
        words = self.typed.get(name, "").strip().lstrip("£").replace(",", "")
        if not words.replace(".", "", 1).isdecimal() or len(words) > 15:
            self.errors[name] = ask
        return words

    def half_days(self, name: str, ask: str) -> float:
        """Days as people write them: 2, 2.5, 2½."""
        words = self.typed.get(name, "").strip().replace("½", ".5")
        days = float(words) if HALF_DAYS.fullmatch(words) else -1.0
        if not 0 <= days <= 366:
            self.errors[name] = ask
        return days

    def day(self, name: str, ask: str) -> str:
        """A date, from the browser's own field or typed as 12/3/2027."""
        words = self.typed.get(name, "").strip()
        try:
            if "/" in words:
                day, month, year = (int(part) for part in words.split("/"))
                return date(year, month, day).isoformat()
            return date.fromisoformat(words).isoformat()
        except (ValueError, OverflowError):
            self.errors[name] = ask
            return ""

    def clock(self, name: str, ask: str) -> str:
        """A time of day, as 13:30."""
        try:
            return time.fromisoformat(self.typed.get(name, "").strip()).strftime("%H:%M")
        except ValueError:
            self.errors[name] = ask
            return ""

    def check(self) -> None:
        """Go on only if all could be read."""
        if self.errors:
            raise Unfit

    def blame(self, refused: Refused) -> None:
        """Note what a service said no to, at the field that it means, if that is one of ours."""
        if refused.kind == "key-used-for-something-else":
            self._renew()
            return
        named = {place["where"].rpartition(".")[2]: place["what"] for place in refused.places}
        found = {name: what for name, what in named.items() if name in self.typed}
        self.errors.update(found or {self._meant(refused.kind): str(refused)})

    def _meant(self, kind: str) -> str:
        """The field that a rule is about, by how its name begins; none, where it may be one of several."""
        begins = MEANT.get(kind, "")
        if begins in self.typed:
            return begins
        filled = [name for name, words in self.typed.items() if begins and name.startswith(begins) and words.strip()]
        return filled[0] if len(filled) == 1 else ""

    def _renew(self) -> None:
        """It was sent before, with other words in it: somebody went back to it. It gets a key of its own."""
        self.errors[""] = "You sent this form before, and that was done. To have this done too, send it once more."
        self.typed = {name: value for name, value in self.typed.items() if name != "form_key"}

    async def tried(self, act: Callable[[], Awaitable[Response]], again: Callable[[], Awaitable[Response]]) -> Response:
        """Do what the form is for; when it can't be read, or a service says no, its page `again`, with the reason."""
        try:
            return await act()
        except Refused as refused:
            self.blame(refused)
        except Unfit:
            pass
        return await again()

    def as_typed(self) -> dict[str, Any]:
        """What the page shows again."""
        return {"typed": self.typed, "errors": self.errors}
