"""The example alliance: loaded once, whole, into a fresh installation and nothing else."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from deploy.cli.alliance import Alliance
from deploy.cli.remote import Remote
from deploy.cli.sorry import Sorry
from deploy.demo.loading import load, mark, marked
from deploy.demo.members import example_members
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from tests.running import Installation, eventually, installed
from tests.silent import KeptScreen


@pytest.fixture
def installation(postgres: Postgres, embedded_kafka: Kafka) -> Generator[Installation]:
    """A fresh one."""
    with installed(postgres, embedded_kafka) as running:
        yield running


class Interrupted(Sorry):
    """Somebody pulled the plug."""


def interrupt(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """From now on the change after that many fails."""
    left = iter(range(after))
    change, upload = Remote.change, Remote.upload

    def counted(does):
        def do(*arguments, **named):
            if next(left, None) is None:
                raise Interrupted("Interrupted.")
            return does(*arguments, **named)

        return do

    monkeypatch.setattr(Remote, "change", counted(change))
    monkeypatch.setattr(Remote, "upload", counted(upload))


def test_an_interrupted_loading_goes_on_and_a_finished_one_is_never_touched_again(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut off in the register, among the joins, before the links: in the end everything is there, once."""
    here, screen = Alliance(installation.place, "demo"), KeptScreen()
    for changes in (1, 6, 2 + 9):
        with monkeypatch.context() as cut_off:
            interrupt(cut_off, changes)
            with pytest.raises(Interrupted):
                load(here, screen)
        assert marked(installation.place) == "begun"
    load(here, screen)
    _demand_whole(here, installation, screen)
    before = here.registry.get("/members"), here.notify.get("/queue")["by_state"]
    here.registry.change("/members/101939/leave")
    load(here, screen)
    load(here, screen)
    assert len(here.registry.get("/members")) == len(before[0]) - 1
    assert here.notify.get("/queue")["by_state"] == before[1]
    assert len(installation.mails()) == 27


def _demand_whole(here: Alliance, installation: Installation, screen: KeptScreen) -> None:
    """Fourteen members, one under its new number; each mailbox has one e-mail, and one waits for its address."""
    assert marked(installation.place) == "loaded"
    assert here.registry.get("/counts") == {"schools": 22_011, "links": 33_801, "members": 14}
    urns = {member["urn"] for member in here.registry.get("/members")}
    assert 148383 in urns
    assert 138238 not in urns
    assert "The St Augustine's Academy: it goes on as URN 148383." in screen.shown
    eventually(lambda: here.notify.get("/queue")["by_state"]["sent"] == 27)
    [waiting] = here.notify.get("/messages", state="waiting")
    assert waiting["name"] == "Amina Warsame-Hart"
    recipients = [mail["To"].addresses[0].addr_spec for mail in installation.mails()]
    known = {each for member in example_members() for each in (member.head_email, member.office_email) if each}
    assert sorted(recipients) == sorted(known)
    assert {message["actor"] for message in [here.notify.get(f"/messages/{waiting['message_id']}")]} == {"demo"}


def test_an_installation_that_somebody_uses_is_left_alone(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real mail server, a school in the register, or a stranger among the members of one begun: nothing is loaded."""
    here, screen = Alliance(installation.place, "demo"), KeptScreen()
    with monkeypatch.context() as real:
        real.setenv("ALLIANCE_SMTP_URL", "smtps://mail.example.org")
        load(here, screen)
    assert "the example alliance stays away" in screen.shown
    here.registry.upload("/register/imports", lambda: [b"URN,EstablishmentName\n100000,The Aldgate School\n"])
    load(here, screen)
    assert marked(installation.place) == ""
    here.registry.change("/members", {"urn": 100000, "head_name": "Ann Shaw"})
    mark(installation.place, "begun")
    load(here, screen)
    assert here.registry.get("/counts") == {"schools": 1, "links": 0, "members": 1}
