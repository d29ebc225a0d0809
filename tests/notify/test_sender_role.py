"""The sender as a role: several at once, being asked to end, what it measures and what it logs."""

import asyncio
import logging
from email import message_from_bytes

import pytest
from structlog.testing import capture_logs

from services.notify.entrypoints.queue_watch import QueueWatch
from services.notify.entrypoints.sender import GRACE
from shared.contracts.notify import EmailSent
from shared.contracts.registry import ContactForgotten
from tests.notify.sending import Dawdling, come_to, ended, sending, states
from tests.notify.smtp_servers import mail_server
from tests.notify.stories import HEAD, OFFICE, Stories, details, joined
from tests.service_fixtures import Bench, until


async def test_being_asked_to_end_the_sender_finishes_the_letter_under_way(notify: Bench, welcome: Stories) -> None:
    """The server takes its time; the outcome is kept and told."""
    async with mail_server({"TAKEN": ["slow"]}) as postbox, sending(notify, postbox.port) as tasks:
        await until(lambda: len(postbox.letters) == 1)
        await ended(tasks)
        assert (await states(notify), len(await notify.told(EmailSent))) == (["sent"], 1)


async def test_a_letter_just_taken_when_the_sender_is_asked_to_end_is_sent(notify: Bench, welcome: Stories) -> None:
    """The claim is committed and its answer on the way: unless the letter is handed in now, it will be uncertain."""
    dawdling = Dawdling(notify.process.running.commands)
    async with mail_server() as postbox, sending(notify, postbox.port, commands=dawdling) as tasks:
        await until(lambda: "TakeLetters" in dawdling.done)
        await ended(tasks)
    assert (await states(notify), len(postbox.letters)) == (["sent"], 1)


async def test_being_asked_to_end_at_any_moment_leaves_no_letter_in_between(
    notify: Bench, registry_tells: Stories
) -> None:
    """A letter taken and not handed in would be uncertain for nothing: each has gone, or is still queued."""
    await registry_tells.tell(details(), *(joined(n, (HEAD,)) for n in range(60)))
    async with mail_server() as postbox:
        for moment in range(12):
            async with sending(notify, postbox.port) as tasks:
                await asyncio.sleep(0.004 * moment)
                await ended(tasks)
            assert set(await states(notify)) <= {"queued", "sent"}
    assert len(postbox.letters) == (await states(notify)).count("sent")


async def test_an_idle_sender_ends_at_once(notify: Bench) -> None:
    """There is nothing to wait for."""
    async with mail_server() as postbox, sending(notify, postbox.port) as tasks:
        await until(lambda: notify.process.running.health.is_ready("sender"))
        async with asyncio.timeout(1):
            await ended(tasks)


async def test_several_senders_send_each_letter_once(notify: Bench, registry_tells: Stories) -> None:
    """Three processes of four lanes, eighty letters."""
    await registry_tells.tell(details(), *(joined(n, (HEAD,)) for n in range(80)))
    async with mail_server() as postbox, sending(notify, postbox.port, roles=3):
        await come_to(notify, *["sent"] * 80, seconds=20)
    ids = [message_from_bytes(letter.content)["Message-ID"] for letter in postbox.letters]  # type: ignore[arg-type]
    assert (len(ids), len(set(ids))) == (80, 80)
    assert len(await notify.told(EmailSent)) == 80


async def test_one_slow_letter_does_not_hold_up_the_others(notify: Bench, registry_tells: Stories) -> None:
    """Other lanes go on; being asked to end, the role waits three seconds for it, not as long as the server does."""
    await registry_tells.tell(details(), *(joined(n, (HEAD,)) for n in range(10)))
    async with mail_server({"TAKEN": ["stall", "250 taken"]}) as postbox, sending(notify, postbox.port) as tasks:

        async def nine_sent() -> bool:
            return sorted(await states(notify)) == ["sending"] + ["sent"] * 9

        await until(nine_sent)
        async with asyncio.timeout(GRACE + 2):
            await ended(tasks)


async def test_nobody_personal_is_named_in_facts_or_log_lines(
    notify: Bench,
    registry_tells: Stories,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Sent, refused, put off, broken off: ids and codes only."""
    caplog.set_level(logging.DEBUG)
    zebedee = details(HEAD, "zq@private.example.org", "Zebedee Quill")
    await registry_tells.tell(zebedee, *(joined(n, (HEAD,)) for n in range(4)))
    answers = ["250 OK", "550 zq@private.example.org is unheard of", "451 Zebedee Quill is asleep"]
    async with mail_server({"RCPT": [*answers, "usual"], "TAKEN": ["vanish", "usual"]}) as postbox:
        async with sending(notify, postbox.port):

            async def all_tried() -> bool:
                return not {"sending"} & set(await states(notify)) and len(postbox.commands) > 8

            await until(all_tried)
        await registry_tells.tell(ContactForgotten(HEAD))
    ours = [record.getMessage() for record in caplog.records if record.name != "mail.log"]  # that one is the server's
    said = "\n".join(ours) + "".join(capsys.readouterr())
    told = str(await notify.query("SELECT data, context FROM outbox"))
    assert "mail" in said
    assert [word for word in ("Zebedee", "private.example.org") if word in said + told] == []


async def test_the_queue_is_measured(notify: Bench, welcome: Stories) -> None:
    """How many stand where, and how long the oldest has waited for an address: alerts go by these."""
    await welcome.tell(joined(1, (OFFICE,)))
    notify.clock.pass_by(90_000)
    async with mail_server() as postbox, sending(notify, postbox.port):
        await come_to(notify, "sent", "waiting")
        measured = notify.process.running.metrics
        await until(lambda: b'alliance_messages{state="waiting"} 1.0' in measured.text())
        assert b"alliance_messages_waiting_seconds 90000.0" in measured.text()


async def test_a_message_that_waits_over_a_day_for_its_address_is_alerted_once_an_hour(
    notify: Bench, welcome: Stories
) -> None:
    """Somebody has to find the address out; more than a line an hour would hide the rest of the log."""
    await welcome.tell(joined(1, (OFFICE,)))
    watch = QueueWatch(notify.process.running)
    with capture_logs() as lines:
        for seconds in (86_000, 500, 500, 3_600):
            notify.clock.pass_by(seconds)
            await watch._look()
    alerts = [line for line in lines if line["event"] == "mail.waits_for_an_address"]
    assert [(each["messages"], each["longest_days"]) for each in alerts] == [(1, 1.0), (1, 1.0)]
