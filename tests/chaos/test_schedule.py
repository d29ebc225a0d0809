"""What a hundred seeds try: nothing that the schedule can do is left out."""

from __future__ import annotations

from itertools import product

from shared.messaging.crash_points import PLACES
from tests.chaos.faults import BadMailServer, BadNetwork, CrashPoint, Fault, Freeze, FullDisk, Kill, RestoreOwner
from tests.chaos.members import FROM_THE_START, ROADS
from tests.chaos.post_office import Temper
from tests.chaos.proxy import Weather
from tests.chaos.schedule import KINDS, Planned, schedule

SECONDS = 25.0


def planned() -> list[Planned]:
    """What seeds 1 to 100 draw."""
    return [each for seed in range(1, 101) for each in schedule(seed, SECONDS)]


def drawn() -> list[Fault]:
    """Their faults."""
    return [each.fault for each in planned()]


def test_a_hundred_seeds_draw_every_kind_of_fault() -> None:
    """A mail server's road is a bad network like any other."""
    assert len({type(each) for each in drawn()}) == len(KINDS) - 1


def test_a_hundred_seeds_draw_every_weather_between_each_pair() -> None:
    """Slow, cut, half-closed, a black hole: between each service and whatever it stands on."""
    pairs = [*product(ROADS, ("kafka", "postgres")), ("notify", "mail")]
    wanted = {(*pair, weather) for pair, weather in product(pairs, list(Weather)[1:])}
    assert {(each.service, each.other, each.weather) for each in drawn() if isinstance(each, BadNetwork)} == wanted


def test_a_hundred_seeds_draw_every_crash_point_temper_table_and_member() -> None:
    """Each named place; each temper of the mail server; each table on a full disk; each member killed, and frozen."""
    faults = drawn()
    assert {each.place for each in faults if isinstance(each, CrashPoint)} == set(PLACES)
    assert {each.temper for each in faults if isinstance(each, BadMailServer)} == set(Temper) - {Temper.KIND}
    assert len({(each.service, each.table) for each in faults if isinstance(each, FullDisk)}) == 5
    assert {each.member for each in faults if isinstance(each, Kill)} == set(FROM_THE_START)
    assert {each.member for each in faults if isinstance(each, Freeze)} == set(FROM_THE_START)


def test_an_owner_goes_back_while_its_relay_is_dead_or_asleep() -> None:
    """Both at once, in some seed of the hundred."""
    together = [
        other
        for seed in range(1, 101)
        for one in schedule(seed, SECONDS)
        for other in schedule(seed, SECONDS)
        if isinstance(one.fault, RestoreOwner) and other.begins < one.ends < other.ends
    ]
    assert any({"mint-1", "mint-2"} & other.fault.uses for other in together)
