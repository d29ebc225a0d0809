"""What the use cases need of the world."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.notify.domain.contact import Contact
from services.notify.domain.email import Email
from services.notify.domain.message import Message
from shared.contracts.fact import Fact
from shared.kernel.ids import ContactId, MessageId
from shared.messaging.envelope import Cause, Envelope


class Contacts(Protocol):
    """The contact book."""

    async def lock(self, contact_id: ContactId) -> Contact:
        """A mailbox, for changing; one not told of yet is locked too, so that message and address meet."""
        ...

    async def get(self, contact_id: ContactId) -> Contact:
        """A mailbox as it is now; one not told of yet has only its id."""
        ...

    async def save(self, contact: Contact) -> None:
        """Keep it as it is now."""
        ...


class Messages(Protocol):
    """Messages and their states."""

    async def lock(self, message_id: MessageId) -> Message:
        """A message, for changing; raises `MessageIsUnknown`."""
        ...

    async def to(self, contact_id: ContactId) -> list[Message]:
        """All messages to a mailbox, for changing."""
        ...

    async def unfinished_to(self, contact_id: ContactId) -> list[Message]:
        """Those that have not gone yet or are just being sent, for changing."""
        ...

    async def leaning_on(self, message: Message) -> list[Message]:
        """The messages that are `same_mailbox` because this one goes to its address, for changing."""
        ...

    async def due(self, now: datetime) -> Message | None:
        """The queued message that is longest due and that nobody else is taking, for changing."""
        ...

    async def lost(self, now: datetime) -> list[Message]:
        """Messages whose sender went silent, for changing."""
        ...

    async def forget_ended(self, before: datetime, at_most: int) -> int:
        """Delete messages from before that moment that came to an end nobody need look at; how many."""
        ...

    async def save(self, message: Message) -> None:
        """Keep it as it is now; one to a mailbox that already gets one for the same fact becomes `same_mailbox`."""
        ...


class Composes(Protocol):
    """Writes e-mails."""

    def compose(self, template: str, values: Mapping[str, object]) -> Email:
        """The e-mail about these values; raises when one is missing."""
        ...


class Work(Protocol):
    """One unit of work of notify."""

    now: datetime
    cause: Cause
    fact: Envelope | None
    contacts: Contacts
    messages: Messages
    composer: Composes

    @property
    def acts(self) -> bool:
        """May this have effects outside?"""
        ...

    def new_id(self) -> UUID:
        """A fresh id."""
        ...

    def publish(self, *facts: Fact) -> None:
        """Tell facts, if the work commits."""
        ...

    def wake(self, role: str) -> None:
        """Wake a role once the work has committed."""
        ...

    def erase(self, subject: UUID) -> None:
        """What was known of a mailbox goes in this commit, and then off the disk."""
        ...
