"""All that waits for an operator at a service, at one look."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging.operations import lost, more_views, views
from shared.messaging.operations.desk import Desk

AT_MOST = 50
"""Lines of each kind: whoever has more asks for them page by page."""

LOST_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class Overview:
    """What isn't sent yet, and all that stands still: the oldest of each kind, and how many facts were lost."""

    outbox: more_views.Outbox
    stopped: Sequence[more_views.ReaderLine]
    parked: Sequence[views.ParkedLine]
    rejected: Sequence[views.RejectedLine]
    refused: Sequence[more_views.RefusedLine]
    timers: Sequence[more_views.TimerLine]
    lost: int


async def overview(connection: AsyncConnection, desk: Desk) -> Overview:
    """As it is now; the oldest of each kind."""
    readers = await more_views.reader_list(connection, desk.readers, desk.folds)
    return Overview(
        outbox=await more_views.outbox_state(connection),
        stopped=[each for each in readers if each.stopped_because],
        parked=(await views.parked_page(connection, views.ParkedFilter(), AT_MOST, None)).facts,
        rejected=await views.rejected_list(connection, None, AT_MOST),
        refused=await more_views.refused_list(connection, AT_MOST),
        timers=await more_views.timer_list(connection, AT_MOST),
        lost=len(await lost.lost_list(connection, LOST_AT_MOST)),
    )
