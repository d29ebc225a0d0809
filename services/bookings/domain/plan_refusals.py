"""What bookings says no to when a course is planned: its times, places, fee, trainers and terms."""

from collections.abc import Collection
from datetime import date, datetime, time

from services.bookings.domain.words import day_words, many, moment_words, time_words
from shared.kernel.refusal import Invalid, Refusal


class NoSessions(Invalid):
    """A course has at least one session."""

    kind = "no-sessions"

    def __init__(self) -> None:
        super().__init__("A course needs at least one session. Give its date, and when it begins and ends.")


class TimeDoesNotExist(Invalid):
    """On the last Sunday of March the clock goes from 1am to 2am."""

    kind = "time-does-not-exist"

    def __init__(self, day: date, at: time) -> None:
        super().__init__(
            f"There is no {time_words(at)} on {day_words(day)}: the clocks go forward from 1am to 2am. "
            "Choose a time before 1am or from 2am."
        )


class TimeHappensTwice(Invalid):
    """On the last Sunday of October the hour from 1am to 2am comes twice."""

    kind = "time-happens-twice"

    def __init__(self, day: date, at: time) -> None:
        super().__init__(
            f"{time_words(at)} comes twice on {day_words(day)}: the clocks go back from 2am to 1am. "
            "Choose a time before 1am or from 2am."
        )


class SessionEndsBeforeItBegins(Invalid):
    """A session ends later on the day on which it begins."""

    kind = "session-ends-before-it-begins"

    def __init__(self, day: date, begins: time, ends: time) -> None:
        super().__init__(
            f"The session on {day_words(day)} begins at {time_words(begins)}, so it can't end at {time_words(ends)}. "
            "Choose a later end on the same day."
        )


class SessionsOverlap(Invalid):
    """One session ends before the next begins."""

    kind = "sessions-overlap"

    def __init__(self, begins: datetime) -> None:
        super().__init__(
            f"The session of {moment_words(begins)} begins before the one before it has ended. Move one of them."
        )


class SessionLiesInThePast(Refusal):
    """What has begun can't be planned."""

    kind = "session-lies-in-the-past"

    def __init__(self, begins: datetime) -> None:
        super().__init__(f"{moment_words(begins)} has passed. Choose a date from today on.")


class SessionHasBegun(Refusal):
    """A session that has begun stays where it was."""

    kind = "session-has-begun"

    def __init__(self, begins: datetime) -> None:
        super().__init__(f"The session of {moment_words(begins)} has begun and stays as it is. Change later ones.")


class NoPlaces(Invalid):
    """A course is for somebody."""

    kind = "no-places"

    def __init__(self) -> None:
        super().__init__("A course needs at least one place.")


class PlacesBelowBooked(Refusal):
    """Nobody loses a place because the room is smaller."""

    kind = "places-below-booked"

    def __init__(self, title: str, places: int, taken: int) -> None:
        super().__init__(
            f"{title} has {many(taken, 'place', 'places')} booked or on offer, so it can't be cut to {places}. "
            f"Keep at least {taken}, or cancel bookings first."
        )


class FeeIsNotInPence(Invalid):
    """Money is whole pence (money.md, "Units")."""

    kind = "fee-is-not-in-pence"

    def __init__(self, pounds: object) -> None:
        super().__init__(f"A fee is in whole pence: £{pounds} has more than two decimals. Write £12.34, say.")


class FeeIsNegative(Invalid):
    """A fee of nothing is a free course; less there is not."""

    kind = "fee-is-negative"

    def __init__(self) -> None:
        super().__init__("A fee can't be less than nothing. Write 0 for a free course.")


class TrainerTwice(Invalid):
    """A trainer is named once, with all their days."""

    kind = "trainer-twice"

    def __init__(self) -> None:
        super().__init__("A trainer is named twice. Name each once, with all the days that the course takes them.")


class TrainerWithoutDays(Invalid):
    """Delivering a course takes somebody out of class for half a day at least."""

    kind = "trainer-without-days"

    def __init__(self) -> None:
        super().__init__("Each trainer needs the days that the course takes them: half a day (0.5) at least.")


class TermsAreUnknown(Invalid):
    """A course's cancellation terms are one of the ladders that are held as data."""

    kind = "terms-are-unknown"

    def __init__(self, terms: str, known: Collection[str]) -> None:
        super().__init__(f"There are no cancellation terms called {terms}. Choose one of {', '.join(sorted(known))}.")
