"""The rules that are data: specialisms and day rates, read once when the process starts (data/README.md)."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from services.support.domain.amounts import whole_pence
from services.support.domain.brokerage import Brokerage, Rate, Where
from services.support.domain.specialisms import Specialism, Specialisms, code_of

DATA = Path(__file__).parent / "data"

FLAT = re.compile(r"flat £(\d+)/day")
SHARE = re.compile(r"(\d+)%( added on top.*)?")


@dataclass(frozen=True, slots=True)
class RulesAsData:
    """All of them."""

    specialisms: Specialisms
    rates: Mapping[str, Rate]

    @classmethod
    def read(cls, _: object = None) -> "RulesAsData":
        """As they stand in the files."""
        return cls(Specialisms(_specialisms()), {rate.code: rate for rate in map(_rate, _rows("deployment_day_rates"))})


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _specialisms() -> dict[str, Specialism]:
    found: dict[str, Specialism] = {}
    for row in _rows("sle_specialisms"):
        name, focus = row["area_of_expertise"], (row["list_version"], row["ofsted_focus"])
        code = code_of(name)
        before = found[code].focuses if code in found else ()
        found[code] = Specialism(code, name, (*before, focus))
    return found


def _rate(row: dict[str, str]) -> Rate:
    return Rate(
        code_of(f"{row['alliance']} {row['year'].partition(' ')[0]} {row['role']}"),
        row["alliance"],
        row["year"],
        row["role"],
        whole_pence(Decimal(row["charged_per_day_gbp"])),
        brokerage(row["brokerage_rule"]),
        row["source"],
    )


def brokerage(written: str) -> Brokerage:
    """A rule as alliances write it: *flat £50/day*, *15%*, *15% added on top of commission*."""
    if flat := FLAT.fullmatch(written):
        return Brokerage(Where.INSIDE, flat=whole_pence(Decimal(flat[1])))
    if share := SHARE.fullmatch(written):
        return Brokerage(Where.ON_TOP if share[2] else Where.INSIDE, Decimal(share[1]) / 100)
    raise ValueError(f"{written!r} is no rule of brokerage that we know")
