"""Which column of an edition says what. Editions come with 14, 29 or 139 columns, and each names them its own way."""

from collections.abc import Iterable, Mapping, Sequence

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "urn": ("urn",),
    "name": ("establishmentname",),
    "phase": ("phaseofeducationcode", "phaseofeducationname", "phaseofeducation", "phase"),
    "status": ("establishmentstatuscode", "establishmentstatusname", "establishmentstatus", "status"),
    "type": ("typeofestablishmentname", "typeofestablishment", "establishmenttype", "typeofestablishmentcode"),
    "la_code": ("lacode", "localauthoritycode"),
    "la_name": ("laname", "localauthorityname"),
    "establishment_number": ("establishmentnumber",),
    "street": ("street",),
    "locality": ("locality",),
    "address3": ("address3",),
    "town": ("town",),
    "county": ("countyname", "county"),
    "postcode": ("postcode",),
    "region": ("gorname", "region"),
    "ukprn": ("ukprn",),
    "trust": ("trustsname",),
    "website": ("schoolwebsite", "websiteaddress"),
    "opened_on": ("opendate", "openingdate"),
    "closed_on": ("closedate", "closingdate"),
    "lowest_age": ("statutorylowage", "statutorylowestage"),
    "highest_age": ("statutoryhighage", "statutoryhighestage"),
}
"""For each field of an entry its headings, squeezed, best first."""

LINK_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "urn": ("urn",),
    "link_urn": ("linkurn",),
    "kind": ("linktype",),
    "established_on": ("linkestablisheddate",),
}


def places(headings: Mapping[str, tuple[str, ...]], row: Sequence[str]) -> dict[str, int]:
    """For each field that the file has, the number of its column, from 0."""
    squeezed_row = [squeezed(cell) for cell in row]
    found = {field: first_place(names, squeezed_row) for field, names in headings.items()}
    return {field: place for field, place in found.items() if place is not None}


def first_place(names: Iterable[str], row: Sequence[str]) -> int | None:
    """The column with the best of these names."""
    return next((row.index(name) for name in names if name in row), None)


def squeezed(heading: str) -> str:
    """A heading without what editions differ in: "LA (code)" and "la_code" are both "lacode"."""
    return "".join(letter for letter in heading.casefold() if letter.isalnum())
