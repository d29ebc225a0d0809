"""Every test says in a sentence what it shows."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def complaints(place: Path) -> str:
    """What ruff says of a folder by this repository's rules (D103: a missing docstring); empty when all is well."""
    program = Path(sys.executable).with_name("ruff")
    command = [program, "check", "--config", ROOT / "pyproject.toml", "--no-cache", "--quiet", place]
    return subprocess.run(command, capture_output=True, check=False, text=True).stdout


def every_test() -> Iterator[tuple[str, str | None]]:
    """Every test function there is, with its docstring."""
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                yield f"{path.relative_to(ROOT)}: {node.name}", ast.get_docstring(node)


def test_every_test_has_its_sentence() -> None:
    """Fixtures and helpers too."""
    assert complaints(ROOT / "tests") == ""


def test_a_test_without_a_sentence_is_caught(tmp_path: Path) -> None:
    """The check can fail."""
    (tmp_path / "test_mute.py").write_text('"""A module."""\n\n\ndef test_mute() -> None:\n    assert True\n')
    assert "D103" in complaints(tmp_path)


def test_the_sentences_are_sentences() -> None:
    """They end as sentences do."""
    odd = [name for name, sentence in every_test() if not (sentence or "").rstrip().endswith((".", "!", "?"))]
    assert odd == []
