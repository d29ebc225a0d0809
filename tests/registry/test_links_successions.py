"""Who goes on for a school: the rules over the graph of links, without a database."""

from datetime import date
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.domain.links import MUTUAL, SUCCESSOR, Ambiguous, Link, successions, successor_of

TODAY = date(2025, 4, 22)
URNS = st.integers(100_000, 100_008)
KINDS = st.sampled_from([SUCCESSOR, SUCCESSOR, SUCCESSOR, "Successor - merged", "Predecessor", "Other", *MUTUAL])
LINKS = st.lists(st.builds(Link, URNS, URNS, KINDS, st.none() | st.dates(date(2024, 1, 1), date(2026, 1, 1))))


def chain(*urns: int) -> list[Link]:
    """Each URN plainly succeeded by the next."""
    return [Link(before, after, SUCCESSOR) for before, after in pairwise(urns)]


def test_a_chain_of_plain_successors_is_followed_to_its_end() -> None:
    """This real school had five URNs; its members' places belong to the last."""
    links = [
        Link(111735, 131760, SUCCESSOR),
        Link(131760, 136121, SUCCESSOR, date(2010, 8, 31)),
        Link(136121, 144495, SUCCESSOR, date(2016, 9, 1)),
        Link(144495, 148186, SUCCESSOR, date(2020, 8, 31)),
    ]
    assert successor_of(111735, links, TODAY) == 148186


def test_a_school_without_links_has_no_successor() -> None:
    """Closed is closed."""
    assert successor_of(100001, chain(100002, 100003), TODAY) is None


def test_a_predecessor_is_no_successor() -> None:
    """The register writes most links from both sides."""
    assert successor_of(100002, [Link(100002, 100001, "Predecessor")], TODAY) is None


def test_a_link_dated_later_does_not_hold_yet() -> None:
    """The register announces conversions; until the day the school keeps its number."""
    links = [Link(100001, 100002, SUCCESSOR, date(2025, 9, 1))]
    assert successor_of(100001, links, TODAY) is None
    assert successor_of(100001, links, date(2025, 9, 1)) == 100002


@pytest.mark.parametrize("kind", ["Successor - merged", "Successor - amalgamated", "Successor - Split School"])
def test_a_merger_or_a_split_needs_a_person(kind: str) -> None:
    """Even with one successor named: the register says that it isn't the same school going on."""
    assert successor_of(100001, [Link(100001, 100002, kind)], TODAY) == Ambiguous(100001, (100002,))


def test_two_successors_need_a_person() -> None:
    """A school that was divided has no single heir, though both links are plain."""
    links = [Link(100362, 131752, SUCCESSOR), Link(100362, 133545, SUCCESSOR)]
    assert successor_of(100362, links, TODAY) == Ambiguous(100362, (131752, 133545))


def test_a_split_further_on_is_told_where_it_is() -> None:
    """The person who decides needs to know at which of the URNs the way divides."""
    links = [*chain(100001, 100002), Link(100002, 100003, SUCCESSOR), Link(100002, 100004, SUCCESSOR)]
    assert successor_of(100001, links, TODAY) == Ambiguous(100002, (100003, 100004))


@pytest.mark.parametrize("kind", MUTUAL)
def test_a_merger_that_names_no_heir_needs_a_person(kind: str) -> None:
    """These kinds stand at both schools, so they don't tell which of the two goes on."""
    assert successor_of(100001, [Link(100001, 100002, kind)], TODAY) == Ambiguous(100001, (100002,))


def test_a_school_that_took_another_in_stays_the_end_of_its_chain() -> None:
    """The successor later merged with a neighbour; that says nothing of its number."""
    links = [*chain(100001, 100002), Link(100002, 100003, "Result of Amalgamation")]
    assert successor_of(100001, links, TODAY) == 100002


def test_a_circle_needs_a_person() -> None:
    """A damaged file can't send us round for ever."""
    assert successor_of(100001, chain(100001, 100002, 100003, 100001), TODAY) == Ambiguous(100001, (100002, 100003))
    assert successor_of(100001, chain(100001, 100002, 100003, 100002), TODAY) == Ambiguous(100002, (100003,))


def test_two_schools_with_one_heir_need_a_person() -> None:
    """An infant and a junior school became a primary, by plain links: both identities can't go on."""
    links = [Link(400978, 402323, SUCCESSOR), Link(400992, 402323, SUCCESSOR)]
    assert successions([400978, 400992], links, TODAY) == {
        400978: Ambiguous(400978, (402323,)),
        400992: Ambiguous(400992, (402323,)),
    }
    assert successions([400978], links, TODAY) == {400978: 402323}


def test_a_school_that_goes_on_as_a_neighbour_needs_a_person() -> None:
    """The infant school became part of the junior school, which is a member already."""
    assert successions([100024, 100023], chain(100024, 100023), TODAY) == {
        100024: Ambiguous(100024, (100023,)),
        100023: None,
    }


@given(URNS, LINKS)
def test_every_graph_has_an_answer(urn: int, links: list[Link]) -> None:
    """Circles, splits and mergers all end; a single heir is never the school itself and has no further link."""
    end = successor_of(urn, links, TODAY)
    if isinstance(end, int):
        assert end != urn
        assert successor_of(end, [link for link in links if link.kind not in MUTUAL], TODAY) is None


@given(URNS, LINKS, st.randoms())
def test_the_order_of_links_does_not_matter(urn: int, links: list[Link], random: Random) -> None:
    """The file's order is no rule."""
    shuffled = list(links)
    random.shuffle(shuffled)
    assert successor_of(urn, shuffled, TODAY) == successor_of(urn, links, TODAY)


@given(st.sets(URNS), LINKS)
def test_no_two_schools_get_the_same_number(urns: set[int], links: list[Link]) -> None:
    """However the links lie, single heirs differ from each other and from the schools asked about."""
    heirs = [end for end in successions(urns, links, TODAY).values() if isinstance(end, int)]
    assert len(heirs) == len(set(heirs))
    assert urns.isdisjoint(heirs)
