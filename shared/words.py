"""Times, numbers and states in the words that people here use (design: "Pages, mails and words")."""

import re
from datetime import date, datetime

from shared.kernel.clock import LONDON
from shared.kernel.days import Days
from shared.kernel.money import Money
from shared.kernel.years import AcademicYear

STATES = {
    "waiting": "waits for an address",
    "queued": "to be sent",
    "sending": "being sent",
    "sent": "sent",
    "failed": "failed",
    "uncertain": "uncertain",
    "settled": "settled",
    "same_mailbox": "not sent twice",
    "forgotten": "forgotten",
}
"""A message's state, short."""

OBSTACLES = {
    "no_such_host": "the mail server's name is unknown",
    "unreachable": "the mail server can't be reached",
    "too_slow": "the mail server was too slow",
    "broken_off": "the connection broke",
    "not_understood": "the mail server's answer made no sense",
    "no_encryption": "the mail server offers no encryption",
    "certificate": "the mail server's certificate isn't trusted",
    "login": "the mail server refuses our password",
    "sender": "the mail server refuses our sender address",
    "server_said_later": "the mail server said: later",
    "server_said_no": "the mail server said no",
    "address": "the mail server refuses the address",
    "message": "the mail server refuses the message",
    "sender_ended": "our sender ended while it was sending",
    "database_restored": "the database was restored since it was asked for: it may have gone before that",
    "held_back": "ALLIANCE_ONLY_TO doesn't name the addressee",
}

AWAITED = {
    "contact": "the address",
    "person": "the mailbox of the person whom it is about",
    "office": "the mailbox of the school's office",
    "head": "the mailbox of the school's head",
    "school": "the school's name",
    "course": "the course's title and dates",
    "case": "the request for support that it is about",
}
"""What a message may wait for."""

FACTS = {
    "registry.SchoolJoined": "a school joined",
    "registry.SchoolIntroduced": "a school was introduced",
    "registry.SchoolLeft": "a school left",
    "registry.SchoolChanged": "the register says something else of a school",
    "registry.SchoolClosed": "a school closed",
    "registry.SchoolSucceeded": "a school goes on under another URN",
    "registry.PersonRegistered": "somebody was registered at a school",
    "registry.PersonMoved": "somebody moved to another school or role",
    "registry.PersonErased": "somebody was erased",
    "registry.ContactDetails": "a mailbox was told",
    "registry.ContactForgotten": "a mailbox was forgotten",
    "bookings.CourseScheduled": "a course was scheduled",
    "bookings.CourseChanged": "a course was changed",
    "bookings.CourseCancelled": "a course was cancelled",
    "bookings.CourseBooked": "a place was booked",
    "bookings.WaitingListJoined": "somebody joined a waiting list",
    "bookings.PlaceOffered": "a place was offered",
    "bookings.OfferLapsed": "an offer lapsed or was declined",
    "bookings.BookingCancelled": "a place was given up",
    "bookings.AttendanceRecorded": "attendance was recorded",
    "support.SLEDesignated": "an SLE was designated",
    "support.SupportRequested": "a school asked for support",
    "support.SupportDeclined": "support was declined",
    "support.SLEDeployed": "an SLE was deployed",
    "support.VisitLogged": "a visit was logged",
    "support.DeploymentEnded": "a deployment ended",
    "finance.GrantApplied": "a grant was applied for",
    "finance.GrantReceived": "a grant was promised",
    "finance.GrantEarned": "the year of a grant began",
    "finance.GrantRefused": "a grant was refused",
    "finance.ProjectedIncomeChanged": "projected income changed",
    "notify.EmailSent": "an e-mail was sent",
    "notify.EmailFailed": "an e-mail failed",
}
"""What a fact says, by its type."""

KINDS = {
    "course_fees": "course fees",
    "late_cancellation": "late cancellations",
    "deployments": "deployments",
    "grants:core": "core grants",
    "grants:nle": "NLE grants",
    "grants:s2s": "support grants",
}
"""What an income is for."""

GRANTS = {"core": "core grant", "nle": "NLE grant", "s2s": "support grant"}
"""What kinds of grant are called."""

ACTORS = {"operator": "somebody at the command line", "demo": "the example alliance"}


def long_date(day: date) -> str:
    """Friday 12 March 2027."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def short_date(day: date) -> str:
    """12 Mar 2027."""
    return f"{day.day} {day:%b} {day.year}"


def clock_time(moment: datetime) -> str:
    """1:30pm, in London."""
    local = moment.astimezone(LONDON)
    return f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def long_moment(moment: datetime) -> str:
    """Friday 12 March 2027, 1:30pm, in London."""
    return f"{long_date(moment.astimezone(LONDON))}, {clock_time(moment)}"


def short_moment(moment: datetime, now: datetime) -> str:
    """1:30pm when it was today, else 12 Mar 1:30pm, else 12 Mar 2026."""
    day, today = moment.astimezone(LONDON).date(), now.astimezone(LONDON).date()
    if day == today:
        return clock_time(moment)
    return f"{day.day} {day:%b} {clock_time(moment)}" if day.year == today.year else short_date(day)


def duration(seconds: float) -> str:
    """8 s, 4 minutes, 3 hours, 12 days: one figure that says how long."""
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= 2 * size or (seconds >= size and unit == "minute"):
            return many(int(seconds // size), unit)
    return f"{max(0, int(seconds))} s"


def many(count: int, thing: str, things: str = "") -> str:
    """1 school, 2 schools, 22,010 schools."""
    return f"{count:,} {thing if count == 1 else things or thing + 's'}"


def with_code(words: str | None, code: str) -> str:
    """Words with their code, for whoever looks for it elsewhere; the code alone where there are none."""
    return f"{words} ({code})" if words else code


def command_words(command: str) -> str:
    """A command's name as words: BookPlace is "book place", DeploySLE "deploy SLE"."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]+", command)
    return " ".join(part if len(part) > 1 and part.isupper() else part.lower() for part in parts)


def capital(words: str) -> str:
    """An SLE was deployed: as a sentence begins, whatever capitals follow."""
    return words[:1].upper() + words[1:]


def spoken(code: str | None) -> str:
    """A code of ours as words: "16_plus" is "16 plus"; what isn't known is a dash."""
    return code.replace("_", " ") if code else "–"


def pounds(pence: int) -> str:
    """£1,250.00."""
    return str(Money(pence))


def change_in_pounds(pence: int) -> str:
    """+£120.00, -£2,000.00."""
    return f"{'+' if pence > 0 else ''}{Money(pence)}"


def days_words(days: float) -> str:
    """1½ days."""
    return str(Days(int(days * 2)))


def academic_year(begins: int) -> str:
    """2026/27."""
    return str(AcademicYear(begins))


def fact_words(fact_type: str) -> str:
    """What a fact says; its type where there are no words."""
    return FACTS.get(fact_type, fact_type)


def kind_words(kind: str) -> str:
    """What an income is for."""
    return KINDS.get(kind, kind)


def actor_words(actor: str) -> str:
    """Who acted, as far as their id tells."""
    kind, _, name = actor.partition(":")
    if kind == "service":
        return f"the service {name}"
    return ACTORS.get(actor) or ("somebody who signed in" if kind == "user" else actor)


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    ending = "th" if number // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"
