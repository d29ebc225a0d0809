"""What becomes of a letter, on a real database, with real mail servers that behave or misbehave as a test asks."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.notify.adapters.calendar_file import Diary
from services.notify.adapters.composer import Composer
from services.notify.adapters.letterhead import Letterhead
from services.notify.domain.email import CannotBeWritten, NotNow, Obstacle
from services.notify.use_cases.record_outcome import RecordOutcome
from services.notify.use_cases.resend_message import ResendMessage
from services.notify.use_cases.take_letters import TakeLetters
from shared.contracts.notify import EmailFailed, EmailSent
from shared.contracts.registry import ContactForgotten
from shared.kernel.ids import ContactId, MessageId
from shared.messaging.envelope import Cause
from tests.conftest import free_port
from tests.notify.sending import come_to, sending, states, wake
from tests.notify.smtp_servers import mail_server
from tests.notify.stories import HEAD, OFFICE, Stories, details, joined, message_ids, office, row_of, stand
from tests.service_fixtures import ANN, NOON, Bench, until

ANNS = "ann@hilltop.example.org"


async def test_a_letter_is_sent_and_told(notify: Bench, welcome: Stories) -> None:
    """Who had acted and the first cause go with the fact; the letter says whom it is for and from, in London's date."""
    async with mail_server() as postbox, sending(notify, postbox.port):
        await come_to(notify, "sent")
    (told,) = await notify.outbox()
    (message_id,) = await message_ids(notify)
    assert told.fact == EmailSent(HEAD, MessageId(message_id), "school_joined")
    row = await row_of(notify, message_id)
    assert told.envelope.cause == Cause(ANN.actor, ANN.correlation_id, row.event_id)
    (letter,) = postbox.letters
    mail: Any = message_from_bytes(letter.content, policy=policy.default)  # type: ignore[arg-type]
    assert (letter.rcpt_tos, mail["To"], mail["Reply-To"]) == (
        [ANNS],
        f"Ann Shaw <{ANNS}>",
        "Ealing Teaching School Alliance <office@ealing.example.org>",
    )
    assert "Friday 12 March 2027" in " ".join(mail.get_body(("plain",)).get_content().split())
    assert (row.code, row.tries, row.next_try_at, row.claimed_until) == (250, 1, None, None)
    assert row.subject == "Hilltop Juniors has joined Ealing Teaching School Alliance"


async def test_a_refused_address_fails_for_good_and_is_told_by_its_code(notify: Bench, welcome: Stories) -> None:
    """No second try, however long one waits; the server's own words are kept nowhere."""
    async with mail_server({"RCPT": [f"550 {ANNS} is unheard of"]}) as postbox, sending(notify, postbox.port):
        await come_to(notify, "failed")
        notify.clock.pass_by(7 * 86_400)
        wake(notify)
        await asyncio.sleep(0.1)
    assert postbox.commands.count("RCPT") == 1
    (message_id,) = await message_ids(notify)
    assert await notify.told() == [EmailFailed(HEAD, MessageId(message_id), "school_joined", 550)]
    assert (await row_of(notify, message_id)).obstacle == "address"
    assert "unheard of" not in await notify.contents()


async def test_a_server_that_is_away_is_tried_ever_more_seldom(notify: Bench, welcome: Stories) -> None:
    """One, two, four seconds; then it is there, and the letter goes. Nothing is told before."""
    (message_id,) = await message_ids(notify)
    async with sending(notify, free_port()):
        for tries, wait in enumerate((1, 2, 4), start=1):

            async def tried(tries: int = tries) -> bool:
                row = await row_of(notify, message_id)
                return row.tries == tries and row.state == "queued"

            await until(tried)
            row = await row_of(notify, message_id)
            assert (row.next_try_at - notify.clock.now, row.obstacle) == (timedelta(seconds=wait), "unreachable")
            notify.clock.now = row.next_try_at
            wake(notify)
    assert await notify.told() == []
    async with mail_server() as postbox, sending(notify, postbox.port):
        notify.clock.pass_by(3600)
        await come_to(notify, "sent")
    assert len(await notify.told(EmailSent)) == 1


async def test_a_later_is_tried_again(notify: Bench, welcome: Stories) -> None:
    """Grey-listing: 451 now, taken a moment later."""
    async with mail_server({"RCPT": ["451 later", "usual"]}) as postbox, sending(notify, postbox.port):
        (message_id,) = await message_ids(notify)

        async def put_off() -> bool:
            return (await row_of(notify, message_id)).code == 451

        await until(put_off)
        await asyncio.sleep(0.05)
        assert postbox.letters == []
        notify.clock.pass_by(1)
        wake(notify)
        await come_to(notify, "sent")
    assert len(postbox.letters) == 1


async def test_a_failed_letter_is_sent_again_to_the_address_put_right(notify: Bench, welcome: Stories) -> None:
    """Sending it to the wrong one again would help nobody."""
    async with mail_server({"RCPT": ["550 no", "usual"]}) as postbox, sending(notify, postbox.port):
        await come_to(notify, "failed")
        await welcome.tell(details(HEAD, "shaw@hilltop.example.org"))
        (message_id,) = await message_ids(notify)
        await notify.do(ResendMessage(MessageId(message_id)))
        await come_to(notify, "sent")
    assert [letter.rcpt_tos for letter in postbox.letters] == [["shaw@hilltop.example.org"]]


async def test_a_letter_that_cannot_be_written_fails_with_its_reason_and_blocks_nobody(
    notify: Bench, registry_tells: Stories
) -> None:
    """A value that its template needs is missing, forty times; the one after them goes."""
    contacts = [ContactId(UUID(int=n)) for n in range(1, 41)]
    await registry_tells.tell(*(details(each, f"{each.int}@example.org") for each in contacts))
    await registry_tells.tell(joined(0, tuple(contacts)))
    await notify.query("UPDATE messages SET filling = filling - 'joined_on'")
    notify.clock.pass_by(1)
    await registry_tells.tell(details(), joined(1, (HEAD,)))
    async with mail_server() as postbox, sending(notify, postbox.port):
        await come_to(notify, *["failed"] * 40, "sent")
    assert len(await notify.told()) == 1
    reason = (await row_of(notify, (await message_ids(notify))[0])).obstacle
    assert "joined_on" in reason


async def test_letters_are_taken_together_the_longest_due_first(notify: Bench, registry_tells: Stories) -> None:
    """As many as asked for, in one commit; one that can't be written is set aside and holds up none of the others."""
    await registry_tells.tell(details())
    for n in range(5):
        notify.clock.pass_by(1)
        await registry_tells.tell(joined(n, (HEAD,)))
    spoilt, *others = await message_ids(notify)
    await notify.query("UPDATE messages SET filling = filling - 'joined_on' WHERE message_id = :id", id=spoilt)
    taken: list[list[UUID]] = []
    while letters := await notify.do(TakeLetters(at_most=2)):
        taken.append([each.message_id for each in letters])
    assert taken == [others[:1], others[1:3], others[3:]]
    assert await states(notify) == ["failed", *["sending"] * 4]


def test_a_template_that_is_wrong_is_not_mistaken_for_a_broken_connection(tmp_path: Path) -> None:
    """mrml raises `OSError`: taken for the world's failure, it would stop all mail for as long as it stays wrong."""
    folder = tmp_path / "school_joined"
    folder.mkdir()
    for part in ("subject.txt.j2", "body.txt.j2"):
        (folder / part).write_text("Hello")
    letterhead = Letterhead(Composer(tmp_path), Diary("Ealing", "office@example.org"), {}, "money@example.org")
    for wrong in ("<mjml><mj-body>", "<mjml>{% if %}</mjml>", "<mjml>{{ 1 + 'a' }}</mjml>"):
        (folder / "body.mjml.j2").write_text(wrong)
        with pytest.raises(CannotBeWritten, match="school_joined"):
            replace(letterhead, composer=Composer(tmp_path)).compose("school_joined", {}, NOON)


async def test_a_letter_not_taken_goes_to_the_address_known_by_then(notify: Bench, welcome: Stories) -> None:
    """The address changed while the letter was on its way."""
    (taken,) = await notify.do(TakeLetters())
    await welcome.tell(details(HEAD, "shaw@hilltop.example.org"))
    await notify.do(RecordOutcome(taken.message_id, taken.attempt, NotNow(Obstacle.SERVER_SAID_LATER, 451)))
    assert await stand(notify) == {"queued": ["shaw@hilltop.example.org"]}


async def test_a_letter_not_taken_to_somebody_erased_meanwhile_blocks_nobody(notify: Bench, welcome: Stories) -> None:
    """It is forgotten, and the next one goes."""
    (taken,) = await notify.do(TakeLetters())
    await welcome.tell(ContactForgotten(HEAD), office(), joined(1, (OFFICE,)))
    await notify.do(RecordOutcome(taken.message_id, taken.attempt, NotNow(Obstacle.SERVER_SAID_LATER, 451)))
    notify.clock.pass_by(3600)
    async with mail_server() as postbox, sending(notify, postbox.port):
        await come_to(notify, "forgotten", "sent")
    assert len(postbox.letters) == 1
