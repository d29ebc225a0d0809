"""The map of support: what it does, on which command and which fact, and what it publishes."""

from pathlib import Path

from services.support.adapters.rules import RulesAsData
from services.support.adapters.tables import METADATA
from services.support.adapters.work import SupportWork
from services.support.entrypoints import http
from services.support.use_cases.close_case import CloseCase, close_case
from services.support.use_cases.decline_support import DeclineSupport, decline_support
from services.support.use_cases.deploy_sle import DeploySLE, deploy_sle
from services.support.use_cases.designate_sle import DesignateSLE, designate_sle
from services.support.use_cases.end_deployment import EndDeployment, end_deployment
from services.support.use_cases.forget_person import forget_person
from services.support.use_cases.keep_person import keep_person
from services.support.use_cases.keep_school import (
    keep_changed,
    keep_closed,
    keep_former_member,
    keep_introduced,
    keep_member,
    keep_succeeded,
)
from services.support.use_cases.log_visit import LogVisit, log_visit
from services.support.use_cases.request_support import RequestSupport, request_support
from shared.contracts.registry import (
    PersonErased,
    PersonMoved,
    PersonRegistered,
    SchoolChanged,
    SchoolClosed,
    SchoolIntroduced,
    SchoolJoined,
    SchoolLeft,
    SchoolSucceeded,
)
from shared.contracts.topics import CASES, SLES
from shared.service import Service

SUPPORT = Service(
    name="support",
    commands={
        DesignateSLE: designate_sle,
        RequestSupport: request_support,
        DeclineSupport: decline_support,
        DeploySLE: deploy_sle,
        LogVisit: log_visit,
        EndDeployment: end_deployment,
        CloseCase: close_case,
    },
    reactions={
        SchoolIntroduced: [keep_introduced],
        SchoolJoined: [keep_member],
        SchoolLeft: [keep_former_member],
        SchoolChanged: [keep_changed],
        SchoolClosed: [keep_closed],
        SchoolSucceeded: [keep_succeeded],
        PersonRegistered: [keep_person],
        PersonMoved: [keep_person],
        PersonErased: [forget_person],
    },
    publishes=[SLES, CASES],
    work=SupportWork,
    tools=RulesAsData.read,
    routes=http.routes,
    tables=METADATA,
    migrations=Path(__file__).parent / "adapters" / "migrations" / "versions",
)
