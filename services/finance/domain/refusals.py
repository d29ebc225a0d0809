"""What finance says no to, each named by what is wrong."""

from uuid import UUID

from shared.contracts.finance import GrantKind
from shared.kernel.ids import GrantId
from shared.kernel.money import Money
from shared.kernel.refusal import NotFound, Refusal
from shared.kernel.years import AcademicYear

NAMES = {GrantKind.CORE: "core grant", GrantKind.NLE: "NLE grant", GrantKind.S2S: "school-to-school support grant"}


def named(kind: GrantKind, academic_year: int) -> str:
    """How people call a grant."""
    return f"{NAMES[kind]} for {AcademicYear(academic_year)}"


class GrantIsUnknown(NotFound):
    """Nobody applied for it, and no schedule gave it."""

    kind = "grant-is-unknown"

    def __init__(self, grant_id: GrantId) -> None:
        super().__init__("This grant was never applied for. Apply for it first, or look for it among all grants.")
        self.grant_id = grant_id


class GrantAlreadyReceived(Refusal):
    """Its award letter came before."""

    kind = "grant-already-received"

    def __init__(self, grant: str, amount: Money) -> None:
        super().__init__(f"The {grant} was received before: {amount}. There is nothing more to do.")


class GrantWasRefused(Refusal):
    """It was turned down before."""

    kind = "grant-was-refused"

    def __init__(self, grant: str, applied: Money) -> None:
        super().__init__(
            f"The application for the {grant}, {applied}, was turned down before. If there is a new one, apply for it."
        )


class MoreThanAppliedFor(Refusal):
    """Nobody is given more than they asked for."""

    kind = "more-than-applied-for"

    def __init__(self, grant: str, applied: Money, amount: Money) -> None:
        super().__init__(f"{applied} was applied for as the {grant}, so it can't be {amount}. Check the award letter.")


class AmountOutOfRange(Refusal):
    """Support grants are from £5,000 to £20,000 (domain.md, "Money", 17)."""

    kind = "amount-out-of-range"

    def __init__(self, amount: Money, least: Money, most: Money) -> None:
        super().__init__(f"A support grant is from {least} to {most}, and this application is for {amount}. Change it.")


class AlreadyScheduled(Refusal):
    """The core grant and the NLE grant come once a year."""

    kind = "already-scheduled"

    def __init__(self, grant: str) -> None:
        super().__init__(f"The {grant} is scheduled already: it comes once a year.")


class NoGrantThatYear(Refusal):
    """The alliance wasn't there yet."""

    kind = "no-grant-that-year"

    def __init__(self, year: AcademicYear, first: AcademicYear) -> None:
        super().__init__(f"The alliance's first year is {first}, so {year} has no grant. Choose a later year.")


class NotAskedFor(Refusal):
    """Only core and NLE grants come without an application."""

    kind = "not-by-schedule"

    def __init__(self) -> None:
        super().__init__("A support grant doesn't come by schedule. Apply for it.")


class FactIsUnknown(NotFound):
    """The ledger has never heard of it."""

    kind = "fact-is-unknown"

    def __init__(self, event_id: UUID) -> None:
        super().__init__("The ledger hasn't heard this fact. If it was told just now, look again shortly.")
        self.event_id = event_id


class NotYourSchool(Refusal):
    """A head looks at their own school's account only."""

    kind = "not-your-school"
    status = 403

    def __init__(self) -> None:
        super().__init__("You can look at your own school's account only. Ask the alliance's office about others.")
