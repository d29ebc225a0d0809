"""What the use cases need of the world."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from services.support.domain.brokerage import Rate
from services.support.domain.case import Case
from services.support.domain.people import Person, School
from services.support.domain.sle import SLE
from services.support.domain.specialisms import Specialisms
from shared.contracts.fact import Fact
from shared.kernel.days import Days
from shared.kernel.ids import CaseId, PersonId, SchoolId


class Schools(Protocol):
    """Support's copy of the schools."""

    async def get(self, school_id: SchoolId) -> School:
        """The school; raises `SchoolIsUnknown`. It can't change before this work ends."""
        ...

    async def save(self, school: School) -> None:
        """Keep it as it is now."""
        ...


class People(Protocol):
    """Support's copy of who works where."""

    async def get(self, person_id: PersonId) -> Person:
        """Somebody; one not told of yet has only the id. They can't move before this work ends."""
        ...

    async def save(self, person: Person) -> None:
        """Keep them as they are now."""
        ...


class SLEs(Protocol):
    """SLEs and their ledgers."""

    async def lock(self, person_id: PersonId) -> SLE:
        """An SLE, for changing; somebody not designated yet is locked too. A case's lock comes before."""
        ...

    async def save(self, sle: SLE) -> None:
        """Keep them as they are now."""
        ...


class Cases(Protocol):
    """Cases with their deployments and visits."""

    async def lock(self, case_id: CaseId) -> Case:
        """A case, for changing; raises `CaseIsUnknown`."""
        ...

    async def save(self, case: Case) -> None:
        """Keep it as it is now."""
        ...

    async def worked_on(self, person_id: PersonId, day: date) -> Days:
        """What somebody worked on that date, on all cases; under their own lock it is exact."""
        ...


class Rules(Protocol):
    """The rules that are data."""

    specialisms: Specialisms
    rates: Mapping[str, Rate]


class Work(Protocol):
    """One unit of work of support."""

    now: datetime
    schools: Schools
    people: People
    sles: SLEs
    cases: Cases
    rules: Rules

    def new_id(self) -> UUID:
        """A fresh id."""
        ...

    def publish(self, *facts: Fact) -> None:
        """Tell facts, if the work commits."""
        ...
