"""`alliance reset`: it removes what is ours, and nothing else, ever."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest

from deploy.local.lock import sole_user_of
from deploy.local.ownership import MARKER, make_ours
from deploy.local.trouble import CannotStart
from tests.cli.conftest import Alli


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder as a start leaves it."""
    made = tmp_path / "home"
    make_ours(made)
    for name in ("postgres/passwords", "kafka/data", "mail", "keys", "logs"):
        (made / name).mkdir(parents=True)
    (made / "mail" / "a.eml").touch()
    (made / "keys" / "token.key").touch()
    monkeypatch.setenv("ALLIANCE_HOME", str(made))
    return made


def test_everything_of_ours_goes(anywhere: Alli, home: Path) -> None:
    """The folder too, when nothing else is in it."""
    said = anywhere("reset", "--yes")
    assert said.code == 0
    assert f"This removes from {home}:" in said.out
    assert not home.exists()


def test_it_asks_and_takes_no_for_an_answer(anywhere: Alli, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder and what is lost are named first; nothing is removed."""
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    said = anywhere("reset")
    assert said.code == 1
    assert said.out.index("every school, member, person and e-mail") < said.out.index("Remove it?")
    assert said.sentence == "Nothing was removed."
    assert (home / "mail" / "a.eml").exists()


def test_nobody_to_ask_is_a_no(anywhere: Alli, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A script must say --yes."""
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert anywhere("reset").code == 1
    assert (home / "mail" / "a.eml").exists()


def test_it_refuses_while_the_stack_runs(anywhere: Alli, home: Path) -> None:
    """Whoever runs it holds the folder's lock."""
    with sole_user_of(home):
        said = anywhere("reset", "--yes")
    assert said.code == 1
    assert said.sentence == f"The stack in {home} is running, so nothing is removed: stop it first."
    assert (home / "mail" / "a.eml").exists()


def test_a_folder_that_is_not_ours_is_left_alone(anywhere: Alli, home: Path) -> None:
    """Without the marker nothing is removed, whatever the folders are called."""
    (home / MARKER).unlink()
    said = anywhere("reset", "--yes")
    assert said.code == 1
    assert "is not a data folder of this system" in said.sentence
    assert (home / "mail" / "a.eml").exists()


def test_what_somebody_else_put_there_stays(anywhere: Alli, home: Path) -> None:
    """And is named."""
    (home / "notes.txt").write_text("mine")
    said = anywhere("reset", "--yes")
    assert "What isn't ours stays there: notes.txt." in said.out
    assert [path.name for path in home.iterdir()] == ["notes.txt"]


def test_a_link_is_removed_and_not_what_it_leads_to(anywhere: Alli, home: Path, tmp_path: Path) -> None:
    """Somebody keeps the mails on another disk."""
    elsewhere = tmp_path / "elsewhere"
    shutil.move(home / "mail", elsewhere)
    (home / "mail").symlink_to(elsewhere)
    assert anywhere("reset", "--yes").code == 0
    assert (elsewhere / "a.eml").exists()


def test_an_interrupted_removal_can_be_done_again(anywhere: Alli, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The marker goes last."""

    def full(_: Path) -> None:
        raise PermissionError(13, "Permission denied", "postgres")

    with monkeypatch.context() as broken:
        broken.setattr(shutil, "rmtree", full)
        assert anywhere("reset", "--yes").sentence == "Access is not allowed: postgres."
    assert (home / MARKER).exists()
    assert anywhere("reset", "--yes").code == 0
    assert not home.exists()


def test_nothing_there_is_nothing_to_do(anywhere: Alli, home: Path) -> None:
    """A second reset says so."""
    anywhere("reset", "--yes")
    again = anywhere("reset", "--yes")
    assert (again.code, "There is nothing to remove" in again.out) == (0, True)


def test_a_start_takes_no_folder_that_has_other_things_in_it(tmp_path: Path) -> None:
    """ALLIANCE_HOME=~ would otherwise make somebody's own mail ours."""
    (tmp_path / "mail").mkdir()
    with pytest.raises(CannotStart, match="has other things in it"):
        make_ours(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mail"]


def test_a_start_takes_a_folder_of_ours_from_before_there_was_a_marker(tmp_path: Path) -> None:
    """Its key tells."""
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "token.key").touch()
    make_ours(tmp_path)
    make_ours(tmp_path)
    assert (tmp_path / MARKER).is_file()
