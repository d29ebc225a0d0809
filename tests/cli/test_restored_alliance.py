"""An alliance that was restored: what Kafka holds beyond the backup is reported, and what Kafka lost is told anew."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import ExitStack

import pytest

from deploy.cli.alliance import Alliance
from deploy.local.backups.archive import kept
from deploy.local.lock import sole_user_of
from deploy.local.ownership import make_ours
from deploy.local.place import Place
from deploy.local.services import is_ready, service_named
from deploy.local.stack import Stack
from deploy.local.unprivileged import make_folder
from shared.contracts.topics import CASES, CONTACTS, COURSES, GRANTS, PEOPLE, SCHOOLS, SLES
from shared.messaging.kafka_log import Kafka as Topics
from shared.messaging.kafka_log import looking_at
from shared.messaging.kafka_topics import declare
from tests.cli.asking import short_id
from tests.cli.conftest import Alli, Said
from tests.local.passable import passable_folder
from tests.running import eventually, free_range
from tests.silent import silent_screen

SERVICES = [service_named("finance"), service_named("notify")]

OTHERS = [SCHOOLS, PEOPLE, CONTACTS, COURSES, SLES, CASES]
"""Topics of services that aren't there: readers wait until somebody has made them."""


def done(said: Said) -> Said:
    """What a command said that went well."""
    assert (said.code, said.err) == (0, "")
    return said


class Small(Stack):
    """Two services, and what they need of the others."""

    def _start_services(self) -> None:
        asyncio.run(self._declare())
        super()._start_services()

    async def _declare(self) -> None:
        async with looking_at(Topics(self.kafka.bootstrap), "test") as log:
            await declare(log, OTHERS)


class Office:
    """An installation of two services that is started and stopped, and what its finance officer reads."""

    def __init__(self, place: Place, alli: Alli) -> None:
        self.place = place
        self.alli = alli
        self._stack: Stack | None = None
        self._held = ExitStack()

    def open(self) -> None:
        """Start it."""
        make_ours(self.place.home)
        make_folder(self.place.home)
        self._held.enter_context(sole_user_of(self.place.home))
        self._stack = Small(self.place, silent_screen(), SERVICES)
        self._stack.start()

    def close(self) -> None:
        """Stop it, if it runs."""
        if self._stack:
            self._stack.stop()
            self._stack = None
        self._held.close()

    def promised(self, year: int) -> None:
        """A grant of that year is applied for and received."""
        applied = done(self.alli("grants", "apply", "12000", "--year", f"{year}", "--no-wait"))
        done(self.alli("grants", "receive", short_id(applied), "10000", "--no-wait"))

    def letters(self) -> int:
        """How many e-mails were sent, ever."""
        return len(list(self.place.mail.glob("*.eml")))

    def standing(self) -> dict[str, int]:
        """How many messages stand where, as notify knows them."""
        by_state = Alliance(self.place).notify.get("/queue")["by_state"]
        return {state: count for state, count in by_state.items() if count}

    def years(self) -> set[str]:
        """The years of the grants that finance knows."""
        return {each["year"] for each in Alliance(self.place).finance.get("/grants")}

    def recover(self, service: str) -> None:
        """What the restore lost is to be no more; the service tells again."""
        done(self.alli("ops", service, "recover"))
        done(self.alli("ops", service, "recover", "decide", "--all", "--discarded", "--why", "a restore"))
        done(self.alli("ops", service, "recover", "settle"))
        port = self.place.port(service_named(service).port_offset)
        eventually(lambda: is_ready(port), 60)

    def on_kafka(self) -> int:
        """How many facts about grants Kafka holds."""

        async def counted() -> int:
            async with looking_at(Topics(f"127.0.0.1:{self.place.kafka_port}"), "test") as log:
                return sum((await log.ends([GRANTS])).values())

        return asyncio.run(counted())


@pytest.fixture
def office(anywhere: Alli, monkeypatch: pytest.MonkeyPatch) -> Generator[Office]:
    """A running one, to which a grant was promised; its finance officer has read that."""
    with passable_folder() as folder:
        place = Place(folder / "home", free_range())
        monkeypatch.setenv("ALLIANCE_HOME", str(place.home))
        monkeypatch.setenv("ALLIANCE_PORT_BASE", str(place.port_base))
        monkeypatch.setattr("deploy.local.stack.STUCK_FOR", 15.0)
        made = Office(place, anywhere)
        try:
            made.open()
            made.promised(2027)
            eventually(lambda: made.standing() == {"sent": 1})
            yield made
        finally:
            made.close()


@pytest.mark.timeout(400)
def test_a_restored_alliance_reports_what_kafka_knows_and_fills_an_empty_one(office: Office) -> None:
    """Both in one story, for starting takes long: first Kafka is ahead of the backup, then it is gone."""
    done(office.alli("backup"))
    [backup] = kept(office.place)
    office.promised(2028)
    eventually(lambda: office.standing() == {"sent": 2} and office.letters() == 2)
    office.close()
    done(office.alli("restore", str(backup.file), "--yes"))

    # it starts, says what is lost, and writes no letter a second time
    office.open()
    assert office.years() == {"2027/28"}
    assert "GrantReceived" in done(office.alli("ops", "finance", "recover")).out
    assert "EmailSent" in done(office.alli("ops", "notify", "recover")).out
    eventually(lambda: office.standing() == {"sent": 1, "uncertain": 1})
    done(office.alli("mail", "settle", "--all"))

    # an operator decides, and all goes on
    for service in ("finance", "notify"):
        office.recover(service)
    office.promised(2029)
    eventually(lambda: office.standing() == {"sent": 2, "settled": 1} and office.letters() == 3, 60)

    # everything but a backup is lost: the owners fill Kafka again, and nobody is told anything twice
    facts = office.on_kafka()
    office.close()
    done(office.alli("reset", "--yes"))
    done(office.alli("restore", str(kept(office.place)[0].file), "--yes"))
    office.open()
    eventually(lambda: office.on_kafka() == facts, 60)
    assert office.years() == {"2027/28", "2029/30"}
    office.promised(2030)
    eventually(lambda: office.standing() == {"sent": 3, "settled": 1}, 60)
    assert office.letters() == 1
