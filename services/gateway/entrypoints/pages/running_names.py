"""A service that an address of Running names, and what it may say of itself."""

from collections.abc import Mapping
from typing import Any

from services.gateway.adapters.services import Service
from services.gateway.domain.refusals import NoSuchService
from services.gateway.entrypoints.pages.desk import Visitor

WENT_BACK = "DatabaseWentBack"
"""How a relay begins to say that its database was restored to an earlier time."""


def named(visitor: Visitor, name: str) -> Service:
    """One of them; raises `NoSuchService`."""
    for each in visitor.services.all:
        if each.name == name:
            return each
    raise NoSuchService(name)


def went_back(roles: Mapping[str, Mapping[str, Any]] | None) -> bool:
    """Does a service say so? Then it tells nothing new until somebody has decided what became of what it lost."""
    return str((roles or {}).get("relay", {}).get("because") or "").startswith(WENT_BACK)
