"""One e-mail to one mailbox, from the fact that caused it to its end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.notify.domain.contact import Contact
from services.notify.domain.email import Delivered, Email, NotNow, Outcome, Refused, Unknown
from services.notify.domain.reference import Reference, spoken_of
from services.notify.domain.refusals import AddresseeWasForgotten, NothingToResend, NotUncertain
from shared.contracts.notify import EmailFailed, EmailSent
from shared.kernel.ids import ContactId, MessageId

LEASE = timedelta(seconds=40)
"""So long may one sending take; SMTP itself gives up after 25 s. After it, nobody knows what became of the message."""

LONGEST_WAIT = timedelta(minutes=5)
"""Between two tries while the mail server can't be reached."""


class State(StrEnum):
    """Where a message stands. Sent, failed, settled, same_mailbox and forgotten are ends."""

    WAITING = "waiting"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    SETTLED = "settled"
    SAME_MAILBOX = "same_mailbox"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class Why:
    """The fact that caused a message, and who had acted."""

    event_id: UUID
    event_type: str
    actor: str
    correlation_id: UUID


@dataclass(slots=True)
class Message:
    """An e-mail. `address` is None while nobody knows it; `values` fill the template; `code` is an SMTP status.

    `to` names in order those who may get it: whose address is known first. `contact_id` is the mailbox that was chosen,
    None while nobody knows one. `awaits` is what must be told before it can be written. `tries` counts every attempt
    and so numbers them; `email` is what was last handed to the mail server. `asked_at`: when its fact came about, or
    somebody had it sent again.
    """

    message_id: MessageId
    why: Why
    template: str
    contact_id: ContactId | None
    address: str | None
    values: Mapping[str, str]
    created_at: datetime
    asked_at: datetime
    state: State = State.WAITING
    tries: int = 0
    next_try_at: datetime | None = None
    claimed_until: datetime | None = None
    code: int | None = None
    obstacle: str | None = None
    email: Email | None = field(default=None, repr=False)
    to: tuple[Reference, ...] = ()
    awaits: Reference | None = None

    @property
    def speaks_of(self) -> frozenset[Reference]:
        """Whom and what it names; all but trainers must be known before it can be written."""
        return frozenset(spoken_of(self.values))

    @property
    def is_unsent(self) -> bool:
        """Has nobody begun to send it?"""
        return self.state in {State.WAITING, State.QUEUED}

    def direct(self, mailbox: Contact | None, awaits: Reference | None, now: datetime) -> None:
        """Where it goes, as far as is known by now: as long as it `awaits` something it goes nowhere."""
        if not self.is_unsent:
            return
        self.awaits = awaits
        self.contact_id = mailbox.contact_id if mailbox else None
        self.address_to(mailbox.address if mailbox and not awaits else None, now)
        if mailbox and mailbox.is_forgotten:
            self.forget()

    def address_to(self, address: str | None, now: datetime) -> None:
        """Somebody knows the address now, or knows another: a message that hasn't gone goes there, at once."""
        if self.is_unsent and address != self.address:
            self.address = address
            self.state = State.QUEUED if address else State.WAITING
            self.next_try_at = now if address else None

    def stand_alone(self, mailbox: Contact | None, now: datetime) -> None:
        """The message to the same mailbox went elsewhere, or nowhere: this one is needed after all."""
        self.state, self.address = State.WAITING, None
        self.direct(mailbox, None, now)

    def claim(self, email: Email, now: datetime, lease: timedelta = LEASE) -> str:
        """Begin to send, to the address that is answered: from here on a crash leaves it uncertain."""
        if self.address is None:
            raise ValueError(f"message {self.message_id} has no address to go to")
        self.state, self.email, self.claimed_until, self.next_try_at = State.SENDING, email, now + lease, None
        self.tries += 1
        return self.address

    def cannot_be_written(self, why: str) -> None:
        """A value for its template is missing: it waits as failed, with its reason, until somebody mends that."""
        self.state, self.obstacle, self.next_try_at = State.FAILED, why, None

    def hold_back(self) -> None:
        """Its addressee may not be written to yet: it is set aside as failed, until somebody has it sent again."""
        self.state, self.obstacle, self.next_try_at = State.FAILED, "held_back", None

    def may_have_gone(self) -> None:
        """It was asked for before the database was restored, which knows nothing of what was sent since then."""
        self.state, self.obstacle, self.next_try_at = State.UNCERTAIN, "database_restored", None

    def came_to(self, outcome: Outcome, now: datetime) -> EmailSent | EmailFailed | None:
        """Take in what became of the sending; the fact to tell, if it has come to an end."""
        self.claimed_until = None
        match outcome:
            case Delivered(code):
                self.state, self.code, self.obstacle = State.SENT, code, None
                return EmailSent(self._mailbox, self.message_id, self.template)
            case Refused(code, part):
                self.state, self.code, self.obstacle = State.FAILED, code, part.value
                return EmailFailed(self._mailbox, self.message_id, self.template, code)
            case NotNow(obstacle, code):
                self.state = State.QUEUED if self.address else State.FORGOTTEN
                self.code, self.obstacle, self.next_try_at = code, obstacle.value, now + back_off(self.tries)
            case Unknown(obstacle):
                self.state, self.obstacle = State.UNCERTAIN, obstacle.value
        return None

    def lose(self) -> None:
        """The sender died while sending: it may have gone, or not."""
        self.state, self.claimed_until, self.obstacle = State.UNCERTAIN, None, "sender_ended"

    def resend(self, to: Contact | None, now: datetime) -> None:
        """Somebody decided to send it (again), after looking: to the present address, for the old may have been wrong.

        Refuses one that is on its way, and one whose addressee was forgotten.
        """
        if to and to.is_forgotten:
            raise AddresseeWasForgotten(self.message_id)
        if self.state not in {State.UNCERTAIN, State.FAILED, State.SENT, State.SETTLED}:
            raise NothingToResend(self.message_id, self.state)
        self.asked_at = now
        self.stand_alone(to, now)

    def settle(self) -> None:
        """Somebody found out that it needs nothing more. Refuses one that isn't uncertain."""
        if self.state is not State.UNCERTAIN:
            raise NotUncertain(self.message_id, self.state)
        self.state = State.SETTLED

    def forget(self) -> None:
        """Its addressee was erased: what is personal goes, and what hadn't gone won't go."""
        self.address, self.email, self.awaits = None, None, None
        if self.is_unsent:
            self.state, self.next_try_at = State.FORGOTTEN, None

    def unname(self) -> None:
        """Somebody that it names was erased: its words go. One that hasn't gone is written without the name."""
        self.email = None

    @property
    def _mailbox(self) -> ContactId:
        if self.contact_id is None:
            raise ValueError(f"message {self.message_id} was never directed to a mailbox")
        return self.contact_id


def back_off(tries: int) -> timedelta:
    """How long to wait after so many tries: a second, doubling, five minutes at most."""
    return min(LONGEST_WAIT, timedelta(seconds=2 ** min(tries - 1, 12)))
