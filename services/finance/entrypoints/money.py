"""The projection, accounts, and where each figure came from, over HTTP."""

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from sqlalchemy.ext.asyncio import AsyncConnection

from services.finance.adapters import provenance as origins
from services.finance.adapters import views
from services.finance.adapters.bands import BandLine, bands
from services.finance.adapters.heads import led_school
from services.finance.domain.accounts import Kind
from services.finance.domain.entry import Certainty
from services.finance.domain.refusals import FactIsUnknown, NotYourSchool
from services.finance.entrypoints.grants import LOOK, Year
from shared.http.acting import acting_head
from shared.http.tokens import Caller, allowed
from shared.service import Doors

Calendar = Literal["academic", "financial"]
Named = Annotated[str | None, Query(max_length=100, pattern="^[^\\x00]*$")]


def projections(router: APIRouter, doors: Doors) -> None:
    """What there will be."""

    @router.get("/projections")
    async def years(
        caller: Annotated[Caller, Depends(doors.caller)],
        view: Annotated[AsyncConnection, Depends(doors.view)],
        calendar: Calendar = "academic",
    ) -> list[views.YearLine]:
        """All years side by side."""
        allowed(caller, *LOOK)
        return await views.years(view, calendar)

    @router.get("/projections/{year}")
    async def projection(
        year: Year,
        caller: Annotated[Caller, Depends(doors.caller)],
        view: Annotated[AsyncConnection, Depends(doors.view)],
        calendar: Calendar = "academic",
    ) -> views.Projection:
        """A year's projection by strand and kind; `year` is the one that it begins in."""
        allowed(caller, *LOOK)
        return await views.projection_of(view, calendar, year)

    @router.get("/bands")
    async def likely(
        caller: Annotated[Caller, Depends(doors.caller)],
        view: Annotated[AsyncConnection, Depends(doors.view)],
        calendar: Calendar = "academic",
    ) -> list[BandLine]:
        """Years in which applications are open: between which amounts they will probably end, eight times in ten."""
        allowed(caller, *LOOK)
        return await bands(view, calendar)

    @router.get("/schools/{school_id}/account")
    async def account(
        school_id: UUID,
        caller: Annotated[Caller, Depends(doors.caller)],
        view: Annotated[AsyncConnection, Depends(doors.view)],
    ) -> views.SchoolAccount:
        """What a school owes and is owed; a head sees their own school's."""
        head = acting_head(caller, "finance")
        if head and await led_school(view, head) != school_id:
            raise NotYourSchool
        return await views.school_account(view, school_id)

    @router.get("/books")
    async def books(
        caller: Annotated[Caller, Depends(doors.caller)], view: Annotated[AsyncConnection, Depends(doors.view)]
    ) -> views.Books:
        """Whether the books are in order: everything added up again, and compared."""
        allowed(caller, *LOOK)
        return await views.books(view)


def provenance(router: APIRouter, doors: Doors) -> None:
    """Where a figure came from."""

    @router.get("/postings")
    async def postings(
        caller: Annotated[Caller, Depends(doors.caller)],
        view: Annotated[AsyncConnection, Depends(doors.view)],
        wanted: Annotated[origins.Wanted, Depends(_wanted)],
        after: Annotated[tuple[UUID, int, int] | None, Depends(_after)],
        limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    ) -> list[origins.PostingLine]:
        """The postings behind a figure, each with its fact, and who began it."""
        allowed(caller, *LOOK)
        return await origins.posting_list(view, wanted, limit, after)

    @router.get("/facts")
    async def facts(
        caller: Annotated[Caller, Depends(doors.caller)],
        view: Annotated[AsyncConnection, Depends(doors.view)],
        id: Annotated[str, Query(pattern="^[0-9a-f-]{1,36}$")],  # noqa: A002 - its name in the address
        limit: Annotated[int, Query(ge=1, le=200)] = 10,
    ) -> list[origins.FactLine]:
        """Facts of the ledger by the beginning of their id, or of its last eight digits."""
        allowed(caller, *LOOK)
        return await origins.fact_list(view, id, limit)

    @router.get("/facts/{event_id}")
    async def fact(
        event_id: UUID,
        caller: Annotated[Caller, Depends(doors.caller)],
        view: Annotated[AsyncConnection, Depends(doors.view)],
    ) -> origins.FactView:
        """A fact, and what it posted."""
        allowed(caller, *LOOK)
        found = await origins.fact(view, event_id)
        if found is None:
            raise FactIsUnknown(event_id)
        return found

    @router.get("/waiting")
    async def waiting(
        caller: Annotated[Caller, Depends(doors.caller)], view: Annotated[AsyncConnection, Depends(doors.view)]
    ) -> list[origins.WaitingLine]:
        """Facts that can't be posted yet, longest waiting first."""
        allowed(caller, *LOOK)
        return await origins.waiting_list(view, datetime.now(UTC))


def _wanted(
    calendar: Calendar = "academic",
    year: Annotated[int | None, Query(ge=2000, le=2100)] = None,
    strand: Named = None,
    kind: Kind | None = None,
    certainty: Certainty | None = None,
    account: Named = None,
    about: UUID | None = None,
    grant_id: UUID | None = None,
    correlation_id: UUID | None = None,
    event_id: Annotated[list[UUID] | None, Query(max_length=100)] = None,
) -> origins.Wanted:
    """Which postings; `account` may be a whole one or how it begins (`income`, `receivable`).

    `event_id`, given once or more often: those of these facts.
    """
    facts = tuple(event_id or ())
    return origins.Wanted(calendar, year, strand, kind, certainty, account, about, grant_id, correlation_id, facts)


def _after(
    after_fact: UUID | None = None,
    after_number: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    after_line: Annotated[int, Query(ge=0, le=2**15 - 1)] = 0,
) -> tuple[UUID, int, int] | None:
    """The last posting of the page before."""
    return (after_fact, after_number, after_line) if after_fact else None
