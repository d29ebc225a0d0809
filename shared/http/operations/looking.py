"""What operators look at. Parked facts and rejected records may hold personal data."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging.operations import facts, more_views, views
from shared.messaging.operations.desk import Desk
from shared.messaging.operations.overview import Overview, overview
from shared.messaging.operations.paging import LARGEST_PAGE
from shared.messaging.operations.progress import Progress, progress
from shared.messaging.operations.refusals import FactIsNotOurs, NothingIsParked, NotRejected
from shared.messaging.operations.words import Name, Number, Partition, Place
from shared.messaging.parking import Reason

Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]


def looking(router: APIRouter, desk: Desk, view: Callable[..., Any]) -> None:
    """The doors at which nothing changes."""
    _overview(router, desk, view)
    _parked(router, view)
    _rejected(router, view)
    _lists(router, desk, view)
    _facts(router, view)


def _overview(router: APIRouter, desk: Desk, view: Callable[..., Any]) -> None:
    @router.get("/overview")
    async def at_one_look(view: Annotated[AsyncConnection, Depends(view)]) -> Overview:
        """All that waits for an operator: what was set aside, rejected, refused or lost, and who is stopped."""
        return await overview(view, desk)


def _parked(router: APIRouter, view: Callable[..., Any]) -> None:
    @router.get("/parked")
    async def parked(
        view: Annotated[AsyncConnection, Depends(view)],
        reader: Name | None = None,
        reason: Reason | None = None,
        topic: Name | None = None,
        key: Name | None = None,
        limit: Limit = 50,
        after: Annotated[str | None, Query(max_length=2000)] = None,
    ) -> views.ParkedPage:
        """Facts that readers set aside, by reader, topic, key and number; `after` is the `next` of the page before."""
        return await views.parked_page(view, views.ParkedFilter(reader, reason, topic, key), limit, after)

    @router.get("/parked/fact")
    async def parked_fact(
        view: Annotated[AsyncConnection, Depends(view)], reader: Name, topic: Name, key: Name, sequence: Number
    ) -> views.ParkedView:
        """One of them, with headers and data as they came."""
        found = await views.parked_fact(view, reader, topic, key, sequence)
        if found is None:
            raise NothingIsParked(topic, f"{key} number {sequence}")
        return found


def _rejected(router: APIRouter, view: Callable[..., Any]) -> None:
    @router.get("/rejected")
    async def rejected(
        view: Annotated[AsyncConnection, Depends(view)], reader: Name | None = None, limit: Limit = 50
    ) -> list[views.RejectedLine]:
        """Records without a key or a number that nobody has dismissed yet, oldest first."""
        return await views.rejected_list(view, reader, limit)

    @router.get("/rejected/record")
    async def rejected_record(
        view: Annotated[AsyncConnection, Depends(view)], reader: Name, topic: Name, partition: Partition, offset: Place
    ) -> views.RejectedView:
        """One of them, with headers and data as they came."""
        found = await views.rejected_record(view, reader, topic, partition, offset)
        if found is None:
            raise NotRejected
        return found


def _lists(router: APIRouter, desk: Desk, view: Callable[..., Any]) -> None:
    @router.get("/readers")
    async def readers(view: Annotated[AsyncConnection, Depends(view)]) -> list[more_views.ReaderLine]:
        """The service's readers; which are folds, and which are stopped and why."""
        return await more_views.reader_list(view, desk.readers, desk.folds)

    @router.get("/readers/progress")
    async def read_so_far(view: Annotated[AsyncConnection, Depends(view)], reader: Name) -> Progress:
        """How far a reader is, against how long its logs are."""
        return await progress(desk, view, reader)

    @router.get("/readers/standings")
    async def standings(
        view: Annotated[AsyncConnection, Depends(view)], topic: Name, key: Name
    ) -> list[more_views.StandingLine]:
        """How far each reader of that topic is with one key: has what was told last arrived here?"""
        return await more_views.standings(view, desk.readers_of(topic), topic, key)

    @router.get("/refused")
    async def refused(
        view: Annotated[AsyncConnection, Depends(view)], limit: Limit = 50
    ) -> list[more_views.RefusedLine]:
        """Facts of ours that Kafka refused for what they are; each holds its key."""
        return await more_views.refused_list(view, limit)

    @router.get("/timers")
    async def timers(view: Annotated[AsyncConnection, Depends(view)], limit: Limit = 50) -> list[more_views.TimerLine]:
        """Timers that failed three times."""
        return await more_views.timer_list(view, limit)

    @router.get("/outbox")
    async def outbox(view: Annotated[AsyncConnection, Depends(view)]) -> more_views.Outbox:
        """How many facts haven't gone out."""
        return await more_views.outbox_state(view)

    @router.get("/audit")
    async def audit(
        view: Annotated[AsyncConnection, Depends(view)], limit: Limit = 50, before: Place | None = None
    ) -> list[more_views.AuditLine]:
        """What operators decided, newest first; `before` is the `id` of the last one on the page before."""
        return await more_views.audit_list(view, limit, before)


def _facts(router: APIRouter, view: Callable[..., Any]) -> None:
    @router.get("/facts")
    async def facts_of(
        view: Annotated[AsyncConnection, Depends(view)],
        topic: Name,
        key: Name,
        traceparent: Name | None = None,
        limit: Limit = LARGEST_PAGE,
    ) -> list[facts.FactView]:
        """What this service told about one key, in order; of one request only, by the `traceparent` that it brought."""
        return await facts.facts_of(view, topic, key, traceparent, limit)

    @router.get("/facts/{event_id}")
    async def fact(event_id: UUID, view: Annotated[AsyncConnection, Depends(view)]) -> facts.FactView:
        """A fact that this service told: when, who had acted, by which command or because of which fact."""
        found = await facts.fact(view, event_id)
        if found is None:
            raise FactIsNotOurs(event_id)
        return found
