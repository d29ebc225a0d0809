"""Support's unit of work."""

from typing import Any

from services.support.adapters.cases import CaseTable
from services.support.adapters.copies import PeopleTable, SchoolTable
from services.support.adapters.rules import RulesAsData
from services.support.adapters.sles import SLETable
from shared.messaging.work import Work


class SupportWork(Work):
    """One transaction on support's database."""

    def equip(self, tools: Any) -> None:
        """Schools, people, SLEs and cases, on this connection; the process's rules."""
        self.schools = SchoolTable(self.connection)
        self.people = PeopleTable(self.connection)
        self.sles = SLETable(self.connection)
        self.cases = CaseTable(self.connection)
        self.rules: RulesAsData = tools
