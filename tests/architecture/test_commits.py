"""Only `shared.persistence` commits: elsewhere a commit would escape the outbox, the inbox and the tests' eyes."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
ALLOWED = (ROOT / "shared" / "persistence",)
COMMITTING = {"commit", "commit_prepared", "begin"}
"""`begin_nested` is a savepoint and commits nothing."""


def commits(source: str) -> Iterator[tuple[int, str]]:
    """The lines of a module that commit, or open what commits by itself."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Attribute) and called.attr in COMMITTING and not _is_kafkas(called):
                yield node.lineno, ast.unparse(called)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_sql_commit(node.value):
            yield node.lineno, node.value


def _is_kafkas(called: ast.Attribute) -> bool:
    """Telling Kafka an offset, and noting where a partition begins, are no transactions."""
    return ast.unparse(called.value) in {"consumer", "inbox", "self._bookmarks", "self._reader"}


def _is_sql_commit(text: str) -> bool:
    return text.strip().rstrip(";").upper() in {"COMMIT", "COMMIT WORK", "AUTOCOMMIT"}


def modules() -> list[Path]:
    """All modules of the services and of what they share."""
    found = [path for folder in ("services", "shared") for path in (ROOT / folder).rglob("*.py")]
    return [path for path in found if not any(path.is_relative_to(each) for each in ALLOWED)]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_outside_persistence_commits_nothing(path: Path) -> None:
    """It hands its work to whoever does."""
    assert list(commits(path.read_text())) == [] or path.name == "waking.py"


def test_what_waking_commits_is_a_notification_and_nothing_else() -> None:
    """A NOTIFY of its own, after the commit: AUTOCOMMIT is right there, and nowhere else."""
    source = (ROOT / "shared" / "messaging" / "waking.py").read_text()
    assert [what for _, what in commits(source)] == ["AUTOCOMMIT"]
    assert [line.strip() for line in source.splitlines() if ".execute(" in line] == [
        'await connection.execute(text(f"NOTIFY {CHANNEL}"))'
    ]


@pytest.mark.parametrize(
    "bad",
    [
        "async def f(connection): await connection.commit()",
        "async def f(engine):\n    async with engine.begin() as connection: pass",
        "async def f(session):\n    async with session.begin(): pass",
        "async def f(c): await c.execute('COMMIT')",
        "async def f(c): await c.execution_options(isolation_level='AUTOCOMMIT')",
    ],
)
def test_a_commit_is_recognised(bad: str) -> None:
    """The guard can fail."""
    assert len(list(commits(bad))) == 1


@pytest.mark.parametrize(
    "fine",
    [
        "async def f(connection):\n    async with connection.begin_nested(): pass",
        "async def f(consumer): await consumer.commit({})",
        '"""Before COMMIT, the last statements."""',
    ],
)
def test_what_commits_nothing_is_let_pass(fine: str) -> None:
    """The guard isn't in the way."""
    assert list(commits(fine)) == []
