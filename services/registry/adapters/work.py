"""Registry's unit of work."""

from typing import Any

from services.registry.adapters.national_register import NationalRegister
from services.registry.adapters.people import ContactTable, PeopleTable
from services.registry.adapters.schools import SchoolTable
from shared.messaging.work import Work


class RegistryWork(Work):
    """One transaction on registry's database."""

    def equip(self, tools: Any) -> None:  # noqa: ARG002 - registry needs nothing but the database
        """Schools, people, contacts and the national register, on this connection."""
        self.schools = SchoolTable(self.connection)
        self.people = PeopleTable(self.connection)
        self.contacts = ContactTable(self.connection)
        self.register = NationalRegister(self.connection)
