"""Who may import whom: the rules hold, and each is proved able to fail."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]

BAD_IMPORTS = {
    "services-apart": ("services/registry/domain/bad.py", "import services.notify.domain"),
    "shared-below": ("shared/messaging/bad.py", "import services.notify"),
    "domain-pure": ("services/registry/domain/bad.py", "import sqlalchemy"),
    "use-cases-inside": ("services/notify/use_cases/bad.py", "import services.notify.adapters"),
    "kernel-alone": ("shared/kernel/bad.py", "import shared.contracts.topics"),
    "contracts-kernel": ("shared/contracts/bad.py", "import shared.messaging.codec"),
    "cli-http-only": ("deploy/cli/bad.py", "import shared.messaging.work"),
}
"""For each contract, an import that it forbids."""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout to do wrong in."""
    copy = tmp_path_factory.mktemp("tree")
    for folder in ("services", "shared", "deploy"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def lint(tree: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    """What import-linter says of a tree."""
    chosen = [word for contract in contracts for word in ("--contract", contract)]
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([program, "--no-logo", "--no-cache", *chosen], cwd=tree, capture_output=True, text=True)


def test_the_tree_keeps_all_rules() -> None:
    """As `make lint` checks it."""
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


def test_every_rule_is_tried_here() -> None:
    """Whoever adds a rule adds an import that it forbids."""
    assert {contract["id"] for contract in CONTRACTS} == set(BAD_IMPORTS)


@pytest.mark.parametrize("contract", BAD_IMPORTS)
def test_a_bad_import_is_caught(tree: Path, contract: str) -> None:
    """By the rule that is there for it."""
    place, statement = BAD_IMPORTS[contract]
    name = next(each["name"] for each in CONTRACTS if each["id"] == contract)
    bad = tree / place
    bad.parent.mkdir(parents=True, exist_ok=True)
    bad.write_text(f'"""Wrong on purpose."""\n\n{statement}\n')
    done = lint(tree, contract)
    bad.unlink()
    assert done.returncode == 1, done.stdout
    assert f"{name} BROKEN" in " ".join(done.stdout.split())
