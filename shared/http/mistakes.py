"""What can't be read of a request, said to a person; never the value, which may be personal."""

from collections.abc import Callable, Mapping
from typing import Any

Context = Mapping[str, Any]

SAID: dict[str, Callable[[Context], str]] = {
    "missing": lambda _: "This is missing",
    "string_too_short": lambda _: "This is missing",
    "string_too_long": lambda context: f"Use {context['max_length']:,} characters or fewer",
    "string_pattern_mismatch": lambda _: "This has characters that have no place here",
    "less_than_equal": lambda context: f"Enter {context['le']:,} or less",
    "greater_than_equal": lambda context: f"Enter {context['ge']:,} or more",
    "multiple_of": lambda context: f"Enter a multiple of {context['multiple_of']}",
    "too_long": lambda context: f"Give {context['max_length']:,} or fewer",
    "too_short": lambda context: f"Give {context['min_length']:,} or more",
    "uuid_parsing": lambda _: "This is no id",
}
"""By pydantic's type of a mistake; what isn't here is said as pydantic says it."""

NO_ADDRESS = "Enter an e-mail address, like ann.shaw@example.org"


def mistake(error: Mapping[str, Any]) -> str:
    """One of pydantic's errors as a sentence, without its full stop."""
    if error["type"] == "value_error" and "email address" in error["msg"]:
        return NO_ADDRESS
    say = SAID.get(error["type"])
    return say(error.get("ctx", {})) if say else error["msg"].rstrip(".")
