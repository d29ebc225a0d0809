"""Letters as those read them to whom they go: everything that is queued, written as the sender would."""

from dataclasses import dataclass

from services.notify.domain.email import CalendarFile
from services.notify.use_cases.take_letters import TakeLetters, Taken
from tests.service_fixtures import Bench


@dataclass(frozen=True)
class Read:
    """One letter."""

    address: str
    subject: str
    text: str
    html: str
    calendars: tuple[CalendarFile, ...]


async def post(notify: Bench) -> list[Read]:
    """All letters that are due, by address."""
    letters: list[Read] = []
    while taken := await notify.do(TakeLetters(at_most=10)):
        letters += map(_read, taken)
    return sorted(letters, key=lambda each: (each.address, each.subject))


def _read(taken: Taken) -> Read:
    email = taken.email
    return Read(taken.address, email.subject, email.text, email.html, email.calendars)
