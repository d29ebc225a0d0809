"""What can't be read of a request, in words that a person can act on."""

from typing import Annotated, Any

import pytest
from pydantic import BaseModel, EmailStr, Field, ValidationError

from shared.http.mistakes import mistake


class Typed(BaseModel):
    """Fields as services have them."""

    address: EmailStr = "ann@example.org"
    fee: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    name: Annotated[str, Field(min_length=1, max_length=200, pattern="^[^\x00]+$")] = "Ann"
    roles: Annotated[list[str], Field(max_length=3)] = []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"address": "ann"}, "Enter an e-mail address, like ann.shaw@example.org"),
        ({"address": "ann@nowhere"}, "Enter an e-mail address, like ann.shaw@example.org"),
        ({"fee": 1_000_001}, "Enter 1,000,000 or less"),
        ({"fee": -1}, "Enter 0 or more"),
        ({"name": ""}, "This is missing"),
        ({"name": "x" * 201}, "Use 200 characters or fewer"),
        ({"name": "a\0"}, "This has characters that have no place here"),
        ({"roles": ["a"] * 4}, "Give 3 or fewer"),
        ({"fee": "many"}, "Input should be a valid integer, unable to parse string as an integer"),
    ],
)
def test_a_mistake_says_what_to_do(fields: dict[str, Any], words: str) -> None:
    """Never with what was typed."""
    with pytest.raises(ValidationError) as caught:
        Typed(**fields)
    assert [mistake(each) for each in caught.value.errors()] == [words]
