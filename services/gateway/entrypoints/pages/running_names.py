"""A service that an address of Running names."""

from services.gateway.adapters.services import Service
from services.gateway.domain.refusals import NoSuchService
from services.gateway.entrypoints.pages.desk import Visitor


def named(visitor: Visitor, name: str) -> Service:
    """One of them; raises `NoSuchService`."""
    for each in visitor.services.all:
        if each.name == name:
            return each
    raise NoSuchService(name)
