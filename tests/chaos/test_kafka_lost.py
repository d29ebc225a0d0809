"""Kafka's data folder is deleted between two runs."""

from __future__ import annotations

import shutil

import pytest

from tests.chaos import evidence
from tests.chaos.system import System
from tests.chaos.trial import Trial

pytestmark = pytest.mark.timeout(300)

SECONDS = 4.0


def test_owners_fill_an_empty_kafka_and_readers_change_nothing(trial: Trial) -> None:
    """Every fact stands there again under its number and id, no effect and no e-mail comes twice, new facts flow."""
    trial.live_through([], SECONDS, seed=1)
    assert trial.judge() == []
    before, mails = evidence.gather(trial.system, ["vault", "late"]), mails_of(trial.system)
    run_again_without_kafkas_data(trial.system)
    assert trial.judge() == []
    after = evidence.gather(trial.system, ["vault", "late"])
    assert after.books == before.books
    assert after.receipts == before.receipts
    assert mails_of(trial.system) == mails
    newest = {each.event_id for each in before.outbox if each.newest}
    assert {each.event_id for each in after.kafka} == newest
    trial.live_through([], SECONDS, seed=2)
    assert trial.judge() == []


def run_again_without_kafkas_data(system: System) -> None:
    """Stop everything in order, delete the folder, start everything."""
    names = sorted(system.members.keys() - system.dead)
    for name in names:
        system.end(name)
    assert system.kafka.stop(20)
    shutil.rmtree(system.kafka.folder / "data")
    system.kafka.start()
    for name in names:
        system.begin(name)
    system.wait_ready()


def mails_of(system: System) -> list[str]:
    """The e-mails in the sink, by their files."""
    return sorted(file.name for file in system.place.mail.glob("*.eml"))
