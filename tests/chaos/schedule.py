"""What goes wrong when, drawn by a seed: the same seed, the same schedule."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shared.messaging.crash_points import PLACES
from tests.chaos.faults import (
    CrashPoint,
    Fault,
    Freeze,
    FreezeLeader,
    Kill,
    KillLeader,
    Latecomer,
    OneMore,
    Rebuild,
    Upgrade,
)
from tests.chaos.ground_faults import (
    KAFKAS_MEMORY,
    BadMailServer,
    BadNetwork,
    FullDisk,
    KillKafka,
    KillPostgres,
    LoseKafka,
    LoseTail,
    MorePartitions,
    Restore,
    RestoreOwner,
)
from tests.chaos.members import FROM_THE_START, ROADS
from tests.chaos.post_office import Temper
from tests.chaos.proxy import Weather

CALM = 1.0
"""Seconds before the first fault and after the last one's beginning."""

EVERY = 1.6
"""Seconds: on average so often something begins."""

TOLD = ("member", "place", "service", "other", "table", "weather", "temper")
"""What of a fault is told."""

FILLED = (
    ("mint", "outbox"),
    ("mint", "ledger"),
    ("vault", "effects"),
    ("notify", "messages"),
    ("registry", "outbox"),
    ("bookings", "bookings"),
    ("support", "outbox"),
    ("finance", "postings"),
)
"""Tables that find no room, each of its service."""

PAST_EVERY_TIME_OUT = 17.0
"""Seconds: PostgreSQL ends an idle transaction after 15, Kafka gives up a silent reader long before."""


@dataclass(frozen=True)
class Planned:
    """A fault, and when (seconds from the beginning) it begins and ends."""

    begins: float
    ends: float
    fault: Fault

    def __str__(self) -> str:
        """The fault in words: `bad network: vault kafka black hole`."""
        told = [f"{value}" for name, value in vars(self.fault).items() if name in TOLD]
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(self.fault).__name__).lower()
        return f"{name}: {' '.join(told)}" if told else name


@dataclass(frozen=True)
class Kind:
    """A kind of fault: how often it is drawn, how long it lasts, how it is made."""

    weight: int
    lasts: tuple[float, float]
    make: Callable[[random.Random], Fault]
    most: int = 1000


def schedule(seed: int, seconds: float) -> list[Planned]:
    """Faults that begin within so many seconds, no two on the same thing at the same time."""
    draw = random.Random(f"schedule {seed}")
    planned: list[Planned] = []
    drawn = dict.fromkeys(KINDS, 0)
    for _ in range(round(seconds / EVERY)):
        name = draw.choices(list(KINDS), [kind.weight for kind in KINDS.values()])[0]
        kind = KINDS[name]
        begins = draw.uniform(CALM, max(CALM, seconds - CALM))
        candidate = Planned(begins, begins + draw.uniform(*kind.lasts), kind.make(draw))
        if drawn[name] < kind.most and not any(_clash(candidate, other) for other in planned):
            planned.append(candidate)
            drawn[name] += 1
    return sorted(planned, key=lambda each: each.begins)


def _clash(one: Planned, other: Planned) -> bool:
    """Do both use the same thing at the same time, or one just after the other?"""
    if _forgets_what_is_lost(one, other) or _forgets_what_is_lost(other, one):
        return True
    apart = one.ends + CALM < other.begins or other.ends + CALM < one.begins
    return not apart and bool(one.fault.uses & other.fault.uses)


def _forgets_what_is_lost(one: Planned, other: Planned) -> bool:
    """Would Kafka forget what, since the owner's backup, only Kafka knows? Lost on both sides, nobody could tell."""
    restored, forgotten = isinstance(one.fault, RestoreOwner), KAFKAS_MEMORY in other.fault.uses
    return restored and forgotten and other.ends + CALM > one.begins


def _network(draw: random.Random) -> Fault:
    road = draw.choice([*((road, "kafka") for road in ROADS), *((road, "postgres") for road in ROADS)])
    weather = draw.choice([Weather.SLOW, Weather.CUT, Weather.HALF_CLOSED, Weather.BLACK_HOLE])
    return BadNetwork(*road, weather, draw.uniform(0.02, 0.3))


def _crash_point(draw: random.Random) -> Fault:
    member = draw.choice(FROM_THE_START)
    relays = ("commit.", "relay.")
    reads = () if member.startswith("registry") else ("reader.",)
    mails = ("mail.",) if member.startswith("notify") else ()
    return CrashPoint(member, draw.choice([place for place in PLACES if place.startswith((*relays, *reads, *mails))]))


KINDS: Mapping[str, Kind] = {
    "kill": Kind(14, (0.0, 2.0), lambda draw: Kill(draw.choice(FROM_THE_START))),
    "kill leader": Kind(6, (0.0, 2.0), lambda _: KillLeader()),
    "crash point": Kind(12, (1.0, 4.0), _crash_point),
    "freeze": Kind(
        5, (PAST_EVERY_TIME_OUT, PAST_EVERY_TIME_OUT + 1), lambda draw: Freeze(draw.choice(FROM_THE_START)), 2
    ),
    "freeze leader": Kind(4, (PAST_EVERY_TIME_OUT, PAST_EVERY_TIME_OUT + 1), lambda _: FreezeLeader(), 1),
    "kill kafka": Kind(5, (0.0, 1.5), lambda _: KillKafka()),
    "lose tail": Kind(5, (0.0, 1.0), lambda _: LoseTail()),
    "lose kafka": Kind(3, (0.0, 1.0), lambda _: LoseKafka(), 1),
    "kill postgres": Kind(6, (0.0, 1.5), lambda _: KillPostgres()),
    "network": Kind(16, (1.0, 8.0), _network),
    "mail server": Kind(8, (1.0, 5.0), lambda draw: BadMailServer(draw.choice(list(Temper)[1:]))),
    "mail road": Kind(3, (1.0, 4.0), lambda draw: BadNetwork("notify", "mail", draw.choice(list(Weather)[1:]), 0.2)),
    "full disk": Kind(
        5,
        (1.0, 4.0),
        lambda draw: FullDisk(*draw.choice(FILLED)),
    ),
    "restore reader": Kind(4, (5.0, 30.0), lambda _: Restore("late"), 1),
    "restore owner": Kind(4, (5.0, 30.0), lambda _: RestoreOwner(), 1),
    "one more": Kind(6, (3.0, 10.0), lambda _: OneMore("vault-3")),
    "latecomer": Kind(8, (1.0, 1.0), lambda _: Latecomer(), 1),
    "more partitions": Kind(4, (1.0, 3.0), lambda _: MorePartitions(), 2),
    "rebuild": Kind(4, (0.0, 0.0), lambda _: Rebuild(), 2),
    "upgrade": Kind(5, (4.0, 10.0), lambda _: Upgrade(), 1),
}
