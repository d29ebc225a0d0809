"""A school's life, by the rules alone: joining, leaving, closing, going on under another number."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from services.registry.domain.refusals import AlreadyAMember, NotAMember, SchoolIsClosed
from services.registry.domain.register import Entry
from services.registry.domain.school import School, SchoolFact
from shared.contracts.registry import (
    Phase,
    SchoolChanged,
    SchoolClosed,
    SchoolIntroduced,
    SchoolJoined,
    SchoolLeft,
    SchoolSucceeded,
    Status,
)
from shared.kernel.ids import ContactId, SchoolId, Urn

MONDAY = date(2027, 3, 8)
ID = SchoolId(UUID(int=1))
HEAD, OFFICE = ContactId(UUID(int=2)), ContactId(UUID(int=3))
CONTACTS = (HEAD, OFFICE)


def entry(urn: int = 100001, name: str = "Hilltop", **other: object) -> Entry:
    """An open primary, unless said otherwise."""
    return Entry(urn=urn, name=name, **{"phase": Phase.PRIMARY, "status": Status.OPEN, **other})  # type: ignore[arg-type]


def member() -> School:
    """A school that joined on Monday."""
    school = School(ID, Urn(100001), "Hilltop")
    school.join(entry(), CONTACTS, MONDAY)
    return school


def test_a_school_joins_under_the_registers_name() -> None:
    """The fact says who, since when, and whom to write to: the head, then the office."""
    school = School(ID, Urn(100001), "an old name")
    assert school.join(entry(), CONTACTS, MONDAY) == SchoolJoined(
        ID, Urn(100001), "Hilltop", Phase.PRIMARY, MONDAY, CONTACTS
    )
    assert school.is_member


def test_a_member_cannot_join() -> None:
    """Even when the register says by now that it is closed: that is another matter."""
    with pytest.raises(AlreadyAMember, match="since 8 March 2027"):
        member().join(entry(status=Status.CLOSED), CONTACTS, MONDAY)


def test_a_closed_school_cannot_join() -> None:
    """The refusal says when it closed and who goes on for it; the school stays as it was."""
    school = School(ID, Urn(100001), "Hilltop")
    closed = entry(name="Hilltop Juniors", status=Status.CLOSED, closed_on=date(2024, 8, 31))
    with pytest.raises(SchoolIsClosed, match=r"closed on 31 August 2024\. URN 200001 goes on"):
        school.join(closed, CONTACTS, MONDAY, Urn(200001))
    assert school == School(ID, Urn(100001), "Hilltop")


@pytest.mark.parametrize("status", [None, Status.OPEN, Status.CLOSING, Status.PROPOSED])
def test_a_school_that_is_not_known_to_be_closed_may_join(status: Status | None) -> None:
    """Four fifths of one edition say nothing of the status."""
    School(ID, Urn(100001), "Hilltop").join(entry(status=status), CONTACTS, MONDAY)


def test_an_introduced_school_is_known_and_no_member() -> None:
    """It may join later, under the same id."""
    school = School(ID, Urn(100001), "an old name")
    assert school.introduce(entry(), CONTACTS) == SchoolIntroduced(ID, Urn(100001), "Hilltop", Phase.PRIMARY, CONTACTS)
    assert not school.is_member
    assert school.join(entry(), CONTACTS, MONDAY).school_id == ID


def test_neither_a_closed_school_nor_a_member_is_introduced() -> None:
    """The refusals are those of joining, and say what was wished."""
    with pytest.raises(SchoolIsClosed, match=r"URN 200001 goes on for it: let that one be introduced"):
        School(ID, Urn(100001), "Hilltop").introduce(entry(status=Status.CLOSED), CONTACTS, Urn(200001))
    with pytest.raises(AlreadyAMember, match="since 8 March 2027"):
        member().introduce(entry(), CONTACTS)


def test_only_a_member_can_leave() -> None:
    """Neither a school that never joined, nor one that left."""
    with pytest.raises(NotAMember):
        School(ID, Urn(100001), "Hilltop").leave(MONDAY)
    school = member()
    assert school.leave(MONDAY) == SchoolLeft(ID, MONDAY)
    with pytest.raises(NotAMember):
        school.leave(MONDAY)


@pytest.mark.parametrize("said", [{"name": "Hill Top"}, {"phase": Phase.NURSERY}, {"status": Status.CLOSING}])
def test_what_the_register_says_anew_is_told(said: dict[str, object]) -> None:
    """A name, a phase or a status; the fact has all three as they are now."""
    school = member()
    assert school.hear(entry(**said)) == [  # type: ignore[arg-type]
        SchoolChanged(ID, school.urn, school.name, school.phase, school.status)
    ]


def test_what_members_are_not_told_of_is_no_fact() -> None:
    """A town, a telephone; and a blank says nothing, so what was known stays."""
    school = member()
    assert school.hear(entry(town="Ealing", phase=None, status=None)) == []
    assert (school.phase, school.status) == (Phase.PRIMARY, Status.OPEN)


def test_closing_is_told_once_with_its_day() -> None:
    """The next edition says the same, and there is nothing to tell."""
    school, closed = member(), entry(status=Status.CLOSED, closed_on=date(2027, 2, 28))
    assert school.hear(closed) == [SchoolClosed(ID, Urn(100001), date(2027, 2, 28))]
    assert school.hear(closed) == []


def test_a_school_that_closes_under_another_name_tells_both() -> None:
    """Else nobody would know the name that the register has in the end."""
    told = member().hear(entry(name="Hill Top", status=Status.CLOSED))
    assert told == [
        SchoolChanged(ID, Urn(100001), "Hill Top", Phase.PRIMARY, Status.CLOSED),
        SchoolClosed(ID, Urn(100001), None),
    ]


def test_a_school_that_opens_again_has_changed() -> None:
    """An older edition, or a correction."""
    school = member()
    school.hear(entry(status=Status.CLOSED))
    assert [type(fact) for fact in school.hear(entry())] == [SchoolChanged]


def test_a_succeeded_school_keeps_its_id_and_its_membership() -> None:
    """Everything that hangs on the id goes on; what was known of the old school isn't known of the new one."""
    school = member()
    successor = Entry(urn=200001, name="Hilltop Academy")
    assert school.succeed(successor) == SchoolSucceeded(ID, Urn(100001), Urn(200001), "Hilltop Academy", None)
    assert (school.school_id, school.joined_on, school.left_on) == (ID, MONDAY, None)
    assert (school.phase, school.status) == (None, None)


class Known:
    """What a reader knows of a school, from its facts alone. A status that it wasn't told is None."""

    def __init__(self) -> None:
        self.is_member = False
        self.urn, self.name, self.phase, self.status = 0, "", None, None  # type: ignore[var-annotated]

    def read(self, fact: SchoolFact) -> None:
        """Take in one fact."""
        match fact:
            case SchoolIntroduced():
                self.urn, self.name, self.phase = fact.urn, fact.name, fact.phase
            case SchoolJoined():
                assert not self.is_member
                self.is_member, self.status = True, None
                self.urn, self.name, self.phase = fact.urn, fact.name, fact.phase
            case SchoolLeft():
                assert self.is_member
                self.is_member = False
            case SchoolChanged():
                self.urn, self.name, self.phase, self.status = fact.urn, fact.name, fact.phase, fact.status
            case SchoolClosed():
                self.status = Status.CLOSED
            case SchoolSucceeded():
                assert fact.old_urn == self.urn
                self.urn, self.name, self.phase, self.status = fact.new_urn, fact.name, fact.phase, None


class Life(RuleBasedStateMachine):
    """A school's life at random: its id never changes, and its facts tell everything that members are told."""

    def __init__(self) -> None:
        super().__init__()
        self.school, self.known = School(ID, Urn(100001), "Hilltop"), Known()
        self.entry, self.today = entry(), MONDAY
        self.told: list[SchoolFact] = []

    def tell(self, *facts: SchoolFact) -> None:
        """Facts as a reader gets them, in order."""
        self.told.extend(facts)
        for fact in facts:
            self.known.read(fact)

    @rule()
    def join(self) -> None:
        """Refused for a member, then for a closed school."""
        before = self.school.is_member
        try:
            self.tell(self.school.join(self.entry, CONTACTS, self.today))
        except AlreadyAMember:
            assert before
        except SchoolIsClosed:
            assert not before
            assert self.entry.status is Status.CLOSED
        else:
            assert not before

    @rule(days=st.integers(0, 400))
    def leave(self, days: int) -> None:
        """Refused for one that isn't a member."""
        self.today += timedelta(days=days)
        before = self.school.is_member
        try:
            self.tell(self.school.leave(self.today))
        except NotAMember:
            assert not before
        else:
            assert before

    @rule(
        name=st.sampled_from(["Hilltop", "Hill Top", "Hilltop School"]),
        phase=st.sampled_from([None, Phase.PRIMARY, Phase.ALL_THROUGH]),
        status=st.sampled_from([None, *Status]),
    )
    def a_new_edition(self, name: str, phase: Phase | None, status: Status | None) -> None:
        """The register merges it, blanks saying nothing; a member hears of it, twice for once."""
        self.entry = entry(self.school.urn, name, phase=phase or self.entry.phase, status=status or self.entry.status)
        if self.school.is_member:
            self.tell(*self.school.hear(self.entry))
            assert self.school.hear(self.entry) == []

    @precondition(lambda self: self.school.is_member)
    @rule(status=st.sampled_from([None, Status.OPEN, Status.CLOSING]))
    def succeed(self, status: Status | None) -> None:
        """It goes on under the next number, and has nothing more to say of it."""
        self.entry = entry(self.school.urn + 1, "Hilltop Academy", phase=None, status=status)
        self.tell(self.school.succeed(self.entry))
        assert self.school.hear(self.entry) == []

    @invariant()
    def one_identity(self) -> None:
        """All facts are about the one id."""
        assert {fact.school_id for fact in self.told} <= {ID}

    @invariant()
    def facts_tell_it_all(self) -> None:
        """Whoever reads them knows what we know; a status that was never told isn't known."""
        if self.told:
            known = self.known
            assert known.is_member == self.school.is_member
            assert (known.urn, known.name, known.phase) == (self.school.urn, self.school.name, self.school.phase)
            assert known.status in {None, self.school.status}


Life.TestCase.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)


class TestASchoolsLife(Life.TestCase):
    """A few thousand lives."""
