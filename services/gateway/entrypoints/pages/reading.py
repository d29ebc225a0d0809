"""How far each service has read what the others tell."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.gateway.adapters.services import Down, Refused, Service, parts
from services.gateway.entrypoints.pages.desk import ADMINS, Desk, Visitor


def reading(router: APIRouter, desk: Desk) -> None:
    """A page of its own, of which Running shows a part: services have to ask Kafka for it, which may take a while."""

    @router.get("/readers")
    async def readers(request: Request, visitor: Annotated[Visitor, Depends(desk.visitor(*ADMINS))]) -> Response:
        """Every reader of every service: how many facts it is behind."""
        found = await asyncio.gather(*(_readers(each) for each in visitor.services.all))
        return desk.page(request, "readers.html", visitor, services=found)


async def _readers(service: Service) -> dict[str, Any]:
    """A service's readers, each with what it has read of how many; nothing of a service that is down."""
    (lines,) = await parts(service.get("/operations/readers"))
    progress = await asyncio.gather(*(_progress(service, each["reader"]) for each in lines))
    readers = [each | {"progress": known} for each, known in zip(lines, progress, strict=True)]
    return {"name": service.name, "told": lines, "readers": readers}


async def _progress(service: Service, reader: str) -> dict[str, int] | None:
    """How far it is; not known while Kafka or the service is away."""
    try:
        return await service.get("/operations/readers/progress", reader=reader)
    except (Refused, Down):
        return None
