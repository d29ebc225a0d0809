"""The marker in the data folder: how far the example alliance is loaded, and on which day that was begun."""

from datetime import date
from pathlib import Path

from deploy.local.place import Place

BEGUN, LOADED = "begun", "loaded"


def marked(place: Place) -> str:
    """What the marker says; nothing when there is none."""
    return next(iter(_words(place)), "")


def begun_on(place: Place) -> date | None:
    """The day that it was begun: the example's dates count from it, so that going on asks for the same again."""
    return next((date.fromisoformat(day) for day in _words(place)[1:]), None)


def mark(place: Place, state: str, on: date) -> None:
    """Write the marker, whole or not at all; `on` is the day on which the loading was begun."""
    unfinished = _marker(place).with_suffix(".new")
    unfinished.write_text(f"{state} {on}\n")
    unfinished.replace(_marker(place))


def _words(place: Place) -> list[str]:
    file = _marker(place)
    return file.read_text().split() if file.exists() else []


def _marker(place: Place) -> Path:
    return place.home / "demo"
