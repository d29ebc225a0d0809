"""Single rows: which are kept, and what is said of those that are wrong."""

from pathlib import Path

import pytest

from services.registry.adapters.links_file import LINKS as LINKS_SHAPE
from services.registry.domain.issues import LISTED, Severity
from tests.registry.register_files import HEADINGS, edition, read, reasons, school, written


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (school("1000", "A"), "URN", "is not a URN (six digits, five for a children's centre)"),
        (school("", "A"), "URN", "is blank"),
        (school("NA", "NA"), "URN", "is blank"),
        (school(100002, ""), "EstablishmentName", "is blank"),
        (school(100002, "A", opened="31-02-2020"), "OpenDate", "is not a day of the calendar"),
        (school(100002, "A", phase="9"), "PhaseOfEducation (code)", "is not a phase of education"),
        (school(100002, "A", status="Shut"), "EstablishmentStatus (name)", "is not a status of an establishment"),
        (school(100002, "A", la="E09"), "LA (code)", "is not a local authority's code (three digits)"),
        (school(100002, "A") + ",", None, "has 8 cells instead of 7"),
        ("100002,A", None, "has 2 cells instead of 7"),
        (school(100001, "Twice"), "URN", "is in the file already"),
    ],
)
def test_a_wrong_row_is_reported_and_the_good_ones_kept(
    tmp_path: Path, row: str, column: str | None, reason: str
) -> None:
    """Line, column and reason; one wrong cell refuses its row as a whole, so that nothing half-read gets in."""
    rows, said = read(edition(tmp_path, school(100001, "First"), row, school(100003, "Last")))
    assert [each["name"] for each in said] == ["First", "Last"]
    assert (3, column, reason) in reasons(rows)
    assert (rows.rows, rows.refused) == (3, 1)


def test_every_wrong_cell_of_a_row_is_reported(tmp_path: Path) -> None:
    """Whoever mends the file should need to look once."""
    rows, _ = read(edition(tmp_path, school(1, "A", phase="9", opened="soon")))
    assert [column for _, column, _ in reasons(rows)] == ["URN", "PhaseOfEducation (code)", "OpenDate"]
    assert rows.refused == 1


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    """A quoted name may hold line ends, and blank lines are skipped; the number is still the file's own."""
    folded = '100001,"Hilltop\nInfant\nSchool",2,Open,,201,'
    rows, said = read(edition(tmp_path, folded, "", school(100002, "A", phase="9"), school(100003, "B")))
    assert [each["name"] for each in said] == ["Hilltop Infant School", "B"]
    assert reasons(rows) == [(6, "PhaseOfEducation (code)", "is not a phase of education")]


def test_a_stray_quote_costs_its_own_row_only(tmp_path: Path) -> None:
    """An opened quote joins lines until the next one; the rows it would swallow are read again by themselves."""
    stray = '100001,"Hilltop,2,Open,,201,'
    rows, said = read(edition(tmp_path, stray, school(100002, "A"), school(100003, '"B, C"'), school(100004, "D")))
    assert [each["name"] for each in said] == ["A", "B, C", "D"]
    assert reasons(rows) == [(2, None, "has a quote that is never closed")]


def test_a_stray_quote_in_every_row_is_no_way_in(tmp_path: Path) -> None:
    """Two such rows make one of the right length by chance: a name with another school's row in it."""
    rows, said = read(edition(tmp_path, *(f'{100001 + at},"Hilltop,2,Open,,201,' for at in range(10))))
    assert said == []
    assert rows.refused == 10


def test_a_quote_that_nothing_closes_costs_its_own_row_only(tmp_path: Path) -> None:
    """The csv module gives up after 131,072 characters; the rows are still there."""
    many = [school(100002 + at, "A School with a Long Name") for at in range(5_000)]
    rows, said = read(edition(tmp_path, '100001,"Hilltop,2,Open,,201,', *many))
    assert len(said) == 5_000
    assert reasons(rows) == [(2, None, "has a quote that is never closed")]


def test_a_carriage_return_within_a_line_costs_its_own_row_only(tmp_path: Path) -> None:
    """It ends no line, so the csv module gives up on the row; the next ones are good."""
    rows, said = read(
        edition(tmp_path, school(100001, "Hill\rtop"), '100002,"A\r\nB\rC",2,Open,,201,', school(100003, "D"))
    )
    assert [each["name"] for each in said] == ["D"]
    assert reasons(rows)[0] == (2, None, "has a carriage return in the middle of a line")
    assert reasons(rows)[1] == (3, None, "has a carriage return in the middle of a line")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_both_line_ends_are_fine(tmp_path: Path, end: str) -> None:
    """Windows or not; the last line needs none."""
    content = end.join([HEADINGS, school(100001, "A"), school(100002, "B")])
    rows, said = read(written(tmp_path, content.encode()))
    assert (len(said), reasons(rows)) == (2, [])


def test_names_outside_latin_are_kept_and_reported(tmp_path: Path) -> None:
    """A known mis-decoding: the office looks, the import goes on."""
    rows, said = read(edition(tmp_path, school(100001, "St Thomas ΰ Becket"), school(100002, "North Star 82°")))
    assert len(said) == 2
    (issue,) = rows.issues.in_order()
    assert (issue.line, issue.severity) == (2, Severity.WARNING)
    assert issue.reason == "has letters that aren't Latin: ΰ"
    assert rows.refused == 0


def test_only_the_first_issues_are_listed(tmp_path: Path) -> None:
    """A shifted column makes every row wrong: the rest is a number."""
    rows, _ = read(edition(tmp_path, *["x"] * (LISTED + 50)))
    assert (len(rows.issues.listed), rows.issues.more, rows.refused) == (LISTED, 50, LISTED + 50)


def test_a_kind_of_link_not_met_before_is_kept_and_reported(tmp_path: Path) -> None:
    """It may be one more way to succeed: dropping it would make a merger look like a plain succession."""
    content = "URN,LinkURN,LinkType\n100001,100002,successor\n100001,100003,Successor - federated\n"
    rows, said = read(written(tmp_path, content.encode()), LINKS_SHAPE)
    assert [row["kind"] for row in said] == ["Successor", "Successor - federated"]
    assert reasons(rows) == [(3, "LinkType", "is a kind of link not met before")]
