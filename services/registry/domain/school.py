"""A school as the alliance knows it: its own id, the URN that the register now gives it, and its membership."""

from dataclasses import dataclass
from datetime import date

from services.registry.domain.refusals import AlreadyAMember, NotAMember, SchoolIsClosed
from services.registry.domain.register import Entry
from shared.contracts.registry import (
    Phase,
    SchoolChanged,
    SchoolClosed,
    SchoolIntroduced,
    SchoolJoined,
    SchoolLeft,
    SchoolSucceeded,
    Status,
)
from shared.kernel.ids import ContactId, SchoolId, Urn

SchoolFact = SchoolJoined | SchoolIntroduced | SchoolLeft | SchoolChanged | SchoolClosed | SchoolSucceeded


@dataclass(slots=True)
class School:
    """A school that is or was a member, or was introduced: it asked for something without being one.

    `name`, `phase` and `status` are the register's, as the alliance was last told.
    """

    school_id: SchoolId
    urn: Urn
    name: str
    phase: Phase | None = None
    status: Status | None = None
    joined_on: date | None = None
    left_on: date | None = None

    @property
    def is_member(self) -> bool:
        """Has it joined and not left?"""
        return self.joined_on is not None and self.left_on is None

    def join(
        self, entry: Entry, contacts: tuple[ContactId, ...], on: date, successor: Urn | None = None
    ) -> SchoolJoined:
        """Become a member. Refuses a closed school (its `successor` is named) and one that is a member already."""
        if self.is_member and self.joined_on is not None:
            raise AlreadyAMember(self.name, self.joined_on)
        if entry.status is Status.CLOSED:
            raise SchoolIsClosed(entry.name, self.urn, entry.closed_on, successor)
        self._take(entry)
        self.joined_on, self.left_on = on, None
        return SchoolJoined(self.school_id, self.urn, self.name, self.phase, on, contacts)

    def introduce(
        self, entry: Entry, contacts: tuple[ContactId, ...], successor: Urn | None = None
    ) -> SchoolIntroduced:
        """Become known without being a member. Refuses a member, and a closed school (its `successor` is named)."""
        if self.is_member and self.joined_on is not None:
            raise AlreadyAMember(self.name, self.joined_on)
        if entry.status is Status.CLOSED:
            raise SchoolIsClosed(entry.name, self.urn, entry.closed_on, successor, "be introduced")
        self._take(entry)
        return SchoolIntroduced(self.school_id, self.urn, self.name, self.phase, contacts)

    def leave(self, on: date) -> SchoolLeft:
        """End the membership."""
        if not self.is_member:
            raise NotAMember(self.urn)
        self.left_on = on
        return SchoolLeft(self.school_id, on)

    def hear(self, entry: Entry) -> list[SchoolFact]:
        """Take in what the register now says of this URN; no fact when nothing that members are told has changed."""
        named, status = (self.name, self.phase), self.status
        self._take(entry)
        changed = SchoolChanged(self.school_id, self.urn, self.name, self.phase, self.status)
        if self.status is Status.CLOSED and status is not Status.CLOSED:
            closed = SchoolClosed(self.school_id, self.urn, entry.closed_on)
            return [closed] if named == (self.name, self.phase) else [changed, closed]
        return [] if (named, status) == ((self.name, self.phase), self.status) else [changed]

    def succeed(self, successor: Entry) -> SchoolSucceeded:
        """Go on under the successor's URN: the id, the membership and everything that hangs on them stay."""
        old, self.urn = self.urn, Urn(successor.urn)
        self.phase, self.status = None, None
        self._take(successor)
        return SchoolSucceeded(self.school_id, old, self.urn, self.name, self.phase)

    def _take(self, entry: Entry) -> None:
        """What the register doesn't know keeps what was known."""
        self.name = entry.name
        self.phase = entry.phase or self.phase
        self.status = entry.status or self.status
