"""`alliance backup`, `restore` and what `reset` keeps: the databases, with nothing else running."""

from collections.abc import Generator
from contextlib import ExitStack
from io import StringIO
from pathlib import Path

import pytest

from deploy.local.backups.archive import kept
from deploy.local.binaries import query
from deploy.local.keys import make_keys
from deploy.local.lock import sole_user_of
from deploy.local.ownership import make_ours
from deploy.local.place import Place
from deploy.local.postgres import Postgres
from deploy.local.unprivileged import make_folder
from tests.cli.conftest import Alli
from tests.local.passable import passable_folder
from tests.running import free_range

TIMELINE = "SELECT left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)"


class Small:
    """An installation of which only PostgreSQL is there, with one table."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.postgres = Postgres(place.home / "postgres", place.postgres_port, log=place.log("postgres"))

    def begin(self) -> None:
        """A fresh one, running, with one sentence in it."""
        make_ours(self.place.home)
        make_folder(self.place.home)
        make_keys(self.place.home / "keys")
        self.postgres.start()
        query(self.postgres.url("registry"), "CREATE TABLE said (words text); INSERT INTO said VALUES ('first')")

    def says(self, words: str) -> None:
        """Write down another."""
        query(self.postgres.url("registry"), f"INSERT INTO said VALUES ('{words}')")

    def said(self) -> str:
        """All sentences that it knows."""
        return query(self.postgres.url("registry"), "SELECT string_agg(words, ' ' ORDER BY words) FROM said")

    def said_at_rest(self) -> str:
        """The same, started for a moment."""
        self.postgres.start()
        try:
            return self.said()
        finally:
            self.postgres.stop()

    def shelf(self) -> list[Path]:
        """Its backups."""
        return [each.file for each in kept(self.place)]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Generator[Small]:
    """A running one; the command is pointed at it."""
    with passable_folder() as folder:
        made = Small(Place(folder / "home", free_range()))
        monkeypatch.setenv("ALLIANCE_HOME", str(made.place.home))
        monkeypatch.setenv("ALLIANCE_PORT_BASE", str(made.place.port_base))
        made.begin()
        yield made
        made.postgres.stop()


def test_what_was_there_when_the_backup_was_taken_is_there_again(anywhere: Alli, small: Small) -> None:
    """What came since is set aside with the folder that it is in, and PostgreSQL begins a new timeline."""
    small.postgres.stop()
    assert anywhere("backup").code == 0
    small.postgres.start()
    small.says("second")
    before = query(small.postgres.admin_url, TIMELINE)
    small.postgres.stop()
    [file] = small.shelf()
    done = anywhere("restore", str(file), "--yes")
    assert (done.code, "Restored. `make run` starts it." in done.out) == (0, True)
    small.postgres.start()
    assert (small.said(), query(small.postgres.admin_url, TIMELINE) > before) == ("first", True)
    [aside] = (small.place.home / "replaced").iterdir()
    assert str(aside) in done.out
    assert sorted(path.name for path in aside.iterdir()) == ["keys", "postgres"]


def test_a_running_server_is_copied_while_it_works(anywhere: Alli, small: Small) -> None:
    """What it takes in later isn't in the copy; for the file's owner only."""
    held = _held(small)
    try:
        assert anywhere("backup", str(small.place.home.parent / "b.tar.gz")).code == 0
    finally:
        held.close()
    small.says("second")
    small.postgres.stop()
    file = small.place.home.parent / "b.tar.gz"
    assert oct(file.stat().st_mode)[-3:] == "600"
    assert anywhere("restore", str(file), "--yes").code == 0
    assert small.said_at_rest() == "first"


def test_a_reset_can_be_undone(anywhere: Alli, small: Small) -> None:
    """It says where the backup is; keys and passwords are in it."""
    small.postgres.stop()
    key = (small.place.home / "keys" / "token.key").read_text()
    said = anywhere("reset", "--yes")
    [file] = small.shelf()
    assert (said.code, str(file) in said.out, small.place.home.exists()) == (0, True, False)
    assert anywhere("restore", str(file), "--yes").code == 0
    assert (small.said_at_rest(), (small.place.home / "keys" / "token.key").read_text()) == ("first", key)


def test_a_reset_without_a_backup_must_be_asked_for(anywhere: Alli, small: Small) -> None:
    """Where none can be taken nothing is removed."""
    small.postgres.stop()
    (small.place.home / "postgres" / "data" / "global" / "pg_control").write_bytes(b"damaged")
    said = anywhere("reset", "--yes")
    assert (said.code, small.place.home.exists()) == (1, True)
    assert said.err.startswith("✗ No backup could be taken, so nothing was removed.")
    assert anywhere("reset", "--yes", "--without-backup").code == 0
    assert (small.place.home.exists(), small.shelf()) == (False, [])


def test_a_damaged_backup_changes_nothing(anywhere: Alli, small: Small) -> None:
    """It is unpacked and checked before anything is touched."""
    small.postgres.stop()
    anywhere("backup")
    [file] = small.shelf()
    file.write_bytes(file.read_bytes()[:-5000])
    said = anywhere("restore", str(file), "--yes")
    assert said.sentence == f"{file} is damaged: it can't be read to its end."
    assert small.said_at_rest() == "first"
    assert not {"restoring", "restored", "replaced"} & {path.name for path in small.place.home.iterdir()}


def test_another_installations_facts_are_set_aside(anywhere: Alli, small: Small) -> None:
    """Kafka's folder is what a new installation told, and would be taken for facts that the old one lost."""
    small.postgres.stop()
    anywhere("reset", "--yes")
    [file] = small.shelf()
    small.begin()
    small.postgres.stop()
    (small.place.home / "kafka").mkdir()
    said = anywhere("restore", str(file), "--yes")
    assert "Kafka's facts were another installation's" in said.out
    assert not (small.place.home / "kafka").exists()
    [aside] = (small.place.home / "replaced").iterdir()
    assert (aside / "kafka").exists()


def test_it_refuses_while_the_stack_runs_and_asks(
    anywhere: Alli, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody to ask is a no."""
    small.postgres.stop()
    anywhere("backup")
    [file] = small.shelf()
    held = _held(small)
    assert anywhere("restore", str(file)).sentence.endswith("is running, so nothing is restored: stop it first.")
    held.close()
    monkeypatch.setattr("sys.stdin", StringIO())
    assert anywhere("restore", str(file)).code == 1
    assert not (small.place.home / "replaced").exists()


def test_they_are_listed_and_old_ones_go_when_asked(anywhere: Alli, small: Small) -> None:
    """Never by themselves."""
    small.postgres.stop()
    assert "There is no backup in" in anywhere("restore").out
    anywhere("backup")
    [first] = small.shelf()
    first.rename(first.with_name("alliance-older.tar.gz"))
    said = anywhere("backup", "--keep", "1")
    assert "1 older backup was removed." in said.out
    assert [str(file) in anywhere("restore").out for file in small.shelf()] == [True]


def test_without_databases_there_is_nothing_to_back_up(
    anywhere: Alli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the first start."""
    monkeypatch.setenv("ALLIANCE_HOME", str(tmp_path / "home"))
    said = anywhere("backup")
    assert said.sentence == f"There is nothing to back up: {tmp_path / 'home'} has no databases yet."


def _held(small: Small) -> ExitStack:
    """The folder's lock, as the running stack has it."""
    held = ExitStack()
    held.enter_context(sole_user_of(small.place.home))
    return held
