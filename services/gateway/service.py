"""The map of gateway: who is let in; the rest is its pages, which ask the services."""

from pathlib import Path

from services.gateway.adapters.tables import METADATA
from services.gateway.adapters.tools import Tools
from services.gateway.adapters.work import GatewayWork
from services.gateway.entrypoints import http
from services.gateway.entrypoints.pages import pages
from services.gateway.entrypoints.topics import follow_topics
from services.gateway.use_cases.choose_password import ChoosePassword, choose_password
from services.gateway.use_cases.end_access import EndAccess, end_access
from services.gateway.use_cases.forget_person import forget_person
from services.gateway.use_cases.invite_colleague import InviteColleague, invite_colleague
from services.gateway.use_cases.make_first_account import MakeFirstAccount, make_first_account
from services.gateway.use_cases.make_link import MakeLink, make_link
from services.gateway.use_cases.sign_in import SignIn, sign_in
from services.gateway.use_cases.sign_out import SignOut, sign_out
from services.gateway.use_cases.tidy_up import TidyUp, tidy_up
from shared.contracts.registry import PersonErased
from shared.service import Service

GATEWAY = Service(
    name="gateway",
    commands={
        MakeFirstAccount: make_first_account,
        InviteColleague: invite_colleague,
        MakeLink: make_link,
        ChoosePassword: choose_password,
        SignIn: sign_in,
        SignOut: sign_out,
        EndAccess: end_access,
        TidyUp: tidy_up,
    },
    reactions={PersonErased: [forget_person]},
    publishes=[],
    work=GatewayWork,
    tools=Tools.of,
    routes=http.routes,
    pages=pages,
    tables=METADATA,
    daily=[TidyUp()],
    workers={"feed": follow_topics},
    migrations=Path(__file__).parent / "adapters" / "migrations" / "versions",
)
