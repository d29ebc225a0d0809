"""The verdict on the main job can say no: a lost booking, a penny too much, an e-mail too few, each is noticed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

import pytest

from services.finance.domain.books import Books
from services.finance.domain.entry import Entry
from services.finance.domain.posting import POSTS, hear
from shared.contracts.bookings import CourseBooked, CourseScheduled, WaitingListJoined
from shared.contracts.finance import GrantApplied, GrantReceived
from shared.contracts.support import SLEDeployed, SLEDesignated, SupportRequested, VisitLogged
from shared.kernel.days import Days
from shared.kernel.ids import PersonId
from tests.chaos.main_job.cast import FINANCE_OFFICER, Cast, Person
from tests.chaos.main_job.evidence import Held, Remains, Telling
from tests.chaos.main_job.known import Deed, Known
from tests.chaos.main_job.ledger import Ledger, Posting
from tests.chaos.main_job.letters import Postman
from tests.chaos.main_job.verdict import complaints
from tests.crash.evidence import Evidence, Mail, Message
from tests.crash.joining import Wish
from tests.finance.facts import (
    ANN_BOOKED,
    BO_BOOKED,
    CASE,
    COURSE,
    DEPLOYMENT,
    GRANT,
    HILLTOP,
    MARCH,
    SOMEBODY,
    VALLEY,
    applied,
    booked,
    cancelled,
    deployed,
    ended,
    received,
    scheduled,
    visited,
)
from tests.finance.recomputing import Line
from tests.finance.telling import BO, TERMS, heard
from tests.telling import Story

SOMEBODY_ELSE = PersonId(uuid4())

VISIT = visited().visit_id

CAST = Cast(
    {
        str(HILLTOP): Wish(1, "head@hilltop.example.org", "office@hilltop.example.org"),
        str(VALLEY): Wish(2, "head@valley.example.org", "office@valley.example.org", late=True),
    },
    {
        str(SOMEBODY): Person(str(SOMEBODY), str(HILLTOP), "somebody@hilltop.example.org"),
        str(SOMEBODY_ELSE): Person(str(SOMEBODY_ELSE), str(HILLTOP), None),
    },
)

FACTS = (
    replace(scheduled(), places=1),
    booked(),
    WaitingListJoined(COURSE, BO_BOOKED, SOMEBODY_ELSE, HILLTOP, 1),
    SLEDesignated(SOMEBODY, VALLEY, ("phonics",), 2026, Days(12)),
    SupportRequested(CASE, HILLTOP, "phonics", MARCH),
    deployed(),
    visited(),
    applied(),
    received(),
)

LETTERS = (
    (CourseBooked, "place_booked", "somebody@hilltop.example.org"),
    (WaitingListJoined, "place_awaited", "office@hilltop.example.org"),
    (SLEDeployed, "sle_deployed", "somebody@hilltop.example.org"),
    (SLEDeployed, "sle_released", "office@valley.example.org"),
    (SLEDeployed, "support_agreed", "head@hilltop.example.org"),
    (GrantReceived, "grant_received", FINANCE_OFFICER),
)
"""Written down by hand. Valley's head had no address yet, so the office was written to."""

HELD = Held(
    Counter(
        {
            (str(COURSE), str(ANN_BOOKED), str(SOMEBODY), "booked"): 1,
            (str(COURSE), str(BO_BOOKED), str(SOMEBODY_ELSE), "waiting"): 1,
        }
    ),
    {str(DEPLOYMENT): (12, 2, False)},
    {(str(SOMEBODY), 2026): (12, 10, 2)},
    {str(GRANT): ("received", 1_000_000)},
)

DEEDS = (
    Deed.told(CourseScheduled, COURSE),
    Deed.told(CourseBooked, ANN_BOOKED),
    Deed.told(WaitingListJoined, BO_BOOKED),
    Deed.told(SLEDesignated, SOMEBODY),
    Deed.told(SupportRequested, CASE),
    Deed.told(SLEDeployed, DEPLOYMENT),
    Deed.told(VisitLogged, VISIT),
    Deed.told(GrantApplied, GRANT),
    Deed.told(GrantReceived, GRANT),
)


@dataclass(frozen=True)
class Given:
    """What the verdict is asked about."""

    remains: Remains
    mail: Evidence
    known: Known = field(default_factory=lambda: Known(list(DEEDS)))

    @property
    def said(self) -> list[str]:
        """The complaints."""
        return complaints([self.known], CAST, self.remains, self.mail)

    @property
    def ledger(self) -> Ledger:
        """As it was kept."""
        assert self.remains.ledger
        return self.remains.ledger

    def with_ledger(self, **changes: object) -> Given:
        """With a ledger that stands otherwise."""
        return replace(self, remains=replace(self.remains, ledger=replace(self.ledger, **changes)))

    def with_told(self, *told: Telling) -> Given:
        """With other facts in the owners' outboxes."""
        return replace(self, remains=replace(self.remains, told=told))


Break = Callable[[Given], Given]


def right() -> Given:
    """All as it should be."""
    story, books, told = Story(BO), Books(TERMS), list[Telling]()
    for fact in FACTS:
        each = heard(story, fact)
        told.append(Telling(each.event_id, fact, each.told_at.date()))
        if type(fact) in POSTS:
            hear(books, each)
    ledger = ledger_of(books, Counter(each.event_id for each in told if type(each.fact) in POSTS))
    return Given(Remains(told, HELD, ledger, ledger), mail_of(told))


def ledger_of(books: Books, facts: Counter[UUID]) -> Ledger:
    """What the tables would hold of these books."""
    said = {"out_of_balance": 0, "projection_differs": 0, "waiting": 0, "catching_up": False}
    postings = [
        Posting(
            (each.heard.event_id, each.number),
            line_of(each.entry),
            line.account,
            line.amount.pence,
            each.entry.expected(line).pence,
        )
        for each in books.written
        for line in each.entry.lines
    ]
    ledger = Ledger(said, postings, {}, facts)
    return replace(ledger, projection=ledger.sums)


def line_of(entry: Entry) -> Line:
    """Where an entry counts."""
    on = entry.dated
    return on.year - (on.month < 9), on.year - (on.month < 4), entry.strand, entry.kind.value, entry.certainty.value


def mail_of(told: list[Telling]) -> Evidence:
    """Notify's messages, all sent, and their e-mails."""
    ids = {type(each.fact): each.event_id for each in told}
    messages = [Message(f"{n}", ids[kind], to, "sent", template) for n, (kind, template, to) in enumerate(LETTERS)]
    mails = [Mail(each.address or "", each.message_id) for each in messages]
    return Evidence([], mails, messages, [], [], {})


def test_what_is_right_is_not_complained_of() -> None:
    """Books, bookings, deployments, grants and e-mails, all as they should be."""
    assert right().said == []


def test_an_uncertain_email_need_not_have_arrived() -> None:
    """Whether it has, nobody can tell; how many there may be, is judged elsewhere."""
    given = right()
    first, *others = given.mail.messages
    mail = replace(given.mail, messages=[replace(first, state="uncertain"), *others], mails=given.mail.mails[1:])
    assert replace(given, mail=mail).said == []


def test_whoever_was_told_of_a_deployment_must_be_told_of_its_end() -> None:
    """The SLE, and the heads of both schools."""
    over = Telling(uuid4(), ended(2, 10), MARCH)
    postman = Postman(CAST)
    postman.read([Telling(uuid4(), deployed(), MARCH), over])
    assert {cause.template: wanted for cause, wanted in postman.wanted.items() if cause.event_id == over.event_id} == {
        "deployment_ended": [CAST.person(SOMEBODY)],
        "release_ended": [CAST.head(VALLEY)],
        "support_ended": [CAST.head(HILLTOP)],
    }


def posting_missing(given: Given) -> Given:
    """A line of the ledger is gone."""
    return given.with_ledger(postings=given.ledger.postings[1:])


def posting_doubled(given: Given) -> Given:
    """A line of the ledger is there twice."""
    postings = given.ledger.postings
    income = next(each for each in postings if each.account.startswith("income:"))
    return given.with_ledger(postings=[*postings, income])


def share_missing(given: Given) -> Given:
    """A home school's share is gone."""
    postings = given.ledger.postings
    return given.with_ledger(postings=[each for each in postings if each.account != "cost:home_school_share"])


def penny_too_much(given: Given) -> Given:
    """The projection shows a penny more than was posted."""
    projection = given.ledger.projection
    line, (income, expected, share) = next(iter(projection.items()))
    return given.with_ledger(projection={**projection, line: (income + 1, expected, share)})


def heard_twice(given: Given) -> Given:
    """The ledger was kept from one fact twice."""
    heard = given.ledger.heard
    return given.with_ledger(heard=heard + Counter([next(iter(heard))]))


def not_heard(given: Given) -> Given:
    """The ledger has never heard of a fact."""
    heard = given.ledger.heard
    return given.with_ledger(heard=heard - Counter([next(iter(heard))]))


def out_of_balance(given: Given) -> Given:
    """Finance itself says so."""
    return given.with_ledger(books={**given.ledger.books, "out_of_balance": 1})


def still_waiting(given: Given) -> Given:
    """Finance waits for a course that nobody told of."""
    return given.with_ledger(books={**given.ledger.books, "waiting": 1})


def other_after_rebuild(given: Given) -> Given:
    """The rebuilt ledger has less on one side of an account."""
    rebuilt = replace(given.ledger, postings=given.ledger.postings[1:])
    return replace(given, remains=replace(given.remains, rebuilt=rebuilt))


def never_at_rest(given: Given) -> Given:
    """Finance never came to have heard everything."""
    return replace(given, remains=replace(given.remains, ledger=None))


def booking_lost(given: Given) -> Given:
    """A booking was accepted, and no fact tells of it."""
    return given.with_told(*(each for each in given.remains.told if not isinstance(each.fact, CourseBooked)))


def booking_twice(given: Given) -> Given:
    """One command took two places."""
    again = Telling(uuid4(), replace(booked(), booking_id=BO_BOOKED), MARCH)
    return given.with_told(*given.remains.told, again)


def booking_nobody_asked_for(given: Given) -> Given:
    """A cancellation that no command was accepted for."""
    return given.with_told(*given.remains.told, Telling(uuid4(), cancelled(), MARCH))


def row_lost(given: Given) -> Given:
    """The fact is told, but its owner's table doesn't hold the booking."""
    return replace(given, remains=replace(given.remains, held=replace(HELD, bookings=Counter())))


def visit_lost(given: Given) -> Given:
    """The fact is told, but its owner's table doesn't hold the visit."""
    held = replace(HELD, deployments={str(DEPLOYMENT): (12, 0, False)})
    return replace(given, remains=replace(given.remains, held=held))


def days_lost(given: Given) -> Given:
    """A person's committed days are others than their deployments'."""
    held = replace(HELD, years={(str(SOMEBODY), 2026): (12, 9, 2)})
    return replace(given, remains=replace(given.remains, held=held))


def grant_lost(given: Given) -> Given:
    """A grant that was received stands as applied for."""
    held = replace(HELD, grants={str(GRANT): ("applied", 0)})
    return replace(given, remains=replace(given.remains, held=held))


def more_than_released(given: Given) -> Given:
    """Another deployment takes days that nobody released."""
    again = replace(deployed(), deployment_id=uuid4())
    return given.with_told(*given.remains.told, Telling(uuid4(), again, MARCH))


def client_was_wrong(given: Given) -> Given:
    """A client met what no client should meet."""
    return replace(given, known=replace(given.known, wrong=["main job: 500"]))


def email_missing(given: Given) -> Given:
    """A message counts as sent, but isn't in the post office."""
    return replace(given, mail=replace(given.mail, mails=given.mail.mails[1:]))


def email_twice(given: Given) -> Given:
    """The same message arrived twice."""
    return replace(given, mail=replace(given.mail, mails=[*given.mail.mails, given.mail.mails[0]]))


def nobody_wrote(given: Given) -> Given:
    """A place was booked, and nobody is told."""
    return replace(given, mail=replace(given.mail, messages=given.mail.messages[1:], mails=given.mail.mails[1:]))


def wrote_twice(given: Given) -> Given:
    """A place was booked, and they are told in two messages."""
    twin = replace(given.mail.messages[0], message_id="twin")
    return replace(given, mail=replace(given.mail, messages=[*given.mail.messages, twin]))


def wrote_to_another(given: Given) -> Given:
    """The client's head is told at another school."""
    wrong = [replace(each, address="head@valley.example.org") for each in given.mail.messages[4:5]]
    messages = [*given.mail.messages[:4], *wrong, *given.mail.messages[5:]]
    return replace(given, mail=replace(given.mail, messages=messages))


def wrote_without_a_cause(given: Given) -> Given:
    """An e-mail that no fact calls for."""
    stray = replace(given.mail.messages[0], message_id="stray", event_id=uuid4())
    return replace(given, mail=replace(given.mail, messages=[*given.mail.messages, stray]))


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (posting_missing, "doesn't balance"),
        (posting_missing, "pence before the rebuild"),
        (posting_doubled, "finance's postings: "),
        (share_missing, "finance's postings: "),
        (penny_too_much, "finance's projection: "),
        (heard_twice, "was heard 2 times, and told 1 times"),
        (not_heard, "was heard 0 times, and told 1 times"),
        (out_of_balance, "out_of_balance is 1; right is 0"),
        (still_waiting, "waiting is 1; right is 0"),
        (other_after_rebuild, "pence before the rebuild"),
        (never_at_rest, "has not heard everything"),
        (booking_lost, "was accepted 1 times, and told 0 times"),
        (booking_twice, "has 1 places, and 2 are taken"),
        (booking_twice, "times, and told 1 times"),
        (booking_nobody_asked_for, "was accepted 0 times, and told 1 times"),
        (row_lost, "its facts say 1, its owner None"),
        (visit_lost, "its facts say (12, 2, False), its owner (12, 0, False)"),
        (days_lost, "its facts say (12, 10, 2), its owner (12, 9, 2)"),
        (grant_lost, "its facts say ('received', 1000000), its owner ('applied', 0)"),
        (more_than_released, "has 12 half-days, and 24 are promised or worked"),
        (client_was_wrong, "main job: 500"),
        (email_missing, "0 e-mails; notify's message is: sent"),
        (email_twice, "2 e-mails; notify's message is: sent"),
        (nobody_wrote, "place_booked goes to nobody; right is somebody@hilltop"),
        (wrote_twice, "place_booked goes to somebody@hilltop.example.org, somebody@hilltop.example.org; right is"),
        (wrote_to_another, "support_agreed goes to head@valley.example.org; right is head@hilltop"),
        (wrote_without_a_cause, "right is nobody"),
    ],
)
def test_whatever_is_broken_is_noticed(broken: Break, words: str) -> None:
    """What was right until then is said to be wrong, in the words that belong to it."""
    assert any(words in each for each in broken(right()).said), broken(right()).said
