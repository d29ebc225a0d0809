"""The map of finance: what it does on command, and which facts it keeps its books from."""

from pathlib import Path

from services.finance.adapters.tables import METADATA
from services.finance.adapters.terms import terms_of
from services.finance.adapters.work import FinanceWork
from services.finance.domain.posting import POSTS
from services.finance.entrypoints import http
from services.finance.use_cases.apply_for_grant import ApplyForGrant, apply_for_grant
from services.finance.use_cases.earn_grant import EarnGrant, earn_grant
from services.finance.use_cases.follow_heads import follow_head, forget_head
from services.finance.use_cases.keep_books import clear_books, keep_books
from services.finance.use_cases.receive_grant import ReceiveGrant, receive_grant
from services.finance.use_cases.refuse_grant import RefuseGrant, refuse_grant
from services.finance.use_cases.schedule_grant import ScheduleGrant, schedule_grant
from shared.contracts.registry import PersonErased, PersonMoved, PersonRegistered
from shared.contracts.topics import GRANTS, INCOME
from shared.service import Fold, Service

LEDGER = Fold("ledger@1", frozenset(POSTS), keep_books, clear_books)

FINANCE = Service(
    name="finance",
    commands={
        ApplyForGrant: apply_for_grant,
        EarnGrant: earn_grant,
        ReceiveGrant: receive_grant,
        RefuseGrant: refuse_grant,
        ScheduleGrant: schedule_grant,
    },
    reactions={
        PersonRegistered: [follow_head],
        PersonMoved: [follow_head],
        PersonErased: [forget_head],
    },
    folds=[LEDGER],
    publishes=[GRANTS, INCOME],
    work=FinanceWork,
    tools=terms_of,
    routes=http.routes,
    tables=METADATA,
    migrations=Path(__file__).parent / "adapters" / "migrations" / "versions",
)
