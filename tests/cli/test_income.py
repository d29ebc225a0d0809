"""`alliance income`: what there will be, who owes what, and where each figure came from."""

from __future__ import annotations

import json

import pytest

from deploy.cli.alliance import Alliance
from shared.kernel.years import AcademicYear, FinancialYear
from tests.cli.asking import ahead, cells, done, listed, misunderstood, pence, refused, this_year
from tests.cli.conftest import Alli
from tests.running import Installation, eventually

YEAR = this_year()
CERTAINTIES = ("earned", "certain", "contracted", "probable", "refused")


def test_all_years_stand_side_by_side(alli: Alli) -> None:
    """The example is promised core grants for years."""
    said = alli("income")
    assert said.code == 0
    years = {line.split()[0] for line in said.out.splitlines() if line.strip()[:2] == "20"}
    assert years >= {str(AcademicYear(YEAR.begins + ahead)) for ahead in range(4)}
    assert years == {each["name"] for each in listed(alli, "income")}


@pytest.mark.parametrize("given", [(f"{YEAR.begins}",), (str(YEAR),), ("projection", str(YEAR))])
def test_a_years_projection_is_shown_by_strand_and_kind(alli: Alli, given: tuple[str, ...]) -> None:
    """The lines add up to the last one, figure by figure."""
    out = alli("income", *given).out
    assert f"Projected income for {YEAR}" in out
    [core] = [line for line in out.splitlines() if "core grants" in line]
    assert cells(core)[:2] == ["core grants, alliance", "£60,000.00"]
    projection = listed(alli, "income", *given)
    for figure in (*CERTAINTIES, "expected", "alliance_keeps"):
        assert sum(line[figure] for line in projection["lines"]) == projection["total"][figure]
    [in_all] = [line for line in out.splitlines() if line.startswith("  in all")]
    assert pence(cells(in_all)[1]) == projection["total"]["earned"]


def test_income_is_counted_by_financial_years_too(alli: Alli) -> None:
    """1 April to 31 March, written with a dash."""
    financial = FinancialYear.of(YEAR.first_day)
    said = alli("income", str(financial), "--by", "financial")
    assert f"Projected income for {financial}" in said.out
    assert listed(alli, "income", str(financial), "--by", "financial")["calendar"] == "financial"


def test_on_a_narrow_terminal_the_figures_stand_below_each_other(alli: Alli, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is nothing, or says the same again, is left out."""
    monkeypatch.setenv("COLUMNS", "60")
    lines = [cells(line) for line in alli("income", str(YEAR)).out.splitlines() if line.strip()]
    at = lines.index(["core grants, alliance", "earned", "£60,000.00"])
    assert len(lines[at + 1]) == 3, "an amount that is all earned needn't be called expected, too"
    assert ["for home schools"] in [line[:1] for line in lines]
    assert ["we keep"] in [line[:1] for line in lines]


def test_a_year_of_nothing_is_a_sentence(alli: Alli) -> None:
    """Not an empty table."""
    assert "Nothing is known of it yet." in alli("income", "2097").out


def test_a_figure_is_made_of_its_postings(alli: Alli) -> None:
    """Those of a year, kind and certainty add up to what the projection says."""
    narrowed = (f"{YEAR.begins}", "--kind", "deployments", "--certainty", "contracted")
    [line] = [each for each in listed(alli, "income", str(YEAR))["lines"] if each["kind"] == "deployments"]
    shown = [cells(row) for row in alli("income", "postings", *narrowed).out.splitlines()[1:] if "£" in row]
    assert sum(pence(row[4]) for row in shown) == line["contracted"]
    assert {(row[2], row[3]) for row in shown} == {("deployments", "contracted")}
    assert {row[5] for row in shown} <= {"an SLE was deployed", "a visit was logged", "a deployment ended"}


def test_what_a_school_owes_is_listed_and_summed(alli: Alli) -> None:
    """By how sure it is, and posting by posting."""
    done(alli("schools", "join", "100015", "--head", "Ada Swift"))
    assert "Nothing is owed, either way." in alli("income", "account", "100015").out
    options = ("--on", f"{ahead(80)} 9:00-10:00", "--venue", "Hall", "--places", "9", "--fee", "33.33", "--no-wait")
    done(alli("courses", "schedule", "Swift sums", *options))
    done(alli("places", "book", "Swift sums", "100015", "--name", "Bo Swift"))
    [row] = [cells(line) for line in alli("income", "account", "100015").out.splitlines() if "£" in line]
    assert row == ["contracted", "£33.33", "–"]
    postings = alli("income", "postings", "--school", "100015").out
    assert "+£33.33" in postings
    assert "1 posting" in postings
    assert [each["owes"] for each in listed(alli, "income", "account", "100015")["lines"]] == [33_33]
    assert alli("schools", "leave", "100015").code == 0


def test_why_goes_from_a_figure_back_to_who_asked_for_what(alli: Alli) -> None:
    """What the fact posted, and the command behind it; in words for people, and as JSON."""
    found = listed(alli, "income", "postings", str(YEAR), "--kind", "deployments", "--certainty", "contracted")
    fact = next(each["event_id"] for each in found if each["actor"] == "demo" and each["pence"] < 0)
    out = alli("income", "why", fact[-8:]).out
    assert out.strip().startswith("An SLE was deployed")
    assert "because  an SLE was deployed (support.SLEDeployed), " in out
    assert "the example alliance asked for it: deploy SLE (DeploySLE)" in out
    for account in ("income: deployments", "cost: home school share", "owed to "):
        assert account in out
    told = listed(alli, "income", "why", fact)
    assert sum(each["pence"] for each in told["postings"]) == 0
    assert [each["command"] for each in told["facts"]] == ["DeploySLE"]


def test_a_posting_names_who_began_it(alli: Alli, installation: Installation, office: str) -> None:
    """By the name of their account, in the list and on the way back."""
    year = this_year().begins + 30
    finance = Alliance(installation.place, office).finance
    finance.change("/grants/scheduled", {"kind": "nle", "academic_year": year})
    eventually(lambda: bool(listed(alli, "income", "postings", f"{year}")))
    [posting] = listed(alli, "income", "postings", f"{year}")
    [row] = [cells(line) for line in alli("income", "postings", f"{year}").out.splitlines() if "£" in line]
    assert row[-1] == "The office"
    out = alli("income", "why", posting["event_id"]).out
    assert "because  The office asked for it: schedule grant (ScheduleGrant)" in out


def test_the_books_are_in_order(alli: Alli) -> None:
    """Whatever other tests have done: everything balances, and the projection is the sum of it all."""
    said = alli("income", "books")
    assert said.code == 0
    assert "✓ All balance." in said.out
    assert "✓ The projection is their sum." in said.out
    books = json.loads(alli("income", "books", "--json").out)
    assert (books["out_of_balance"], books["projection_differs"], books["waiting"]) == (0, 0, [])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("why", "zebra"), "“zebra” is not the id of a fact: `alliance income postings` shows them."),
        (("why", "00000000f"), "There is no fact “00000000f”: `alliance income postings` lists them."),
        (("account", "999999"), "The national register has no school with URN 999999."),
        (("account", "100000"), "The Aldgate School (URN 100000) isn't known here yet: `alliance schools join 100000`"),
        (("postings", "--school", "100000"), "The Aldgate School (URN 100000) isn't known here yet"),
    ],
)
def test_what_is_unknown_is_a_sentence(alli: Alli, arguments: tuple[str, ...], sentence: str) -> None:
    """A fact, a school."""
    assert refused(alli("income", *arguments)).startswith(sentence)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nonsense",), "“nonsense” is no year: write 2026 or 2026/27."),
        (("2026/28",), "“2026/28” is no year: write 2026 or 2026/27."),
        (("postings", "26"), "“26” is no year: write 2026 or 2026/27."),
    ],
)
def test_what_is_no_year_is_misunderstood(alli: Alli, arguments: tuple[str, ...], sentence: str) -> None:
    """Exit code 2."""
    assert misunderstood(alli("income", *arguments)).endswith(sentence)


def test_nothing_posted_is_a_sentence(alli: Alli) -> None:
    """Not an empty table."""
    assert alli("income", "postings", "2097").out.strip() == "Nothing like that was posted yet."
