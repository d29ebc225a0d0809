"""Who fits a case and why, in words: what support says by codes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.gateway.adapters.services import Missing

FAVOURS = {
    "specialism": "designated in {specialism}",
    "days_left": "days left in {year}",
    "knows_the_school": "knows the school: was deployed there before",
}

OBSTACLES = {
    "other_specialism": "is not designated in {specialism}",
    "own_school": "works at the school that asks",
    "not_released": "has no days released for {year}",
    "no_days_left": "has no days left in {year}",
    "changed_school": "has changed school, and the new one has to release days first",
    "home_school_left": "works at a school that is no open member",
}


def fitting(found: Iterable[Mapping[str, Any]] | Missing, specialism: str, year: str) -> dict[str, Any]:
    """Who can be agreed on, the best first, and who can't; each with the reasons as sentences' parts."""
    if isinstance(found, Missing):
        return {"fits": found, "misses": found}
    names = {"specialism": specialism, "year": year}
    told = [
        {
            **each,
            "why": _words(each["favours"], FAVOURS, names),
            "why_not": _words(each["obstacles"], OBSTACLES, names),
        }
        for each in found
    ]
    return {
        "fits": [each for each in told if not each["obstacles"]],
        "misses": [each for each in told if each["obstacles"]],
    }


def _words(codes: Sequence[str], known: Mapping[str, str], names: Mapping[str, str]) -> str:
    """What the codes say; one that is newer than we are stands for itself."""
    return "; ".join(known.get(code, code.replace("_", " ")).format(**names) for code in codes)
