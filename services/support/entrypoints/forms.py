"""What people send to support, as it comes."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from services.support.domain.case import Alternative
from shared.contracts.support import Decline, Ending

Code = Annotated[str, StringConstraints(pattern="^[a-z0-9_]{1,120}$")]
Amount = Annotated[Decimal, Field(ge=-1_000_000, le=1_000_000, allow_inf_nan=False)]
Year = Annotated[int, Field(ge=2000, le=2100)]
Day = Annotated[date, Field(ge=date(2000, 9, 1), le=date(2100, 8, 31))]


class Designation(BaseModel):
    """Days of an academic year (2026 is 2026/27) that the person's school releases."""

    person_id: UUID
    specialisms: Annotated[list[Code], Field(min_length=1, max_length=20)]
    academic_year: Year
    released: Amount


class Request(BaseModel):
    """A school asks for support."""

    school_id: UUID
    specialism: Code


class Declining(BaseModel):
    """Why not, what else, when again."""

    reason: Decline
    alternative: Alternative | None = None
    ask_again_on: Day | None = None


class Deploying(BaseModel):
    """An SLE, so many days from that date, by one of the rates; `day_rate` in pounds where another was agreed on."""

    person_id: UUID
    days: Amount
    begins_on: Day
    rate: Code
    day_rate: Amount | None = None
    grant_id: UUID | None = None


class Visiting(BaseModel):
    """Half a day or a day, worked on that date."""

    visited_on: Day
    days: Amount


class EndingNow(BaseModel):
    """How a deployment ends today."""

    ending: Ending


class Identified(BaseModel):
    """The id of what was made."""

    id: UUID
