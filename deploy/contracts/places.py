"""Where in the code a contract stands, so that whoever broke it sees the line."""

import ast
import inspect
from pathlib import Path
from typing import Any

from deploy.contracts.documents import ROOT

CONTRACTS = Path("shared", "contracts")


def place_of(cls: type[Any], field: str = "") -> str:
    """File and line of a fact's field; of the fact itself, when the field isn't there (any more)."""
    source = Path(inspect.getsourcefile(cls) or "")
    if not source.is_relative_to(ROOT):
        return str(source)
    file = source.relative_to(ROOT)
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.ClassDef) and node.name == cls.__name__:
            return f"{file}:{_line(node, field.partition('.')[0].removesuffix('[]'))}"
    return str(file)


def _line(node: ast.ClassDef, field: str) -> int:
    fields = [each for each in node.body if isinstance(each, ast.AnnAssign)]
    return next((each.lineno for each in fields if ast.unparse(each.target) == field), node.lineno)


def place_of_topic(name: str, root: Path = ROOT) -> str:
    """File and line of a topic; of all topics, when it isn't there (any more)."""
    source = root / CONTRACTS / "topics.py"
    for number, line in enumerate(source.read_text("utf-8").splitlines(), 1):
        if f'Topic("{name}"' in line:
            return f"{CONTRACTS / 'topics.py'}:{number}"
    return str(CONTRACTS / "topics.py")


def file_of_owner(name: str) -> str:
    """The file in which a fact of that name belongs."""
    return str(CONTRACTS / f"{name.partition('.')[0]}.py")
