"""What support says no to, each named by what is wrong. People's names are not known here: sentences do without."""

from datetime import date
from decimal import Decimal

from shared.kernel.days import Days
from shared.kernel.ids import CaseId, DeploymentId, SchoolId
from shared.kernel.money import Money
from shared.kernel.refusal import Invalid, NotFound, Refusal
from shared.kernel.years import AcademicYear


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


class SchoolIsUnknown(NotFound):
    """Registry hasn't told of that school, or not yet."""

    kind = "school-is-unknown"

    def __init__(self, school_id: SchoolId) -> None:
        super().__init__(
            f"Support knows no school with the id {school_id}. If it was introduced just now, try again in a moment."
        )


class PersonIsUnknown(NotFound):
    """Registry hasn't told of that person, or not yet, or they were erased."""

    kind = "person-is-unknown"

    def __init__(self) -> None:
        super().__init__("Nobody is known under that id. If they were registered just now, try again in a moment.")


class CaseIsUnknown(NotFound):
    """There is no such case."""

    kind = "case-is-unknown"

    def __init__(self, case_id: CaseId) -> None:
        super().__init__(f"There is no case with the id {case_id}.")


class DeploymentIsUnknown(NotFound):
    """The case has no such deployment."""

    kind = "deployment-is-unknown"

    def __init__(self, deployment_id: DeploymentId) -> None:
        super().__init__(f"The case has no deployment with the id {deployment_id}.")


class RateIsUnknown(NotFound):
    """No row of the rules has that code."""

    kind = "rate-is-unknown"

    def __init__(self, code: str) -> None:
        super().__init__(f"There is no day rate {code!r}: choose one of the list of rates.")


class SpecialismIsUnknown(NotFound):
    """No edition of the list has that specialism."""

    kind = "specialism-is-unknown"

    def __init__(self, code: str) -> None:
        super().__init__(f"No list of specialisms has {code!r}: choose one of the list.")


class SchoolIsClosed(Refusal):
    """A closed school neither releases nor is supported."""

    kind = "school-is-closed"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is closed, so that nothing can be agreed with it.")


class HomeSchoolIsNotAMember(Refusal):
    """Only members release SLEs."""

    kind = "home-school-is-not-a-member"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} isn't a member of the alliance, so that it can't release an SLE. It has to join first."
        )


class NotHeadOfThatSchool(Refusal):
    """A head acts for their own school."""

    kind = "not-head-of-that-school"
    status = 403

    def __init__(self, name: str) -> None:
        super().__init__(f"Only the head of {name}, or the office, can do this for {name}.")


class DayRateIsNotWholePence(Invalid):
    """Money is whole pence, and a day costs something."""

    kind = "day-rate-is-not-whole-pence"

    def __init__(self, pounds: Decimal) -> None:
        super().__init__(f"A day rate of £{pounds} can't be paid: give pounds and whole pence, more than nothing.")


class DaysAreNotHalfDays(Invalid):
    """Days are whole half-days."""

    kind = "days-are-not-half-days"

    def __init__(self, days: Decimal) -> None:
        super().__init__(f"{days} days can't be counted: give whole or half days, such as 0.5, 1 or 1.5.")


class DeploymentNeedsDays(Invalid):
    """A deployment of no days is none."""

    kind = "deployment-needs-days"

    def __init__(self) -> None:
        super().__init__("A deployment needs at least half a day.")


class VisitNeedsDays(Invalid):
    """A visit of no days is none."""

    kind = "visit-needs-days"

    def __init__(self) -> None:
        super().__init__("A visit is half a day or a day.")


class BrokerageIsMoreThanTheCharge(Refusal):
    """The home school can't be paid less than nothing."""

    kind = "brokerage-is-more-than-the-charge"

    def __init__(self, charge: Money, kept: Money) -> None:
        super().__init__(
            f"At {charge} the alliance's {kept} would be more than the client pays. Give a higher day rate."
        )


class NotAnSLE(Refusal):
    """Nothing was released for that year."""

    kind = "not-an-sle"

    def __init__(self, year: AcademicYear) -> None:
        super().__init__(
            f"This person isn't designated as an SLE for {year}. Their home school has to release days first."
        )


class DesignationMustBeRenewed(Refusal):
    """They changed school: the former one's release isn't the new one's."""

    kind = "designation-must-be-renewed"

    def __init__(self, name: str, year: AcademicYear) -> None:
        super().__init__(
            f"This SLE now works at {name}, which hasn't released days in {year}. Renew the designation first."
        )


class SLEHasAnotherSpecialism(Refusal):
    """The SLE isn't designated in what the school asked for."""

    kind = "sle-has-another-specialism"

    def __init__(self, specialism: str) -> None:
        super().__init__(
            f"This SLE isn't designated in {specialism.replace('_', ' ')}. Choose another SLE, or add the specialism."
        )


class NotEnoughDaysLeft(Refusal):
    """Days never exceed what the home school released."""

    kind = "not-enough-days-left"

    def __init__(self, name: str, year: AcademicYear, left: Days, needed: Days) -> None:
        way_on = f"Ask for {left}, or choose another SLE." if left else "Choose another SLE."
        super().__init__(
            f"{name} has {left} of this SLE left in {year}, and this deployment needs {needed.halves / 2:g}. {way_on}"
        )


class DaysAreCommitted(Refusal):
    """A release can't go below what is promised and worked."""

    kind = "days-are-committed"

    def __init__(self, name: str, year: AcademicYear, bound: Days) -> None:
        super().__init__(f"{name} can't release fewer than {bound} in {year}: so much is promised or worked already.")


class OwnSchool(Refusal):
    """An SLE supports other schools."""

    kind = "own-school"

    def __init__(self, name: str) -> None:
        super().__init__(f"This SLE works at {name}, which asked for support. Choose an SLE of another school.")


class CaseIsDeclined(Refusal):
    """What was declined stays so; the school asks anew."""

    kind = "case-is-declined"

    def __init__(self, on: date) -> None:
        super().__init__(f"This request was declined on {_day(on)}. The school can ask again with a new one.")


class CaseIsClosed(Refusal):
    """Nothing more happens on a closed case."""

    kind = "case-is-closed"

    def __init__(self, on: date) -> None:
        super().__init__(f"This case was closed on {_day(on)}. The school can ask again with a new one.")


class CaseIsAnswered(Refusal):
    """Where an SLE was agreed on, it is too late to say no."""

    kind = "case-is-answered"

    def __init__(self) -> None:
        super().__init__(
            "An SLE was agreed on for this request, so that it can't be declined. End the deployment instead."
        )


class DeploymentUnderWay(Refusal):
    """A case closes once its deployments have ended."""

    kind = "deployment-under-way"

    def __init__(self) -> None:
        super().__init__(
            "This case can't be closed yet: it has no deployment, or one that goes on. Decline it, or end that."
        )


class AskAgainMustBeLater(Invalid):
    """One asks again later than today."""

    kind = "ask-again-must-be-later"

    def __init__(self, on: date) -> None:
        super().__init__(f"{_day(on)} isn't later than today. Name a later day to ask again, or none.")


class DeploymentHasEnded(Refusal):
    """It ended once; nothing is added."""

    kind = "deployment-has-ended"

    def __init__(self, on: date) -> None:
        super().__init__(f"This deployment ended on {_day(on)}. What came later needs a new one.")


class VisitIsInTheFuture(Refusal):
    """Only what was worked is logged."""

    kind = "visit-is-in-the-future"

    def __init__(self, on: date) -> None:
        super().__init__(f"{_day(on)} is still to come. Log the visit once it was made.")


class VisitIsBeforeTheDeployment(Refusal):
    """A visit lies within its deployment."""

    kind = "visit-is-before-the-deployment"

    def __init__(self, on: date, begins_on: date) -> None:
        super().__init__(f"{_day(on)} is before the deployment begins, on {_day(begins_on)}. Check the date.")


class VisitIsInAnotherYear(Refusal):
    """The days were released for one academic year."""

    kind = "visit-is-in-another-year"

    def __init__(self, on: date, year: AcademicYear) -> None:
        super().__init__(
            f"{_day(on)} is after {year}, for which the days were released. Agree on a new deployment for the next."
        )


class NotEnoughAgreedDays(Refusal):
    """A visit can't go beyond the agreed days."""

    kind = "not-enough-agreed-days"

    def __init__(self, left: Days, needed: Days) -> None:
        super().__init__(
            f"This deployment has {left} left, and the visit took {needed}. Agree on a further deployment first."
        )


class MoreThanADayOnOneDate(Refusal):
    """Nobody works more than a day on one date."""

    kind = "more-than-a-day-on-one-date"

    def __init__(self, on: date, already: Days) -> None:
        super().__init__(
            f"This SLE has {already} logged for {_day(on)} already: nobody works more than a day. Check the date."
        )
