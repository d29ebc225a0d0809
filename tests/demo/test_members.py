"""The example alliance's data."""

from __future__ import annotations

import csv
from collections import Counter

from deploy.demo.members import DATA, example_members, introduced_schools
from deploy.demo.people import example_people


def test_every_address_belongs_to_nobody() -> None:
    """A subdomain of example.org for each school, and no two mailboxes alike."""
    schools = [*example_members(), *introduced_schools()]
    offices = [each for school in schools for each in (school.head_email, school.office_email) if each]
    addresses = [*offices, *(person.email for person in example_people() if person.email)]
    assert len(set(addresses)) == len(addresses)
    domains = Counter(address.partition("@")[2] for address in addresses)
    assert len(domains) == len(schools) == 16
    assert all(domain.endswith(".example.org") for domain in domains)


def test_every_member_is_in_the_register_that_is_loaded() -> None:
    """Under its own number or, for one, under that which it had; its later number is in the newer edition."""
    early, late = urns("register_2017_excerpt.csv", "URN"), urns("register_2025.csv", "urn")
    assert len(late) == 22_010
    for member in [*example_members(), *introduced_schools()]:
        assert member.urn in early | late
        assert member.successor_urn is None or member.successor_urn in late - early


def test_the_licence_is_named() -> None:
    """In the words that the licence asks for."""
    licence = "Contains public sector information licensed under the Open Government Licence v3.0."
    assert licence in (DATA / "README.md").read_text()


def urns(file: str, heading: str) -> set[int]:
    """The numbers in an edition."""
    with (DATA / file).open(encoding="utf-8", newline="") as stream:
        return {int(row[heading]) for row in csv.DictReader(stream)}
