"""What can be chosen in a form, as the design system's macros want it: `strands|map("strand_pair")|options(chosen)`."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from services.gateway.adapters.filters import days, money, strand
from shared import words

Pair = tuple[str, str]
"""What is sent, and what stands there."""


def options(pairs: Iterable[Pair], chosen: str, none_text: str = "") -> list[dict[str, Any]]:
    """Of which one is chosen from a list; `none_text` is what stands there for none of them, if that can be."""
    none = [{"value": "", "text": none_text, "selected": not chosen}] if none_text else []
    return none + [{"value": value, "text": text, "selected": value == chosen} for value, text in pairs]


def boxes(pairs: Iterable[Pair], ticked: Collection[str]) -> list[dict[str, Any]]:
    """Which all stand there, each with a box or a dot before it."""
    return [{"value": value, "text": text, "checked": value in ticked} for value, text in pairs]


def summary(errors: Mapping[str, str]) -> list[dict[str, Any]]:
    """What is wrong with a form, each leading to its field."""
    return [{"text": text, "href": f"#{name}" if name else None} for name, text in errors.items()]


def spoken_pair(code: str) -> Pair:
    """A code and its words."""
    return str(code), words.capital(words.spoken(code))


def strand_pair(code: str) -> Pair:
    """A strand."""
    return code, words.capital(strand(code))


def name_pair(named: tuple[str, Mapping[str, Any]]) -> Pair:
    """Somebody by their id."""
    return named[0], f"{named[1]['name']}, {named[1]['school']}"


def person_pair(person: Mapping[str, Any]) -> Pair:
    """Somebody whom registry knows."""
    return person["person_id"], f"{person['name']}, {person['school']}"


def fit_pair(fit: Mapping[str, Any], names: Mapping[str, Mapping[str, Any]]) -> Pair:
    """An SLE who fits a request, with how many days of theirs are left."""
    name = names.get(fit["person_id"], {}).get("name", "Somebody")
    return fit["person_id"], f"{name}, {fit['school']}: {days(fit['left'])} left"


def seat_pair(seat: Mapping[str, Any], names: Mapping[str, Mapping[str, Any]]) -> Pair:
    """Somebody who has a place, by the booking's id."""
    person = names.get(seat["person_id"])
    return seat["booking_id"], f"{person['name']}, {person['school']}" if person else "Somebody who isn't known here"


def rate_pair(rate: Mapping[str, Any]) -> Pair:
    """A day rate, with what the alliance keeps of it, and whose price list it is from."""
    a_day = f"{money(rate['day_rate']['pence'])} a day{_brokerage(rate['brokerage'])}"
    year = f" in {rate['year']}" if rate["year"][0].isdecimal() else ""
    return rate["code"], f"{a_day}: {rate['role']}, as {rate['alliance']} charged{year}"


def _brokerage(brokerage: Mapping[str, Any]) -> str:
    flat, share = brokerage["flat"]["pence"], Decimal(brokerage["share"])
    ours = money(flat) if flat else f"{share:.0%}"
    return f" and our {ours} on top" if brokerage["where"] == "on_top" else f", of which we keep {ours}"


def fund_pair(grant: Mapping[str, Any], case_id: str) -> Pair:
    """A support grant that a deployment may be charged to."""
    whose = " for this request" if grant["case_id"] == case_id else ""
    return grant["grant_id"], f"the support grant {grant['year']}{whose}, {money(grant['left'])} left"


def case_pair(case: Mapping[str, Any]) -> Pair:
    """A request for support: a school may have several for the same."""
    asked = words.short_date(date.fromisoformat(case["requested_on"]))
    return case["case_id"], f"{case['school'] or 'A school'}, {words.spoken(case['specialism'])}, asked on {asked}"


def choosing() -> dict[str, Callable[..., Any]]:
    """All of them by their names, for templates."""
    pairs = (spoken_pair, strand_pair, name_pair, person_pair, fit_pair, seat_pair, rate_pair, fund_pair, case_pair)
    return {each.__name__: each for each in (options, boxes, summary, *pairs)}
