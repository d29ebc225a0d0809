"""Who is alarmed, and what is looked at: Alertmanager's routes by its own checker, Grafana's panels by Prometheus'."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from deploy.docker.alarms import write
from shared.observability.metrics import Metrics
from tests.debian import here_or_skip

DEPLOY = Path(__file__).parents[2] / "deploy"
TOLD = {
    "ALLIANCE_SMTP_URL": "smtp://mail:1025?starttls=never",
    "ALLIANCE_SENDER": "alliance@ealing.example.org",
    "ALLIANCE_ALARMS_TO": "operators@ealing.example.org",
}
BOARDS = sorted((DEPLOY / "grafana/dashboards").glob("*.json"))


def asked(*command: str) -> str:
    """What a checker says; it must have nothing against it."""
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout


def panels(board: Path) -> list[dict[str, Any]]:
    """What a dashboard shows."""
    return json.loads(board.read_text())["panels"]


def expressions(board: Path) -> list[str]:
    """What it asks Prometheus."""
    return [target["expr"] for panel in panels(board) for target in panel["targets"]]


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """Alertmanager's files, as its container is given them."""
    write(tmp_path, TOLD)
    return tmp_path / "alertmanager.yml"


def test_alarms_are_routed_as_e_mails(written: Path) -> None:
    """The files are as Alertmanager wants them; its words come from our template."""
    said = asked(here_or_skip("amtool"), "check-config", str(written))
    assert "1 templates" in said
    assert "SUCCESS" in said


@pytest.mark.parametrize("severity", ["page", "ticket"])
def test_every_alarm_reaches_the_operators(severity: str, written: Path) -> None:
    """Whatever our rules call it."""
    rules = (DEPLOY / "prometheus/rules.yml").read_text()
    assert set(re.findall(r"severity: (\w+)", rules)) == {"page", "ticket"}
    file = f"--config.file={written}"
    assert asked(here_or_skip("amtool"), "config", "routes", "test", file, f"severity={severity}").split() == [
        "operators"
    ]


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.stem)
def test_a_dashboard_answers_questions_with_metrics_that_there_are(board: Path, tmp_path: Path) -> None:
    """Each panel says which question, and what its figure means; a metric that was renamed would leave it empty."""
    for panel in panels(board):
        assert panel["title"].endswith("?"), panel["title"]
        assert panel["description"]
        assert panel["fieldConfig"]["defaults"]["unit"]
    declared = {each.name for each in Metrics().registry.collect()}
    used = set(re.findall(r"\balliance_\w+", " ".join(expressions(board))))
    plain = {re.sub("_(total|count|bucket)$", "", each) for each in used}
    assert plain <= declared
    rules = [{"record": f"panel:{number}", "expr": each} for number, each in enumerate(expressions(board))]
    file = tmp_path / "panels.yml"  # JSON is YAML
    file.write_text(json.dumps({"groups": [{"name": "panels", "rules": rules}]}))
    asked(here_or_skip("promtool"), "check", "rules", str(file))


def test_every_metric_is_looked_at_somewhere() -> None:
    """One that no panel shows and no alert watches would be kept for nobody."""
    declared = {each.name for each in Metrics().registry.collect()}
    everything = " ".join([*(board.read_text() for board in BOARDS), (DEPLOY / "prometheus/rules.yml").read_text()])
    assert {each for each in declared if each not in everything} == set()


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.stem)
def test_panels_stand_beside_each_other(board: Path) -> None:
    """None lies over another, and none beyond the right edge."""
    taken: set[tuple[int, int]] = set()
    for panel in panels(board):
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert place["x"] + place["w"] <= 24
        assert not taken & cells
        taken |= cells
