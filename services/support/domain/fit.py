"""Who fits a case, and why, or why not: told before anybody is agreed on, by the rules that agreeing itself obeys."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from services.support.domain.case import Case
from services.support.domain.people import School
from services.support.domain.sle import NONE, SLE
from shared.kernel.days import Days
from shared.kernel.years import AcademicYear


class Favour(StrEnum):
    """What speaks for somebody."""

    SPECIALISM = "specialism"
    DAYS_LEFT = "days_left"
    KNOWS_THE_SCHOOL = "knows_the_school"


class Obstacle(StrEnum):
    """What they can't be agreed on for, as things are."""

    OTHER_SPECIALISM = "other_specialism"
    OWN_SCHOOL = "own_school"
    NOT_RELEASED = "not_released"
    NO_DAYS_LEFT = "no_days_left"
    CHANGED_SCHOOL = "changed_school"
    HOME_SCHOOL_LEFT = "home_school_left"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An SLE, the school where they work now, and whether they have been deployed to the school that asks."""

    sle: SLE
    home: School
    was_there: bool = False


@dataclass(frozen=True, slots=True)
class Fit:
    """How somebody fits a case in a year; `left` are the days that can still be promised."""

    candidate: Candidate
    left: Days
    favours: tuple[Favour, ...]
    obstacles: tuple[Obstacle, ...]


def ranked(case: Case, candidates: Iterable[Candidate], year: AcademicYear) -> list[Fit]:
    """Who fits comes first: who knows the school, then who has most days left; the nearest misses follow."""
    found = [_fit(case, each, year) for each in candidates]
    return sorted(found, key=_order)


def _order(fit: Fit) -> tuple[int, bool, bool, int, str]:
    knows, other = Favour.KNOWS_THE_SCHOOL in fit.favours, Obstacle.OTHER_SPECIALISM in fit.obstacles
    return len(fit.obstacles), other, not knows, -fit.left.halves, str(fit.candidate.sle.person_id)


def _fit(case: Case, candidate: Candidate, year: AcademicYear) -> Fit:
    ledger = candidate.sle.years.get(year)
    left = ledger.left if ledger else NONE
    speaks_for = {
        Favour.SPECIALISM: case.specialism in candidate.sle.specialisms,
        Favour.DAYS_LEFT: bool(left),
        Favour.KNOWS_THE_SCHOOL: candidate.was_there,
    }
    home = candidate.home
    stands_against = {
        Obstacle.OTHER_SPECIALISM: not speaks_for[Favour.SPECIALISM],
        Obstacle.OWN_SCHOOL: home.school_id == case.school_id,
        Obstacle.NOT_RELEASED: ledger is None,
        Obstacle.NO_DAYS_LEFT: ledger is not None and not left,
        Obstacle.CHANGED_SCHOOL: ledger is not None and ledger.home_school_id != home.school_id,
        Obstacle.HOME_SCHOOL_LEFT: home.is_closed or not home.is_member,
    }
    favours = tuple(each for each, holds in speaks_for.items() if holds)
    return Fit(candidate, left, favours, tuple(each for each, holds in stands_against.items() if holds))
