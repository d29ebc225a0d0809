"""What fills a template: kept as text, read back by name."""

from collections.abc import Mapping
from datetime import date


def filled(values: Mapping[str, str]) -> dict[str, object]:
    """Values as a template wants them: a name that ends in `_on` is a date, any other is text."""
    return {name: date.fromisoformat(value) if name.endswith("_on") else value for name, value in values.items()}
