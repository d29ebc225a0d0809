"""One connection serves several letters, and a broken one costs none."""

import asyncio

import pytest

from services.notify.adapters.smtp import Patience
from services.notify.domain.email import Delivered, NotNow, Obstacle, Part, Refused, Unknown
from tests.notify.smtp_servers import a_letter, mail_server, sender_to, until

TAKEN = Delivered(250)


async def test_letters_sent_one_after_another_share_a_connection() -> None:
    """A batch greets once."""
    async with mail_server() as postbox, sender_to(postbox.server()) as smtp:
        assert [await smtp.send(a_letter()) for _ in range(5)] == [TAKEN] * 5
    assert (postbox.connections, len(postbox.letters)) == (1, 5)


async def test_letters_sent_at_once_take_turns() -> None:
    """Nobody speaks into another's conversation."""
    async with mail_server() as postbox, sender_to(postbox.server()) as smtp:
        assert await asyncio.gather(*(smtp.send(a_letter()) for _ in range(5))) == [TAKEN] * 5
    assert (postbox.connections, len(postbox.letters)) == (1, 5)


async def test_a_refused_letter_does_not_spoil_the_next() -> None:
    """After a refusal the envelope is reset, and the next letter goes over the same connection."""
    async with mail_server({"RCPT": ["550 nobody", "usual"]}) as postbox, sender_to(postbox.server()) as smtp:
        assert await smtp.send(a_letter()) == Refused(550, Part.ADDRESS)
        assert await smtp.send(a_letter()) == TAKEN
    assert (postbox.connections, postbox.commands.count("RSET"), len(postbox.letters)) == (1, 1, 1)


@pytest.mark.parametrize("ends", ["vanish", "421 too many letters", "stall"])
async def test_a_kept_connection_that_turns_out_to_be_over_is_opened_anew_once(ends: str) -> None:
    """Nothing was sent yet, so the letter goes over a new connection, and is delivered once."""
    patience = Patience(stage=0.3, whole=5.0)
    async with (
        mail_server({"MAIL": ["usual", ends, "usual"]}) as postbox,
        sender_to(postbox.server(), patience) as smtp,
    ):
        assert [await smtp.send(a_letter()) for _ in range(2)] == [TAKEN] * 2
    assert (postbox.connections, len(postbox.letters)) == (2, 2)


async def test_a_new_connection_that_breaks_is_not_tried_again_here() -> None:
    """Trying again later is the queue's business."""
    async with mail_server({"MAIL": ["usual", "vanish"]}) as postbox, sender_to(postbox.server()) as smtp:
        assert await smtp.send(a_letter()) == TAKEN
        assert await smtp.send(a_letter()) == NotNow(Obstacle.BROKEN_OFF)
    assert postbox.connections == 2


async def test_an_unknown_outcome_is_never_tried_again_here() -> None:
    """It may have been delivered: sending it twice isn't ours to decide. The next letter has a new connection."""
    async with mail_server({"TAKEN": ["250 ok", "vanish", "250 ok"]}) as postbox, sender_to(postbox.server()) as smtp:
        outcomes = [await smtp.send(a_letter()) for _ in range(3)]
    assert outcomes == [TAKEN, Unknown(Obstacle.BROKEN_OFF), TAKEN]
    assert (postbox.connections, len(postbox.letters)) == (2, 3)


async def test_a_server_that_comes_back_is_found_again() -> None:
    """A connection that the server ended between two letters is simply replaced."""
    async with mail_server({"TAKEN": ["250 ok"]}, timeout=0.2) as postbox, sender_to(postbox.server()) as smtp:
        assert await smtp.send(a_letter()) == TAKEN
        await asyncio.sleep(0.5)
        assert await smtp.send(a_letter()) == TAKEN
    assert postbox.connections == 2


async def test_an_idle_connection_is_ended_politely() -> None:
    """It isn't held for hours, and the server hears a goodbye."""
    async with mail_server() as postbox, sender_to(postbox.server(), Patience(idle=0.1)) as smtp:
        assert await smtp.send(a_letter()) == TAKEN
        await until(lambda: "QUIT" in postbox.commands)
        assert await smtp.send(a_letter()) == TAKEN
    assert postbox.connections == 2


async def test_closing_says_goodbye_and_can_be_done_twice() -> None:
    """Also when nothing was ever sent."""
    async with mail_server() as postbox, sender_to(postbox.server()) as smtp:
        await smtp.close()
        await smtp.send(a_letter())
        await smtp.close()
    assert postbox.commands[-1] == "QUIT"


async def test_the_client_calls_itself_by_its_address() -> None:
    """No resolver is asked for our own name, which can take seconds; an address will do (RFC 5321, 4.1.3)."""
    async with mail_server() as postbox, sender_to(postbox.server()) as smtp:
        await smtp.send(a_letter())
    assert postbox.commands[0] == "EHLO [127.0.0.1]"
