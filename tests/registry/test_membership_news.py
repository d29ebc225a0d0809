"""What an import means for the members, by the rules alone."""

from datetime import date
from uuid import UUID

from services.registry.domain.links import Ambiguous
from services.registry.domain.membership_news import Undecided, news
from services.registry.domain.register import Entry
from services.registry.domain.school import School
from shared.contracts.registry import SchoolChanged, SchoolClosed, SchoolSucceeded, Status
from shared.kernel.ids import SchoolId, Urn
from tests.service_fixtures import kinds


def school(urn: int) -> School:
    """A member."""
    return School(SchoolId(UUID(int=urn)), Urn(urn), f"School {urn}", None, Status.OPEN, date(2026, 9, 1))


def entry(urn: int, status: Status | None = Status.OPEN, name: str | None = None) -> Entry:
    """What the register says."""
    return Entry(urn=urn, name=name or f"School {urn}", status=status)


def entries(*said: Entry) -> dict[int, Entry]:
    """By URN."""
    return {each.urn: each for each in said}


def test_nothing_new_is_no_news() -> None:
    """Nor is a member that the register doesn't mention."""
    told = news([school(1), school(2)], entries(entry(1)), {1: None, 2: None})
    assert (told.facts, told.changed, told.undecided) == ([], [], [])


def test_each_member_that_changed_is_kept_and_told() -> None:
    """In the order of the members."""
    one, two, three = school(1), school(2), school(3)
    told = news([one, two, three], entries(entry(3, Status.CLOSED), entry(1, name="A"), entry(2)), {})
    assert [type(fact) for fact in told.facts] == [SchoolChanged, SchoolClosed]
    assert told.changed == [one, three]


def test_a_closed_member_with_a_successor_goes_on() -> None:
    """One fact says it all: it isn't told as closed."""
    one = school(1)
    told = news([one], entries(entry(1, Status.CLOSED), entry(9, name="Academy")), {1: 9})
    assert told.facts == [SchoolSucceeded(one.school_id, Urn(1), Urn(9), "Academy", None)]


def test_a_successor_that_the_register_lacks_is_waited_for() -> None:
    """Closed for now; the edition that has the successor lets the school go on."""
    one = school(1)
    assert kinds(news([one], entries(entry(1, Status.CLOSED)), {1: 9}).facts) == ["SchoolClosed"]
    assert kinds(news([one], entries(entry(1, Status.CLOSED), entry(9)), {1: 9}).facts) == ["SchoolSucceeded"]


def test_nobody_goes_on_as_a_school_that_is_no_more_or_not_yet() -> None:
    """A closed successor, and one that is only proposed to open."""
    for status in (Status.CLOSED, Status.PROPOSED):
        one = school(1)
        told = news([one], entries(entry(1), entry(9, status)), {1: 9})
        assert (told.facts, one.urn) == ([], 1)


def test_an_ambiguous_succession_is_for_a_person_to_decide() -> None:
    """The number stays; that the old school closed is told all the same."""
    one = school(1)
    told = news([one], entries(entry(1, Status.CLOSED), entry(8), entry(9)), {1: Ambiguous(1, (8, 9))})
    assert told.undecided == [Undecided(Urn(1), "School 1", (8, 9))]
    assert (kinds(told.facts), one.urn) == (["SchoolClosed"], 1)


def test_a_school_does_not_take_the_number_of_another_that_the_alliance_knows() -> None:
    """A former member has its own id: two identities can't become one without a person's word."""
    one = school(1)
    told = news([one], entries(entry(1), entry(9)), {1: 9}, taken={9})
    assert told.undecided == [Undecided(Urn(1), "School 1", (9,))]
    assert (told.facts, one.urn) == ([], 1)
