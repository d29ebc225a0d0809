"""A specialist leader of education, and the ledger of their days, one for each academic year (money.md, "Days")."""

from dataclasses import dataclass, field

from services.support.domain.people import School
from services.support.domain.refusals import (
    DaysAreCommitted,
    DesignationMustBeRenewed,
    NotAnSLE,
    NotEnoughDaysLeft,
    SLEHasAnotherSpecialism,
)
from shared.contracts.support import SLEDesignated
from shared.kernel.days import Days
from shared.kernel.ids import PersonId, SchoolId
from shared.kernel.years import AcademicYear

NONE = Days(0)


@dataclass(slots=True)
class Ledger:
    """The days of one year: released by that home school, committed to deployments, worked. Left is never negative."""

    home_school_id: SchoolId
    released: Days
    committed: Days = NONE
    worked: Days = NONE

    @property
    def left(self) -> Days:
        """What can still be promised."""
        return self.released - self.committed - self.worked

    def work(self, days: Days) -> None:
        """Days that were committed are worked."""
        self.committed, self.worked = self.committed - days, self.worked + days

    def give_back(self, days: Days) -> None:
        """Days that were committed won't be worked."""
        self.committed -= days


@dataclass(slots=True)
class SLE:
    """Somebody designated; without a year's ledger nothing was released for that year."""

    person_id: PersonId
    specialisms: tuple[str, ...] = ()
    years: dict[AcademicYear, Ledger] = field(default_factory=dict[AcademicYear, Ledger])

    def designate(
        self, home: School, specialisms: tuple[str, ...], year: AcademicYear, released: Days
    ) -> SLEDesignated:
        """The home school, a member, releases so many days in that year: anew, or other days than before.

        Never fewer than are committed and worked. Of somebody who changed school the new one takes over the year's
        ledger: what was agreed stands, and counts among the days that it releases.
        """
        home.must_release()
        ledger = self.years.setdefault(year, Ledger(home.school_id, released))
        if released < (bound := ledger.committed + ledger.worked):
            raise DaysAreCommitted(home.name, year, bound)
        ledger.home_school_id, ledger.released = home.school_id, released
        self.specialisms = specialisms
        return SLEDesignated(self.person_id, home.school_id, specialisms, year.begins, released)

    def promise(self, home: School, specialism: str, year: AcademicYear, days: Days) -> None:
        """Promise days of that year. Refuses more than are left, another specialism, a former school's release."""
        ledger = self.years.get(year)
        if ledger is None:
            raise NotAnSLE(year)
        if ledger.home_school_id != home.school_id:
            raise DesignationMustBeRenewed(home.name, year)
        home.must_release()
        if specialism not in self.specialisms:
            raise SLEHasAnotherSpecialism(specialism)
        if days > ledger.left:
            raise NotEnoughDaysLeft(home.name, year, ledger.left, days)
        ledger.committed += days

    def forget(self) -> None:
        """Only ids and the ledger's numbers remain."""
        self.specialisms = ()
