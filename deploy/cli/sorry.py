"""What a person is told instead of what they asked for."""

from collections.abc import Mapping, Sequence


class Sorry(Exception):
    """It can't be done; the message is one sentence that says why and what to do. The command ends with 1."""


class NotRunning(Sorry):
    """Nothing answers where a service should be."""

    def __init__(self, name: str, address: str) -> None:
        super().__init__(f"{name} isn't running at {address}: start it with `make run`.")


class Problem(Sorry):
    """A service said no (RFC 9457).

    `kind` is the stable last part of the problem's type; `places` says, for something that couldn't be read, where
    (dotted) and what.
    """

    def __init__(self, sentence: str, kind: str, places: Sequence[Mapping[str, str]] = ()) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.places = places
