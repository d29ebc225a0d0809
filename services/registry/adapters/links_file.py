"""The national register's list of links between URNs, as a file."""

from services.registry.adapters.sheet import Shape
from services.registry.domain import cells
from services.registry.domain.headings import LINK_HEADINGS
from services.registry.domain.links import KINDS, kind_of
from services.registry.domain.unreadable import NotAListOfLinks


def new_kind(kind: str) -> str:
    """A kind of link that nobody has met yet is kept and reported: it may be one more kind of succession."""
    return "" if kind.casefold() in KINDS else "is a kind of link not met before"


LINKS = Shape(
    refusal=NotAListOfLinks,
    headings=LINK_HEADINGS,
    converts={"urn": cells.urn, "link_urn": cells.urn, "kind": kind_of, "established_on": cells.day},
    needed=("URN", "LinkURN", "LinkType"),
    identifying=3,
    differing=frozenset(),
    looked_at=2,
    remark=new_kind,
)
"""A row is a link; the linked school's name isn't needed."""
