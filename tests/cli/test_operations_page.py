"""`docs/operations.md` says what each alert means and what to type."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer

from deploy.cli.app import application

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "operations.md").read_text()
METRICS = (ROOT / "shared" / "observability" / "metrics.py").read_text()
ALERTS = re.findall(r"Alert:[^\n]*\n(?:\s*#[^\n]*\n)*\s*self\.\w+ = self\._\w+\(\"(\w+)\"", METRICS)


def typed() -> set[str]:
    """The commands that the page tells to type, as far as they are words."""
    quoted = re.findall(r"`([^`]+)`", PAGE) + PAGE.split("```")[1::2]
    lines = [line for each in quoted for line in each.splitlines()]
    return {found[1] for line in lines if (found := re.match(r"alliance ops \w+ ((?:[a-z]+ ?)+)", line))}


def test_there_are_alerts() -> None:
    """Else the next test would find nothing missing."""
    assert len(ALERTS) >= 12


@pytest.mark.parametrize("metric", ALERTS)
def test_every_alert_is_explained(metric: str) -> None:
    """Whoever adds one says what to do."""
    assert f"`{metric}`" in PAGE


def test_what_the_page_tells_to_type_can_be_typed() -> None:
    """Every `alliance ops SERVICE …` names commands that there are."""
    everything: Any = typer.main.get_command(application())
    assert typed()
    for words in typed():
        here: Any = everything.commands["ops"]
        for word in words.split():
            if commands := getattr(here, "commands", None):
                assert word in commands, words
                here = commands[word]
