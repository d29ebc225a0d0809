"""Where a reader's next records must come from: whatever comes from elsewhere is read again."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from shared.messaging.inbox import Step
from shared.messaging.kafka_log import Place
from shared.messaging.records import Record


@dataclass
class Bookmarks:
    """One bookmark for each partition in hand.

    FastStream and aiokafka may drop a batch (an error in another partition of it, a handler that raises, a consumer
    that is ending), and aiokafka may begin before it was told where. Only bookmarks notice.
    """

    cluster: str = ""
    next: dict[Place, int] = field(default_factory=dict[Place, int])
    gaps: dict[Place, int] = field(default_factory=dict[Place, int])
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    def begin(self, cluster: str, begins: Mapping[Place, int]) -> None:
        """Partitions were assigned, and are read from there."""
        self.cluster = cluster
        self.next.update(begins)
        self.gaps.clear()
        self.begun.set()

    def close(self) -> None:
        """The partitions are taken from us, or their places are in doubt."""
        self.next.clear()
        self.begun.clear()

    def sift(self, records: Iterable[Record]) -> tuple[list[Record], dict[Place, int]]:
        """The records that follow on, and from where to read again instead of the others.

        A gap that is there again when read again is Kafka's own: compaction leaves such.
        """
        fitting: list[Record] = []
        again: dict[Place, int] = {}
        for place, story in groupby(records, key=lambda record: record.place):
            found = list(story)
            begin = self.next.get(place)
            if begin is None:  # a seek is on its way, which brings them again
                continue
            if found[0].offset > begin and self.gaps.get(place) != found[0].offset:
                self.gaps[place] = found[0].offset
                again[place] = begin
            else:
                fitting += found
        return fitting, again

    def are_ahead(self, before: Mapping[Place, int], stored: Mapping[Place, int]) -> bool:
        """Has the table gone back since `before`: a rebuild, a restore? A batch's commit only ever puts it ahead."""
        return any(stored.get(place, -1) < at and self.next.get(place) == at for place, at in before.items())

    def steps(self, records: Sequence[Record]) -> list[Step]:
        """What applying these records moves."""
        ends = {record.place: record.offset + 1 for record in records}
        return [Step(self.cluster, place, self.next[place], end) for place, end in ends.items()]

    def turn(self, steps: Iterable[Step]) -> None:
        """The steps were taken, unless the partition has been taken from us meanwhile."""
        for step in steps:
            if self.next.get(step.place) == step.begin:
                self.next[step.place] = step.end
