"""`alliance schools import`."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.demo.members import DATA
from tests.cli.conftest import Alli

EDITION = """URN,EstablishmentName,CloseDate
100000,The Aldgate School of Letters,
abc,Bad,
100005,Thomas Coram Centre,31-02-2020
"""


@pytest.fixture
def edition(tmp_path: Path) -> str:
    """A small edition with one change and two rows that are wrong."""
    file = tmp_path / "edition.csv"
    file.write_text(EDITION)
    return str(file)


def numbers(out: str) -> dict[str, str]:
    """The summary table."""
    lines = out.split("rows", 1)[1].splitlines()[1:6]
    return {line.rsplit(maxsplit=1)[0].strip(): line.rsplit(maxsplit=1)[1] for line in lines}


def test_a_dry_run_shows_the_difference_and_changes_nothing(alli: Alli, edition: str) -> None:
    """Asked twice, it says the same."""
    for _ in range(2):
        said = alli("schools", "import", edition, "--dry-run")
        assert said.code == 0
        assert "A dry run: nothing was changed." in said.out
        assert "name: The Aldgate School → The Aldgate School of Letters" in said.out
        assert numbers(said.out)["changed"] == "1"


def test_what_is_wrong_is_listed_by_line_and_column(alli: Alli, edition: str) -> None:
    """Line, heading, reason, and the cell as it stands."""
    lines = alli("schools", "import", edition, "--dry-run").out.split("Worth a look")[1].splitlines()
    assert [line.split()[:2] for line in lines if "is not" in line] == [["3", "URN"], ["4", "CloseDate"]]
    assert lines[-2].split()[-1] == "31-02-2020"


def test_only_the_first_issues_are_shown_unless_all_are_wanted(alli: Alli, tmp_path: Path) -> None:
    """Twenty of thirty, then thirty."""
    file = tmp_path / "wrong.csv"
    file.write_text("URN,EstablishmentName\n" + "".join(f"x{row},School\n" for row in range(30)))
    few = alli("schools", "import", str(file), "--dry-run").out
    assert few.count("is not a URN") == 20
    assert "And 10 more; --all shows" in few
    assert alli("schools", "import", str(file), "--dry-run", "--all").out.count("is not a URN") == 30


def test_the_list_of_links_is_told_from_an_edition_by_its_first_line(alli: Alli) -> None:
    """Nothing need be said; the same file again changes nothing."""
    said = alli("schools", "import", str(DATA / "links_2025.csv"))
    assert said.code == 0
    assert numbers(said.out) == {
        "new links": "0",
        "changed": "0",
        "as they were": "33,801",
        "refused": "0",
        "in the file": "33,801",
    }


def test_members_news_are_told(alli: Alli, tmp_path: Path) -> None:
    """A member's new name, then its old one again."""
    file = tmp_path / "renamed.csv"
    for name in ("Perivale Academy", "Perivale Primary School"):
        file.write_text(f"URN,EstablishmentName\n101906,{name}\n")
        assert f"{name}: the register now says something else." in alli("schools", "import", str(file)).out


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"%PDF-1.7", "The file isn't CSV: it is a PDF."),
        (b"a,b\n1,2\n", "The file has no URN column: its first line must name the columns."),
        (b"URN,EstablishmentName\n1\x002,x\n", "Line 2 has a NUL byte"),
    ],
)
def test_a_file_that_is_no_register_is_refused_in_a_sentence(
    alli: Alli, tmp_path: Path, content: bytes, sentence: str
) -> None:
    """Registry's own."""
    file = tmp_path / "wrong"
    file.write_bytes(content)
    said = alli("schools", "import", str(file))
    assert said.code == 1
    assert said.sentence.startswith(sentence)


def test_links_can_be_demanded(alli: Alli, edition: str) -> None:
    """Then an edition is refused as what it isn't."""
    assert "LinkURN" in alli("schools", "import", edition, "--links").sentence


def test_a_file_that_is_not_there_is_a_sentence(anywhere: Alli, tmp_path: Path) -> None:
    """Nothing, and a folder."""
    assert anywhere("schools", "import", "nowhere.csv").sentence == "There is no file nowhere.csv."
    assert anywhere("schools", "import", str(tmp_path)).sentence == f"{tmp_path} is not a file."
