"""Rounds: everybody once, on fresh databases and topics; who begins changes from round to round."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from deploy.bench.bus import bare_fold, bare_relay, ours, peer_reader, peer_relay
from deploy.bench.bus.filling import fill
from deploy.bench.bus.ground import Field, Ground
from deploy.bench.bus.pace import Contender, pace
from deploy.bench.lab import say

FILLED = "filled"
"""The database that each turn gets a copy of: an outbox full of facts that wait."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many facts each kind of contender is watched over, and for how many seconds at most."""

    facts: int
    reactions: int
    peers: int
    seconds: float


FULL = Sizes(facts=40_000, reactions=6000, peers=800, seconds=10)
QUICK = Sizes(facts=15_000, reactions=2000, peers=150, seconds=1.5)


class Rounds:
    """Facts a second of each contender, round by round."""

    def __init__(self, ground: Ground, sizes: Sizes) -> None:
        self._ground = ground
        self._sizes = sizes
        self.rates: dict[str, list[float]] = defaultdict(list)

    async def prepare(self) -> None:
        """Make the database that all turns begin with."""
        await fill(await self._ground.make(FILLED), self._sizes.facts)

    async def run(self, number: int) -> None:
        """Everybody once; the readers read what our relay has just sent."""
        async with self._ground.field(FILLED) as own, self._ground.field(FILLED) as other:
            relays = [("relay", ours.relay, own), ("relay_bare", bare_relay.relay, other)]
            for name, contender, field in relays[:: -1 if number % 2 else 1]:
                await self._turn(name, contender, field, self._sizes.facts)
            folds = [("fold", ours.fold), ("fold_bare", bare_fold.fold)]
            for name, contender in folds[:: -1 if number % 2 else 1]:
                await self._turn(name, contender, own, self._sizes.facts)
            await self._turn("reaction", ours.reaction, own, self._sizes.reactions)
            await self._turn("fold_peer", peer_reader.fold, own, self._sizes.peers)
            await self._turn("reaction_peer", peer_reader.reaction, own, self._sizes.peers)
        for name, flush in (("relay_peer", 1), ("relay_peer_batched", 100)):
            async with self._ground.field(FILLED) as field:
                await self._turn(name, peer_relay.relay(flush), field, self._sizes.peers)

    def medians(self) -> Mapping[str, float]:
        """The median of each contender's rounds."""
        return {name: median(rates) for name, rates in self.rates.items()}

    async def _turn(self, name: str, contender: Contender, field: Field, facts: int) -> None:
        rate = await pace(contender, field, facts, self._sizes.seconds)
        say(f"    {name:<20} {rate:8.0f} facts/s")
        self.rates[name].append(rate)
