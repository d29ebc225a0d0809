"""Each named crash point: the process that comes there dies, or Kafka or PostgreSQL dies while it stands there."""

from __future__ import annotations

from itertools import cycle

import pytest

from shared.messaging.crash_points import PLACES
from tests.crash.evidence import Evidence
from tests.crash.joining import CLOSED_URN, UNKNOWN_URN, Joining
from tests.crash.judge import Judge
from tests.crash.stage import Stage
from tests.crash.waiting import wait_until

pytestmark = pytest.mark.timeout(300)

SCHOOLS = 4
"""That join in each round, one of each kind."""

OF_AN_OWNER = tuple(place for place in PLACES if place.startswith(("commit.", "relay.")))
OF_A_READER = tuple(place for place in PLACES if place not in OF_AN_OWNER)
"""The sender's among them: registry neither reads nor mails."""


def test_without_a_crash_every_mailbox_gets_one_email(joining: Joining, judge: Judge) -> None:
    """Schools join, their mailboxes get one e-mail each, and who may not join is refused by name and gets none."""
    joining.ask_for(2 * SCHOOLS)
    assert joining.refusal(CLOSED_URN) == "school-is-closed"
    assert joining.refusal(UNKNOWN_URN) == "school-is-unknown"
    evidence = judge.demand_all_promises_kept()
    assert uncertain(evidence) == {}


@pytest.mark.parametrize("place", OF_AN_OWNER)
def test_registry_dies_at(place: str, stage: Stage, joining: Joining, judge: Judge) -> None:
    """Registry is killed there and started again; nothing is lost, nothing happens twice."""
    _die_at("registry", place, stage, joining)
    judge.demand_all_promises_kept()


@pytest.mark.parametrize("place", PLACES)
def test_notify_dies_at(place: str, stage: Stage, joining: Joining, judge: Judge) -> None:
    """Notify is killed there and started again; only a letter that it had in hand may be uncertain."""
    _die_at("notify", place, stage, joining)
    arrived = uncertain(judge.demand_all_promises_kept()).values()
    if place == "mail.claimed":
        assert 0 in arrived, "the letter that wasn't sent is uncertain"
    if place == "mail.taken":
        assert 1 in arrived, "the letter that was sent, but not noted, is uncertain"


@pytest.mark.parametrize("victim", ["postgres", "kafka"])
@pytest.mark.parametrize(("registry_at", "notify_at"), list(zip(cycle(OF_AN_OWNER), OF_A_READER, strict=False)))
def test_while_both_services_stand_at_a_place_there_dies(
    victim: str, registry_at: str, notify_at: str, stage: Stage, joining: Joining, judge: Judge
) -> None:
    """PostgreSQL or Kafka is killed between two steps of both services, and started again while they go on."""
    places = {"notify": notify_at, "registry": registry_at}
    for service, place in places.items():
        stage.begin_anew(service, f"{place}:halt")
    stage.wait_all_ready()
    for service in places:
        stage.arm(service)
        joining.ask_for(SCHOOLS)
        stage.wait_for_halt(service)
    stage.kill(victim)
    for service in places:
        stage.go_on(service)
    stage.begin(victim)
    judge.demand_all_promises_kept()


@pytest.mark.parametrize("place", ["mail.claimed", "reader.applied"])
def test_notify_sleeps_past_every_time_out_at(place: str, stage: Stage, joining: Joining, judge: Judge) -> None:
    """Another process takes over meanwhile; when the sleeper goes on, what it had in hand still happens only once."""
    stage.begin_anew("notify", f"{place}:halt")
    stage.wait_all_ready()
    stage.arm("notify")
    joining.ask_for(SCHOOLS)
    stage.wait_for_halt("notify")
    another = stage.begin_another_notify()
    mails = len(list(stage.place.mail.iterdir()))
    joining.ask_for(SCHOOLS)
    wait_until(lambda: len(list(stage.place.mail.iterdir())) >= mails + SCHOOLS, "the other process mails")
    stage.go_on("notify")
    judge.demand_all_promises_kept()
    assert another.stop(10)


def uncertain(evidence: Evidence) -> dict[str, int]:
    """The messages that are uncertain, and how many e-mails of each lie in the sink."""
    arrived = [mail.message_id for mail in evidence.mails]
    return {each.message_id: arrived.count(each.message_id) for each in evidence.messages if each.state == "uncertain"}


def _die_at(service: str, place: str, stage: Stage, joining: Joining) -> None:
    """Start the service with that order, let schools join until it is dead, start it again."""
    stage.begin_anew(service, place)
    stage.wait_all_ready()
    stage.arm(service)
    joining.ask_for(SCHOOLS)
    stage.wait_for_death(service)
    stage.begin(service)
