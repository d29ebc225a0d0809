"""Every e-mail as it looks: what is told, and word for word what comes of it (the files below `looks/`).

`UPDATE_LOOKS=1` writes them anew: read what changed before you commit it.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from services.notify.adapters.composer import TEMPLATES
from services.notify.adapters.plain_text import WIDTH
from shared.contracts.bookings import Canceller, CourseAspect, CourseCancellation, CourseCancelled, Standing
from shared.contracts.finance import GrantKind
from shared.contracts.support import Decline, Ending
from shared.kernel.ids import GrantId
from shared.kernel.money import Money
from tests.notify import happenings as told
from tests.notify.reading import Read, post
from tests.notify.stories import Stories
from tests.notify.test_composer import Page
from tests.service_fixtures import Bench

LOOKS = Path(__file__).parent / "looks"

ASPECTS = CourseAspect.TITLE, CourseAspect.SESSIONS, CourseAspect.VENUE, CourseAspect.TRAINERS, CourseAspect.FEE

TWO_MORE_TRAINERS = (*told.plan()["trainers"], told.Trainer(told.DEE, told.Days(1)))

UNREACHABLE = (told.bo(address=None),)

STORIES: Mapping[str, tuple[Any, ...]] = {
    "place_booked": (told.booked(),),
    "place_booked-free": (told.booked(pence=0),),
    "place_booked-through-the-office": (*UNREACHABLE, told.booked()),
    "place_awaited": (told.waiting(),),
    "place_awaited-through-the-office": (*UNREACHABLE, told.waiting()),
    "place_offered": (told.offered(),),
    "offer_lapsed": (told.lapsed(),),
    "offer_lapsed-through-the-office": (*UNREACHABLE, told.lapsed()),
    "place_cancelled": (told.cancelled(),),
    "place_cancelled-late": (told.cancelled(notice=1, pence=6_000),),
    "place_cancelled-by-the-alliance": (told.cancelled(Canceller.ALLIANCE, Standing.WAITING),),
    "place_cancelled-school-left": (told.cancelled(Canceller.SCHOOL_LEFT),),
    "place_cancelled-school-closed": (told.cancelled(Canceller.SCHOOL_CLOSED, Standing.OFFERED),),
    "course_cancelled": (
        CourseCancelled(told.COURSE, CourseCancellation.TOO_FEW_BOOKED),
        told.cancelled(Canceller.ALLIANCE),
    ),
    "course_cancelled-through-the-office": (
        *UNREACHABLE,
        CourseCancelled(told.COURSE, CourseCancellation.OTHER),
        told.cancelled(Canceller.ALLIANCE, Standing.WAITING),
    ),
    "course_changed": (told.booked(), told.changed(*ASPECTS, sessions=(told.SUMMER,), trainers=TWO_MORE_TRAINERS)),
    "course_changed-trainers": (told.booked(), told.changed(CourseAspect.TRAINERS)),
    "course_changed-offered": (told.offered(), told.changed(CourseAspect.FEE, fee=Money(15_000))),
    "course_changed-through-the-office": (*UNREACHABLE, told.booked(), told.changed(CourseAspect.VENUE)),
    "support_declined": (told.requested(), told.declined()),
    "support_declined-without-more": (
        told.declined(reason=Decline.OTHER, alternative=None, ask_again_on=None),
    ),
    "deployed": (told.deployed(),),
    "deployed-on-a-grant": (told.dee(address=None), told.deployed(GrantId(told.GRANT))),
    "ended": (told.deployed(), told.ended()),
    "ended-early": (told.deployed(), told.ended(Ending.STOPPED_EARLY, 4, 3)),
    "ended-through-the-office": (
        told.dee(address=None),
        told.deployed(),
        told.ended(Ending.STOPPED_EARLY, 0, 7),
    ),
    "grant_received": (told.requested(), told.received()),
    "grant_received-core": (
        told.received(kind=GrantKind.CORE, applied=Money(0), amount=Money(6_000_000), case_id=None),
    ),
    "grant_refused": (told.requested(), told.refused()),
}  # fmt: skip


async def letters_about(story: tuple[Any, ...], notify: Bench, registry_tells: Stories) -> list[Read]:
    """What is written because of the last of these, at two schools and a course that are known."""
    await registry_tells.tell(*told.everybody(), told.scheduled(), *story[:-1])
    await post(notify)
    await registry_tells.tell(story[-1])
    return await post(notify)


@pytest.mark.parametrize("name", STORIES)
async def test_each_e_mail_looks_as_it_was_agreed(name: str, notify: Bench, registry_tells: Stories) -> None:
    """To whom, subject, attached files and plain text; the HTML says the same and fetches nothing."""
    letters = await letters_about(STORIES[name], notify, registry_tells)
    assert letters
    look, file = "\n\n".join(map(as_file, letters)), LOOKS / f"{name}.txt"
    if os.environ.get("UPDATE_LOOKS"):
        file.write_text(look)
        if folder := os.environ.get("LOOKS_HTML"):
            for number, each in enumerate(letters):
                Path(folder, f"{name}-{number}.html").write_text(each.html)
    assert look == file.read_text()
    for each in letters:
        says_the_same_in_html(each)


def as_file(letter: Read) -> str:
    """A letter as a file can hold it."""
    attached = "".join(f"Attached: {each.name} ({each.method})\n" for each in letter.calendars)
    return f"To: {letter.address}\nSubject: {letter.subject}\n{attached}\n{letter.text}"


def says_the_same_in_html(letter: Read) -> None:
    """Each word of the plain text; and nothing is fetched."""
    page = Page(letter.html)
    assert words(letter.text) <= words(page.text)
    assert not [tag for tag, _ in page.tags if tag in {"img", "link", "script", "iframe"}]
    assert max(map(len, letter.text.splitlines())) <= WIDTH


def words(text: str) -> set[str]:
    """All that it is made of."""
    return set(re.findall(r"\w+", text))


def test_every_template_is_looked_at() -> None:
    """One that no story leads to would be sent unseen."""
    of_three = {"sle_deployed", "sle_released", "support_agreed"} | {
        "deployment_ended",
        "release_ended",
        "support_ended",
    }
    seen = {name.partition("-")[0] for name in STORIES} - {"deployed", "ended"} | of_three | {"school_joined"}
    assert seen == {each.name for each in TEMPLATES.iterdir() if each.is_dir()}
