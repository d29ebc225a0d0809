"""What notify tells: what became of a message. Ids and status codes only: servers' replies echo addresses."""

from dataclasses import dataclass

from shared.contracts.fact import fact
from shared.contracts.topics import MESSAGES
from shared.kernel.ids import ContactId, MessageId


@fact(topic=MESSAGES, key="contact_id")
@dataclass(frozen=True, slots=True)
class EmailSent:
    """The mail server took the message over. `template` names what it was about."""

    contact_id: ContactId
    message_id: MessageId
    template: str


@fact(topic=MESSAGES, key="contact_id")
@dataclass(frozen=True, slots=True)
class EmailFailed:
    """The mail server refused the message for good. `code` is its SMTP status (RFC 5321), 500 to 599."""

    contact_id: ContactId
    message_id: MessageId
    template: str
    code: int


FACTS = (EmailSent, EmailFailed)
