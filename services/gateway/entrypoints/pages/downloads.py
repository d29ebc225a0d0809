"""Lists to take along: what a page shows, as a workbook or as CSV."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from services.gateway.adapters.filters import strand
from services.gateway.adapters.spreadsheet import Kind, spreadsheet
from services.gateway.entrypoints.pages.desk import MONEY, SCHOOLS, Desk, Visitor
from services.gateway.entrypoints.pages.names import people_named
from shared.kernel.clock import LONDON
from shared.kernel.money import Money
from shared.kernel.years import AcademicYear
from shared.words import GRANTS, fact_words, kind_words

PAGE = 200
"""Courses that bookings gives at once."""

POSTINGS = 1000
"""Postings that finance gives at once."""


def routes(desk: Desk) -> APIRouter:
    """For whoever may see the page that each belongs to."""
    router = APIRouter()
    _of_schools_and_courses(router, desk)
    _of_money(router, desk)
    return router


def _of_schools_and_courses(router: APIRouter, desk: Desk) -> None:
    @router.get("/schools/members.{kind}")
    async def members(kind: Kind, visitor: Annotated[Visitor, Depends(desk.visitor(*SCHOOLS))]) -> Response:
        """All members."""
        found = await visitor.services.registry.get("/members")
        rows = ([each["name"], each["urn"], each["phase"], _day(each["joined_on"]), each["people"]] for each in found)
        return await spreadsheet("members", kind, ("School", "URN", "Phase", "Member since", "People"), rows)

    @router.get("/courses/all.{kind}")
    async def courses(kind: Kind, visitor: Annotated[Visitor, Depends(desk.visitor(*SCHOOLS))]) -> Response:
        """All courses that aren't cancelled."""
        found = await _every_course(visitor)
        headings = ("Course", "Strand", "Begins", "Where", "Places", "Booked", "Offered", "Waiting", "Fee (£)")
        counts = ("places", "booked", "offered", "waiting")
        rows = (
            [
                *(each["title"], strand(each["strand"]), _local(each["sessions"][0]["begins_at"]), each["venue"]),
                *(each[count] for count in counts),
                Money(each["fee"]),
            ]
            for each in found
        )
        return await spreadsheet("courses", kind, headings, rows)

    @router.get("/courses/{course_id:uuid}/places.{kind}")
    async def places(
        course_id: UUID, kind: Kind, visitor: Annotated[Visitor, Depends(desk.visitor(*SCHOOLS))]
    ) -> Response:
        """Who comes and who waits, in order: the list for the door."""
        course = await visitor.services.bookings.get(f"/courses/{course_id}")
        names = await people_named(visitor, [each["person_id"] for each in course["seats"]])
        rows = (
            [
                *(names.get(each["person_id"], {}).get(what) for what in ("name", "school")),
                *(each["standing"], each["position"]),
            ]
            for each in course["seats"]
        )
        return await spreadsheet("places", kind, ("Name", "School", "Stands", "In line"), rows)


async def _every_course(visitor: Visitor) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while len(found) % PAGE == 0:
        page = await visitor.services.bookings.get("/courses", limit=PAGE, offset=len(found))
        if not page:
            break
        found += page
    return found


def _of_money(router: APIRouter, desk: Desk) -> None:
    @router.get("/money/grants.{kind}")
    async def grants(kind: Kind, visitor: Annotated[Visitor, Depends(desk.visitor(*MONEY))]) -> Response:
        """All grants."""
        found = await visitor.services.finance.get("/grants")
        headings = ("Kind", "Academic year", "Stands", "Applied for (£)", "Promised (£)", "Charged (£)", "Left (£)")
        amounts = ("applied", "amount", "charged", "left")
        rows = (
            [GRANTS[each["kind"]], each["year"], each["standing"], *(Money(each[amount]) for amount in amounts)]
            for each in found
        )
        return await spreadsheet("grants", kind, headings, rows)

    @router.get("/money/income.{kind}")
    async def income(kind: Kind, visitor: Annotated[Visitor, Depends(desk.visitor(*MONEY))]) -> Response:
        """What income is made of, posting by posting."""
        found = await _every_posting(visitor)
        headings = ("Dated", "Academic year", "Kind", "Strand", "How sure", "Amount (£)", "Because", "Course", "Fact")
        rows = (
            [
                *(_day(each["dated"]), str(AcademicYear(each["academic_year"])), kind_words(each["kind"])),
                *(strand(each["strand"]), each["certainty"], Money(-each["pence"])),
                *(fact_words(each["type"]), each["course"], each["event_id"]),
            ]
            for each in found
        )
        return await spreadsheet("income", kind, headings, rows)


async def _every_posting(visitor: Visitor) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after: dict[str, Any] = {}
    while True:
        page = await visitor.services.finance.get("/postings", account="income", limit=POSTINGS, **after)
        found += page
        if len(page) < POSTINGS:
            return found
        last = page[-1]
        after = {"after_fact": last["event_id"], "after_number": last["number"], "after_line": last["line"]}


def _day(written: str) -> date:
    return date.fromisoformat(written)


def _local(moment: str) -> datetime:
    """On London's clocks, and without their zone: spreadsheets know none."""
    return datetime.fromisoformat(moment).astimezone(LONDON).replace(tzinfo=None)
