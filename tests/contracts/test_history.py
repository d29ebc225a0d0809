"""What was promised is in git's history, so generating the committed files anew hides nothing."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from deploy.contracts import documents
from deploy.contracts.documents import FOLDER, Document
from deploy.contracts.generating import generate
from deploy.contracts.history import NO_HISTORY, SHALLOW, past
from deploy.contracts.promises import promises
from shared.contracts.topics import Topic
from tests.contracts.garden import dug, refused

FILE = "garden.BedDug.1.json"
OLD, WIDER, NARROWER, MOVED = dug(), dug(width=(int, 0)), dug(depth=None), dug(topic=Topic("garden.paths"))


def git(folder: Path, *arguments: str) -> None:
    """As somebody in particular, whatever the machine has set."""
    who = {f"GIT_{role}_{what}": "a@b.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | who
    subprocess.run(["git", "-C", folder, *arguments], check=True, capture_output=True, env=environment)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository in which nothing is promised yet."""
    made = tmp_path / "checkout"
    made.mkdir()
    git(made, "init", "--initial-branch=main")
    return made


def commit(checkout: Path, *facts: type[Any], before: dict[str, Document] | None = None) -> None:
    """Write these facts down and commit them, whatever was promised."""
    documents.write(checkout / FOLDER, generate(facts, before or {}, "1.0"))
    git(checkout, "add", ".")
    git(checkout, "commit", "--allow-empty", "-m", "so it is now")


def test_every_committed_state_is_found_from_the_oldest_on(checkout: Path) -> None:
    """Also of files that are gone."""
    commit(checkout, OLD)
    commit(checkout, WIDER)
    commit(checkout, dug(name="BedFilled"))
    found = past(checkout)
    fields = [[*state[FILE]["properties"]] for state in found.states if FILE in state]
    assert (len(fields), "width" in fields[0], "width" in fields[1], found.lacking) == (2, False, True, "")


@pytest.mark.parametrize(("broken", "says"), [(NARROWER, "field depth was removed"), (MOVED, "moved from topic")])
def test_generating_anew_and_committing_hides_no_break(checkout: Path, broken: type[Any], says: str) -> None:
    """The files agree with the code then, and the gate still refuses."""
    commit(checkout, OLD)
    commit(checkout, broken)
    assert any(says in each for each in refused([broken], promises(past(checkout).states)))


def test_deleting_the_files_hides_nothing_either(checkout: Path) -> None:
    """Whether the deletion is committed or not."""
    commit(checkout, OLD)
    shutil.rmtree(checkout / FOLDER)
    assert refused([NARROWER], promises(past(checkout).states)) != []
    git(checkout, "commit", "--all", "-m", "tidy up")
    commit(checkout, NARROWER)
    assert refused([NARROWER], promises(past(checkout).states)) != []


def test_a_break_on_a_merged_branch_is_found(checkout: Path) -> None:
    """And one that the merge itself makes."""
    commit(checkout, OLD)
    git(checkout, "checkout", "-b", "branch")
    commit(checkout, WIDER)
    git(checkout, "checkout", "main")
    git(checkout, "commit", "--allow-empty", "-m", "meanwhile")
    git(checkout, "merge", "--no-ff", "--no-commit", "branch")
    commit(checkout, NARROWER)
    said = " ".join(refused([NARROWER], promises(past(checkout).states)))
    assert "depth was removed" in said
    assert "width was removed" in said


def test_a_break_that_was_committed_is_mended_by_taking_it_back(checkout: Path) -> None:
    """It promised nothing, or nothing could ever be right again."""
    commit(checkout, OLD)
    commit(checkout, NARROWER)
    commit(checkout, OLD)
    assert refused([OLD], promises(past(checkout).states)) == []


def test_a_file_in_no_fit_state_promises_nothing(checkout: Path) -> None:
    """Conflict marks, other things, another form."""
    for content in ("<<<<<<<", "[]", "{}", '{"x-topic": 1}'):
        (checkout / FOLDER).mkdir(parents=True, exist_ok=True)
        (checkout / FOLDER / FILE).write_text(content)
        (checkout / FOLDER / "README.md").write_text(content)
        git(checkout, "add", ".")
        git(checkout, "commit", "-m", "oops")
    assert promises(past(checkout).states) == {}


def test_a_shallow_clone_says_so_and_compares_with_what_it_has(checkout: Path, tmp_path: Path) -> None:
    """A change that isn't committed yet is found there too."""
    commit(checkout, OLD)
    commit(checkout, WIDER)
    git(tmp_path, "clone", "--depth=1", f"file://{checkout}", "shallow")
    found = past(tmp_path / "shallow")
    assert found.lacking == SHALLOW
    assert refused([OLD], promises(found.states)) != []


def test_without_history_the_files_are_compared_with(checkout: Path, tmp_path: Path) -> None:
    """A tarball, or files that nobody has committed yet."""
    documents.write(checkout / FOLDER, generate([OLD], {}, "1.0"))
    documents.write(tmp_path / "tarball" / FOLDER, generate([OLD], {}, "1.0"))
    for place in (checkout, tmp_path / "tarball"):
        found = past(place)
        assert found.lacking == NO_HISTORY
        assert refused([NARROWER], promises(found.states)) != []
        assert refused([OLD], promises(found.states)) == []


def test_a_machine_without_git_is_no_worse_off_than_a_tarball(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It isn't among the prerequisites."""
    commit(checkout, OLD)
    monkeypatch.setenv("PATH", str(checkout))
    assert past(checkout).lacking == NO_HISTORY


def test_a_folder_holds_what_was_written_and_nothing_else(tmp_path: Path) -> None:
    """What was generated once and never committed goes."""
    documents.write(tmp_path, generate([OLD], {}, "1.0"))
    documents.write(tmp_path, generate([dug(name="BedFilled")], {}, "1.0"))
    assert sorted(documents.read(tmp_path)) == ["garden.BedFilled.1.json", "topics.json"]
