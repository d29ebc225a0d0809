"""Throw a fold away and let it read anew (bus.md, "Reactions and folds")."""

from dataclasses import dataclass

from sqlalchemy import delete, text

from shared.messaging.operations.audit import note
from shared.messaging.operations.desk import Desk
from shared.messaging.operations.rehearsal import rehearsing
from shared.messaging.operations.words import Name, Why
from shared.messaging.tables import inbox, parked, positions
from shared.messaging.work import Work


@dataclass(frozen=True, slots=True)
class RebuildFold:
    """Delete what a fold projected; it reads all its topics from their beginnings, obeying what was decided."""

    fold: Name
    why: Why = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many keys the fold had read, and how many facts were parked: those that still fail will park again."""

    keys: int
    parked: int


@dataclass(frozen=True, slots=True)
class Rebuilding:
    """The use case."""

    desk: Desk

    async def rebuild(self, command: RebuildFold, work: Work) -> Rebuilt:
        """All in one commit; the running reader finds its positions gone, and begins anew."""
        clear = self.desk.clearing(command.fold)
        async with rehearsing(work, command.dry_run):
            await work.connection.execute(_NOBODY_READS)
            await clear(work)
            keys = (await work.connection.execute(delete(inbox).where(inbox.c.reader == command.fold))).rowcount
            waiting = (await work.connection.execute(delete(parked).where(parked.c.reader == command.fold))).rowcount
            await work.connection.execute(delete(positions).where(positions.c.reader == command.fold))
            await note(work, "fold.rebuild", command.why, reader=command.fold)
        return Rebuilt(keys, waiting)


_NOBODY_READS = text("LOCK TABLE inbox IN SHARE ROW EXCLUSIVE MODE")
"""Batches begin by writing here: those in hand end first, or their rows would outlive the clearing; new ones wait."""
