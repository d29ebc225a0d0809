"""Facts are posted in the ledger, and the projection follows: finance's fold."""

from collections.abc import Sequence
from typing import Protocol

from services.finance.domain.heard import Heard, Transaction
from services.finance.domain.posting import hear
from services.finance.use_cases.ports import Work
from shared.contracts.fact import Fact
from shared.kernel.years import AcademicYear
from shared.messaging.envelope import Envelope


class Read(Protocol):
    """A fact as a reader got it."""

    @property
    def fact(self) -> Fact:
        """What was told."""
        ...

    @property
    def envelope(self) -> Envelope:
        """Around it."""
        ...


async def keep_books(reads: Sequence[Read], work: Work) -> None:
    """Post what these facts mean, all of them or none; tell of each year that now stands otherwise."""
    await work.ledger.take_turn()
    heard = [_heard(read) for read in reads]
    books = await work.ledger.open(heard)
    for each in heard:
        hear(books, each)
    await work.ledger.keep(books, heard)
    await work.projections.add(books.written)
    if await work.ledger.has_caught_up(heard):
        await _tell(reads, books.written, work)


async def clear_books(work: Work) -> None:
    """Empty the ledger, so that it can be rebuilt."""
    await work.ledger.clear()


async def _tell(reads: Sequence[Read], written: Sequence[Transaction], work: Work) -> None:
    """Each year because of the last fact that moved it."""
    moved = {AcademicYear.of(each.entry.dated).begins: each.heard.event_id for each in written}
    envelopes = {read.envelope.event_id: read.envelope for read in reads}
    untold = await work.projections.untold()
    for year in untold:
        work.because_of(envelopes.get(moved.get(year.academic_year, reads[-1].envelope.event_id), reads[-1].envelope))
        work.publish(year)
    await work.projections.note_told(untold)


def _heard(read: Read) -> Heard:
    envelope = read.envelope
    began = envelope.cause.correlation_id or envelope.event_id
    return Heard(
        read.fact,
        envelope.event_id,
        envelope.topic,
        envelope.key,
        envelope.sequence,
        envelope.time,
        envelope.cause.actor,
        began,
    )
