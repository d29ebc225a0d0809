"""What fills a template: kept as text, read back by name."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

READ: Mapping[str, Callable[[str], object]] = {
    "_on": date.fromisoformat,
    "_at": datetime.fromisoformat,
    "_pence": int,
    "_number": int,
}
"""How a value is read, by the end of its name; any other is text."""


def filled(values: Mapping[str, str]) -> dict[str, object]:
    """Values as a template wants them: dates, moments and amounts as what they are."""
    return {name: _read(name, value) for name, value in values.items()}


def _read(name: str, value: str) -> object:
    ending = f"_{name.rpartition('_')[2]}"
    return READ[ending](value) if ending in READ else value
