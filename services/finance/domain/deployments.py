"""What deployments bring in, and what of it goes to the SLE's home school."""

from dataclasses import dataclass
from datetime import date

from services.finance.domain.accounts import GRANTS, HOME_SCHOOL_SHARE, Kind, income, payable, receivable
from services.finance.domain.entry import Certainty, Entry, Line, owed
from shared.contracts.support import SLEDeployed, Split
from shared.kernel.days import Days
from shared.kernel.ids import CaseId, DeploymentId, GrantId, SchoolId
from shared.kernel.money import Money

NO_DAYS = Days(0)


@dataclass(frozen=True, slots=True)
class Price:
    """What the client school is charged, and what the home school gets of it; the alliance keeps the difference."""

    client_pays: Money
    home_school_gets: Money

    @classmethod
    def of(cls, split: Split) -> "Price":
        """The price that was agreed."""
        return cls(split.client_pays, split.home_school_gets)

    def times(self, count: int) -> "Price":
        """So many of it: a price is a line's, rounded before."""
        return Price(Money(count * self.client_pays.pence), Money(count * self.home_school_gets.pence))

    def __add__(self, other: "Price") -> "Price":
        return Price(self.client_pays + other.client_pays, self.home_school_gets + other.home_school_gets)

    def __sub__(self, other: "Price") -> "Price":
        return self + other.times(-1)


@dataclass(slots=True)
class Deployment:
    """An SLE's agreed days at a school. `left`: those that are neither worked nor given back; only they are contracted.

    Its contracted money is dated by the planned start, until visits date it.
    """

    deployment_id: DeploymentId
    case_id: CaseId
    client_school_id: SchoolId
    home_school_id: SchoolId
    strand: str
    begins_on: date
    day: Price
    half_day: Price
    grant_id: GrantId | None
    left: Days

    @classmethod
    def agreed(cls, fact: SLEDeployed, strand: str) -> "Deployment":
        """A deployment of which nothing is contracted yet."""
        return cls(
            fact.deployment_id,
            fact.case_id,
            fact.client_school_id,
            fact.home_school_id,
            strand,
            fact.begins_on,
            Price.of(fact.day),
            Price.of(fact.half_day),
            fact.grant_id,
            NO_DAYS,
        )

    def deploy(self, days: Days) -> tuple[Entry, ...]:
        """The days are agreed."""
        return self._contract(days)

    def visit(self, days: Days, on: date) -> tuple[Entry, ...]:
        """Days were worked: they are no longer contracted but earned, on that date."""
        rest = max(self.left - days, NO_DAYS)
        return (*self._contract(rest), *self._entries(Certainty.EARNED, on, self.price(days)))

    def end(self) -> tuple[Entry, ...]:
        """It is over: what is left is given back."""
        return self._contract(NO_DAYS)

    def price(self, days: Days) -> Price:
        """What so many days cost whom: each day, and half of one, is rounded by itself (money.md, "Units")."""
        whole, half = divmod(days.halves, 2)
        return self.day.times(whole) + self.half_day.times(half)

    def _contract(self, days: Days) -> tuple[Entry, ...]:
        """From now on that many days are contracted: the difference of two prices, so that it ends at exactly nothing.

        Where half a day isn't half of a day, the price of the day worked would leave a penny behind.
        """
        more, self.left = self.price(days) - self.price(self.left), days
        return self._entries(Certainty.CONTRACTED, self.begins_on, more)

    def _entries(self, certainty: Certainty, on: date, price: Price) -> tuple[Entry, ...]:
        """The client's and the home school's lines. A grant that pays is drawn on by as much: its income isn't new."""
        debtor = GRANTS if self.grant_id else receivable(self.client_school_id)
        lines = owed(debtor, income(Kind.DEPLOYMENTS), price.client_pays)
        lines += owed(HOME_SCHOOL_SHARE, payable(self.home_school_id), price.home_school_gets)
        drawn = owed(income(Kind.S2S), GRANTS, price.client_pays) if self.grant_id else ()
        return (
            *self._entry(certainty, on, Kind.DEPLOYMENTS, lines),
            *self._entry(certainty, on, Kind.S2S, drawn),
        )

    def _entry(self, certainty: Certainty, on: date, kind: Kind, lines: tuple[Line, ...]) -> tuple[Entry, ...]:
        entry = Entry(certainty, on, self.strand, kind, lines, self.deployment_id, self.grant_id)
        return (entry,) if lines else ()
