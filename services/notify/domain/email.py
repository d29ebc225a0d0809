"""An e-mail, the letter that carries it to one mailbox, and what can become of it."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.kernel.ids import MessageId

NOT_IN_A_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
"""What may not stand in a header or in XML: controls, line and paragraph separators, halves of a character."""


def one_line(text: str) -> str:
    """The text on one line: control characters become a space, white space is single, none at the ends."""
    return " ".join(NOT_IN_A_LINE.sub(" ", text).split())


class CannotBeWritten(LookupError):
    """A template, or a value that it needs, is missing: there is no half-empty e-mail."""


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A file that a calendar program understands (RFC 5545); `method` says what it is to do with it (RFC 5546)."""

    name: str
    method: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Email:
    """What one person reads: a subject of one line, the same words as plain text and as HTML, and what is attached."""

    subject: str
    text: str
    html: str
    calendars: tuple[CalendarFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Whose mailbox, and its address. The name may be empty."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail to one mailbox.

    `date` is aware; the letter shows it in London time. `stop_link` is the https address that stops such letters
    (RFC 8058, one click); None for a service mail, which may not be stopped.
    """

    message_id: MessageId
    sender: Mailbox
    recipient: Mailbox
    email: Email
    date: datetime
    reply_to: Mailbox | None = None
    stop_link: str | None = None


class Obstacle(StrEnum):
    """What was in the way. These words are kept and shown; a server's own words never are: they echo addresses."""

    NO_SUCH_HOST = "no_such_host"
    UNREACHABLE = "unreachable"
    TOO_SLOW = "too_slow"
    BROKEN_OFF = "broken_off"
    NOT_UNDERSTOOD = "not_understood"
    NO_ENCRYPTION = "no_encryption"
    CERTIFICATE = "certificate"
    LOGIN = "login"
    SENDER = "sender"
    SERVER_SAID_LATER = "server_said_later"
    SERVER_SAID_NO = "server_said_no"


class Part(StrEnum):
    """What a server refused."""

    ADDRESS = "address"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Delivered:
    """The mail server took the letter over. `code` is its SMTP status, 200 to 299."""

    code: int


@dataclass(frozen=True, slots=True)
class Refused:
    """This address or this message is refused for good: no retry. `code` is the SMTP status, 500 to 599.

    553 without asking any server when the address can't be written on the wire.
    """

    code: int
    part: Part


@dataclass(frozen=True, slots=True)
class NotNow:
    """Certainly not sent, and nothing is wrong with the letter: it may be tried again.

    `code` is the SMTP status, if any. A wrong password, a sender that the server doesn't allow or a bad certificate is
    of this kind too: somebody mends it, and what waited is sent.
    """

    obstacle: Obstacle
    code: int | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """The whole letter was handed over and no answer came that can be understood: the message is uncertain."""

    obstacle: Obstacle


Outcome = Delivered | Refused | NotNow | Unknown
"""What became of one attempt to send a letter."""
