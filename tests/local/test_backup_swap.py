"""Restored folders take the place of the old, however often that is interrupted."""

from itertools import count
from pathlib import Path

import pytest

from deploy.local.backups import swap


class Interrupted(Exception):
    """The power went."""


def an_installation(home: Path) -> None:
    """With old data and what a restore has laid out: the new has no example."""
    for name in ("postgres", "keys", "kafka"):
        (home / name).mkdir(parents=True)
        (home / name / "state").write_text("old")
    (home / "demo").write_text("old")
    for name in ("postgres", "keys"):
        (home / swap.LAID_OUT / name).mkdir(parents=True)
        (home / swap.LAID_OUT / name / "state").write_text("new")


def contents(home: Path) -> dict[str, str]:
    """What every file says, by its name in the folder."""
    return {str(file.relative_to(home)): file.read_text() for file in home.rglob("*") if file.is_file()}


def agree(home: Path) -> None:
    """Replace the databases; Kafka stays."""
    swap.agree(home / swap.LAID_OUT, "noon", ["postgres", "keys", "demo"])


DONE = {
    "postgres/state": "new",
    "keys/state": "new",
    "kafka/state": "old",
    "replaced/noon/postgres/state": "old",
    "replaced/noon/keys/state": "old",
    "replaced/noon/demo": "old",
}


def test_the_old_is_set_aside_and_the_new_is_there(tmp_path: Path) -> None:
    """Nothing is lost; what wasn't named stays."""
    an_installation(tmp_path)
    agree(tmp_path)
    assert swap.finish(tmp_path) == tmp_path / "replaced" / "noon"
    assert contents(tmp_path) == DONE


def test_without_agreement_nothing_happens(tmp_path: Path) -> None:
    """What was only laid out isn't known to be whole."""
    an_installation(tmp_path)
    before = contents(tmp_path)
    assert swap.finish(tmp_path) is None
    assert contents(tmp_path) == before


@pytest.mark.parametrize("steps", range(6))
def test_interrupted_anywhere_it_is_finished_by_the_next_start(
    tmp_path: Path, steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After each move of a folder, the power goes; three were to go aside, two to come, and one folder was renamed."""
    an_installation(tmp_path)
    agree(tmp_path)
    moves, move = count(), Path.replace

    def falter(path: Path, target: Path) -> Path:
        if next(moves) == steps:
            raise Interrupted
        return move(path, target)

    monkeypatch.setattr(Path, "replace", falter)
    with pytest.raises(Interrupted):
        swap.finish(tmp_path)
    monkeypatch.undo()
    swap.finish(tmp_path)
    assert contents(tmp_path) == DONE
    assert not {swap.RESTORED, swap.MOVING_IN} & {path.name for path in tmp_path.iterdir()}
