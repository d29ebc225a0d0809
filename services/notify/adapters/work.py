"""Notify's unit of work."""

from typing import Any

from services.notify.adapters.contacts import ContactTable
from services.notify.adapters.letterhead import Letterhead
from services.notify.adapters.messages import MessageTable
from shared.messaging.work import Work


class NotifyWork(Work):
    """One transaction on notify's database."""

    def equip(self, tools: Any) -> None:
        """The contact book and the messages, on this connection; the process's composer."""
        self.contacts = ContactTable(self.connection)
        self.messages = MessageTable(self.connection)
        self.composer: Letterhead = tools
