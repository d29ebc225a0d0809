"""`alliance backup`, `restore` and what `reset` keeps: the databases, with nothing else running."""

from collections.abc import Generator
from contextlib import ExitStack, contextmanager
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


@contextmanager
def begun() -> Generator[Small]:
    """A running one."""
    with passable_folder() as folder:
        made = Small(Place(folder / "home", free_range()))
        made.begin()
        yield made
        made.postgres.stop()


def point_at(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command is about this one."""
    monkeypatch.setenv("ALLIANCE_HOME", str(small.place.home))
    monkeypatch.setenv("ALLIANCE_PORT_BASE", str(small.place.port_base))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Generator[Small]:
    """A running one."""
    with begun() as made:
        point_at(made, monkeypatch)
        yield made


@pytest.fixture(scope="module")
def shared() -> Generator[Small]:
    """One at rest, for all tests that leave its data as they are."""
    with begun() as made:
        made.postgres.stop()
        yield made


@pytest.fixture
def at_rest(shared: Small, monkeypatch: pytest.MonkeyPatch) -> Generator[Small]:
    """The same, without backups."""
    point_at(shared, monkeypatch)
    yield shared
    for file in shared.shelf():
        file.unlink()


def test_what_was_there_when_the_backup_was_taken_is_there_again(anywhere: Alli, small: Small) -> None:
    """Taken while the server works. What came since is set aside, and PostgreSQL begins a new timeline."""
    with sole_user_of(small.place.home):
        assert anywhere("backup").code == 0
    [file] = small.shelf()
    assert oct(file.stat().st_mode)[-3:] == "600"
    small.says("second")
    before = query(small.postgres.admin_url, TIMELINE)
    small.postgres.stop()
    done = anywhere("restore", str(file), "--yes")
    assert (done.code, "Restored. `make run` starts it." in done.out) == (0, True)
    small.postgres.start()
    assert (small.said(), query(small.postgres.admin_url, TIMELINE) > before) == ("first", True)
    [aside] = (small.place.home / "replaced").iterdir()
    assert str(aside) in done.out
    assert sorted(path.name for path in aside.iterdir()) == ["keys", "postgres"]


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


def test_a_damaged_backup_changes_nothing(anywhere: Alli, at_rest: Small) -> None:
    """It is unpacked and checked before anything is touched."""
    anywhere("backup")
    [file] = at_rest.shelf()
    file.write_bytes(file.read_bytes()[:-5000])
    said = anywhere("restore", str(file), "--yes")
    assert said.sentence == f"{file} is damaged: it can't be read to its end."
    assert said.out == "", "nothing is announced that doesn't happen"
    assert at_rest.said_at_rest() == "first"
    assert not {"restoring", "restored", "replaced"} & {path.name for path in at_rest.place.home.iterdir()}


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
    anywhere: Alli, at_rest: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody to ask is a no."""
    anywhere("backup")
    [file] = at_rest.shelf()
    held = _held(at_rest)
    assert anywhere("restore", str(file)).sentence.endswith("is running, so nothing is restored: stop it first.")
    held.close()
    monkeypatch.setattr("sys.stdin", StringIO())
    assert anywhere("restore", str(file)).code == 1
    assert not {"restoring", "replaced"} & {path.name for path in at_rest.place.home.iterdir()}


def test_they_are_listed_and_old_ones_go_when_asked(anywhere: Alli, at_rest: Small) -> None:
    """Never by themselves."""
    assert "There is no backup in" in anywhere("restore").out
    anywhere("backup")
    [first] = at_rest.shelf()
    first.rename(first.with_name("alliance-older.tar.gz"))
    said = anywhere("backup", "--keep", "1")
    assert "1 older backup was removed." in said.out
    assert [str(file) in anywhere("restore").out for file in at_rest.shelf()] == [True]


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
