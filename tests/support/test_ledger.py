"""An SLE's days through random commands, by the rules alone: left = released − committed − worked, never negative."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from services.support.domain.brokerage import cost, total
from services.support.domain.case import Case, State
from services.support.domain.deployment import Deployment, Visit
from services.support.domain.people import School
from services.support.domain.refusals import (
    CaseIsClosed,
    DaysAreCommitted,
    MoreThanADayOnOneDate,
    NotAnSLE,
    NotEnoughAgreedDays,
    NotEnoughDaysLeft,
)
from services.support.domain.sle import SLE
from shared.contracts.support import Ending, Split
from shared.kernel.days import Days
from shared.kernel.ids import CaseId, DeploymentId, PersonId, SchoolId, VisitId
from shared.kernel.money import Money
from shared.kernel.years import AcademicYear

HOME, CLIENT = School(SchoolId(UUID(int=1)), "Hilltop", is_member=True), School(SchoolId(UUID(int=2)), "Meadow")
ANNE = PersonId(UUID(int=3))
FIRST, TODAY = date(2026, 9, 1), date(2028, 8, 31)
DAY, HALF = Split(Money(333), Money(283), Money(50)), Split(Money(167), Money(142), Money(25))
YEARS = st.sampled_from([AcademicYear(2026), AcademicYear(2027)])
HALVES = st.integers(1, 12).map(Days)


class SLELife(RuleBasedStateMachine):
    """Designate, deploy, visit, end, in any order, over two years; a plain list of what happened is the judge."""

    def __init__(self) -> None:
        super().__init__()
        self.sle = SLE(ANNE)
        self.released: dict[AcademicYear, Days] = {}
        self.pairs: list[tuple[Case, Deployment]] = []

    @rule(year=YEARS, released=st.integers(0, 40).map(Days))
    def designate(self, year: AcademicYear, released: Days) -> None:
        """Anew, or other days than before."""
        try:
            self.sle.designate(HOME, ("phonics",), year, released)
        except DaysAreCommitted:
            assert released < self.used(year)
        else:
            self.released[year] = released

    @rule(year=YEARS, days=HALVES, more=st.booleans())
    def deploy(self, year: AcademicYear, days: Days, more: bool) -> None:
        """On a case of its own, or on the last one."""
        case = self.pairs[-1][0] if more and self.pairs else Case(CaseId(uuid4()), CLIENT.school_id, "phonics", FIRST)
        begins = year.first_day
        one = Deployment(DeploymentId(uuid4()), ANNE, HOME.school_id, "phonics", days, begins, DAY, HALF)
        before = len(case.deployments)
        try:
            case.deploy(one, CLIENT)
            self.sle.promise(HOME, "phonics", year, days)
        except (NotAnSLE, NotEnoughDaysLeft):
            case.deployments.pop()  # what a refused command did is rolled back
            assert days > self.released.get(year, Days(0)) - self.used(year) or year not in self.released
            assert len(case.deployments) == before
        except CaseIsClosed:
            assert case.state is State.CLOSED
        else:
            self.pairs.append((case, one))

    @precondition(lambda self: self.open_ones())
    @rule(data=st.data(), halves=st.integers(1, 2).map(Days), after=st.integers(0, 300))
    def visit(self, data: st.DataObject, halves: Days, after: int) -> None:
        """Within the deployment's year."""
        case, one = data.draw(st.sampled_from(self.open_ones()))
        day = one.begins_on + timedelta(days=after)
        already = sum((v.days for _, each in self.pairs for v in each.visits if v.visited_on == day), Days(0))
        try:
            case.log(one, Visit(VisitId(uuid4()), day, halves), already, TODAY)
        except NotEnoughAgreedDays:
            assert halves > one.days - one.worked
        except MoreThanADayOnOneDate:
            assert halves + already > Days.whole(1)
        else:
            self.sle.years[one.year].work(halves)

    @precondition(lambda self: self.open_ones())
    @rule(data=st.data(), ending=st.sampled_from(Ending))
    def end(self, data: st.DataObject, ending: Ending) -> None:
        """What it gives back is what wasn't worked."""
        case, one = data.draw(st.sampled_from(self.open_ones()))
        ended = case.end(one, TODAY, ending)
        assert ended.worked + ended.given_back == one.days
        self.sle.years[one.year].give_back(ended.given_back)

    def open_ones(self) -> list[tuple[Case, Deployment]]:
        """Deployments that go on."""
        return [pair for pair in self.pairs if not pair[1].ended]

    def used(self, year: AcademicYear) -> Days:
        """Committed and worked, counted from the deployments alone."""
        theirs = [one for _, one in self.pairs if one.year == year]
        return sum((one.worked if one.ended else one.days for one in theirs), Days(0))

    @invariant()
    def left_is_released_less_committed_and_worked(self) -> None:
        """Year by year, and never negative."""
        for year, ledger in self.sle.years.items():
            assert ledger.released == self.released[year]
            assert ledger.left == self.released[year] - self.used(year)
            assert ledger.left >= Days(0)
            assert ledger.committed >= Days(0)
            assert ledger.worked == sum((one.worked for _, one in self.pairs if one.year == year), Days(0))

    @invariant()
    def money_is_the_sum_of_its_lines(self) -> None:
        """What was worked costs what its visits cost, each rounded by itself."""
        for _, one in self.pairs:
            assert one.worked_money == total([cost(visit.days, DAY, HALF) for visit in one.visits])


TestSLELife = SLELife.TestCase
TestSLELife.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
