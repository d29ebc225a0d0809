"""Let a stopped reader read again."""

from dataclasses import dataclass

from sqlalchemy import select, update

from shared.messaging import parking
from shared.messaging.operations.audit import note
from shared.messaging.operations.desk import Desk
from shared.messaging.operations.refusals import ReaderIsNotStopped
from shared.messaging.operations.rehearsal import rehearsing
from shared.messaging.operations.words import Name, Why
from shared.messaging.tables import readers
from shared.messaging.work import Work


@dataclass(frozen=True, slots=True)
class ResumeReader:
    """What stopped the reader has been put right."""

    reader: Name
    why: Why = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Resumed:
    """Why it had stopped."""

    stopped_because: str


@dataclass(frozen=True, slots=True)
class StoppedReaders:
    """The use case."""

    desk: Desk

    async def resume(self, command: ResumeReader, work: Work) -> Resumed:
        """Every process of it goes on within a second; refuses one that isn't stopped."""
        self.desk.known(command.reader)
        await work.connection.execute(select(readers).where(readers.c.reader == command.reader).with_for_update())
        because = await parking.stopped_because(work.connection, command.reader)
        if because is None:
            raise ReaderIsNotStopped(command.reader)
        async with rehearsing(work, command.dry_run):
            this = update(readers).where(readers.c.reader == command.reader)
            await work.connection.execute(this.values(stopped_at=None, stopped_because=None))
            await note(work, "reader.resume", command.why, reader=command.reader)
        return Resumed(because)
