"""The list of specialisms, in the editions that were published (domain.md, "SLEs")."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from services.support.domain.refusals import SpecialismIsUnknown


@dataclass(frozen=True, slots=True)
class Specialism:
    """One area of expertise, under its name in each edition's Ofsted headings (one name may stand under two)."""

    code: str
    name: str
    focuses: tuple[tuple[str, str], ...]
    """Edition and heading."""


def code_of(name: str) -> str:
    """The code that a name has in every edition, whatever stands before or after it in the list."""
    return re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")


@dataclass(frozen=True, slots=True)
class Specialisms:
    """All that any edition has: people stay designated in what a newer edition left out."""

    by_code: Mapping[str, Specialism]

    def must_know(self, *codes: str) -> None:
        """Refuses a code that no edition has."""
        for code in codes:
            if code not in self.by_code:
                raise SpecialismIsUnknown(code)
