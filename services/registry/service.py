"""The map of registry: what it does, on which command, and what it publishes."""

from pathlib import Path

from services.registry.adapters.tables import METADATA
from services.registry.adapters.work import RegistryWork
from services.registry.entrypoints import http
from services.registry.use_cases.change_contact import ChangeContact, change_contact
from services.registry.use_cases.erase_person import ErasePerson, erase_person
from services.registry.use_cases.import_links import ImportLinks, import_links
from services.registry.use_cases.import_register import ImportRegister, import_register
from services.registry.use_cases.introduce_school import IntroduceSchool, introduce_school
from services.registry.use_cases.join_school import JoinSchool, join_school
from services.registry.use_cases.leave_alliance import LeaveAlliance, leave_alliance
from services.registry.use_cases.move_person import MovePerson, move_person
from services.registry.use_cases.register_person import RegisterPerson, register_person
from shared.contracts.topics import CONTACTS, PEOPLE, SCHOOLS
from shared.service import Service

REGISTRY = Service(
    name="registry",
    commands={
        ImportRegister: import_register,
        ImportLinks: import_links,
        JoinSchool: join_school,
        IntroduceSchool: introduce_school,
        LeaveAlliance: leave_alliance,
        RegisterPerson: register_person,
        MovePerson: move_person,
        ChangeContact: change_contact,
        ErasePerson: erase_person,
    },
    reactions={},
    publishes=[SCHOOLS, PEOPLE, CONTACTS],
    work=RegistryWork,
    routes=http.routes,
    tables=METADATA,
    migrations=Path(__file__).parent / "adapters" / "migrations" / "versions",
)
