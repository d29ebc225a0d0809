"""Finance over HTTP: decode, hand over. All amounts are whole pence."""

from fastapi import APIRouter

from services.finance.entrypoints import grants, money
from shared.service import Doors


def routes(doors: Doors) -> APIRouter:
    """All of finance's routes."""
    router = APIRouter()
    grants.deciding(router, doors)
    grants.looking(router, doors)
    money.projections(router, doors)
    money.provenance(router, doors)
    return router
