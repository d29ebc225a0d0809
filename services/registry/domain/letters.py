"""Letters that no school's name in England or Wales has: they show that an edition was decoded wrongly on its way."""

import unicodedata


def strange_letters(name: str) -> str:
    """The letters of a name that aren't Latin, and its control characters, each once, in their order. "°" is fine."""
    return "" if name.isascii() else "".join(dict.fromkeys(letter for letter in name if is_strange(letter)))


def is_strange(letter: str) -> bool:
    """A letter of another script, or no character for print at all."""
    kind = unicodedata.category(letter)
    if kind in ("Cc", "Co", "Cn"):
        return True
    return kind.startswith("L") and not unicodedata.name(letter, "").startswith("LATIN")
