"""An edition of the national register, as a file."""

from services.registry.adapters.columns import Convert
from services.registry.adapters.sheet import Shape
from services.registry.domain import cells
from services.registry.domain.headings import HEADINGS
from services.registry.domain.letters import strange_letters
from services.registry.domain.unreadable import NotARegister

CONVERTS: dict[str, Convert] = {
    "urn": cells.urn,
    "phase": cells.phase,
    "status": cells.status,
    "type": cells.establishment_type,
    "la_code": cells.la_code,
    "establishment_number": cells.establishment_number,
    "postcode": cells.postcode,
    "ukprn": cells.ukprn,
    "opened_on": cells.day,
    "closed_on": cells.day,
    "lowest_age": cells.age,
    "highest_age": cells.age,
}
"""The columns that are more than words."""


def strange_name(name: str) -> str:
    """A name with letters outside Latin is kept and reported: one edition was decoded wrongly on its way."""
    strange = strange_letters(name)
    return f"has letters that aren't Latin: {strange}" if strange else ""


EDITION = Shape(
    refusal=NotARegister,
    headings=HEADINGS,
    converts={name: CONVERTS.get(name, cells.text) for name in HEADINGS},
    needed=("URN", "EstablishmentName"),
    identifying=1,
    differing=frozenset({"urn", "name", "street", "postcode", "ukprn", "website"}),
    looked_at=1,
    remark=strange_name,
)
"""Any edition: 14, 29 or 139 columns, in any order."""
