"""What became of a letter, for every way in which a mail server can answer, break off or stay silent."""

import asyncio
import socket

import pytest

from services.notify.adapters.mail_server import Encryption, MailServer
from services.notify.adapters.smtp import Patience
from services.notify.domain.email import Delivered, NotNow, Obstacle, Outcome, Part, Refused, Unknown
from tests.notify.smtp_servers import Script, a_letter, listening, mail_server, sender_to, until

HASTY = Patience(stage=0.3, whole=1.0, idle=10.0)
"""Time limits that a test can wait for."""

BIG = "long enough to fill every buffer between here and there " * 150_000


async def outcome_when(answers: dict[str, list[str]], *, patience: Patience = HASTY, text: str = "Hello") -> Outcome:
    """What becomes of one letter at a server that answers like this."""
    async with mail_server(answers) as postbox, sender_to(postbox.server(), patience) as smtp:
        return await smtp.send(a_letter(text=text))


async def outcome_after_greeting(greeting: bytes | None) -> Outcome:
    """What becomes of one letter at a server that greets like this."""
    async with (
        listening(lambda: Script(greeting)) as port,
        sender_to(MailServer("127.0.0.1", port, Encryption.NEVER), HASTY) as smtp,
    ):
        return await smtp.send(a_letter())


async def test_a_letter_that_the_server_takes_is_delivered() -> None:
    """The server gets the envelope's addresses, and its 250 is the outcome."""
    async with mail_server() as postbox, sender_to(postbox.server()) as smtp:
        assert await smtp.send(a_letter()) == Delivered(250)
    assert [(letter.mail_from, letter.rcpt_tos) for letter in postbox.letters] == [
        ("post@ealing.example.org", ["ann@hilltop.example.org"])
    ]


async def test_an_address_that_the_server_will_verify_later_counts_as_taken() -> None:
    """252 to RCPT means "cannot verify, but will try": the letter goes on, up to the server's own next answer."""
    assert await outcome_when({"RCPT": ["252 will try"], "DATA": ["554 no"]}) == Refused(554, Part.MESSAGE)


@pytest.mark.parametrize(
    ("answers", "became"),
    [
        ({"RCPT": ["550 no such mailbox"]}, Refused(550, Part.ADDRESS)),
        ({"RCPT": ["553 not here"]}, Refused(553, Part.ADDRESS)),
        ({"MAIL": ["552 too big"]}, Refused(552, Part.MESSAGE)),
        ({"DATA": ["554 no valid recipients"]}, Refused(554, Part.MESSAGE)),
        ({"TAKEN": ["554 looks like spam"]}, Refused(554, Part.MESSAGE)),
    ],
)
async def test_a_no_for_good_about_address_or_message_is_refused(
    answers: dict[str, list[str]], became: Outcome
) -> None:
    """5xx after MAIL is about this letter, with the part that was refused."""
    assert await outcome_when(answers) == became


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA", "TAKEN"])
@pytest.mark.parametrize("code", [421, 450, 451, 452])
async def test_a_no_for_now_at_any_stage_may_be_tried_again(stage: str, code: int) -> None:
    """4xx (greylisting is 451) is certainly not sent, even after the whole message was there."""
    assert await outcome_when({stage: [f"{code} later"]}) == NotNow(Obstacle.SERVER_SAID_LATER, code)


async def test_a_sender_that_the_server_does_not_allow_is_our_trouble_not_the_letters() -> None:
    """5xx to MAIL would refuse every letter alike, so letters wait until the settings are right."""
    assert await outcome_when({"MAIL": ["550 not your domain"]}) == NotNow(Obstacle.SENDER, 550)


async def test_a_server_that_wants_a_login_first_is_our_trouble_not_the_addresss() -> None:
    """530 to RCPT says nothing of the address."""
    assert await outcome_when({"RCPT": ["530 log in first"]}) == NotNow(Obstacle.LOGIN, 530)


@pytest.mark.parametrize(
    ("greeting", "became"),
    [
        (b"421 too busy\r\n", NotNow(Obstacle.SERVER_SAID_LATER, 421)),
        (b"554 no mail service here\r\n", NotNow(Obstacle.SERVER_SAID_NO, 554)),
        (b"SSH-2.0-OpenSSH_9.2\r\n", NotNow(Obstacle.NOT_UNDERSTOOD)),
        (b"", NotNow(Obstacle.BROKEN_OFF)),
        (None, NotNow(Obstacle.TOO_SLOW)),
        (b"220 hello\r\n", NotNow(Obstacle.TOO_SLOW)),
    ],
)
async def test_a_server_that_does_not_begin_properly_sends_nothing(greeting: bytes | None, became: Outcome) -> None:
    """Busy, refusing, no mail server at all, hanging up, silent, silent after the greeting: each may be tried again."""
    assert await outcome_after_greeting(greeting) == became


async def test_nobody_listening_may_be_tried_again() -> None:
    """A port that refuses the connection."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with sender_to(MailServer("127.0.0.1", port, Encryption.NEVER)) as smtp:
        assert await smtp.send(a_letter()) == NotNow(Obstacle.UNREACHABLE)


async def test_a_host_without_an_address_may_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The resolver doesn't know the server's name."""

    def unknown(*_args: object, **_options: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    async with sender_to(MailServer("mail.example.org", 587, Encryption.NEVER)) as smtp:
        assert await smtp.send(a_letter()) == NotNow(Obstacle.NO_SUCH_HOST)


async def test_a_host_that_cannot_be_a_name_raises_nothing() -> None:
    """Even nonsense in the settings is an outcome that operators see, not a crash of the queue."""
    async with sender_to(MailServer("mail..example", 587, Encryption.NEVER)) as smtp:
        assert await smtp.send(a_letter()) == NotNow(Obstacle.NOT_UNDERSTOOD)


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(("does", "obstacle"), [("vanish", Obstacle.BROKEN_OFF), ("stall", Obstacle.TOO_SLOW)])
async def test_a_break_or_a_stall_before_the_message_is_certainly_not_sent(
    stage: str, does: str, obstacle: Obstacle
) -> None:
    """The server had no message yet, so it may be tried again."""
    assert await outcome_when({stage: [does]}) == NotNow(obstacle)


@pytest.mark.parametrize(("does", "obstacle"), [("vanish", Obstacle.BROKEN_OFF), ("deaf", Obstacle.TOO_SLOW)])
async def test_a_break_or_a_stall_in_the_middle_of_the_message_is_certainly_not_sent(
    does: str, obstacle: Obstacle
) -> None:
    """The last dot wasn't sent yet, and without it a server may not deliver (RFC 5321, 4.1.1.4)."""
    patience = Patience(stage=2.0, whole=10.0)
    assert await outcome_when({"MIDWAY": [does]}, patience=patience, text=BIG) == NotNow(obstacle)


@pytest.mark.parametrize(
    ("does", "obstacle"),
    [
        ("vanish", Obstacle.BROKEN_OFF),
        ("stall", Obstacle.TOO_SLOW),
        ("what?", Obstacle.NOT_UNDERSTOOD),
        ("354 more", Obstacle.NOT_UNDERSTOOD),
    ],
)
async def test_no_answer_to_the_whole_message_leaves_it_unknown(does: str, obstacle: Obstacle) -> None:
    """The server had everything and may have delivered it: dying, silent or talking nonsense, nobody can know."""
    assert await outcome_when({"TAKEN": [does]}) == Unknown(obstacle)


async def test_waiting_for_the_last_answer_lasts_as_long_as_the_whole_may() -> None:
    """One stage's patience doesn't make a message uncertain while there is time left."""
    assert await outcome_when({"TAKEN": ["slow"]}, patience=Patience(stage=0.1, whole=5.0)) == Delivered(250)


async def test_a_server_without_utf8_addresses_refuses_such_an_address() -> None:
    """An address with é before the @ can't be written to an older server, now or later."""
    async with mail_server(enable_SMTPUTF8=False) as postbox, sender_to(postbox.server()) as smtp:
        assert await smtp.send(a_letter(address="siân@hilltop.example.org")) == Refused(553, Part.ADDRESS)


@pytest.mark.parametrize(
    "address", ["", "ann", "ann@", "ann@hill top.example.org", "a@b@c", "a\r\nRCPT TO:<x@y.z>@b.c"]
)
async def test_what_cannot_be_an_address_is_refused_without_asking_a_server(address: str) -> None:
    """It would be refused for ever, so it isn't tried; nothing of it reaches a server."""
    async with mail_server() as postbox, sender_to(postbox.server()) as smtp:
        assert await smtp.send(a_letter(address=address)) == Refused(553, Part.ADDRESS)
    assert postbox.connections == 0


async def test_a_cancelled_letter_leaves_the_way_free_for_the_next() -> None:
    """The half-finished conversation is ended, and the next letter has a new one."""
    async with mail_server({"TAKEN": ["slow", "250 taken"]}) as postbox, sender_to(postbox.server()) as smtp:
        sending = asyncio.create_task(smtp.send(a_letter()))
        await until(lambda: len(postbox.letters) == 1)
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        assert await smtp.send(a_letter()) == Delivered(250)
    assert postbox.connections == 2
