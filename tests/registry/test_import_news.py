"""Importing the register and its links through the use cases: what changes for members, and for nobody else."""

import asyncio
from datetime import date
from pathlib import Path

import pytest

from services.registry.adapters.tables import METADATA
from services.registry.domain.membership_news import Undecided
from services.registry.domain.unreadable import NotAListOfLinks, NotARegister, UnreadableFile
from services.registry.use_cases.import_links import ImportLinks
from services.registry.use_cases.import_register import ImportRegister
from services.registry.use_cases.leave_alliance import LeaveAlliance
from shared.contracts.registry import Phase, SchoolChanged, SchoolClosed, SchoolSucceeded, Status
from shared.kernel.ids import Urn
from tests.registry.imports import HILLTOP, MEADOW, VALLEY, Imports, joined
from tests.registry.register_files import EDITION_2017, EDITION_2025, LINKS, school
from tests.service_fixtures import Bench, kinds

ACADEMY = 200001


async def test_only_members_changes_are_facts(registry: Bench, imports: Imports) -> None:
    """Thousands of others change in each edition, and nobody is told."""
    school_id = await joined(registry)
    report = await imports.edition(school(HILLTOP, "Hill Top"), school(VALLEY, "Dale"), school(300000, "New"))
    assert (report.outcome.new, report.outcome.changed) == (1, 2)
    assert report.members == ("Hill Top: the register now says something else.",)
    assert (await registry.told())[4:] == [SchoolChanged(school_id, HILLTOP, "Hill Top", Phase.PRIMARY, Status.OPEN)]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (school(HILLTOP, "Hilltop Juniors", phase="4"), (Phase.SECONDARY, Status.OPEN)),
        (school(HILLTOP, "Hilltop Juniors", status='"Open, but proposed to close"'), (Phase.PRIMARY, Status.CLOSING)),
    ],
)
async def test_a_members_new_phase_or_status_is_told(
    registry: Bench, imports: Imports, row: str, told: tuple[Phase, Status]
) -> None:
    """The fact has the whole present state."""
    await joined(registry)
    await imports.edition(row)
    assert [(each.phase, each.status) for each in await registry.told(SchoolChanged)] == [told]


async def test_a_blank_phase_says_nothing(registry: Bench, imports: Imports) -> None:
    """Four fifths of one edition have none: no fact, and what was known stays."""
    await joined(registry)
    await imports.edition(school(HILLTOP, "Hilltop Juniors", phase="", status=""))
    assert len(await registry.told()) == 4


async def test_a_member_that_closes_is_told_once(registry: Bench, imports: Imports) -> None:
    """With the day of the register; the next edition says the same."""
    school_id = await joined(registry)
    headings = "URN,EstablishmentName,EstablishmentStatus (name),CloseDate"
    for _ in range(2):
        await imports.edition(f"{HILLTOP},Hilltop Juniors,Closed,28-02-2027", headings=headings)
    assert (await registry.told())[4:] == [SchoolClosed(school_id, HILLTOP, date(2027, 2, 28))]


async def test_a_member_goes_on_under_its_successors_number(registry: Bench, imports: Imports) -> None:
    """The id and the membership stay, the URN changes, and the next import has nothing more to say."""
    school_id = await joined(registry)
    await imports.links((HILLTOP, ACADEMY))
    rows = school(HILLTOP, "Hilltop Juniors", status="Closed"), school(ACADEMY, "Hilltop Academy")
    report = await imports.edition(*rows)
    again = await imports.edition(*rows)
    assert (await registry.told())[4:] == [
        SchoolSucceeded(school_id, HILLTOP, Urn(ACADEMY), "Hilltop Academy", Phase.PRIMARY)
    ]
    assert (report.members, again.members) == ((f"Hilltop Academy: it goes on as URN {ACADEMY}.",), ())
    assert await registry.query("SELECT school_id, urn, joined_on, left_on FROM schools") == [
        (school_id, ACADEMY, date(2027, 3, 12), None)
    ]


async def test_links_that_come_after_the_edition_let_a_member_go_on(registry: Bench, imports: Imports) -> None:
    """The two files may come in either order."""
    await joined(registry)
    await imports.edition(school(ACADEMY, "Hilltop Academy"))
    report = await imports.links((HILLTOP, ACADEMY))
    assert (report.members, kinds(await registry.told())[4:]) == (
        (f"Hilltop Academy: it goes on as URN {ACADEMY}.",),
        ["SchoolSucceeded"],
    )


async def test_a_successor_that_the_register_lacks_is_waited_for(registry: Bench, imports: Imports) -> None:
    """Closed for now; the edition that has the successor lets the school go on."""
    await joined(registry)
    await imports.links((HILLTOP, ACADEMY))
    await imports.edition(school(HILLTOP, "Hilltop Juniors", status="Closed"))
    await imports.edition(school(ACADEMY, "Hilltop Academy"))
    assert kinds(await registry.told())[4:] == ["SchoolClosed", "SchoolSucceeded"]


async def test_a_chain_of_successors_is_followed_to_its_end(registry: Bench, imports: Imports) -> None:
    """Closed, converted, rebrokered: the member has the last number."""
    await joined(registry)
    await imports.edition(school(200002, "Second"), school(200003, "Third"))
    await imports.links((HILLTOP, 200002), (200002, 200003))
    assert [each.new_urn for each in await registry.told(SchoolSucceeded)] == [200003]


async def test_a_chain_may_grow_from_import_to_import(registry: Bench, imports: Imports) -> None:
    """Each step is told, and the id stays."""
    school_id = await joined(registry)
    await imports.edition(school(200002, "Second"), school(200003, "Third"))
    await imports.links((HILLTOP, 200002))
    await imports.links((200002, 200003))
    steps = await registry.told(SchoolSucceeded)
    assert [(each.school_id, each.old_urn, each.new_urn) for each in steps] == [
        (school_id, HILLTOP, 200002),
        (school_id, 200002, 200003),
    ]


async def test_a_merger_is_reported_and_changes_nothing(registry: Bench, imports: Imports) -> None:
    """A person must decide who goes on; each import says so again."""
    await joined(registry)
    await imports.edition(school(ACADEMY, "Hilltop Academy"))
    report = await imports.links((HILLTOP, ACADEMY), kind="Successor - merged")
    again = await imports.edition(school(VALLEY, "Dale"))
    undecided = (Undecided(HILLTOP, "Hilltop Juniors", (ACADEMY,)),)
    assert (report.undecided, again.undecided) == (undecided, undecided)
    assert (report.members, len(await registry.told())) == ((), 4)


async def test_two_members_that_would_become_one_are_reported(registry: Bench, imports: Imports) -> None:
    """Infants and juniors of one primary: the alliance can't keep both identities by itself."""
    await joined(registry, HILLTOP)
    await joined(registry, VALLEY)
    await imports.edition(school(ACADEMY, "One Primary"))
    report = await imports.links((HILLTOP, ACADEMY), (VALLEY, ACADEMY))
    assert [each.urn for each in report.undecided] == [HILLTOP, VALLEY]
    assert await registry.told(SchoolSucceeded) == []


@pytest.mark.parametrize("has_left", [False, True])
async def test_a_member_does_not_take_the_number_of_a_school_known_already(
    registry: Bench, imports: Imports, has_left: bool
) -> None:
    """Member or former member: the import is done, and says what a person must decide."""
    await joined(registry, HILLTOP)
    await joined(registry, MEADOW)
    if has_left:
        await registry.do(LeaveAlliance(MEADOW))
    report = await imports.links((HILLTOP, MEADOW))
    assert [(each.urn, each.candidates) for each in report.undecided] == [(HILLTOP, (MEADOW,))]
    assert (report.outcome.new, await registry.told(SchoolSucceeded)) == (1, [])


async def test_a_successor_that_joins_during_the_import_is_no_accident(registry: Bench, imports: Imports) -> None:
    """Either the member takes its number and the other is refused, or a person must decide: never a failure."""
    await joined(registry, HILLTOP)
    await imports.edition(school(ACADEMY, "Hilltop Academy"))
    report, other = await asyncio.gather(
        imports.links((HILLTOP, ACADEMY)), joined(registry, ACADEMY), return_exceptions=True
    )
    assert not isinstance(report, BaseException), report
    if report.undecided:
        assert not isinstance(other, BaseException)
    else:
        assert type(other).__name__ == "AlreadyAMember"


async def test_a_dry_run_changes_nothing_at_all(registry: Bench, imports: Imports) -> None:
    """It says the same as the import would: not a row and not a fact differ afterwards."""
    await joined(registry)
    await imports.links((HILLTOP, ACADEMY))
    before = await registry.contents()
    rows = school(HILLTOP, "Hilltop Juniors", status="Closed"), school(ACADEMY, "Hilltop Academy")
    dry = await imports.edition(*rows, dry_run=True)
    await imports.links((300001, 300002), dry_run=True)
    assert await registry.contents() == before
    real = await imports.edition(*rows)
    assert (dry.members, dry.undecided, dry.outcome.new, dry.outcome.changed) == (
        real.members,
        real.undecided,
        real.outcome.new,
        real.outcome.changed,
    )
    assert dry.members != ()


async def test_the_same_edition_twice_writes_nothing(registry: Bench, imports: Imports) -> None:
    """Not a row, not a fact: an import can be repeated at any time."""
    await joined(registry)
    await imports.edition(school(HILLTOP, "Hill Top"))
    before = await registry.query("SELECT xmin::text, ctid::text FROM schools"), await registry.contents()
    report = await imports.edition(school(HILLTOP, "Hill Top"))
    assert (report.outcome.unchanged, report.members) == (1, ())
    assert (await registry.query("SELECT xmin::text, ctid::text FROM schools"), await registry.contents()) == before


async def test_two_imports_at_once_take_turns(registry: Bench) -> None:
    """The second waits, and finds nothing left to do."""
    reports = await asyncio.gather(*(registry.do(ImportRegister(EDITION_2025)) for _ in range(3)))
    assert sorted(each.outcome.new for each in reports) == [0, 0, 153]


async def test_an_older_edition_is_taken_at_its_word_and_takes_nothing_away(registry: Bench) -> None:
    """Schools that it lacks stay, members keep id and number; what changes for them is told, and told back again."""
    await registry.do(ImportRegister(EDITION_2025))
    school_id = await joined(registry, 100005)
    before = await registry.query("SELECT count(*) FROM register")
    await registry.do(ImportRegister(EDITION_2017))
    await registry.do(ImportRegister(EDITION_2025))
    assert (await registry.query("SELECT count(*) FROM register"))[0] >= before[0]
    assert await registry.query("SELECT school_id, urn FROM schools") == [(school_id, 100005)]
    assert {each.school_id for each in await registry.told(SchoolChanged)} <= {school_id}


async def test_an_older_edition_does_not_bring_an_old_number_back(registry: Bench, imports: Imports) -> None:
    """It knows the old school as open; the member has gone on."""
    await joined(registry)
    await imports.edition(school(HILLTOP, "Hilltop Juniors", status="Closed"), school(ACADEMY, "Hilltop Academy"))
    await imports.links((HILLTOP, ACADEMY))
    await imports.edition(school(HILLTOP, "Hilltop Juniors"))
    assert await registry.query("SELECT urn FROM schools") == [(ACADEMY,)]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", UnreadableFile),
        (b"%PDF-1.7 and so on", UnreadableFile),
        (b"URN,EstablishmentName\n100001,A\0B\n", UnreadableFile),
        (b"x" * 3_000_000, UnreadableFile),
        (b"Name,Town\nHilltop,Ealing\n", NotARegister),
    ],
    ids=["empty", "a PDF", "NUL bytes", "one endless line", "no URN"],
)
async def test_a_file_that_is_no_register_is_refused_in_one_sentence(
    registry: Bench, imports: Imports, tmp_path: Path, content: bytes, refusal: type[UnreadableFile]
) -> None:
    """By name, and nothing changes."""
    before = await registry.contents()
    file = tmp_path / "sent.csv"
    file.write_bytes(content)
    with pytest.raises(refusal) as refused:
        await registry.do(ImportRegister(file))
    assert str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)
    assert await registry.contents() == before


async def test_a_register_is_no_list_of_links(registry: Bench, imports: Imports) -> None:
    """Each file is refused where the other is wanted."""
    with pytest.raises(NotAListOfLinks):
        await registry.do(ImportLinks(EDITION_2025))
    with pytest.raises(NotARegister):
        await registry.do(ImportRegister(LINKS))


async def test_an_import_that_is_refused_does_not_hold_up_the_next(registry: Bench, imports: Imports) -> None:
    """The turn is over with the transaction."""
    with pytest.raises(NotARegister):
        await registry.do(ImportRegister(LINKS))
    assert (await imports.edition(school(HILLTOP, "Hill Top"))).outcome.changed == 1


async def test_a_bad_row_keeps_the_good_ones(registry: Bench, imports: Imports) -> None:
    """The report says line, column and reason; the member with the bad row stays as it was."""
    await joined(registry)
    report = await imports.edition(school(HILLTOP, "Hill Top", opened="31-02-2020"), school(VALLEY, "Dale"))
    issue = report.outcome.issues[0]
    assert (issue.line, issue.column, issue.reason) == (2, "OpenDate", "is not a day of the calendar")
    assert (report.outcome.changed, report.outcome.refused, report.members) == (1, 1, ())


def test_every_table_of_the_register_is_looked_at() -> None:
    """`contents` reads them all, so that "nothing changed" means what it says."""
    assert set(METADATA.tables) == {"register", "links", "schools", "people", "contacts"}
