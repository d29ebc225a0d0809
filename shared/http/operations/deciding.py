"""What operators decide: each request's body is the command itself. `dry_run` tells what would come of it."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from shared.http.asking import Asking
from shared.messaging.operations import parked, parked_timers
from shared.messaging.operations.mending import MendParked
from shared.messaging.operations.rebuild import RebuildFold, Rebuilt
from shared.messaging.operations.refused import DiscardRefused, Released, RetryRefused
from shared.messaging.operations.rejected import Dismissed, DismissRejected
from shared.messaging.operations.republish import Republish, Unmarked
from shared.messaging.operations.resume import Resumed, ResumeReader


def deciding(router: APIRouter, ask: Callable[..., Any]) -> None:
    """The doors at which something is decided."""
    _about_parked(router, ask)
    _about_readers(router, ask)
    _about_what_we_tell(router, ask)
    _about_timers(router, ask)


def _about_parked(router: APIRouter, ask: Callable[..., Any]) -> None:
    @router.post("/parked/retry")
    async def retry(command: parked.RetryParked, asking: Annotated[Asking, Depends(ask)]) -> parked.Decided:
        """Try a key again, from its first parked fact on."""
        return await asking.do(command)

    @router.post("/parked/retry-all")
    async def retry_all(command: parked.RetryAllParked, asking: Annotated[Asking, Depends(ask)]) -> parked.Retried:
        """Try again whatever was set aside for one reason, a portion at a time; `until` is the first answer's."""
        return await asking.do(command)

    @router.post("/parked/mend")
    async def mend(command: MendParked, asking: Annotated[Asking, Depends(ask)]) -> parked.Decided:
        """Replace a fact's data; kept by number, and obeyed whenever the number comes again."""
        return await asking.do(command)

    @router.post("/parked/skip")
    async def skip(command: parked.SkipParked, asking: Annotated[Asking, Depends(ask)]) -> parked.Decided:
        """Count a number as applied without effect; kept, and obeyed whenever it comes again."""
        return await asking.do(command)

    @router.post("/rejected/dismiss")
    async def dismiss(command: DismissRejected, asking: Annotated[Asking, Depends(ask)]) -> Dismissed:
        """Have done with a rejected record, or with all of a reader's: their headers and data go."""
        return await asking.do(command)


def _about_readers(router: APIRouter, ask: Callable[..., Any]) -> None:
    @router.post("/readers/resume")
    async def resume(command: ResumeReader, asking: Annotated[Asking, Depends(ask)]) -> Resumed:
        """Let a stopped reader read again."""
        return await asking.do(command)

    @router.post("/readers/rebuild")
    async def rebuild(command: RebuildFold, asking: Annotated[Asking, Depends(ask)]) -> Rebuilt:
        """Throw a fold away and let it read anew."""
        return await asking.do(command)


def _about_what_we_tell(router: APIRouter, ask: Callable[..., Any]) -> None:
    @router.post("/refused/retry")
    async def retry_refused(command: RetryRefused, asking: Annotated[Asking, Depends(ask)]) -> Released:
        """Send a fact again that Kafka refused."""
        return await asking.do(command)

    @router.post("/refused/discard")
    async def discard_refused(command: DiscardRefused, asking: Annotated[Asking, Depends(ask)]) -> Released:
        """Let a fact go that Kafka refused; its number stays, so that its key goes on everywhere."""
        return await asking.do(command)

    @router.post("/republish")
    async def republish(command: Republish, asking: Annotated[Asking, Depends(ask)]) -> Unmarked:
        """Send facts once more, a portion at a time; `after` is the answer before's."""
        return await asking.do(command)


def _about_timers(router: APIRouter, ask: Callable[..., Any]) -> None:
    @router.post("/timers/retry")
    async def retry_timer(
        command: parked_timers.RetryTimer, asking: Annotated[Asking, Depends(ask)]
    ) -> parked_timers.Decided:
        """Give a parked timer's command again."""
        return await asking.do(command)

    @router.post("/timers/discard")
    async def discard_timer(
        command: parked_timers.DiscardTimer, asking: Annotated[Asking, Depends(ask)]
    ) -> parked_timers.Decided:
        """Let a parked timer go: its command won't be given."""
        return await asking.do(command)
