"""Long lists, page by page: a page ends with a word that asks for the next."""

import base64
import json
from collections.abc import Sequence
from typing import Any

from shared.kernel.refusal import Invalid

LARGEST_PAGE = 500


class NotAPage(Invalid):
    """The word for a page isn't one that we gave."""

    kind = "not-a-page"


def word(values: Sequence[Any]) -> str:
    """Where a page ended, as a word."""
    return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).decode()


def values(given: str, count: int) -> list[Any]:
    """Where a page ended; raises `NotAPage`."""
    try:
        found = json.loads(base64.urlsafe_b64decode(given.encode()))
    except ValueError:
        found = None
    if not isinstance(found, list) or len(found) != count or "\0" in str(found):  # pyright: ignore[reportUnknownArgumentType]
        raise NotAPage("That isn't where a page ended: begin with the first.")
    return found  # pyright: ignore[reportUnknownVariableType]
