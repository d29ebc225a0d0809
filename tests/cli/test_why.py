"""`alliance mail why`: back from an e-mail to who did what."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from deploy.cli.alliance import Alliance
from deploy.cli.remote import Remote
from shared.contracts.all import ALL_FACTS
from shared.contracts.fact import fact_type
from shared.words import FACTS, command_words
from tests.cli.conftest import Alli
from tests.cli.test_mail import listed
from tests.running import Installation, eventually, free_range

URN = "100008"
"""A school of the example register that isn't a member."""


@pytest.fixture(scope="module")
def given_up(installation: Installation, office: str) -> str:
    """An address to which it was written that its school left the alliance, and a place with it.

    The office let the school join and leave; the place was booked by somebody of whom gateway knows nothing.
    """
    here, address = Alliance(installation.place, office), f"{uuid4().hex[:8]}@example.org"
    joined = {"urn": int(URN), "head_name": "Ann Shaw", "head_address": address}
    school_id = here.registry.change("/members", joined)["id"]
    person = {"school_id": school_id, "name": "Bo Teach", "roles": ["teacher"], "address": f"bo-{address}"}
    place = {"person_id": here.registry.change("/people", person)["id"], "school_id": school_id}
    bookings = Alliance(installation.place, "user:ann").bookings
    day = (datetime.now(UTC) + timedelta(days=60)).date().isoformat()
    course = {"title": "Phonics", "strand": "cpd", "venue": "Hall", "places": 5, "fee": "0", "terms": "torbay"}
    sessions = [{"day": day, "begins": "09:30", "ends": "15:00"}]
    course_id = bookings.change("/courses", course | {"sessions": sessions})["id"]
    eventually(lambda: booked(bookings, course_id, place))
    here.registry.change(f"/members/{URN}/leave")
    return f"bo-{address}"


def booked(bookings: Any, course_id: str, place: dict[str, str]) -> bool:
    """Whether there is a place; bookings must have heard of the school and the person first."""
    from deploy.cli.sorry import Problem

    try:
        bookings.change(f"/courses/{course_id}/bookings", place)
    except Problem:
        return False
    return True


def written_to(alli: Alli, address: str, subject: str) -> str:
    """The id of the e-mail of that subject, once it is sent."""

    def there() -> list[str]:
        found = listed(alli, "--state", "sent")
        return [each["message_id"] for each in found if each["address"] == address and subject in each["subject"]]

    eventually(lambda: len(there()) == 1)
    return there()[0]


def test_why_goes_from_fact_to_fact_up_to_who_did_what(alli: Alli, given_up: str) -> None:
    """The place was given up at bookings because the school left at registry, and that was asked for by somebody."""
    out = alli("mail", "why", written_to(alli, given_up, "is cancelled")[-8:]).out
    lines = [line.strip() for line in out.splitlines() if line.strip()]
    assert lines[0].startswith("Your place is cancelled: Phonics")
    assert [line.partition(",")[0] for line in lines if line.startswith("because")] == [
        "because  a place was given up (bookings.BookingCancelled)",
        "because  a school left (registry.SchoolLeft)",
        "because  The office asked for it: leave alliance (LeaveAlliance)",
    ]
    assert "number 3 of bookings.courses" in out


def test_why_ends_at_once_at_what_somebody_asked_for(alli: Alli, given_up: str) -> None:
    """One fact, one command; what somebody is called whom gateway doesn't know, nobody can tell."""
    out = alli("mail", "why", written_to(alli, given_up, "is booked")).out
    assert "because  somebody who signed in asked for it: book place (BookPlace)" in out
    assert out.count("because") == 2


def test_show_names_who_acted(alli: Alli, given_up: str, office: str) -> None:
    """As the account does, with the id; of who has none the id tells the kind."""
    assert f"The office ({office})" in alli("mail", "show", written_to(alli, given_up, "is cancelled")).out
    assert "somebody who signed in (user:ann)" in alli("mail", "show", written_to(alli, given_up, "is booked")).out


def test_without_gateway_why_still_answers(alli: Alli, given_up: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the name is missing."""
    message = written_to(alli, given_up, "is cancelled")
    nobody_there = Remote("gateway", f"http://127.0.0.1:{free_range()}", lambda: "token")
    monkeypatch.setattr(Alliance, "gateway", property(lambda _: nobody_there))
    said = alli("mail", "why", message)
    assert said.code == 0
    assert "because  somebody who signed in asked for it: leave alliance (LeaveAlliance)" in said.out


def test_why_gives_json_for_programs(alli: Alli, given_up: str) -> None:
    """The facts, nearest first, as their owners have them."""
    message_id = written_to(alli, given_up, "is cancelled")
    said = json.loads(alli("mail", "why", message_id, "--json").out)
    nearest, first = said["facts"]
    assert (said["message_id"], said["event_id"]) == (message_id, nearest["event_id"])
    assert (nearest["causation_id"], first["causation_id"]) == (first["event_id"], None)
    assert first["command"] == "LeaveAlliance"


def test_why_of_nothing_is_a_sentence(alli: Alli) -> None:
    """As with every command about one e-mail."""
    assert "`alliance mail` lists them." in alli("mail", "why", "0000000f0").sentence


def test_every_fact_has_its_words() -> None:
    """Nobody is shown a type alone."""
    assert set(FACTS) == {fact_type(kind).name for kind in ALL_FACTS}


@pytest.mark.parametrize(
    ("command", "words"), [("BookPlace", "book place"), ("DeploySLE", "deploy SLE"), ("LapseOffer", "lapse offer")]
)
def test_a_commands_name_is_said_in_words(command: str, words: str) -> None:
    """Abbreviations stay what they are."""
    assert command_words(command) == words
