"""Who may be written to while a new alliance tries itself out."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from services.notify.domain.recipients import Recipients
from services.notify.service import NOTIFY
from services.notify.settings import NotifySettings
from services.notify.use_cases.resend_message import ResendMessage
from shared.kernel.ids import MessageId
from tests.notify.sending import come_to, sending
from tests.notify.smtp_servers import mail_server
from tests.notify.stories import HEAD, OFFICE, Stories, details, joined, message_ids, office, row_of
from tests.service_fixtures import Bench, bench


def test_everybody_may_be_written_to_unless_some_are_named() -> None:
    """By address or by domain, however they are spelt; a domain doesn't mean those below it."""
    assert Recipients.read(" ").include("ann@hilltop.example.org")
    some = Recipients.read("Ann@Hilltop.example.org, ealing.example.org,")
    for address in ("ann@hilltop.example.org", "ANN@HILLTOP.EXAMPLE.ORG", "bo@ealing.example.org"):
        assert some.include(address), address
    for address in ("bo@hilltop.example.org", "bo@more.ealing.example.org", "ealing.example.org@evil.example"):
        assert not some.include(address), address


@pytest.mark.parametrize("slip", ["hilltop", "@hilltop.sch.uk", "ann@", "ann at hilltop.sch.uk", "a.b c.d", "."])
def test_a_slip_of_the_pen_is_refused_at_the_start(slip: str, notify: Bench) -> None:
    """Else mail would go to nobody, and nobody would know why; the sentence says what to write."""
    given = notify.process.running.settings.model_dump() | {"only_to": f"ann@hilltop.sch.uk, {slip}"}
    with pytest.raises(ValidationError, match=r"is neither an address \(ann@hilltop.sch.uk\) nor a domain"):
        NotifySettings.model_validate(given)


async def test_what_is_for_others_is_held_back_with_its_reason_and_goes_later(
    notify: Bench, registry_tells: Stories, keys: Path
) -> None:
    """It holds up nobody; once its addressee may be written to, somebody has it sent."""
    await registry_tells.tell(details(), office(), joined(0, (OFFICE, HEAD)))
    held, _ = await message_ids(notify)
    picky = notify.process.running.settings.model_copy(update={"only_to": "ann@hilltop.example.org"})
    async with mail_server() as postbox:
        async with bench(NOTIFY, picky, keys) as trying, sending(trying, postbox.port):
            await come_to(notify, "failed", "sent")
        row = await row_of(notify, held)
        assert (row.obstacle, row.tries, row.next_try_at) == ("held_back", 0, None)
        async with sending(notify, postbox.port):
            await notify.do(ResendMessage(MessageId(held)))
            await come_to(notify, "sent", "sent")
    assert [letter.rcpt_tos for letter in postbox.letters] == [["ann@hilltop.example.org"], [row.address]]
    assert (await row_of(notify, held)).obstacle is None
