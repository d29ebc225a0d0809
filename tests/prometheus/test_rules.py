"""The alerts, by Prometheus' own checker: each fires at its bound and not before, and says what it should."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from shared.observability.metrics import Metrics
from tests.debian import here_or_skip

ROOT = Path(__file__).parents[2]
RULES = ROOT / "deploy/prometheus/rules.yml"
OPERATIONS = ROOT / "docs/operations.md"

MINUTES = 40
"""So long is each story; what holds only for a while doesn't alarm."""


@dataclass(frozen=True)
class Story:
    """One alert: a series, a value at which it is quiet, one at which it fires, after how many minutes, and its words.

    `beside` are series that stay as they are.
    """

    series: str
    quiet: str
    loud: str
    after: int
    labels: dict[str, str]
    says: str
    beside: tuple[tuple[str, str], ...] = ()


PAGE, TICKET = {"severity": "page"}, {"severity": "ticket"}
BOOKINGS = {"service": "bookings"}
READER = {"service": "notify", "reader": "notify"}

STORIES = {
    "ProcessDown": Story(
        'up{service="bookings", instance="a:8002"}',
        "1",
        "0",
        1,
        PAGE | BOOKINGS | {"instance": "a:8002"},
        "bookings at a:8002 doesn't answer",
    ),
    "RoleNotReady": Story(
        'alliance_role_ready{service="bookings", instance="a:8002", role="relay"}',
        "1",
        "0",
        2,
        PAGE | BOOKINGS | {"instance": "a:8002", "role": "relay"},
        "bookings: relay makes no progress",
    ),
    "FactsDoNotGoOut": Story(
        'alliance_outbox_oldest_seconds{service="bookings"}',
        "60",
        "61",
        0,
        PAGE | BOOKINGS,
        "bookings: the oldest fact has waited 1m 1s to go out",
    ),
    "NobodyRelays": Story(
        'alliance_relay_active{service="bookings", instance="a:8002"}',
        "1",
        "0",
        1,
        PAGE | BOOKINGS,
        "bookings: no process holds the relay's lock",
        beside=(
            ('alliance_relay_active{service="support", instance="b:8003"}', "1"),
            ('alliance_relay_active{service="gateway", instance="c:8000"}', "0"),  # it tells nothing
        ),
    ),
    "FactRefused": Story(
        'alliance_outbox_refused{service="bookings"}',
        "0",
        "2",
        0,
        TICKET | BOOKINGS,
        "bookings: Kafka refused 2 facts for what they are; their keys wait",
    ),
    "DatabaseWentBack": Story(
        'alliance_database_went_back{service="bookings"}',
        "0",
        "1",
        0,
        PAGE | BOOKINGS,
        "bookings: the database is older than what Kafka holds of it; nothing is published",
    ),
    "StateDiffers": Story(
        'alliance_state_differences{service="registry", topic="registry.contacts", kind="foreign"}',
        "0",
        "3",
        0,
        TICKET | {"service": "registry", "topic": "registry.contacts", "kind": "foreign"},
        "registry.contacts said something else of 3 keys than registry (foreign)",
    ),
    "BatchStuck": Story(
        'alliance_batch_age_seconds{service="notify", reader="notify"}',
        "60",
        "90",
        0,
        PAGE | READER,
        "notify has had one batch in hand for 1m 30s",
    ),
    "ReaderStalled": Story(
        'alliance_reader_stalled_partitions{service="notify", reader="notify"}',
        "0",
        "2",
        0,
        PAGE | READER,
        "notify: records wait on 2 partitions, and nothing moves",
    ),
    "ReaderFallsBehind": Story(
        'alliance_reader_lag{service="notify", reader="notify", topic="bookings.courses"}',
        "9000",
        "11000",
        0,
        TICKET | READER,
        "notify has been over 11000 records behind for ten minutes",
    ),
    "FactsParked": Story(
        'alliance_facts_parked{service="notify", reader="notify", reason="failed"}',
        "0",
        "4",
        0,
        TICKET | READER | {"reason": "failed"},
        "notify: 4 facts are parked (failed), each stops its key",
        beside=(('alliance_facts_parked{service="notify", reader="notify", reason="waiting"}', "9"),),
    ),
    "RecordsRejected": Story(
        'alliance_records_rejected{service="notify", reader="notify"}',
        "0",
        "1",
        0,
        TICKET | READER,
        "notify: 1 records without a usable key or number",
    ),
    "TimersParked": Story(
        'alliance_timers_parked{service="bookings"}',
        "0",
        "1",
        0,
        TICKET | BOOKINGS,
        "bookings: 1 timers failed three times",
    ),
    "TimersLate": Story(
        'alliance_timers_late_seconds{service="bookings"}',
        "60",
        "120",
        1,
        PAGE | BOOKINGS,
        "bookings: a timer is 2m 0s late",
    ),
    "EmailsUncertain": Story(
        'alliance_messages{service="notify", state="uncertain"}',
        "0",
        "2",
        0,
        TICKET | {"service": "notify"},
        "of 2 e-mails nobody knows whether they went",
    ),
    "EmailsDoNotGoOut": Story(
        'alliance_messages{service="notify", state="queued"}',
        "0",
        "5",
        15,
        PAGE | {"service": "notify"},
        "5 e-mails are queued, and none has gone for a quarter of an hour",
        beside=(('alliance_facts_published_total{service="notify", topic="notify.messages"}', "7"),),
    ),
    "EmailWaits": Story(
        'alliance_messages_waiting_seconds{service="notify"}',
        "86400",
        "90000",
        0,
        TICKET | {"service": "notify"},
        "an e-mail has waited 1d 1h 0m 0s for an address, or for news",
    ),
    "ErasureUnswept": Story(
        'alliance_erasures_unswept_seconds{service="registry"}',
        "79200",
        "79260",
        0,
        PAGE | {"service": "registry"},
        "registry: somebody erased 22h 1m 0s ago is still on the disk; 24 h are promised",
    ),
    "ChoreNotDone": Story(
        'alliance_chore_age_seconds{service="registry", chore="states"}',
        "172800",
        "176400",
        0,
        TICKET | {"service": "registry", "chore": "states"},
        "registry: states was last done 2d 1h 0m 0s ago",
    ),
    "TransactionOpenForLong": Story(
        'alliance_oldest_transaction_seconds{service="registry"}',
        "300",
        "360",
        0,
        TICKET | {"service": "registry"},
        "registry: a transaction has been open for 6m 0s",
    ),
}


@pytest.fixture(scope="session")
def checker() -> str:
    """Where promtool is; without it these tests can't be had on this machine."""
    return here_or_skip("promtool")


def test_each_alert_has_a_story_and_a_line_for_its_operator() -> None:
    """One that nobody tried, or that says nothing of what to do, would be noise at night."""
    alerts = re.findall(r"- alert: (\w+)", RULES.read_text())
    assert alerts == list(STORIES)
    assert [each for each in alerts if f"| `{each}` |" not in OPERATIONS.read_text()] == []


def test_alerts_are_about_metrics_that_there_are() -> None:
    """A metric that was renamed would make its alert silent for ever."""
    declared = {each.name for each in Metrics().registry.collect()}
    used = set(re.findall(r"\balliance_\w+", RULES.read_text()))
    assert {each.removesuffix("_total") for each in used} <= declared


def test_the_files_are_as_prometheus_wants_them(checker: str) -> None:
    """Rules, and what is scraped on one machine and in containers."""
    for check, file in (("rules", "rules.yml"), ("config", "prometheus.yml"), ("config", "local.yml")):
        told = _asked(checker, "check", check, str(RULES.with_name(file)))
        assert told.returncode == 0, told.stdout + told.stderr


@pytest.mark.parametrize("alert", STORIES)
def test_an_alert_fires_at_its_bound_and_says_whose_it_is(alert: str, checker: str, tmp_path: Path) -> None:
    """Quiet while all is well, quiet until it has lasted, then one alarm with a sentence for people."""
    story = STORIES[alert]
    fired = [{"exp_labels": story.labels, "exp_annotations": {"summary": story.says}}]
    tests = [
        _told(alert, story, story.quiet, {MINUTES: []}),
        _told(alert, story, story.loud, {MINUTES: fired} | ({story.after - 1: []} if story.after else {})),
    ]
    file = tmp_path / "story.yml"  # JSON is YAML
    file.write_text(json.dumps({"rule_files": [str(RULES)], "evaluation_interval": "1m", "tests": tests}))
    told = _asked(checker, "test", "rules", str(file))
    assert told.returncode == 0, told.stdout + told.stderr


def _told(alert: str, story: Story, value: str, expected: dict[int, list[Any]]) -> dict[str, Any]:
    series = [(story.series, value), *story.beside]
    return {
        "interval": "1m",
        "input_series": [{"series": name, "values": f"{number}+0x{MINUTES}"} for name, number in series],
        "alert_rule_test": [
            {"eval_time": f"{minute}m", "alertname": alert, "exp_alerts": alarms} for minute, alarms in expected.items()
        ],
    }


def _asked(checker: str, *what: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([checker, *what], capture_output=True, text=True, check=False, timeout=60)
