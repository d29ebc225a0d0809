"""Bookings over HTTP: all its doors."""

from fastapi import APIRouter

from services.bookings.entrypoints import looking, placing, planning
from shared.service import Doors


def routes(doors: Doors) -> APIRouter:
    """All of bookings' routes."""
    router = APIRouter()
    planning.routes(router, doors)
    placing.routes(router, doors)
    looking.routes(router, doors)
    return router
