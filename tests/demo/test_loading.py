"""The example alliance: loaded once, whole, into a fresh installation and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from datetime import date, timedelta

import pytest

from deploy.cli.alliance import Alliance
from deploy.cli.remote import Remote
from deploy.cli.sorry import Sorry
from deploy.demo.cases import example_cases
from deploy.demo.grants import example_grants
from deploy.demo.loading import load
from deploy.demo.marker import begun_on, mark, marked
from deploy.demo.people import example_people
from deploy.demo.school_days import school_days
from deploy.demo.wanted import GOES_ON_FOR
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from tests.running import Installation, eventually, installed
from tests.silent import KeptScreen

ONE_DAY = timedelta(days=1)


@pytest.fixture
def installation(postgres: Postgres, embedded_kafka: Kafka) -> Generator[Installation]:
    """A fresh one."""
    with installed(postgres, embedded_kafka) as running:
        yield running


class Interrupted(Sorry):
    """Somebody pulled the plug."""


def interrupt(monkeypatch: pytest.MonkeyPatch, after: int, *, answered: bool = True) -> None:
    """From now on the change after that many fails: it never left us, or (not `answered`) it was made, and we died."""
    left = iter(range(after))
    change, upload = Remote.change, Remote.upload

    def counted(does):
        def do(*arguments, **named):
            if next(left, None) is not None:
                return does(*arguments, **named)
            if not answered:
                does(*arguments, **named)
            raise Interrupted("Interrupted.")

        return do

    monkeypatch.setattr(Remote, "change", counted(change))
    monkeypatch.setattr(Remote, "upload", counted(upload))


@pytest.mark.timeout(300)
def test_an_interrupted_loading_goes_on_and_a_finished_one_is_never_touched_again(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut off in every step, before or after a change was made: in the end everything is there, once."""
    here, screen = Alliance(installation.place, "demo"), KeptScreen()
    for number, changes in enumerate((1, 6, 2 + 9, 20, 3 + 2 + 34 + 4, 70, 90, 109, 115, 120, 129, 135)):
        with monkeypatch.context() as cut_off:
            interrupt(cut_off, changes, answered=bool(number % 2))
            with pytest.raises(Interrupted):
                load(here, screen, today=date.today() + min(number, GOES_ON_FOR.days) * ONE_DAY)  # noqa: DTZ011 - at home
        assert marked(installation.place) == "begun"
    load(here, screen)
    _demand_whole(here, installation, screen)
    before = here.registry.get("/members"), here.notify.get("/queue")["by_state"]
    here.registry.change("/members/101897/leave")
    load(here, screen)
    assert len(here.registry.get("/members")) == len(before[0]) - 1
    assert here.bookings.get("/courses") != []


def _demand_whole(here: Alliance, installation: Installation, screen: KeptScreen) -> None:
    """Of each thing as much as the data say; every e-mail came once, and one waits for its address."""
    assert marked(installation.place) == "loaded"
    assert here.registry.get("/counts") == {"schools": 22_011, "links": 33_801, "members": 14}
    members = here.registry.get("/members")
    assert {148383, 138238} & {member["urn"] for member in members} == {148383}
    assert sum(member["people"] for member in members) == len(example_people()) + len(members)
    assert "The St Augustine's Academy: it goes on as URN 148383." in screen.shown
    _demand_courses(here)
    _demand_support(here, installation)
    _demand_grants(here)
    _demand_mails(here, installation)


def _demand_courses(here: Alliance) -> None:
    """One is full, with a place on offer and two who wait."""
    courses = here.bookings.get("/courses")
    assert len({course["title"] for course in courses}) == len(courses) == 8
    assert [sum(course[each] for course in courses) for each in ("booked", "offered", "waiting")] == [54, 1, 2]


def _demand_support(here: Alliance, installation: Installation) -> None:
    """Five cases, with the deployments and visits of the data, on the days that were meant at the beginning."""
    cases = here.support.get("/cases")
    assert len(cases) == 5
    began = begun_on(installation.place)
    assert began is not None
    meant = [case.deployment for case in example_cases() if case.deployment]
    deployments = [each for case in cases for each in case["deployments"]]
    assert sorted(each["begins_on"] for each in deployments) == sorted(
        each.begins_on(school_days(began)).isoformat() for each in meant
    )
    assert sorted(visit["visited_on"] for each in deployments for visit in each["visits"]) == sorted(
        day.isoformat() for each in meant for day in each.visited_on(school_days(began))
    )


def _demand_grants(here: Alliance) -> None:
    """Each once, those of the present year earned; the books are in order."""
    eventually(lambda: here.finance.get("/books")["waiting"] == 0)
    kinds = Counter((grant["kind"], grant["standing"]) for grant in here.finance.get("/grants"))
    assert kinds == {
        ("core", "earned"): 1,
        ("core", "received"): 3,
        ("nle", "earned"): 1,
        ("nle", "received"): 1,
        **{("s2s", standing): 1 for standing in ("applied", "earned", "refused")},
    }
    books = here.finance.get("/books")
    assert (books["out_of_balance"], books["projection_differs"]) == (0, 0)


def _demand_mails(here: Alliance, installation: Installation) -> None:
    """Each once; nobody has one whom the example doesn't name."""
    eventually(lambda: sum(here.notify.get("/queue")["by_state"][state] for state in ("queued", "sending")) == 0)
    [waiting] = here.notify.get("/messages", state="waiting")
    assert waiting["name"] == "Amina Warsame-Hart"
    assert here.notify.get(f"/messages/{waiting['message_id']}")["actor"] == "demo"
    mails = Counter((mail["To"].addresses[0].addr_spec, mail["Subject"]) for mail in installation.mails())
    assert len(mails) > 100
    assert set(mails.values()) == {1}
    assert all(address.endswith(".example.org") for address, _ in mails)


def test_an_installation_that_somebody_uses_is_left_alone(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One after the other: a real mail server, a grant, a loading that was begun too long ago, and a stranger in it."""
    here, screen, today = Alliance(installation.place, "demo"), KeptScreen(), date(2027, 3, 12)
    with monkeypatch.context() as real:
        real.setenv("ALLIANCE_SMTP_URL", "smtps://mail.example.org")
        load(here, screen)
    assert "the example alliance stays away" in screen.shown
    an_amount_of_the_example = example_grants().applications[0].applied * 100
    here.finance.change("/grants", {"pence": an_amount_of_the_example, "academic_year": 2027})
    load(here, screen)
    assert (marked(installation.place), here.registry.get("/counts")["schools"]) == ("", 0)
    mark(installation.place, "begun", today - GOES_ON_FOR - ONE_DAY)
    load(here, screen, today)
    assert "`alliance reset` begins anew" in screen.shown
    here.registry.upload("/register/imports", lambda: [b"URN,EstablishmentName\n100000,The Aldgate School\n"])
    here.registry.change("/members", {"urn": 100000, "head_name": "Ann Shaw"})
    mark(installation.place, "begun", today)
    load(here, screen, today)
    assert here.registry.get("/counts") == {"schools": 1, "links": 0, "members": 1}
