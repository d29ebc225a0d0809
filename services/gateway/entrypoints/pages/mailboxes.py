"""A school's mailboxes: its people's, and its office's."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.gateway.domain.refusals import NoSuchMailbox
from services.gateway.entrypoints.pages.desk import OFFICE, Desk, Visitor
from services.gateway.entrypoints.pages.form import Form

ASK = "Enter the e-mail address, or say below that nobody knows it any more."


def mailboxes(router: APIRouter, desk: Desk) -> None:
    """Whose address nobody knew gets it here: what waited for it goes then."""

    @router.get("/{school_id:uuid}/mailboxes/{contact_id:uuid}")
    async def mailbox(
        request: Request,
        school_id: UUID,
        contact_id: UUID,
        visitor: Annotated[Visitor, Depends(desk.visitor(*OFFICE))],
    ) -> Response:
        """The form, with what is known."""
        return await _page(desk, request, school_id, contact_id, visitor)

    @router.post("/{school_id:uuid}/mailboxes/{contact_id:uuid}")
    async def change(
        request: Request, school_id: UUID, contact_id: UUID, form: Annotated[Form, Depends(desk.form(*OFFICE))]
    ) -> Response:
        """Keep name and address; what they permitted stays as it is."""

        async def act() -> Response:
            _, box = await _mailbox(school_id, contact_id, form.visitor)
            body: dict[str, Any] = {"name": form.text("name", "Enter a name."), "permissions": box["permissions"]}
            body["address"] = None if form.many("unknown") else form.text("address", ASK, most=320)
            form.check()
            await form.visitor.services.registry.change(f"/contacts/{contact_id}", form.key, body, "PUT")
            return desk.go(f"/schools/{school_id}", _said(body["name"], body["address"]))

        return await form.tried(act, lambda: _page(desk, request, school_id, contact_id, form.visitor, form))


def _said(name: str, address: str | None) -> str:
    if address is None:
        return f"No address of {name} is known any more. E-mails for them go to the school's office, or wait."
    return f"{name} is written to at {address}."


async def _mailbox(school_id: UUID, contact_id: UUID, visitor: Visitor) -> tuple[dict[str, Any], dict[str, Any]]:
    """The school and its mailbox; raises `NoSuchMailbox`."""
    school = await visitor.services.registry.get(f"/schools/{school_id}")
    for box in school["contacts"]:
        if box["contact_id"] == str(contact_id):
            return school, box
    raise NoSuchMailbox(school["name"])


async def _page(
    desk: Desk, request: Request, school_id: UUID, contact_id: UUID, visitor: Visitor, form: Form | None = None
) -> Response:
    school, box = await _mailbox(school_id, contact_id, visitor)
    typed = {"name": box["name"], "address": box["address"] or ""}
    shown: dict[str, Any] = {"school": school, "box": box, "typed": typed, **(form.as_typed() if form else {})}
    return desk.page(request, "mailbox.html", visitor, 422 if form else 200, **shown)
