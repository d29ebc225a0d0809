"""What somebody means who types a part of an id, or of a title."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from deploy.cli.sorry import Sorry

SHORT = 8
"""Digits of an id that lists show: its last ones, for the first ones are the time."""

NAMED = 5
"""Things that are named when more than one is meant."""

Thing = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sort:
    """Things of one sort: what one is called, which field is its id, how it is titled, where they are listed."""

    noun: str
    id: str
    title: Callable[[Mapping[str, Any]], str]
    listed: str
    is_code: bool = False

    def short(self, thing: Mapping[str, Any]) -> str:
        """What lists show of its id; a code is shown whole."""
        return thing[self.id] if self.is_code else short(thing[self.id])


def short(id: str) -> str:  # noqa: A002 - it is one
    """What lists show of an id."""
    return id[-SHORT:]


def meant(given: str, things: Iterable[Thing], sort: Sort) -> Thing:
    """The one thing that is meant: by its id, the beginning or end of that, or a part of its title; else `Sorry`."""
    fitting = all_meant(given, things, sort)
    if not fitting:
        raise Sorry(f"There is no {sort.noun} “{given}”: `{sort.listed}` lists them.")
    if len(fitting) > 1:
        named = ", ".join(f"{sort.title(each)} ({sort.short(each)})" for each in fitting[:NAMED])
        more = " and others" if len(fitting) > NAMED else ""
        raise Sorry(f"More than one {sort.noun} is meant by “{given}”: {named}{more}.")
    return fitting[0]


def all_meant(given: str, things: Iterable[Thing], sort: Sort) -> list[Thing]:
    """All that may be meant; a whole id, a whole short one, or a whole title wins over parts of others."""
    wanted, known = folded(given), list(things)
    exactly = [each for each in known if wanted in {each[sort.id], sort.short(each), folded(sort.title(each))}]
    return exactly or [each for each in known if wanted and _fits(wanted, each, sort)]


def _fits(wanted: str, thing: Thing, sort: Sort) -> bool:
    begins = (thing[sort.id], sort.short(thing))
    return any(each.startswith(wanted) for each in begins) or wanted in folded(sort.title(thing))


def folded(words: str) -> str:
    """Words as they are compared: accents, capitals, spaces and the apostrophe's form don't count."""
    letters = unicodedata.normalize("NFKD", words.replace("’", "'"))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.casefold().split())
