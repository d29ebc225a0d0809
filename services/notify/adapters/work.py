"""Notify's unit of work."""

from typing import Any

from services.notify.adapters.contacts import ContactTable
from services.notify.adapters.courses import CourseTable
from services.notify.adapters.known import CaseTable, DeploymentTable, PeopleTable, SchoolTable
from services.notify.adapters.letterhead import Letterhead
from services.notify.adapters.messages import MessageTable
from services.notify.adapters.timelines import TimelineTable
from shared.messaging.work import Work


class NotifyWork(Work):
    """One transaction on notify's database."""

    def equip(self, tools: Any) -> None:
        """The contact book, what messages speak of, and the messages, on this connection; the process's composer."""
        self.contacts = ContactTable(self.connection)
        self.schools = SchoolTable(self.connection)
        self.people = PeopleTable(self.connection)
        self.cases = CaseTable(self.connection)
        self.deployments = DeploymentTable(self.connection)
        self.courses = CourseTable(self.connection)
        self.messages = MessageTable(self.connection)
        self.timelines = TimelineTable(self.connection)
        self.composer: Letterhead = tools
