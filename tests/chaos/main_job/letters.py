"""Which e-mails the main job's facts call for, each once; and what is wrong with those there are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import NamedTuple
from uuid import UUID

from shared.contracts.bookings import (
    BookingCancelled,
    Canceller,
    CourseAspect,
    CourseBooked,
    CourseCancelled,
    CourseChanged,
    OfferLapsed,
    PlaceOffered,
    WaitingListJoined,
)
from shared.contracts.finance import GrantReceived, GrantRefused
from shared.contracts.support import DeploymentEnded, SLEDeployed, SupportDeclined
from tests.chaos.main_job.cast import FINANCE_OFFICER, Cast
from tests.chaos.main_job.evidence import Telling
from tests.crash.evidence import WELCOME, Evidence, Message

Mailbox = frozenset[str]
"""The address to be written to; or several, of which one."""

TOLD_OF = frozenset(
    {CourseAspect.TITLE, CourseAspect.SESSIONS, CourseAspect.VENUE, CourseAspect.TRAINERS, CourseAspect.FEE}
)
"""What those who have a place, or are offered one, are told of when it changes."""


class Cause(NamedTuple):
    """A fact, and the kind of e-mail."""

    event_id: UUID
    template: str


class Postman:
    """Reads the facts in their order, and writes down which e-mails they call for."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.wanted: defaultdict[Cause, list[Mailbox]] = defaultdict(list)
        self._placed: defaultdict[object, dict[object, object]] = defaultdict(dict)
        self._cancelled: set[object] = set()
        self._agreed: dict[object, SLEDeployed] = {}

    def read(self, told: Sequence[Telling]) -> None:
        """All of them."""
        for each in told:
            for template, mailbox in self._called_for(each.fact):
                mailboxes = self.wanted[Cause(each.event_id, template)]
                if mailbox not in mailboxes:  # one mailbox gets one e-mail, whatever it is for
                    mailboxes.append(mailbox)

    def _called_for(self, fact: object) -> Iterator[tuple[str, Mailbox]]:
        match fact:
            case SLEDeployed():
                self._agreed[fact.deployment_id] = fact
                yield "sle_deployed", self.cast.person(fact.person_id)
                yield "sle_released", self.cast.head(fact.home_school_id)
                yield "support_agreed", self.cast.head(fact.client_school_id)
            case DeploymentEnded():
                agreed = self._agreed[fact.deployment_id]
                yield "deployment_ended", self.cast.person(fact.person_id)
                yield "release_ended", self.cast.head(agreed.home_school_id)
                yield "support_ended", self.cast.head(agreed.client_school_id)
            case SupportDeclined():
                yield "support_declined", self.cast.head(fact.school_id)
            case GrantReceived():
                yield "grant_received", frozenset({FINANCE_OFFICER})
            case GrantRefused():
                yield "grant_refused", frozenset({FINANCE_OFFICER})
            case _:
                yield from self._about_places(fact)

    def _about_places(self, fact: object) -> Iterator[tuple[str, Mailbox]]:
        match fact:
            case CourseBooked():
                yield "place_booked", self._placing(fact)
            case WaitingListJoined():
                yield "place_awaited", self.cast.person(fact.person_id)
            case PlaceOffered():
                yield "place_offered", self._placing(fact)
                yield "place_offered", self.cast.office(fact.school_id)
            case OfferLapsed():
                yield "offer_lapsed", self._leaving(fact)
            case BookingCancelled():
                yield from self._gone(fact)
            case _:
                yield from self._about_course(fact)

    def _about_course(self, fact: object) -> Iterator[tuple[str, Mailbox]]:
        match fact:
            case CourseCancelled():
                self._cancelled.add(fact.course_id)
            case CourseChanged() if TOLD_OF & set(fact.changed):
                for person_id in self._placed[fact.course_id].values():
                    yield "course_changed", self.cast.person(person_id)
            case _:
                pass

    def _placing(self, fact: CourseBooked | PlaceOffered) -> Mailbox:
        self._placed[fact.course_id][fact.booking_id] = fact.person_id
        return self.cast.person(fact.person_id)

    def _leaving(self, fact: OfferLapsed | BookingCancelled) -> Mailbox:
        self._placed[fact.course_id].pop(fact.booking_id, None)
        return self.cast.person(fact.person_id)

    def _gone(self, fact: BookingCancelled) -> Iterator[tuple[str, Mailbox]]:
        whole = fact.by is Canceller.ALLIANCE and fact.course_id in self._cancelled
        template = "course_cancelled" if whole else "place_cancelled"
        yield template, self._leaving(fact)
        if fact.charge.pence:
            yield template, self.cast.office(fact.school_id)


def complaints(told: Sequence[Telling], cast: Cast, evidence: Evidence) -> Iterator[str]:
    """Each e-mail that is missing, there twice, or not called for."""
    postman = Postman(cast)
    postman.read(told)
    written: defaultdict[Cause, list[Message]] = defaultdict(list)
    for message in evidence.messages:
        if message.template != WELCOME and message.state != "same_mailbox":
            written[Cause(message.event_id, message.template)].append(message)
    for cause in postman.wanted.keys() | written.keys():
        yield from _addressed(cause, postman.wanted[cause], written[cause])
    yield from _arrived([each for found in written.values() for each in found], evidence)


def _addressed(cause: Cause, wanted: Sequence[Mailbox], written: Sequence[Message]) -> Iterator[str]:
    """One message to each mailbox."""
    found = [each.address or "nobody yet" for each in written]
    if not _fits(wanted, found):
        right = ", ".join(sorted(" or ".join(sorted(mailbox)) for mailbox in wanted)) or "nobody"
        there = ", ".join(sorted(found)) or "nobody"
        yield f"fact {cause.event_id}: {cause.template} goes to {there}; right is {right}"


def _fits(wanted: Sequence[Mailbox], found: Sequence[str]) -> bool:
    if all(len(mailbox) == 1 for mailbox in wanted):
        return Counter(address for mailbox in wanted for address in mailbox) == Counter(found)
    orders = permutations(found)
    return len(wanted) == len(found) and any(
        all(address in mailbox for address, mailbox in zip(order, wanted, strict=True)) for order in orders
    )


def _arrived(messages: Sequence[Message], evidence: Evidence) -> Iterator[str]:
    """One e-mail in the post office for each message; of an uncertain one, perhaps none."""
    mails = Counter((mail.message_id, mail.address) for mail in evidence.mails)
    for each in messages:
        arrived = mails[each.message_id, each.address or ""]
        if arrived > 1 or (arrived == 0 and each.state != "uncertain"):
            yield f"{each.template} to {each.address}: {arrived} e-mails; notify's message is: {each.state}"
