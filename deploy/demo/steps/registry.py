"""The register, the members, and the people who work there."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from deploy.cli.remote import Remote
from deploy.demo.ground import Ground, once, side_by_side
from deploy.demo.members import DATA, Member, example_members, introduced_schools
from deploy.demo.people import Person, example_people
from shared.words import many

CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Known:
    """Ids by which registry knows the example's schools, by URN, and people, by name; and where each works."""

    school_ids: dict[int, str]
    person_ids: dict[str, str]
    workplaces: dict[str, str]


def import_register(ground: Ground) -> None:
    """The old edition first: so there are schools that have become others since."""
    with ground.screen.doing("Register") as came_to:
        for edition in ("register_2017_excerpt.csv", "register_2025.csv"):
            ground.registry.upload("/register/imports", lambda edition=edition: chunks(DATA / edition))
        came_to(many(ground.registry.get("/counts")["schools"], "school"))


def join_members(ground: Ground) -> None:
    """Those that aren't members yet; the school that goes on under another number may be one under that."""
    with ground.screen.doing("Members") as came_to:
        there, members = set(member_ids(ground.registry)), example_members()
        for member in members:
            if there.isdisjoint(member.urns):
                ground.registry.change("/members", member.joining())
        came_to(f"{many(len(members), 'school')} joined")


def import_links(ground: Ground) -> None:
    """After the members, so that one of them goes on under another number."""
    with ground.screen.doing("Links") as came_to:
        report = ground.registry.upload("/register/links/imports", lambda: chunks(DATA / "links_2025.csv"))
        came_to(f"{report['outcome']['rows']:,}")
    for sentence in report["members"]:
        ground.screen.remark(sentence)


def register_people(ground: Ground) -> Known:
    """Who works at the members, and two schools that aren't any but will ask for support."""
    with ground.screen.doing("People") as came_to:
        school_ids = _ids_of(example_members(), member_ids(ground.registry)) | _introduce(ground)
        people = example_people()
        person_ids = side_by_side(lambda person: _register(ground, person, school_ids[person.urn]), people)
        came_to(f"{len(people)} registered")
    return Known(
        school_ids,
        dict(zip((person.name for person in people), person_ids, strict=True)),
        {person.name: school_ids[person.urn] for person in people},
    )


def member_ids(registry: Remote) -> dict[int, str]:
    """The members' ids by their present numbers."""
    return {member["urn"]: member["school_id"] for member in registry.get("/members")}


def _ids_of(members: Iterable[Member], by_urn: dict[int, str]) -> dict[int, str]:
    """By the numbers in the example's list, whichever the school has now."""
    return {member.urn: next(by_urn[urn] for urn in member.urns if urn in by_urn) for member in members}


def _introduce(ground: Ground) -> dict[int, str]:
    """A school that is known keeps its id, so this may be asked again as it is."""
    return {
        school.urn: ground.registry.change("/introductions", school.joining())["id"] for school in introduced_schools()
    }


def _register(ground: Ground, person: Person, school_id: str) -> str:
    return once(ground.registry, person.name, "/people", person.registering(school_id))["id"]


def chunks(file: Path) -> Iterable[bytes]:
    """A file's bytes, a piece at a time."""
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk
