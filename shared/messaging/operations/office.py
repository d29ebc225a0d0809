"""Everything that an operator may do, by command: the map of the operations."""

from collections.abc import Mapping
from typing import Any

from shared.messaging.commands import UseCase
from shared.messaging.operations.desk import Desk
from shared.messaging.operations.lost import DecideLost, KeepLost, decide_lost, keep_lost
from shared.messaging.operations.mending import Mending, MendParked
from shared.messaging.operations.parked import ParkedFacts, RetryAllParked, RetryParked, SkipParked
from shared.messaging.operations.parked_timers import DiscardTimer, RetryTimer, discard_timer, retry_timer
from shared.messaging.operations.rebuild import RebuildFold, Rebuilding
from shared.messaging.operations.recovery import Recovery, SettleLost
from shared.messaging.operations.refused import DiscardRefused, RefusedFacts, RetryRefused
from shared.messaging.operations.rejected import DismissRejected, RejectedRecords
from shared.messaging.operations.republish import Republish, Republishing
from shared.messaging.operations.resume import ResumeReader, StoppedReaders


def use_cases(desk: Desk) -> Mapping[type[Any], UseCase]:
    """The use case behind each command."""
    return {
        RetryParked: ParkedFacts(desk).retry,
        RetryAllParked: ParkedFacts(desk).retry_all,
        SkipParked: ParkedFacts(desk).skip,
        MendParked: Mending(desk).mend,
        DismissRejected: RejectedRecords(desk).dismiss,
        ResumeReader: StoppedReaders(desk).resume,
        RetryRefused: RefusedFacts(desk).retry,
        DiscardRefused: RefusedFacts(desk).discard,
        RetryTimer: retry_timer,
        DiscardTimer: discard_timer,
        Republish: Republishing(desk).republish,
        RebuildFold: Rebuilding(desk).rebuild,
        KeepLost: keep_lost,
        DecideLost: decide_lost,
        SettleLost: Recovery(desk).settle,
    }
