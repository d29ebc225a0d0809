"""What the commands of operators are made of: nothing that a table couldn't hold."""

from typing import Annotated

from pydantic import Field

Name = Annotated[str, Field(min_length=1, max_length=512, pattern="^[^\\x00]+$")]
"""A reader, a topic, a key, a timer."""

Why = Annotated[str | None, Field(max_length=500, pattern="^[^\\x00]*$")]
"""The operator's own words for the audit; never about a person."""

Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
"""A fact's number in its key's story."""

Place = Annotated[int, Field(ge=0, le=2**63 - 1)]
"""An offset, or an id of the outbox."""

Partition = Annotated[int, Field(ge=0, le=2**31 - 1)]
