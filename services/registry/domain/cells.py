"""What one cell of the register's files says. Each function takes a cell that isn't blank."""

import re
from datetime import date

from services.registry.domain.types import type_name
from shared.contracts.registry import Phase, Status


class WrongCell(Exception):
    """The cell can't be what its column holds."""


PHASES = {
    "not applicable": Phase.NOT_APPLICABLE,
    "nursery": Phase.NURSERY,
    "primary": Phase.PRIMARY,
    "middle deemed primary": Phase.MIDDLE_DEEMED_PRIMARY,
    "secondary": Phase.SECONDARY,
    "middle deemed secondary": Phase.MIDDLE_DEEMED_SECONDARY,
    "16 plus": Phase.SIXTEEN_PLUS,
    "all through": Phase.ALL_THROUGH,
}
"""In the order of the register's codes, 0 to 7."""

STATUSES = {
    "open": Status.OPEN,
    "closed": Status.CLOSED,
    "open, but proposed to close": Status.CLOSING,
    "proposed to open": Status.PROPOSED,
}
"""In the order of the register's codes, 1 to 4."""

PHASES_BY_CODE = {str(code): phase for code, phase in enumerate(PHASES.values())}
STATUSES_BY_CODE = {str(code): status for code, status in enumerate(STATUSES.values(), start=1)}

DAY_FIRST = re.compile(r"([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4})")
YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def urn(written: str) -> int:
    """A URN: six digits, five for a children's centre."""
    if len(written) not in (5, 6) or not is_digits(written) or written[0] == "0":
        raise WrongCell("is not a URN (six digits, five for a children's centre)")
    return int(written)


def text(written: str) -> str:
    """Words: every run of white space, line ends too, becomes one space, so that a name fits in a mail's subject."""
    return " ".join(written.split())


def day(written: str) -> date:
    """A date, day first as the register writes it (dd-mm-yyyy, dd/mm/yyyy), or ISO 8601."""
    try:
        if found := DAY_FIRST.fullmatch(written):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := YEAR_FIRST.fullmatch(written):
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as nonsense:
        raise WrongCell("is not a day of the calendar") from nonsense
    raise WrongCell("is not a date (dd-mm-yyyy, dd/mm/yyyy or yyyy-mm-dd)")


def phase(written: str) -> Phase:
    """A phase of education, by code 0 to 7 or by name, however capitalised."""
    known = PHASES_BY_CODE.get(written) or PHASES.get(plain(written))
    if known is None:
        raise WrongCell("is not a phase of education")
    return known


def status(written: str) -> Status:
    """A status, by code 1 to 4 or by name, however capitalised."""
    known = STATUSES_BY_CODE.get(written) or STATUSES.get(plain(written))
    if known is None:
        raise WrongCell("is not a status of an establishment")
    return known


def establishment_type(written: str) -> str:
    """A type of establishment, in the code list's own capitals."""
    return type_name(text(written))


def la_code(written: str) -> str:
    """A local authority's code, its three digits restored where a spreadsheet dropped leading zeros."""
    if len(written) > 3 or not is_digits(written):
        raise WrongCell("is not a local authority's code (three digits)")
    return written.zfill(3)


def establishment_number(written: str) -> str:
    """An establishment's number within its authority, its four digits restored."""
    if len(written) > 4 or not is_digits(written):
        raise WrongCell("is not an establishment's number (four digits)")
    return written.zfill(4)


def ukprn(written: str) -> str:
    """A UK provider reference number: eight digits."""
    if len(written) != 8 or not is_digits(written):
        raise WrongCell("is not a UKPRN (eight digits)")
    return written


def age(written: str) -> int:
    """An age in whole years."""
    if len(written) > 2 or not is_digits(written):
        raise WrongCell("is not an age in years")
    return int(written)


def postcode(written: str) -> str:
    """A postcode in capitals, one space before its last three characters; anything else as it was written."""
    compact = written.replace(" ", "").upper()
    return f"{compact[:-3]} {compact[-3:]}" if 5 <= len(compact) <= 7 else text(written)


def plain(written: str) -> str:
    """A name for comparing: no capitals, no hyphens, single spaces."""
    return text(written.replace("-", " ")).casefold()


def is_digits(written: str) -> bool:
    """Digits 0 to 9 only: `isdecimal` alone takes other scripts' digits too."""
    return written.isascii() and written.isdecimal()
