"""Importing small editions and lists of links through registry's own commands, and letting schools join."""

from dataclasses import dataclass
from pathlib import Path

from services.registry.use_cases.import_links import ImportLinks
from services.registry.use_cases.import_register import ImportRegister, ImportReport
from services.registry.use_cases.join_school import JoinSchool
from shared.kernel.ids import SchoolId, Urn
from tests.registry.register_files import edition, school
from tests.service_fixtures import Bench

LINK_HEADINGS = "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate"

HILLTOP, VALLEY, MEADOW, SHUT = Urn(100001), Urn(100002), Urn(100003), Urn(100009)
"""A small register: two open schools, one more, and one that is closed."""


@dataclass(frozen=True)
class Imports:
    """Hands files to registry."""

    registry: Bench
    folder: Path

    async def edition(self, *rows: str, dry_run: bool = False, headings: str | None = None) -> ImportReport:
        """Import an edition with these rows."""
        file = edition(self.folder, *rows, headings=headings) if headings else edition(self.folder, *rows)
        return await self.registry.do(ImportRegister(file, dry_run))

    async def links(self, *pairs: tuple[int, int], kind: str = "Successor", dry_run: bool = False) -> ImportReport:
        """Import links of one kind, undated."""
        file = self.folder / "links.csv"
        file.write_text("\n".join([LINK_HEADINGS, *(f"{urn},{other},X,{kind}," for urn, other in pairs), ""]))
        return await self.registry.do(ImportLinks(file, dry_run))

    async def small_register(self) -> None:
        """Import the small register."""
        await self.edition(
            school(HILLTOP, "Hilltop Juniors", town="Ealing"),
            school(VALLEY, "Valley Infants", town="Hanwell"),
            school(MEADOW, "Meadow Primary"),
            school(SHUT, "Shut School", status="Closed"),
        )


def joining(
    urn: int = HILLTOP,
    head: str = "Ann Shaw",
    head_address: str | None = "ann@hilltop.example.org",
    office_address: str | None = "office@hilltop.example.org",
) -> JoinSchool:
    """A school that joins."""
    return JoinSchool(Urn(urn), head, head_address, office_address)


async def joined(registry: Bench, urn: int = HILLTOP, **other: str | None) -> SchoolId:
    """Let a school join."""
    return await registry.do(joining(urn, **other))  # pyright: ignore[reportArgumentType] - a test names what it changes
