"""What the use cases need of the world."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.finance.domain.books import Books
from services.finance.domain.grant import Grant
from services.finance.domain.heard import Heard, Transaction
from services.finance.domain.terms import Terms
from shared.contracts.fact import Fact
from shared.contracts.finance import ProjectedIncomeChanged
from shared.kernel.ids import GrantId, PersonId, SchoolId
from shared.messaging.envelope import Envelope


class Grants(Protocol):
    """Grants and what became of them."""

    async def lock(self, grant_id: GrantId) -> Grant:
        """A grant, for changing; raises `GrantIsUnknown`."""
        ...

    async def add(self, grant: Grant) -> None:
        """Keep a new one; raises `AlreadyScheduled`."""
        ...

    async def save(self, grant: Grant) -> None:
        """Keep it as it is now."""
        ...


class KeepsLedger(Protocol):
    """The ledger."""

    async def take_turn(self) -> None:
        """One batch at a time writes: wait for the one under way."""
        ...

    async def open(self, heard: Sequence[Heard]) -> Books:
        """The books, with all that these facts are about, and what waited for that."""
        ...

    async def keep(self, books: Books, heard: Sequence[Heard]) -> None:
        """Write what was heard, what it posted, and what waits now."""
        ...

    async def clear(self) -> None:
        """Empty it for a rebuild, and note how far it had heard."""
        ...

    async def has_caught_up(self, heard: Sequence[Heard]) -> bool:
        """Has it heard again all that it had heard before its rebuild? True when there was none."""
        ...


class Projects(Protocol):
    """The projection."""

    async def add(self, transactions: Sequence[Transaction]) -> None:
        """Add to the sums what was just posted."""
        ...

    async def untold(self) -> Sequence[ProjectedIncomeChanged]:
        """The years that stand otherwise than they were last told."""
        ...

    async def note_told(self, told: Sequence[ProjectedIncomeChanged]) -> None:
        """Keep what is being told."""
        ...


class Heads(Protocol):
    """Who leads which school."""

    async def keep(self, person_id: PersonId, school_id: SchoolId) -> None:
        """They lead that school now."""
        ...

    async def forget(self, person_id: PersonId) -> None:
        """They lead none."""
        ...


class Work(Protocol):
    """One unit of work of finance."""

    now: datetime
    terms: Terms
    grants: Grants
    ledger: KeepsLedger
    projections: Projects
    heads: Heads

    def new_id(self) -> UUID:
        """A fresh id."""
        ...

    def publish(self, *facts: Fact) -> None:
        """Tell facts, if the work commits."""
        ...

    def remind(self, at: datetime, command: object, id: str) -> None:  # noqa: A002 - the bus's own word
        """Give that command then."""
        ...

    def because_of(self, envelope: Envelope) -> None:
        """From here on the work is about that fact."""
        ...
