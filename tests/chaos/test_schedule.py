"""What two hundred seeds try: nothing that the schedule can do is left out."""

from __future__ import annotations

from functools import cache
from itertools import product

from shared.messaging.crash_points import PLACES
from tests.chaos.faults import CrashPoint, Fault, Freeze, Kill
from tests.chaos.ground_faults import BadMailServer, BadNetwork, FullDisk, RestoreOwner
from tests.chaos.members import FROM_THE_START, ROADS
from tests.chaos.post_office import Temper
from tests.chaos.proxy import Weather
from tests.chaos.schedule import FILLED, KINDS, Planned, schedule

SECONDS = 25.0

SEEDS = 200


@cache
def planned() -> list[Planned]:
    """What seeds 1 to 200 draw."""
    return [each for seed in range(1, SEEDS + 1) for each in schedule(seed, SECONDS)]


def drawn() -> list[Fault]:
    """Their faults."""
    return [each.fault for each in planned()]


def test_two_hundred_seeds_draw_every_kind_of_fault() -> None:
    """A mail server's road is a bad network like any other."""
    assert len({type(each) for each in drawn()}) == len(KINDS) - 1


def test_two_hundred_seeds_draw_every_weather_between_each_pair() -> None:
    """Slow, cut, half-closed, a black hole: between each service and whatever it stands on."""
    pairs = [*product(ROADS, ("kafka", "postgres")), ("notify", "mail")]
    wanted = {(*pair, weather) for pair, weather in product(pairs, list(Weather)[1:])}
    assert {(each.service, each.other, each.weather) for each in drawn() if isinstance(each, BadNetwork)} == wanted


def test_two_hundred_seeds_draw_every_crash_point_temper_table_and_member() -> None:
    """Each named place; each temper of the mail server; each table on a full disk; each member killed, and frozen."""
    faults = drawn()
    assert {each.place for each in faults if isinstance(each, CrashPoint)} == set(PLACES)
    assert {each.temper for each in faults if isinstance(each, BadMailServer)} == set(Temper) - {Temper.KIND}
    assert len({(each.service, each.table) for each in faults if isinstance(each, FullDisk)}) == len(FILLED)
    assert {each.member for each in faults if isinstance(each, Kill)} == set(FROM_THE_START)
    assert {each.member for each in faults if isinstance(each, Freeze)} == set(FROM_THE_START)


def test_an_owner_goes_back_while_its_relay_is_dead_or_asleep() -> None:
    """Both at once, in some seed of them."""
    together = [
        other
        for seed in range(1, SEEDS + 1)
        for one in schedule(seed, SECONDS)
        for other in schedule(seed, SECONDS)
        if isinstance(one.fault, RestoreOwner) and other.begins < one.ends < other.ends
    ]
    assert any({"mint-1", "mint-2"} & other.fault.uses for other in together)
