"""A long list, a page at a time. Where rows can be counted off, pages have numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Query

from services.gateway.adapters.services import Missing

Number = Annotated[int, Query(ge=1, le=10_000)]
"""A page's number, from 1."""

SIZE = 100
"""Rows of a page of a list that is all here."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list. `of` is how many there are in all, if that is known."""

    rows: Any
    number: int
    goes_on: bool
    of: int | None = None

    @property
    def previous(self) -> dict[str, int | None] | None:
        """What asks for the page before; the first one has no number in its address."""
        return {"page": self.number - 1 if self.number > 2 else None} if self.number > 1 else None

    @property
    def next(self) -> dict[str, int | None] | None:
        """What asks for the page after."""
        return {"page": self.number + 1} if self.goes_on else None


def span(number: int, size: int) -> dict[str, int]:
    """What a service is asked for: a page's rows, and one more, which tells that there are further ones."""
    return {"limit": size + 1, "offset": (number - 1) * size}


def counted_off(found: Sequence[Any] | Missing, number: int, size: int) -> Page:
    """The page that a service gave for that span; of a service that is down, its `Missing`."""
    if isinstance(found, Missing):
        return Page(found, number, goes_on=False)
    return Page(found[:size], number, goes_on=len(found) > size)


def page_of(everything: Sequence[Any] | Missing, number: int, size: int = SIZE) -> Page:
    """A page of a list that is all here."""
    if isinstance(everything, Missing):
        return Page(everything, number, goes_on=False)
    begins = (number - 1) * size
    shown = everything[begins : begins + size]
    return Page(shown, number, goes_on=begins + size < len(everything), of=len(everything))
