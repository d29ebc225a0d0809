"""The office records who came, and an admin recovers a service, in the browser."""

import asyncio
import json
import re
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
from playwright.sync_api import Page, expect
from sqlalchemy.engine import make_url

from shared.contracts.registry import SchoolLeft
from shared.kernel.ids import SchoolId
from tests.messaging.wire import send, written
from tests.running import Installation

LONG_AGO = timedelta(days=200)


def beside(work: Coroutine[Any, Any, Any]) -> None:
    """Done in a thread of its own: the browser's driver has this one's event loop."""
    with ThreadPoolExecutor() as threads:
        threads.submit(asyncio.run, work).result()


async def held(url: str, title: str) -> None:
    """Put a course to the past, as only time would: nobody can plan what lies there."""
    connection = await asyncpg.connect(make_url(url).set(drivername="postgresql").render_as_string(False))
    try:
        [(course_id, text)] = await connection.fetch("SELECT course_id, sessions FROM courses WHERE title = $1", title)
        sessions = [
            each
            | {name: (datetime.fromisoformat(each[name]) - LONG_AGO).isoformat() for name in ("begins_at", "ends_at")}
            for each in json.loads(text)
        ]
        begins = datetime.fromisoformat(sessions[0]["begins_at"])
        change = "UPDATE courses SET sessions = $2, begins_at = $3 WHERE course_id = $1"
        await connection.execute(change, course_id, json.dumps(sessions), begins)
    finally:
        await connection.close()


def test_who_came_is_recorded_and_corrected(page: Page, installation: Installation) -> None:
    """Once every session is, the course was held: it can't be changed any more. Its fees are earned."""
    beside(held(installation.database("bookings"), "Reading research with your department"))
    page.goto("/courses")
    page.get_by_label("When").select_option(label="Held already")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Reading research with your department").click()
    while page.get_by_role("link", name=re.compile("record who came")).count():
        page.get_by_role("link", name=re.compile("record who came")).first.click()
        page.get_by_role("checkbox").first.check()
        page.get_by_role("button", name="Record who came").click()
        expect(page.get_by_role("alert")).to_contain_text("is recorded: 1 came.")
    expect(page.get_by_role("link", name="Change this course")).to_have_count(0)
    page.get_by_role("link", name=re.compile("Correct it")).first.click()
    expect(page.get_by_role("checkbox").first).to_be_checked()
    page.get_by_label("Nobody came").check()
    page.get_by_role("button", name="Correct who came").click()
    expect(page.get_by_role("alert")).to_contain_text("is recorded: nobody came.")
    expect(page.get_by_text(re.compile(r"\b0 of \d+ Correct it"))).to_be_visible()


def test_a_service_whose_database_went_back_is_recovered(page: Page, installation: Installation) -> None:
    """Looked for, decided about, settled; then there is nothing left to do."""
    lost = written(SchoolLeft(SchoolId(uuid4()), date(2027, 3, 12)), 1)
    beside(send(installation.kafka, lost))
    page.goto("/running/registry/lost")
    page.get_by_role("button", name="Look on Kafka").click()
    expect(page.get_by_role("alert")).to_contain_text("has lost 1 fact that Kafka holds.")
    page.goto("/running")
    page.get_by_role("link", name="Recover registry").click()
    page.get_by_role("button", name=re.compile("It is to be no more")).click()
    expect(page.get_by_role("alert")).to_contain_text("Now settle them.")
    page.get_by_role("button", name="Settle them").click()
    expect(page.get_by_role("alert")).to_contain_text("1 lost fact is known again.")
    expect(page.get_by_text("There is nothing to settle.")).to_be_visible()
