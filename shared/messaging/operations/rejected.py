"""Have done with records that have no place in any order."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select, update

from shared.messaging.operations.audit import note
from shared.messaging.operations.desk import Desk
from shared.messaging.operations.refusals import NotRejected
from shared.messaging.operations.rehearsal import rehearsing
from shared.messaging.operations.words import Name, Partition, Place, Why
from shared.messaging.tables import rejected
from shared.messaging.work import Work


@dataclass(frozen=True, slots=True)
class DismissRejected:
    """Somebody has looked at it: what it held goes, and the alert ends. Without an offset: all of the reader's."""

    reader: Name
    topic: Name | None = None
    partition: Partition | None = None
    offset: Place | None = None
    why: Why = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Dismissed:
    """How many records."""

    records: int


@dataclass(frozen=True, slots=True)
class RejectedRecords:
    """The use case."""

    desk: Desk

    async def dismiss(self, command: DismissRejected, work: Work) -> Dismissed:
        """The rows stay, without headers and data, so that a record that is read again isn't new; refuses none."""
        self.desk.known(command.reader)
        these = _meant(command)
        if not (await work.connection.execute(select(rejected.c.offset).where(these).limit(1))).first():
            raise NotRejected
        async with rehearsing(work, command.dry_run):
            gone = update(rejected).where(these).values(dismissed_at=work.now, headers=[], data=None)
            records = (await work.connection.execute(gone)).rowcount
            await note(work, "rejected.dismiss", command.why, reader=command.reader, topic=command.topic, facts=records)
        return Dismissed(records)


def _meant(command: DismissRejected) -> Any:
    here = {"topic": command.topic, "partition": command.partition, "offset": command.offset}
    named = [rejected.c[name] == value for name, value in here.items() if value is not None]
    return and_(rejected.c.reader == command.reader, rejected.c.dismissed_at.is_(None), *named)
