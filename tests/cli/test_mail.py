"""`alliance mail`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest

from deploy.cli.mail import show_messages
from deploy.cli.terminal import Terminal
from tests.cli.conftest import Alli
from tests.running import Installation, eventually


def listed(alli: Alli, *options: str) -> list[dict[str, Any]]:
    """The messages, as JSON."""
    return json.loads(alli("mail", *options, "--limit", "200", "--json").out)


def test_mail_lists_the_newest_first_one_line_each(alli: Alli) -> None:
    """Short id, time, state, mailbox, subject."""
    said = alli("mail", "--limit", "5")
    ids = [line.split()[0] for line in said.out.splitlines()[1:6]]
    assert ids == [message["message_id"][-8:] for message in listed(alli)[:5]]
    assert "These are the newest 5" in said.out


def test_mail_lists_by_state(alli: Alli) -> None:
    """The head whose address nobody knows yet."""
    names = {message["name"] for message in listed(alli, "--state", "waiting")}
    assert "Amina Warsame-Hart" in names
    assert "waits for an address" in alli("mail", "--state", "waiting").out
    assert alli("mail", "--state", "uncertain").out.strip() == "No e-mail is uncertain yet."


def test_on_a_narrow_terminal_states_stand_under_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long it takes to say when."""
    monkeypatch.setenv("COLUMNS", "60")
    with StringIO() as out:
        monkeypatch.setattr("sys.stdout", out)
        show_messages([message_of(9), message_of(12)], Terminal(), datetime(2026, 12, 1, 20, tzinfo=UTC))
        first, _, _, second, _, _ = out.getvalue().splitlines()
    assert (first.split()[1], second.split()[1]) == ("9:05am", "12:05pm")
    assert first.index("sent") == second.index("sent")


def message_of(hour: int) -> dict[str, Any]:
    """One that was written at that hour."""
    told = {"created_at": f"2026-12-01T{hour:02}:05:00+00:00", "state": "sent", "address": "a@example.org"}
    return told | {"message_id": "0" * 32, "subject": "Hello", "name": None}


def test_show_gives_the_words_and_why_it_was_sent(alli: Alli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which fact, who acted, and the text as it was sent, blank lines and all."""
    sent = next(
        message for message in listed(alli, "--state", "sent") if message["address"] == "head@villiers.example.org"
    )
    out = alli("mail", "show", sent["message_id"][-8:]).out
    assert "a school joined (registry.SchoolJoined)" in out
    assert "the example alliance (demo)" in out
    assert "\n\n  Dear Nazia Hussain-Wren,\n\n" in out


def test_an_id_may_be_shortened_as_long_as_it_is_the_only_one(alli: Alli) -> None:
    """Digits of the short id's beginning, or the whole id."""
    [first, *_] = listed(alli)
    for given in (first["message_id"], first["message_id"][-8:], first["message_id"][-8:-1]):
        assert first["message_id"] in alli("mail", "show", given).out
    several = alli("mail", "show", first["message_id"][:6])
    assert several.code == 1
    assert several.sentence.startswith("More than one message is meant by")


@pytest.mark.parametrize("given", ["xyz", "0000000f0"])
def test_an_id_of_nothing_is_a_sentence(alli: Alli, given: str) -> None:
    """Not an id, and no message's."""
    said = alli("mail", "show", given)
    assert said.code == 1
    assert "`alliance mail` lists them." in said.sentence


def test_resend_sends_it_again(alli: Alli, installation: Installation) -> None:
    """The sink gets one more copy."""
    address = "head@featherstone.example.org"
    message = next(message for message in listed(alli, "--state", "sent") if message["address"] == address)

    def copies() -> int:
        return sum(mail["To"].addresses[0].addr_spec == address for mail in installation.mails())

    before = copies()
    assert before
    said = alli("mail", "resend", message["message_id"][-8:])
    assert "It goes out again" in said.out
    eventually(lambda: copies() == before + 1)


def test_what_cannot_be_decided_is_refused_by_its_reason(alli: Alli) -> None:
    """Nothing to send again, nothing to settle."""
    [waiting, *_] = listed(alli, "--state", "waiting")
    assert "is waiting: there is nothing to send again" in alli("mail", "resend", waiting["message_id"]).sentence
    assert "not uncertain" in alli("mail", "settle", waiting["message_id"][-8:]).sentence
